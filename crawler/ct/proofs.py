"""Proofs of RFC 6962 logs: that a tree only grew since it was last seen."""

import base64
import binascii
import json
from collections.abc import Sequence

from crawler.ct.hash_tiles import node
from crawler.ct.heads import HASH_BYTES, Head

LONGEST_PROOF = 128
"""A tree of 2**62 entries needs no more hashes."""


def read_proof(data: bytes) -> list[bytes]:
    """Read an answer to get-sth-consistency (RFC 6962, section 4.4).

    Raises:
        ValueError: it is none.
    """
    try:
        nodes = json.loads(data)["consistency"]
        found = [base64.b64decode(one, validate=True) for one in nodes]
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as exc:
        raise ValueError(f"not a proof of consistency: {exc}") from None
    if len(found) > LONGEST_PROOF or any(len(one) != HASH_BYTES for one in found):
        raise ValueError("the proof of consistency is no list of hashes")
    return found


def check_consistency(old: Head, new: Head, proof: Sequence[bytes]) -> None:
    """Check that the tree of *new* begins with that of *old*, which is smaller.

    Raises:
        ValueError: *proof* does not show it.

    Source:
        RFC 9162, section 2.1.4.2.
    """
    if not 0 < old.size < new.size:
        raise ValueError(f"no proof leads from {old.size} to {new.size} entries")
    hashes = list(proof)
    if old.size & (old.size - 1) == 0:
        hashes.insert(0, old.root)
    if not hashes:
        raise ValueError("the proof of consistency is empty")
    first, last = old.size - 1, new.size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    was = now = hashes[0]
    for one in hashes[1:]:
        if not last:
            raise ValueError("the proof of consistency is too long")
        if first & 1 or first == last:
            was, now = node(one, was), node(one, now)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            now = node(now, one)
        first, last = first >> 1, last >> 1
    if last or was != old.root or now != new.root:
        raise ValueError(
            f"its {new.size} entries do not begin with the {old.size} it showed before"
        )
