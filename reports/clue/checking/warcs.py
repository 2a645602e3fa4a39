"""Reads WARC 1.1 as a stream and recomputes every digest; believes nothing in it.

Written anew, and not the crawler's writer turned round, so that one error cannot hide
in both. Each record is a gzip member of its own. What a member expands to is bounded
over a whole package, so that a small file cannot keep a checker busy for days.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from casebook.language import mark
from reports.clue.doubt import Doubt

CHUNK_BYTES = 1 << 18
HEAD_MAX_BYTES = 64 << 10
"""Of a record's own head; ours have under 2 KB and a URL."""

HTTP_HEAD_MAX_BYTES = 1 << 20
"""Where the head of an answer has no end by here, it is not looked for."""

RECORDS_MAX = 1_000_000

_FINAL_HEAD = re.compile(rb"HTTP/\d[.\d]*[ \t]+(?!1\d\d)\d{3}(?!\d)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BLANK_LINE = re.compile(rb"\n[ \t\r\v\f]+\n")
_GZIP_WINDOW = 31
_END = b"\r\n\r\n"


class Budget:
    """How much may still be unpacked in one package."""

    def __init__(self, size_bytes: int) -> None:
        self._left = size_bytes

    def spend(self, size_bytes: int) -> None:
        """Take *size_bytes* off.

        Raises:
            Doubt: there was less left.
        """
        self._left -= size_bytes
        if self._left < 0:
            raise Doubt(mark("it unpacks to more than any package of ours"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record whose digests hold."""

    name: str
    """Its ``WARC-Record-ID``."""
    offset: int
    """Of its gzip member in the file."""
    sha256: str
    """Of its block, 64 lower-case hex digits."""


def read_records(stream: BinaryIO, budget: Budget) -> Iterator[Record]:
    """Yield every record of a gzipped WARC, each after its digests were recomputed.

    Args:
        stream: at the start of the WARC; read to its end.
        budget: of what may be unpacked.

    Raises:
        Doubt: a record is broken, or a digest is missing or wrong.
    """
    count, offset, rest = 0, 0, stream.read(CHUNK_BYTES)
    while rest:
        count += 1
        if count > RECORDS_MAX:
            raise Doubt(mark("more records than any WARC of ours"))
        member = _Member(stream, rest, budget)
        try:
            yield _record(member, offset)
            member.end()
        except zlib.error as exc:
            raise Doubt(
                mark("record {number} is damaged: {why}"), number=count, why=exc
            ) from None
        except _Broken as exc:
            raise Doubt(
                mark("record {number} is no record of ours: {why}"),
                number=count,
                why=exc,
            ) from None
        offset += member.packed_bytes
        rest = member.rest or stream.read(CHUNK_BYTES)
    if not count:
        raise Doubt(mark("the WARC is empty"))


class _Broken(Exception):  # noqa: N818 - named for the fact
    """A record does not have the form that we write."""


class _Member:
    """One gzip member, unpacked bit by bit."""

    def __init__(self, stream: BinaryIO, begun: bytes, budget: Budget) -> None:
        self._stream, self._packed, self._budget = stream, begun, budget
        self._zlib = zlib.decompressobj(_GZIP_WINDOW)
        self._plain, self._taken = b"", len(begun)

    @property
    def packed_bytes(self) -> int:
        """Its length in the file, known at its end."""
        return self._taken - len(self.rest)

    @property
    def rest(self) -> bytes:
        """What was read of the stream beyond the end of this member."""
        return self._zlib.unused_data

    def read(self, limit: int) -> bytes:
        """Return up to *limit* bytes; nothing only at the end of the member."""
        while not self._plain and not self._zlib.eof:
            if not self._packed:
                self._packed = self._stream.read(CHUNK_BYTES)
                self._taken += len(self._packed)
                if not self._packed:
                    raise _Broken("it is cut short")
            self._plain = self._zlib.decompress(self._packed, CHUNK_BYTES)
            self._packed = self._zlib.unconsumed_tail
            self._budget.spend(len(self._plain))
        found, self._plain = self._plain[:limit], self._plain[limit:]
        return found

    def until(self, end: bytes, limit: int) -> bytes:
        """Return what comes up to and with *end*."""
        found = b""
        while end not in found:
            more = self.read(limit + 1 - len(found))
            if not more:
                raise _Broken("an empty line is missing")
            found += more
        place = found.index(end) + len(end)
        self._plain = found[place:] + self._plain
        return found[:place]

    def end(self) -> None:
        """Check that nothing more comes."""
        if self.read(1):
            raise _Broken("there is more than one record in it")


def _record(member: _Member, offset: int) -> Record:
    fields = _fields(member.until(_END, HEAD_MAX_BYTES))
    kind = fields.get("warc-type", "")
    length = fields.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise _Broken("it has no length")
    block = _Block(kind)
    left = int(length)
    while left:
        chunk = member.read(min(left, CHUNK_BYTES))
        if not chunk:
            raise _Broken("it is shorter than it says")
        block.update(chunk)
        left -= len(chunk)
    if member.until(_END, len(_END)) != _END:
        raise _Broken("it does not end as it must")
    _compare(fields, "warc-block-digest", block.block.digest(), required=True)
    payload = block.payload_digest()
    told = fields.get("warc-payload-digest")
    if payload is None and told is not None:
        raise _Broken("it has a digest of a payload that it has not")
    if payload is not None:
        _compare(fields, "warc-payload-digest", payload, required=block.is_required)
    name = fields.get("warc-record-id", "")
    return Record(name=name, offset=offset, sha256=block.block.hexdigest())


def _fields(head: bytes) -> dict[str, str]:
    first, *lines = head[:-4].decode("utf-8", "replace").split("\r\n")
    if first != "WARC/1.1":
        raise _Broken("it is not of version 1.1")
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name.lower() in found:
            raise _Broken("a line of its head is no field, or there twice")
        found[name.lower()] = value.strip()
    return found


def _compare(
    fields: dict[str, str], name: str, digest: bytes, *, required: bool
) -> None:
    told = fields.get(name)
    if told is None and not required:
        return
    if told is None:
        raise Doubt(mark("a record has no digest: {uri}"), uri=_about(fields))
    if told != f"sha256:{base64.b32encode(digest).decode()}":
        raise Doubt(
            mark("a record is not what its digest says: {uri}"), uri=_about(fields)
        )


def _about(fields: dict[str, str]) -> str:
    return fields.get("warc-target-uri", "") or fields.get("warc-type", "?")


class _Block:
    """Digests of a block and of its payload, in one pass."""

    def __init__(self, kind: str) -> None:
        self.block = hashlib.sha256()
        self._kind = kind
        self._payload = hashlib.sha256()
        self._head: bytes | None = b"" if kind in {"response", "request"} else None
        """What was seen of an HTTP head whose end did not come yet."""
        self._found = False

    def update(self, chunk: bytes) -> None:
        self.block.update(chunk)
        if self._found:
            self._payload.update(chunk)
        elif self._head is not None:
            self._search(chunk)

    @property
    def is_required(self) -> bool:
        """Whether our writer always gives this block a digest of its payload."""
        return self._kind != "request"

    def payload_digest(self) -> bytes | None:
        """Return it, or None where readers disagree about what the payload is."""
        if self._kind in {"resource", "metadata"}:
            return self.block.digest()
        return self._payload.digest() if self._found else None

    def _search(self, chunk: bytes) -> None:
        assert self._head is not None
        place = max(len(self._head) - 4, 0)
        self._head += chunk
        end = _HEAD_END.search(self._head, place)
        if end is None:
            if len(self._head) > HTTP_HEAD_MAX_BYTES:
                self._head = None
            return
        head, self._payload = self._head[: end.end()], hashlib.sha256()
        rest, self._head = self._head[end.end() :], None
        clear = not _BLANK_LINE.search(head[:-1])
        if clear and (self._kind == "request" or _FINAL_HEAD.match(head)):
            self._found = True
            self._payload.update(rest)
