"""One visit: the link is followed, hop by hop, and every hop is kept."""

from dataclasses import dataclass
from urllib.parse import urljoin

from w3lib.html import get_meta_refresh

from casebook.errors import InputError
from casebook.records import Capture, DnsAnswer, Exchange, Vantage
from casebook.urls import canonical
from crawler.network.failures import one_line
from crawler.visiting.fetch import Fetcher, Hop

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

REFRESH_MAX_SECONDS = 5.0
"""A page that sends its visitor on later than this is meant to be read."""

REFRESH_SCAN_BYTES = 16 * 1024
"""How far into a page a refresh is looked for; it belongs into the head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """All hops from a link to where it leads."""

    hops: tuple[Hop, ...]
    """At least one."""
    failure: str | None = None
    """Name of what ended it, else None."""
    detail: str = ""

    @property
    def last(self) -> Hop:
        """The hop that it ended with."""
        return self.hops[-1]


async def walk(
    fetcher: Fetcher,
    url: str,
    headers: dict[str, str],
    *,
    jar: str,
    max_body_bytes: int = 0,
    keep: bool = True,
    refresh: bool = True,
) -> Walk:
    """Follow *url* through redirects and, with *refresh*, meta refreshes."""
    hops: list[Hop] = []
    while True:
        hop = await fetcher.fetch(
            url, headers, jar=jar, max_body_bytes=max_body_bytes, keep=keep
        )
        hops.append(hop)
        if hop.failure:
            return Walk(hops=tuple(hops), failure=hop.failure, detail=hop.detail)
        target = next_url(hop, refresh=refresh)
        if target is None:
            return Walk(hops=tuple(hops))
        if len(hops) > fetcher.network.max_redirects:
            detail = f"more than {fetcher.network.max_redirects} redirects"
            return Walk(hops=tuple(hops), failure="redirect-loop", detail=detail)
        try:
            url = canonical(urljoin(url, target))
        except (InputError, ValueError) as exc:
            detail = one_line(f"redirect to {target[:120]!r}: {exc}")
            return Walk(hops=tuple(hops), failure="bad-redirect", detail=detail)


def next_url(hop: Hop, *, refresh: bool) -> str | None:
    """Return where *hop* sends its visitor, as it was written, or None."""
    location = hop.header("location")
    if hop.exchange.status in REDIRECT_STATUSES and location:
        return as_text(location)
    if not refresh:
        return None
    shown = hop.body[:REFRESH_SCAN_BYTES].decode("utf-8", "replace")
    header = as_text(hop.header("refresh"))
    for source in (f'<meta http-equiv="refresh" content="{header}">', shown):
        seconds, target = get_meta_refresh(source, hop.exchange.url)
        if seconds is None or not target or seconds > REFRESH_MAX_SECONDS:
            continue
        if target.partition("#")[0] != hop.exchange.url:
            return str(target)
    return None


def as_text(value: str) -> str:
    """Read a header value, latin-1 so far, in the charset it was most likely sent in.

    >>> as_text("/查".encode().decode("latin-1")), as_text("/%E6")
    ('/查', '/%E6')
    """
    raw = value.encode("latin-1", "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return value


async def capture(
    fetcher: Fetcher,
    url: str,
    headers: dict[str, str],
    vantage: Vantage,
    *,
    jar: str,
) -> tuple[Capture, bytes]:
    """Visit *url* and return the capture, with the page's bytes for a first look."""
    walked = await walk(fetcher, url, headers, jar=jar)
    body = b"" if walked.failure else walked.last.body
    return await capture_of(fetcher, url, walked, vantage), body


async def capture_of(
    fetcher: Fetcher, url: str, walked: Walk, vantage: Vantage
) -> Capture:
    """Return the record of a walk that began at *url*."""
    last = walked.last
    body = b"" if walked.failure else last.body
    exchanges = tuple(hop.exchange for hop in walked.hops)
    return Capture(
        url=url,
        vantage=vantage,
        captured_at=exchanges[0].started_at,
        final_url=last.exchange.url,
        status=last.exchange.status,
        headers=last.headers,
        body_sha256=await fetcher.store(body),
        body_bytes=len(body),
        truncated=last.truncated,
        exchanges=exchanges,
        dns=_answers(walked.hops),
        redirects=_passed(exchanges),
        failure=walked.failure,
        failure_detail=walked.detail,
    )


def _answers(hops: tuple[Hop, ...]) -> tuple[DnsAnswer, ...]:
    return tuple(dict.fromkeys(answer for hop in hops for answer in hop.dns))


def _passed(exchanges: tuple[Exchange, ...]) -> tuple[str, ...]:
    return tuple(one.url for one in exchanges[:-1])
