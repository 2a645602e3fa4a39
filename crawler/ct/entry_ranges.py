"""Whether entries that stand side by side are in the tree that a log signed.

The paths of the first and the last of them hold every hash left and right of the row;
what lies between is computed. So two questions do for a thousand entries.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.ct.hash_tiles import node
from crawler.ct.heads import HASH_BYTES, Head
from crawler.ct.proofs import LONGEST_PROOF


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The hashes beside the way from one leaf up to the root (RFC 6962, 2.1.1)."""

    index: int
    """Of the leaf."""
    hashes: tuple[bytes, ...]
    """From the leaf upwards."""


def read_path(data: bytes, index: int) -> Path:
    """Read an answer to get-proof-by-hash or get-entry-and-proof for leaf *index*.

    Raises:
        ValueError: it is none, or is about another leaf.
    """
    try:
        table = json.loads(data)
        found = [base64.b64decode(one, validate=True) for one in table["audit_path"]]
        said = table.get("leaf_index", index)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        binascii.Error,
    ) as exc:
        raise ValueError(f"not a proof of inclusion: {exc}") from None
    if len(found) > LONGEST_PROOF or any(len(one) != HASH_BYTES for one in found):
        raise ValueError("the proof of inclusion is no list of hashes")
    if said != index:
        raise ValueError(f"entry {index} is said to be entry {said!r:.40}")
    return Path(index=index, hashes=tuple(found))


def check_range(head: Head, leaves: Sequence[bytes], first: Path, last: Path) -> None:
    """Check that *leaves* are those from *first* to *last* of the tree of *head*.

    Raises:
        ValueError: they are not.
    """
    if not 0 <= first.index <= last.index < head.size:
        raise ValueError(f"the tree of {head.size} entries has none there")
    if len(leaves) != last.index - first.index + 1:
        raise ValueError("the paths are not those of the first and the last entry")
    row = _Row(leaves, first, last)
    try:
        root = row.root(0, head.size)
    except IndexError:
        raise ValueError("the proof of inclusion is too short") from None
    if root != head.root:
        raise ValueError(
            f"entries {first.index} to {last.index} are not in the tree it signed"
        )


class _Row:
    """Leaves side by side, and what stands left and right of them."""

    def __init__(self, leaves: Sequence[bytes], first: Path, last: Path) -> None:
        self._leaves = leaves
        self._first, self._last = first.index, last.index
        self._left, self._right = list(first.hashes), list(last.hashes)

    def root(self, start: int, end: int) -> bytes:
        """Return the hash over leaves *start* to *end*, some of them ours.

        Raises:
            IndexError: the paths hold too little.
        """
        if self._first <= start and end <= self._last + 1:
            return self._whole(start, end)
        middle = start + _split(end - start)
        holds_first = start <= self._first < end
        holds_last = start <= self._last < end
        beside_first = self._left.pop() if holds_first else b""
        beside_last = self._right.pop() if holds_last else b""
        if self._first >= middle:
            return node(beside_first or beside_last, self.root(middle, end))
        if self._last < middle:
            return node(self.root(start, middle), beside_last or beside_first)
        return node(self.root(start, middle), self.root(middle, end))

    def _whole(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return self._leaves[start - self._first]
        middle = start + _split(end - start)
        return node(self._whole(start, middle), self._whole(middle, end))


def _split(size: int) -> int:
    """Return how many leaves stand left of the root: a power of two, less than all."""
    power: int = 1 << ((size - 1).bit_length() - 1)
    return power
