"""Where bytes lie in a WARC: read from its record heads, one gzip member a record."""

import base64
import binascii
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK_BYTES = 1 << 16
_HEAD_MAX_BYTES = 1 << 16
"""Longer is no head of a record that we wrote."""
_GZIP_WINDOW = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One record of a WARC."""

    record: str
    """Its ``WARC-Record-ID``."""
    kind: str
    """``WARC-Type``."""
    offset: int
    """Of its gzip member in the file."""
    sha256: str
    """Of its block, 64 lower-case hex digits; empty where no head tells."""


def located(stream: BinaryIO) -> dict[str, Located]:
    """Return the records of a gzipped WARC by the SHA-256 of their blocks.

    The first of equal blocks counts. Only heads are kept, so a WARC of any size is
    read in flat memory; what is not a WARC gives what could be read of it.
    """
    found: dict[str, Located] = {}
    for one in _records(stream):
        if one.sha256:
            found.setdefault(one.sha256, one)
    return found


def _records(stream: BinaryIO) -> Iterator[Located]:
    offset, left = 0, b""
    while True:
        head, size, left = _member(stream, left)
        if not size:
            return
        fields = _fields(head)
        yield Located(
            record=fields.get("warc-record-id", ""),
            kind=fields.get("warc-type", ""),
            offset=offset,
            sha256=_hex(fields.get("warc-block-digest", "")),
        )
        offset += size


def _member(stream: BinaryIO, left: bytes) -> tuple[bytes, int, bytes]:
    """Return a member's beginning and length in the file, and what was read after.

    A length of 0 says that there is none, or none that is whole.
    """
    unpacker, head, size = zlib.decompressobj(_GZIP_WINDOW), bytearray(), 0
    while True:
        chunk = left or stream.read(_CHUNK_BYTES)
        if not chunk:
            return b"", 0, b""
        size, left = size + len(chunk), b""
        while chunk and not unpacker.eof:
            try:
                piece = unpacker.decompress(chunk, _CHUNK_BYTES)
            except zlib.error:
                return b"", 0, b""
            head += piece[: _HEAD_MAX_BYTES - len(head)]
            chunk = unpacker.unconsumed_tail
        if unpacker.eof:
            rest = unpacker.unused_data
            return bytes(head), size - len(rest), rest


def _fields(head: bytes) -> dict[str, str]:
    text = head.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    pairs = (line.partition(":") for line in text.split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _hex(digest: str) -> str:
    """Return a digest of a record's head as hex digits.

    >>> _hex("sha256:" + "A" * 52 + "====") == "0" * 64
    True
    """
    algorithm, _, value = digest.partition(":")
    if algorithm.lower() not in {"sha256", "sha-256"}:
        return ""
    try:
        return base64.b32decode(value.upper().ljust(56, "=")).hex()
    except binascii.Error:
        return ""
