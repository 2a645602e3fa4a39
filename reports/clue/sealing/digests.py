"""SHA-256 and SM3 of a stream, in one pass and in flat memory."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Length and digests of some bytes."""

    size_bytes: int
    sha256: str
    sm3: str
    """GB/T 32905-2016; hashlib lists it, but does not guarantee it."""


def measure(stream: BinaryIO) -> Digests:
    """Return length and digests of what is left in *stream*.

    >>> import io
    >>> measure(io.BytesIO(b"abc")).sm3[:16]
    '66c7f0f462eeedd9'
    """
    sha256, sm3, size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0
    while chunk := stream.read(CHUNK_BYTES):
        sha256.update(chunk)
        sm3.update(chunk)
        size += len(chunk)
    return Digests(size_bytes=size, sha256=sha256.hexdigest(), sm3=sm3.finalize().hex())
