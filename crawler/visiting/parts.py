"""The parts of a page and its inner pages: what is fetched of them, and how much."""

import asyncio
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin, urlsplit

from casebook.archives.exchanges import part_records
from casebook.archives.warc import write_warc
from casebook.config import Config
from casebook.records import Exchange, Resource, Vantage
from crawler.network.vantages import (
    ACCEPT_ANY,
    ACCEPT_PAGE,
    ACCEPT_PICTURE,
    part_headers,
)
from crawler.visiting.fetch import Fetcher
from crawler.visiting.markup import Look, Part
from crawler.visiting.visit import Walk, walk

KIND_LIMITS = {"icon": 3, "image": 9, "script": 5, "style": 2}
"""Of one page, within ``inspect.resources`` in all: pictures tell the most."""

# Paths that are no pages: a visit takes evidence and does not collect samples.
FILES: tuple[str, ...] = (
    ".apk",
    ".exe",
    ".zip",
    ".rar",
    ".7z",
    ".pdf",
    ".doc",
    ".docx",
    ".xls",
)
FILES += (".xlsx", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".css", ".js", ".ico")


def choose_parts(look: Look, page: str, limit: int) -> list[Part]:
    """Return what to fetch of *page*: the icon first, then what claims an identity."""
    fallback = Part(url=urljoin(page, "/favicon.ico"), kind="icon", rank=0)
    wanted = [*look.parts]
    if all(part.url != fallback.url for part in wanted):
        wanted.append(fallback)
    counts = dict.fromkeys(KIND_LIMITS, 0)
    chosen = []
    for part in sorted(wanted, key=lambda part: part.rank):
        if counts[part.kind] < KIND_LIMITS[part.kind]:
            counts[part.kind] += 1
            chosen.append(part)
    return chosen[:limit]


def choose_pages(look: Look, page: str, limit: int) -> list[str]:
    """Return which inner links to follow: different paths before different queries."""
    here = urlsplit(page).path
    seen = {here}
    first: list[str] = []
    later: list[str] = []
    for link in look.links:
        path = urlsplit(link).path
        if path.lower().endswith(FILES):
            continue
        (later if path in seen else first).append(link)
        seen.add(path)
    return (first + later)[:limit]


async def fetch_parts(
    fetcher: Fetcher,
    config: Config,
    page: str,
    vantage: Vantage,
    *,
    parts: Iterable[Part] = (),
    pages: Iterable[str] = (),
    jar: str,
) -> tuple[Resource, ...]:
    """Fetch *parts* and inner *pages* of *page*, in that order."""
    accepts = {"icon": ACCEPT_PICTURE, "image": ACCEPT_PICTURE, "page": ACCEPT_PAGE}
    wanted = [(part.url, part.kind) for part in parts]
    wanted += [(url, "page") for url in pages]

    async def one(url: str, kind: str) -> Resource:
        accept = accepts.get(kind, ACCEPT_ANY)
        headers = part_headers(page, accept, vantage, config)
        return await _fetch(fetcher, config, page, url, kind, headers, jar=jar)

    return tuple(await asyncio.gather(*(one(url, kind) for url, kind in wanted)))


async def _fetch(
    fetcher: Fetcher,
    config: Config,
    page: str,
    url: str,
    kind: str,
    headers: dict[str, str],
    *,
    jar: str,
) -> Resource:
    walked = await walk(
        fetcher,
        url,
        headers,
        jar=jar,
        max_body_bytes=config.inspect.resource_max_bytes,
        keep=False,
        refresh=kind == "page",
    )
    last = walked.last
    body = b"" if walked.failure else last.body
    final_url = last.exchange.url
    hops = [(hop.exchange, hop.sent, hop.received) for hop in walked.hops]
    written = await asyncio.to_thread(_written, page, kind, hops)
    return Resource(
        url=url,
        kind=kind,
        status=last.exchange.status,
        media_type=last.header("content-type").partition(";")[0].strip().lower()[:100],
        sha256=await fetcher.store(body),
        size_bytes=len(body),
        final_url="" if final_url == url else final_url,
        failure=walked.failure,
        wire_sha256=await fetcher.store(written),
        chain_sha256s=_chains(walked),
    )


def _written(
    page: str, kind: str, hops: Sequence[tuple[Exchange, bytes, bytes]]
) -> bytes:
    return b"".join(write_warc(part_records(page, kind, hops)))


def _chains(walked: Walk) -> tuple[str, ...]:
    found = (hop.exchange.tls for hop in walked.hops)
    return tuple(
        dict.fromkeys(one for tls in found if tls for one in tls.chain_sha256s)
    )
