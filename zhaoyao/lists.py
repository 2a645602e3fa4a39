"""Host names out of lists: plain, CSV, zone files, hosts files; packed or not.

A line that holds no name is counted, and stops nothing. Memory stays flat: a few
megabytes are read at a time.
"""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import IO, Any, cast

from casebook.errors import InputError
from casebook.urls import host_of, is_address
from detectors.names.native import Finder
from zhaoyao.ahead import Ahead, arriving

BLOCK_BYTES = 1 << 23
HEAD_BYTES = 1 << 12
"""So much tells what form a list has."""
NAME_MAX_BYTES = 253
"""Longer than any host name (RFC 1035)."""
BAD_KEPT = 5
"""Bad lines that are kept to be shown."""

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_ODD = (
    (
        r"[^A-Za-z0-9._*\n-]",  # what no plain name holds
        r"^\.",
        r"\.\.",
        r"[^\n]{254}",  # longer than NAME_MAX_BYTES
    ),
    (r"^[^.\n]*\.?\n",),  # one label; apart, which is twice as fast
)
"""Lines with one of these are looked at; all others are names as they stand."""
_FEW = 400
"""Bytes for each such line; with more of them it is quicker to look at every line."""
_NAME = re.compile(r"[\w*-]+(\.[\w-]+)+\.?")
_ZONE = re.compile(
    rb"\S*[ \t]+(?:\d+[ \t]+)?(?:IN[ \t]+)?"
    rb"(?:NS|A|AAAA|SOA|DS|CNAME|TXT|MX|RRSIG|NSEC3?|DNSKEY)[ \t]",
    re.IGNORECASE,
)
_OWNER = re.compile(rb"^([^\s;$]+)[ \t]", re.MULTILINE)
_ORIGIN = re.compile(rb"^\$ORIGIN[ \t]+(\S+)", re.MULTILINE | re.IGNORECASE)
_ADBLOCK = re.compile(r"\|\|([^\^/$]+)\^")


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was read so far."""

    names: int = 0
    bad: int = 0
    """Lines that hold no host name."""
    bad_lines: list[str] = field(default_factory=list)
    """The first of them, escaped and cut short."""

    def note_bad(self, line: bytes) -> None:
        """Count a line that is no name."""
        self.bad += 1
        if len(self.bad_lines) < BAD_KEPT:
            text = line[:120].decode("utf-8", "replace")
            self.bad_lines.append(text.encode("unicode_escape").decode("ascii"))


def names_in(stream: IO[bytes], column: str, tally: Tally) -> Iterator[bytes]:
    """Yield the names in *stream* as blocks of whole lines, whatever form it has."""
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    packed = _opener(buffered)
    unpacked = packed(buffered) if packed else buffered
    head = unpacked.peek(HEAD_BYTES)[:HEAD_BYTES] if unpacked.peek(1) else b""
    if column or _is_table(head):
        yield from _counted(_from_table(unpacked, column, tally), tally)
    elif _is_zone(head):
        yield from _counted(_from_zone(unpacked), tally)
    else:
        ahead = Ahead()
        live = not buffered.seekable()
        if live and not packed:
            read = arriving(unpacked, BLOCK_BYTES, ahead.is_awaited)
        else:
            read = _read(unpacked)
        blocks = _counted(_from_plain(read, tally), tally)
        # A thread for a short list takes longer than the list; and whoever waits for
        # a packed pipe holds its lock, which no other thread may do at the end.
        alone = len(head) < HEAD_BYTES if not live else packed
        yield from blocks if alone else ahead.blocks(blocks)


def _buffered(stream: IO[bytes]) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", stream), BLOCK_BYTES)


def _opener(
    stream: io.BufferedReader,
) -> Callable[[io.BufferedReader], io.BufferedReader] | None:
    """Return what unpacks *stream*, told by its first bytes; None where it is plain."""
    magic = stream.peek(4)[:4]
    if magic.startswith(_GZIP):
        return lambda packed: _buffered(
            cast("IO[bytes]", gzip.GzipFile(fileobj=packed))
        )
    if magic == _ZSTD:
        return lambda packed: _buffered(_zstd().open(packed, "rb"))
    return None


def _zstd() -> Any:
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise InputError("a .zst file needs the package backports.zstd")


@cache
def _odd() -> tuple[Finder, ...]:
    return tuple(Finder(patterns) for patterns in _ODD)


def _read(stream: IO[bytes]) -> Callable[[], bytes]:
    return lambda: stream.read(BLOCK_BYTES)


def _counted(blocks: Iterator[bytes], tally: Tally) -> Iterator[bytes]:
    for block in blocks:
        tally.names += block.count(b"\n")
        yield block


def _from_plain(read: Callable[[], bytes], tally: Tally) -> Iterator[bytes]:
    for block in _whole_lines(read):
        yield _plain_lines(block, tally)


def _whole_lines(read: Callable[[], bytes]) -> Iterator[bytes]:
    """Yield blocks that end with a line; the last line may lack its newline."""
    rest = b""
    while block := read():
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        elif len(rest) > BLOCK_BYTES:
            # A line of megabytes is no name: one end of it is enough to be counted.
            rest = rest[: NAME_MAX_BYTES + 1] + block[-1:]
        else:
            rest += block
    if rest:
        yield rest + b"\n"


def _plain_lines(block: bytes, tally: Tally) -> bytes:
    """Return the names of *block*, looking only at the lines that need a look."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    ends: list[int] = []
    for finder in _odd():
        found = finder.ends(block, len(block) // _FEW)
        if found is None:
            return _cleaned(block, tally)
        ends += found
    if not ends:
        return block
    parts = []
    done = 0
    for end in sorted(ends):
        if end > done:  # else another match in the same line
            start = block.rfind(b"\n", 0, end - 1) + 1
            parts.append(block[done:start])
            done = block.find(b"\n", end - 1) + 1 or len(block)
            parts.append(_cleaned(block[start:done], tally))
    return b"".join((*parts, block[done:]))


def _cleaned(block: bytes, tally: Tally) -> bytes:
    """Return the names of *block*, and count the lines that hold none."""
    names = []
    for line in block.split(b"\n"):
        bare = line.strip()
        if not bare or bare.startswith((b"#", b"!", b";")):
            continue  # empty, or a comment of a list
        name = _name_of(bare)
        if name:
            names.append(name)
        else:
            tally.note_bad(bare)
    return b"".join(name + b"\n" for name in names)


def _name_of(line: bytes) -> bytes:
    """Return the host name that *line* is about, or nothing.

    >>> _name_of(b"0.0.0.0 a.test"), _name_of(b"||a.test^"), _name_of(b"https://a.test/x")
    (b'a.test', b'a.test', b'a.test')
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return b""
    if "://" in text:
        text = host_of(text)
    elif blocked := _ADBLOCK.match(text):
        text = blocked.group(1)
    elif len(parts := text.split("#")[0].split()) > 1 and is_address(parts[0]):
        text = parts[1]
    is_name = _NAME.fullmatch(text) and len(text.encode("utf-8")) <= NAME_MAX_BYTES
    return text.encode("utf-8") if is_name else b""


def _is_table(head: bytes) -> bool:
    first = head.split(b"\n")[0]
    return b"," in first or b";" in first or (b"\t" in first and not _is_zone(head))


def _from_table(stream: IO[bytes], column: str, tally: Tally) -> Iterator[bytes]:
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    try:
        sample = text.readline()
        mark = max(",;\t", key=sample.count)
        header = next(csv.reader([sample], delimiter=mark), [])
        at = _column(header, column)
        names: list[bytes] = []
        _take(header, at, names, None)
        size = 0
        for row in _rows(text, mark, tally):
            at = _column(row, "") if at is None else at
            size += _take(row, at, names, tally)
            if size > BLOCK_BYTES:
                yield b"".join(names)
                names, size = [], 0
        yield b"".join(names)
    finally:
        text.detach()  # whoever opened the stream closes it


def _rows(text: IO[str], mark: str, tally: Tally) -> Iterator[list[str]]:
    rows = csv.reader(text, delimiter=mark)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as exc:  # a quote without end, and what it swallowed
            tally.note_bad(str(exc).encode())


def _column(row: list[str], column: str) -> int | None:
    """Return which cell holds the name; None where this row does not tell."""
    if column.isdigit():
        if not 1 <= int(column) <= len(row):
            raise InputError(f"no column {column}; there are {len(row)}")
        return int(column) - 1
    if column:
        if column not in row:
            raise InputError(f"no column {column!r}; there are {', '.join(row)}")
        return row.index(column)
    found = (at for at, cell in enumerate(row) if _name_of(cell.strip().encode()))
    return next(found, None)


def _take(
    row: list[str], at: int | None, names: list[bytes], tally: Tally | None
) -> int:
    """Add the name in *row*; without *tally* it is a header and may have none."""
    cell = row[at].strip() if at is not None and at < len(row) else ""
    name = _name_of(cell.encode("utf-8", "replace"))
    if name:
        names.append(name + b"\n")
    elif tally and row:
        tally.note_bad(",".join(row).encode("utf-8", "replace"))
    return len(name)


def _is_zone(head: bytes) -> bool:
    lines = [line for line in head.split(b"\n")[:50] if line[:1] not in (b"", b";")]
    records = [line for line in lines if not line.startswith(b"$")]
    return bool(records) and _ZONE.match(records[0]) is not None


def _from_zone(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the owner names, each once where its records stand together."""
    origin = last = b""
    for block in _whole_lines(_read(stream)):
        found = _ORIGIN.search(block)
        origin = found.group(1).strip(b".") if found else origin
        names = []
        for owner in _OWNER.findall(block):
            if owner not in {last, b"@"}:
                last = owner
                names.append(_absolute(owner, origin))
        yield b"".join(names)


def _absolute(owner: bytes, origin: bytes) -> bytes:
    if owner.endswith(b".") or not origin:
        return owner.rstrip(b".") + b"\n"
    return owner + b"." + origin + b"\n"
