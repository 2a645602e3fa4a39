"""Content encodings undone, within bounds."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

import brotli  # type: ignore[import-untyped]

BOMB_RATIO = 200
"""Expansion beyond which a body that is too long is a bomb and not a page.

HTML and scripts shrink 3 to 15 times, pages of repeated rows up to about 80; gzip of
zeros shrinks 1,030 times.
"""

SPOON_BYTES = 1024
"""Packed bytes taken at a time; a bomb is known after the first few."""

LAYERS = 3
"""Encodings laid over each other that are undone; servers send one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A body with its encodings undone."""

    body: bytes
    truncated: bool = False
    """Whether it was cut at the limit, or ended before its end mark."""
    bomb: bool = False
    """Whether it expands so much that it is not kept."""


def unpack(raw: bytes, encodings: Iterable[str], *, limit: int) -> Unpacked:
    """Undo *encodings*, last first; keep at most *limit* bytes.

    A body that does not hold what its header says is returned as it came: servers
    announce gzip and send plain text.
    """
    names = [one.strip().lower() for part in encodings for one in part.split(",")]
    body, truncated = raw, False
    for name in [one for one in reversed(names) if one][:LAYERS]:
        start = STREAMS.get(name)
        if start is None:
            continue
        try:
            layer = _pour(start(body), body, limit)
        except (zlib.error, brotli.error):
            continue
        if layer.bomb:
            return layer
        body, truncated = layer.body, truncated or layer.truncated
    if len(body) > limit:
        return Unpacked(body=body[:limit], truncated=True)
    return Unpacked(body=body, truncated=truncated)


class _Stream(Protocol):
    """A decompressor that gives at most so many bytes at a time."""

    def pour(self, data: bytes, room: int) -> bytes:
        """Return what *data* unpacks to, cut at *room* bytes."""

    def is_done(self) -> bool:
        """Whether the end mark has come."""


def _pour(stream: _Stream, packed: bytes, limit: int) -> Unpacked:
    """Unpack a spoonful at a time, so that it is known how much made how much."""
    body = bytearray()
    for start in range(0, len(packed), SPOON_BYTES):
        body += stream.pour(packed[start : start + SPOON_BYTES], limit + 1 - len(body))
        if len(body) > limit:
            bomb = len(body) > BOMB_RATIO * (start + SPOON_BYTES)
            kept = b"" if bomb else bytes(body[:limit])
            return Unpacked(body=kept, truncated=not bomb, bomb=bomb)
        if stream.is_done():
            break
    return Unpacked(body=bytes(body), truncated=not stream.is_done())


class _Inflate:
    def __init__(self, bits: int) -> None:
        self._stream = zlib.decompressobj(bits)

    def pour(self, data: bytes, room: int) -> bytes:
        return self._stream.decompress(data, room)

    def is_done(self) -> bool:
        return self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def pour(self, data: bytes, room: int) -> bytes:
        out = bytes(self._stream.process(data, output_buffer_limit=room))
        while len(out) < room and not self._stream.can_accept_more_data():
            out += self._stream.process(b"", output_buffer_limit=room - len(out))
        return out

    def is_done(self) -> bool:
        return bool(self._stream.is_finished())


def _gzip(data: bytes) -> _Stream:  # noqa: ARG001 - one form for all
    return _Inflate(zlib.MAX_WBITS | 32)


def _deflate(data: bytes) -> _Stream:
    # RFC 9110 says zlib; Microsoft's servers send raw deflate. A zlib head is 0 mod 31.
    is_zlib = len(data) > 1 and int.from_bytes(data[:2]) % 31 == 0
    return _Inflate(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _brotli(data: bytes) -> _Stream:  # noqa: ARG001 - one form for all
    return _Brotli()


STREAMS: dict[str, Callable[[bytes], _Stream]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
