"""Files of feeds: got once, checked against their digest, unpacked as they are read."""

import gzip
import hashlib
import lzma
import os
import ssl
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

import httpx

from casebook.config import Config
from crawler.feeds import Feed
from crawler.feeds.formats import LINE_MAX_BYTES
from crawler.feeds.halves import NOT_SATISFIABLE, Half
from crawler.network.names import Names
from crawler.network.proxy import GuardProxy

OK, NOT_MODIFIED = 200, 304

CHUNK_BYTES = 1 << 16
DIGEST_FILE_BYTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A file that came."""

    sha256: str
    size_bytes: int
    etag: str = ""
    last_modified: str = ""


@asynccontextmanager
async def open_client(config: Config, names: Names) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client that reaches what the guard lets through, for long files."""
    feeds = config.feeds
    context = ssl.create_default_context()
    if config.network.ca_file:
        context.load_verify_locations(config.network.ca_file)
    proxy = GuardProxy(
        names,
        connect_seconds=config.network.timeout_seconds,
        answer_max_bytes=feeds.max_bytes + CHUNK_BYTES,
    )
    async with (
        proxy,
        httpx.AsyncClient(
            proxy=proxy.url,
            verify=context,
            timeout=httpx.Timeout(config.network.timeout_seconds),
            follow_redirects=True,
            trust_env=False,
        ) as client,
    ):
        yield client


async def download(
    client: httpx.AsyncClient,
    feed: Feed,
    half: Half,
    *,
    known: Mapping[str, str],
    headers: Mapping[str, str],
    limit: int,
) -> Got | None:
    """Write the feed's file to the half's path; None where it is what it was.

    Args:
        client: of :func:`open_client`.
        feed: with its address.
        half: what an earlier run got of it; the file is whole when this returns.
        known: ``etag`` and ``last_modified`` of the file read last, or empty.
        headers: sent besides, such as a login's.
        limit: longer files are refused.

    Raises:
        httpx.HTTPError: it did not come, or not to its end.
        ValueError: it is too long, cut off, or not what its digest says.
    """
    asked = {**headers, **half.asked(), "Accept-Encoding": "identity"}
    if known.get("etag"):
        asked["If-None-Match"] = known["etag"]
    if known.get("last_modified"):
        asked["If-Modified-Since"] = known["last_modified"]
    async with client.stream("GET", feed.url, headers=asked) as response:
        if response.status_code == NOT_MODIFIED:
            half.drop()
            return None
        if response.status_code == NOT_SATISFIABLE:
            half.drop()  # what is there is no beginning of it: the next run begins anew
        response.raise_for_status()
        size = await _append(response, half, limit=limit)
        promised = half.promised(response)
        if promised is not None and promised != size:
            raise ValueError(f"cut off: {size} bytes came of {promised}")
    digests = {one: _digest(half.path, one) for one in {"sha256", feed.checksum}}
    got = Got(
        sha256=digests["sha256"],
        size_bytes=size,
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
    )
    if feed.checksum_url:
        url = feed.checksum_of(feed.url)
        said = await _start_of(client, url, headers)
        try:
            _compare(digests[feed.checksum], said, feed.checksum)
        except ValueError:
            half.drop()
            raise
    return got


async def _append(response: httpx.Response, half: Half, *, limit: int) -> int:
    """Write what comes behind what is there; return how long the file is then."""
    size = half.begin(response)
    with half.path.open("ab") as file:
        async for data in response.aiter_raw():
            size += len(data)
            if size > limit:
                half.drop()
                raise ValueError(f"longer than {limit} bytes")
            file.write(data)
    return size


async def _start_of(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str]
) -> str:
    data = b""
    async with client.stream("GET", url, headers=dict(headers)) as response:
        response.raise_for_status()
        async for some in response.aiter_bytes(CHUNK_BYTES):
            data += some
            if len(data) >= DIGEST_FILE_BYTES:
                break
    return data[:DIGEST_FILE_BYTES].decode("utf-8", "replace")


def look_at(path: Path, feed: Feed) -> Got:
    """Return what is known of a file of this machine, checked against its digest.

    Raises:
        ValueError: it is not what its digest says.
        OSError: it, or its digest, cannot be read.
    """
    found = {name: _digest(path, name) for name in {"sha256", feed.checksum}}
    if beside := feed.checksum_of(str(path)):
        with Path(beside).open("rb") as file:
            said = file.read(DIGEST_FILE_BYTES).decode("utf-8", "replace")
        _compare(found[feed.checksum], said, feed.checksum)
    return Got(sha256=found["sha256"], size_bytes=path.stat().st_size)


def _digest(path: Path, kind: str) -> str:
    digest = hashlib.new(kind, usedforsecurity=False)
    with path.open("rb") as file:
        while data := file.read(CHUNK_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _compare(actual: str, said: str, kind: str) -> None:
    words = said.lower().split()
    if actual not in words:
        first = words[0][:80] if words else "nothing"
        raise ValueError(f"checksum mismatch: its {kind} is {actual}, not {first!r}")


def lines_of(path: Path, compression: str, *, limit: int) -> Iterator[bytes]:
    """Yield the lines of a file, unpacked.

    Raises:
        ValueError: it cannot be unpacked, is cut off, or unpacks to more than *limit*.
        OSError: it cannot be read.
    """
    left = limit
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        try:
            stream = _unpacked(file, compression, stack)
            while line := stream.readline(LINE_MAX_BYTES):
                left -= len(line)
                if left < 0:
                    raise ValueError(f"unpacks to more than {limit} bytes")
                yield line
        except _broken() as exc:
            raise ValueError(f"cannot be unpacked: {exc}") from None


def _broken() -> tuple[type[Exception], ...]:
    """Return what is raised by files that are damaged."""
    errors = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)
    try:
        return (*errors, zipfile.BadZipFile, _zstd().ZstdError)
    except ValueError:
        return (*errors, zipfile.BadZipFile)


def _unpacked(file: BinaryIO, compression: str, stack: ExitStack) -> BinaryIO:
    kind = _kind(file) if compression == "auto" else compression
    if kind == "gz":
        return stack.enter_context(gzip.open(file))  # type: ignore[return-value]
    if kind == "zst":
        return stack.enter_context(_zstd().open(file))  # type: ignore[no-any-return]
    if kind == "xz":
        return stack.enter_context(lzma.open(file))  # type: ignore[return-value]
    if kind == "zip":
        archive = stack.enter_context(zipfile.ZipFile(file))
        inside = [one for one in archive.infolist() if not one.is_dir()]
        if len(inside) != 1:
            raise ValueError(f"the zip holds {len(inside)} files, not one")
        try:
            opened = archive.open(inside[0])
        except (RuntimeError, NotImplementedError) as exc:  # a password, a rare method
            raise ValueError(f"cannot be unpacked: {exc}") from None
        return stack.enter_context(opened)  # type: ignore[return-value]
    return file


def _zstd() -> Any:
    """Return the module that unpacks ``.zst``: of Python from 3.14 on, or beside it.

    Raises:
        ValueError: there is none.
    """
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise ValueError("a .zst file needs the package backports.zstd")


def _kind(file: BinaryIO) -> str:
    start = file.read(6)
    file.seek(0, os.SEEK_SET)
    for kind, mark in (
        ("gz", b"\x1f\x8b"),
        ("xz", b"\xfd7zXZ\x00"),
        ("zip", b"PK\x03\x04"),
        ("zst", b"\x28\xb5\x2f\xfd"),
    ):
        if start.startswith(mark):
            return kind
    return "none"
