"""Lists of names in every form in which they are published, and their faults.

Lists lie below ``/feeds/``; ``/czds/`` wants the token that a POST to ``/login`` gives,
and ``/czds/links`` names its lists. Below ``/half/`` and ``/deaf/`` a list breaks off
in the middle; the one sends the rest when asked for it, the other all over again.
``/stream`` sends the names over a websocket and goes on until the client leaves;
``/short-stream`` ends after them, ``/quiet-stream`` sends none.
"""

import asyncio
import base64
import gzip
import hashlib
import io
import json
import lzma
import struct
import zipfile
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Request, Response, Stream, Visit, error_page
from testbed.sites import Site

ORDINARY = 200

TOKEN = "testbed-token"  # noqa: S105 - opens nothing but a list of made-up names

PARTS = ("feeds", "czds", "wrong-digest", "cut", "wandering", "half", "deaf")
"""First parts of paths that lists lie below; behind the last five something is wrong
with every one: its digest, its end, its place, which is another host's, or its way."""

LINKS = ("zone.txt.gz", "more.txt.gz")
"""What the login may get; another link leads to another host."""

RECENT_DAYS = 14
"""Days that a list of new registrations goes back."""

SWITCH_KEY = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""What a server adds to the client's key (RFC 6455, section 1.3)."""

TEXT_FRAME, CLOSE_FRAME = 0x81, 0x88
SHORT_BYTES = 126

