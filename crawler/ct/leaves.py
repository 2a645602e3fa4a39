"""Leaves of a log: entries of static-ct data tiles and of RFC 6962 get-entries."""

import base64
import binascii
import hashlib
import json
import struct
from typing import NamedTuple

X509 = 0
PRECERT = 1

TILE_LEAVES = 256
"""Leaves of a full tile (c2sp.org/static-ct-api)."""

_HEAD = struct.Struct(">QH")
_ISSUER_KEY_HASH_BYTES = 32
_FINGERPRINT_BYTES = 32
_MERKLE_PREFIX = b"\x00\x00"
"""Version v1, leaf type timestamped_entry (RFC 6962, section 3.4)."""


class Leaf(NamedTuple):
    """One entry of a log. A plain tuple: thousands are made a second."""

    timestamp_ms: int
    """Of the log's promise, since 1970 in UTC."""
    kind: int
    """:data:`X509` or :data:`PRECERT`."""
    der: bytes
    """The certificate; of a precertificate, what will be signed (TBSCertificate)."""
    entry: bytes
    """The TimestampedEntry, which the log's tree is made of."""

    @property
    def hash(self) -> bytes:
        """The leaf's hash in the tree (RFC 6962, section 2.1)."""
        return hashlib.sha256(b"\x00" + _MERKLE_PREFIX + self.entry).digest()


def read_data_tile(data: bytes, count: int) -> list[Leaf]:
    """Split a data tile, already unpacked, into its *count* leaves.

    Raises:
        ValueError: it ends within a leaf, or holds more or fewer than *count*.
    """
    leaves: list[Leaf] = []
    at, end = 0, len(data)
    while at < end:
        leaf, at = _timestamped_entry(data, at)
        if leaf.kind == PRECERT:
            _, at = _opaque(data, at, 3)
        chain, at = _opaque(data, at, 2)
        if len(chain) % _FINGERPRINT_BYTES:
            raise ValueError(f"leaf {len(leaves)} has a broken chain")
        leaves.append(leaf)
    if len(leaves) != count:
        raise ValueError(f"the tile holds {len(leaves)} leaves, not {count}")
    return leaves


def read_get_entries(data: bytes, most: int) -> list[Leaf]:
    """Read an answer to get-entries (RFC 6962, section 4.6); it may be short.

    Args:
        data: JSON.
        most: how many were asked for.

    Raises:
        ValueError: it is no such answer, is empty, or holds more than was asked for.
    """
    try:
        table = json.loads(data)
        entries = [one["leaf_input"] for one in table["entries"]]
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise ValueError(f"not an answer to get-entries: {exc}") from None
    if not 0 < len(entries) <= most:
        raise ValueError(f"{len(entries)} entries came, 1 to {most} were asked for")
    return [_leaf_input(text, number) for number, text in enumerate(entries)]


def _leaf_input(text: object, number: int) -> Leaf:
    try:
        raw = base64.b64decode(str(text), validate=True)
    except binascii.Error as exc:
        raise ValueError(f"entry {number} is not base64: {exc}") from None
    if not raw.startswith(_MERKLE_PREFIX):
        raise ValueError(f"entry {number} is of an unknown version")
    leaf, end = _timestamped_entry(raw, len(_MERKLE_PREFIX))
    if end != len(raw):
        raise ValueError(f"entry {number} is followed by {len(raw) - end} bytes")
    return leaf


def _timestamped_entry(data: bytes, start: int) -> tuple[Leaf, int]:
    try:
        timestamp, kind = _HEAD.unpack_from(data, start)
    except struct.error:
        raise ValueError(f"cut off in the head of the leaf at byte {start}") from None
    at = start + _HEAD.size
    if kind == PRECERT:
        at += _ISSUER_KEY_HASH_BYTES
    elif kind != X509:
        raise ValueError(f"the leaf at byte {start} is of the unknown type {kind}")
    der, at = _opaque(data, at, 3)
    _, at = _opaque(data, at, 2)
    return Leaf(timestamp, kind, der, data[start:at]), at


def _opaque(data: bytes, at: int, width: int) -> tuple[bytes, int]:
    """Return a TLS vector whose length has *width* bytes, and where it ends."""
    start = at + width
    end = start + int.from_bytes(data[at:start])
    if end > len(data) or start > len(data):
        raise ValueError(f"cut off within the field at byte {at}")
    return data[start:end], end
