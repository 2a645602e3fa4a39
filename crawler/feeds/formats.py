"""Names out of lists, in every form in which lists come; bad lines are counted.

Pure functions over lines, so that a file of any length needs no memory.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from crawler.ct.sieve import plain
from crawler.feeds import Feed

LINE_MAX_BYTES = 1 << 20
"""Longer lines are bad; a certstream message of 100 names has 20 KB."""

JSON_MAX_BYTES = 64 << 20
"""A JSON document is read whole; longer ones are refused."""

_ADDRESS_WORDS = 2


@dataclass(slots=True)
class Count:
    """What became of the lines of one file."""

    names: int = 0
    rejected: int = 0
    first_rejected: str = ""
    """The first bad line, cut short."""

    def reject(self, line: bytes | str) -> None:
        """Count a bad line."""
        if not self.rejected:
            text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
            self.first_rejected = text[:80]
        self.rejected += 1


def names_in(lines: Iterable[bytes], feed: Feed, count: Count) -> Iterator[str]:
    """Yield the names in *lines*; what is no name is counted, never fatal.

    Args:
        lines: of the file, unpacked; a final line end may be there or not.
        feed: says the form.
        count: added to.
    """
    for name, line in READERS[feed.format](lines, feed, count):
        host = plain(name)
        if host:
            count.names += 1
            yield host
        else:
            count.reject(line)


_Found = Iterator[tuple[str, bytes]]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip("\ufeff \t\r\n")


def _lines(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    del feed, count
    for line in lines:
        text = _text(line).partition("#")[0].strip()
        if text:
            yield _host(text), line


def _host(text: str) -> str:
    """Return the host of a URL, or the text itself."""
    _, separator, rest = text.partition("://")
    if not separator:
        return text
    netloc = rest.replace("?", "/").partition("/")[0]
    return netloc.rpartition("@")[2].partition(":")[0]


def _csv(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    rows = _rows(lines, count)
    number = int(feed.column) - 1 if feed.column.isdigit() else -1
    if number < 0:
        heading, line = next(rows, ([], b""))
        if feed.column not in heading:
            count.reject(line or f"no column {feed.column}")
            return
        number = heading.index(feed.column)
    for row, line in rows:
        if len(row) > number:
            yield row[number], line
        elif row:
            count.reject(line)


def _rows(lines: Iterable[bytes], count: Count) -> Iterator[tuple[list[str], bytes]]:
    for line in lines:
        try:
            # A name never holds a line end, so a row is a line.
            row = next(csv.reader([_text(line)], strict=True), [])
        except csv.Error:
            count.reject(line)
        else:
            yield row, line


def _zone(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    """Yield each delegated name once: those with name servers."""
    del feed
    origin, owner, last = "", b"", b""
    for line in lines:
        if line[:1] in _ZONE_NOT_DATA:
            words = line.partition(b";")[0].split(None, 1)
            if words and words[0].lower() == b"$origin" and len(words) > 1:
                origin = _text(words[1]).lower().rstrip(".")
            if not words or words[0].startswith(b"$"):
                continue
            rest = words if len(words) == 1 else [words[0], *words[1].split()]
        else:
            # A whole zone is of lines like this: owner, lifetime, class, type, data.
            rest = line.split(None, 4)
            if not rest:
                continue
            owner = rest.pop(0)
        kind = next((one for one in rest if one.lower() in _ZONE_TYPES), b"")
        if not kind or not owner:
            count.reject(line)
        elif kind.lower() == b"ns" and owner != last:
            last = owner
            name = _text(owner).lower()
            if not name.endswith(".") and origin:
                name = origin if name == "@" else f"{name}.{origin}"
            name = name.rstrip(".")
            if "." in name:  # the zone's own servers are no delegation
                yield name, line


_ZONE_NOT_DATA = frozenset((b"$", b";", b" ", b"\t", b"\r", b"\n", b""))
_ZONE_TYPES = frozenset(
    b"a aaaa caa cname dname dnskey ds https loc mx naptr ns nsec nsec3 nsec3param"
    b" ptr rrsig soa srv sshfp svcb tlsa txt uri zonemd cdnskey cds hinfo rp spf"
    b"".split()
)


def _hosts(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    del feed
    for line in lines:
        words = _text(line).partition("#")[0].split()
        if not words:
            continue
        if len(words) < _ADDRESS_WORDS or not _is_address(words[0]):
            count.reject(line)
            continue
        for name in words[1:]:
            if "." in name:  # localhost and its like stand in every such file
                yield name, line


def _is_address(word: str) -> bool:
    return ":" in word or word.replace(".", "").isdigit()


def _adblock(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    del feed, count
    for line in lines:
        text = _text(line)
        if text.startswith("||"):
            name, mark, _ = text[2:].partition("^")
            if mark and "/" not in name:
                yield name, line
        elif text and not text.startswith(_NOT_RULES) and not _PAGE_RULE.search(text):
            yield text.partition("$")[0], line


_NOT_RULES = ("!", "[", "@@", "/", "#")
_PAGE_RULE = re.compile(r"#[@?$]?#|\*|/")


def _document(lines: Iterable[bytes], count: Count) -> Any:
    """Return the document that *lines* are, or None."""
    data = bytearray()
    for line in lines:
        data += line
        if len(data) > JSON_MAX_BYTES:
            count.reject(f"longer than {JSON_MAX_BYTES} bytes")
            return None
    try:
        return json.loads(bytes(data))
    except (ValueError, RecursionError):
        count.reject(bytes(data[:80]))
        return None


def _json(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    for value in walk(_document(lines, count), feed.json_path.split(".")):
        if isinstance(value, str):
            yield _host(value), value.encode("utf-8", "replace")
        else:
            count.reject(repr(value)[:80])


def _misp(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
    """Yield names, hosts of addresses, and nothing of the many other attributes."""
    del feed
    document = _document(lines, count)
    for path in _MISP_PATHS:
        for one in walk(document, path):
            kind, value = (
                (one.get("type"), one.get("value"))
                if isinstance(one, dict)
                else (None, None)
            )
            if not isinstance(kind, str) or not isinstance(value, str):
                count.reject(repr(one)[:80])
            elif kind in _MISP_KINDS:
                yield (
                    _host(value.partition("|")[0]),
                    value.encode("utf-8", "replace"),
                )


_MISP_PATHS = [
    [*before, *after]
    for before in (["Event"], ["response", "*", "Event"])
    for after in (["Attribute", "*"], ["Object", "*", "Attribute", "*"])
]
_MISP_KINDS = frozenset(
    {"domain", "hostname", "domain|ip", "hostname|port", "url", "uri", "link"}
)


def walk(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield what *path* leads to; ``*`` stands for every member.

    >>> list(walk({"a": [{"b": 1}, {"b": 2}, {}]}, ["a", "*", "b"]))
    [1, 2]
    """
    if not path:
        yield value
        return
    first, rest = path[0], path[1:]
    if first == "*":
        members: Iterable[Any] = ()
        if isinstance(value, dict):
            members = value.values()
        elif isinstance(value, list):
            members = value
        yield from chain.from_iterable(walk(one, rest) for one in members)
    elif isinstance(value, dict) and first in value:
        yield from walk(value[first], rest)


def _json_lines(own: list[str]) -> "_Reader":
    """Return the reader of documents of one line each; *own* path, or the feed's."""

    def read(lines: Iterable[bytes], feed: Feed, count: Count) -> _Found:
        path = own or feed.json_path.split(".")
        for line in lines:
            if not line.strip():
                continue
            try:
                document = json.loads(line)
            except (ValueError, RecursionError):
                count.reject(line)
                continue
            for name in walk(document, path):
                if isinstance(name, str):
                    yield _host(name), line
                else:
                    count.reject(line)

    return read


_Reader = Callable[[Iterable[bytes], Feed, Count], _Found]

READERS: dict[str, _Reader] = {
    "lines": _lines,
    "csv": _csv,
    "zone": _zone,
    "hosts": _hosts,
    "adblock": _adblock,
    "json": _json,
    "json-lines": _json_lines([]),
    "misp": _misp,
    "certstream": _json_lines(["data", "leaf_cert", "all_domains", "*"]),
    "names-tile": _json_lines(["DNS", "*"]),
}