BLOCK_BYTES = 1 << 17
"""The most that a block of a ``.zst`` file holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFeed(Behaviour):
    """Publishes the neighbours' counterfeit names among ordinary ones."""

    name: ClassVar[str] = "name-feed"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a list, its digest, the login, or a stream."""
        path = visit.request.path
        if path == "/login":
            return _log_in(visit.request)
        if path.endswith("stream") and "sec-websocket-key" in visit.request.headers:
            names = [] if path == "/quiet-stream" else list_names(visit.neighbours)
            lasts = path != "/short-stream"
            return Stream(chunks=_frames(visit.request, names, lasts=lasts))
        part, _, name = path.removeprefix("/").partition("/")
        if path == "/czds/links":
            return _links(visit)
        if part not in PARTS or name.removesuffix(".sha256") not in LISTS:
            return await proceed()
        return _list(visit, part, name)


def _is_known(visit: Visit) -> bool:
    return visit.request.headers.get("authorization") == f"Bearer {TOKEN}"


def _links(visit: Visit) -> Response:
    if not _is_known(visit):
        return error_page(401)
    links = [f"https://{visit.site.host}/czds/{name}" for name in LINKS]
    links.append("https://elsewhere.example/czds/zone.txt.gz")
    return _file(json.dumps(links).encode())


def _list(visit: Visit, part: str, asked: str) -> Reply:
    if part == "czds" and not _is_known(visit):
        return error_page(401)
    name = asked.removesuffix(".sha256")
    if part == "wandering":
        to = f"https://elsewhere.example/{name}"
        return Response(status=302, headers=(("Location", to),), is_dressed=True)
    most_days = RECENT_DAYS if name.startswith("recent") else None
    data = LISTS[name](list_names(visit.neighbours, most_days=most_days))
    actual = hashlib.sha256(data).hexdigest()
    if asked != name:
        shown = "0" * 64 if part == "wrong-digest" else actual
        return _file(f"{shown}  {name}\n".encode())
    etag = f'"{actual[:16]}"'
    if visit.request.headers.get("if-none-match") == etag:
        return Response(status=304, headers=(("ETag", etag),), is_dressed=True)
    if part in {"half", "deaf"}:
        return _interrupted(visit.request, data, etag, is_deaf=part == "deaf")
    return _file(data[: len(data) // 2] if part == "cut" else data, etag)


def _interrupted(request: Request, data: bytes, etag: str, *, is_deaf: bool) -> Reply:
    """Break off in the middle; send the rest, or all, to one who asks for the rest."""
    asked = request.headers.get("range", "")
    if not asked:
        return Stream(chunks=_half_of(data, etag))
    start = int(asked.removeprefix("bytes=").removesuffix("-"))
    if is_deaf or request.headers.get("if-range") != etag:
        return _file(data, etag)
    place = f"bytes {start}-{len(data) - 1}/{len(data)}"
    return replace(
        _file(data[start:], etag),
        status=206,
        headers=(("ETag", etag), ("Content-Range", place)),
    )


async def _half_of(data: bytes, etag: str) -> AsyncGenerator[bytes, None]:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\nETag: {etag}\r\n\r\n"
    yield head.encode() + data[: len(data) // 2]


def list_names(sites: Iterable[Site], *, most_days: int | None = None) -> list[str]:
    """Return the names of a list: ordinary ones, a counterfeit's here and there.

    Args:
        sites: whose names are listed where they are counterfeits.
        most_days: those registered longer ago are left out; None: none are.
    """
    names = [f"shop{number}.ordinary.example" for number in range(ORDINARY)]
    found = [
        site.host
        for site in sites
        if site.kind == "counterfeit" and (most_days is None or _age(site) <= most_days)
    ]
    for place, host in enumerate(found):
        names.insert(5 + 3 * place, host)
    return names


def _age(site: Site) -> int:
    return site.registration.created_days_ago if site.registration else 0


def _log_in(request: Request) -> Response:
    if request.method != "POST":
        return error_page(405)
    return _file(json.dumps({"accessToken": TOKEN}).encode())


async def _frames(
    request: Request, names: Sequence[str], *, lasts: bool
) -> AsyncGenerator[bytes, None]:
    """Yield the names over a websocket (RFC 6455), one message each."""
    key = request.headers["sec-websocket-key"].encode()
    accept = base64.b64encode(hashlib.sha1(key + SWITCH_KEY).digest()).decode()  # noqa: S324
    yield (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    ).encode()
    for name in names:
        yield _frame(TEXT_FRAME, json.dumps({"domain": name, "timestamp": 0}).encode())
    if names:
        yield _frame(TEXT_FRAME, b"not a message")
    if lasts:
        await asyncio.sleep(3600)
    yield _frame(CLOSE_FRAME, struct.pack("!H", 1001))


def _frame(kind: int, data: bytes) -> bytes:
    size = len(data)
    if size < SHORT_BYTES:
        return bytes([kind, size]) + data
    return bytes([kind, SHORT_BYTES]) + struct.pack("!H", size) + data


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _zone(names: Sequence[str]) -> bytes:
    records = []
    for name in names:
        records.append(f"{name}.\t86400\tin\tns\tns1.hosting.test.")
        records.append(f"{name}.\t86400\tin\tns\tns2.hosting.test.")
    soa = "test.\t900\tin\tsoa\tns0.test. hostmaster.test. 1 2 3 4 5"
    return _text([soa, *records, "ns1.hosting.test.\t86400\tin\ta\t192.0.2.1"])


def _zip(names: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("domain-names.txt", (2026, 1, 2, 3, 4, 6))
        archive.writestr(info, _text(names), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _zstd(data: bytes) -> bytes:
    """Return a frame that holds *data* as it is (RFC 8878): nothing packs it here."""
    blocks = [data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)]
    frame = [struct.pack("<IBI", 0xFD2FB528, 0b10_1_00000, len(data))]
    for number, block in enumerate(blocks, 1):
        head = len(block) << 3 | (number == len(blocks))
        frame += [head.to_bytes(3, "little"), block]
    return b"".join(frame)


def _misp(names: Sequence[str]) -> bytes:
    attributes = [{"type": "domain", "value": name} for name in names]
    attributes.append({"type": "comment", "value": "seen by a partner"})
    return json.dumps({"Event": {"Attribute": attributes}}).encode()


def _certstream(names: Sequence[str]) -> bytes:
    return _text(
        json.dumps({"data": {"leaf_cert": {"all_domains": [name, f"*.{name}"]}}})
        for name in names
    )


LISTS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "names.txt": lambda names: _text(["# a list", "", *names, "no name at all"]),
    "names.csv": lambda names: _text(f"{name},2026-01-02" for name in names),
    "zone.txt.gz": lambda names: gzip.compress(_zone(names), 1, mtime=0),
    "more.txt.gz": lambda names: gzip.compress(_zone(names), 1, mtime=0),
    "hosts.txt": lambda names: _text(f"0.0.0.0 {name} # bad" for name in names),
    "adblock.txt.xz": lambda names: lzma.compress(
        _text(["! a list", *(f"||{name}^" for name in names)])
    ),
    "names.txt.zst": lambda names: _zstd(_text(names)),
    "names.zip": _zip,
    "recent.zip": _zip,
    "misp.json": _misp,
    "names.json": lambda names: json.dumps({"items": names}).encode(),
    "certstream.jsonl": _certstream,
    "tiles.jsonl": lambda names: _text(json.dumps({"DNS": [name]}) for name in names),
}


def _file(data: bytes, etag: str = "") -> Response:
    headers = (("ETag", etag),) if etag else ()
    return Response(
        content_type="application/octet-stream",
        headers=headers,
        body=data,
        is_dressed=True,
    )
