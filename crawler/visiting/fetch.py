"""One request, its answer stored before anyone reads it."""

import asyncio
from dataclasses import dataclass

import scrapy
from scrapy.crawler import Crawler

from casebook.blobs import Blobs
from casebook.config import NetworkConfig
from casebook.records import DnsAnswer, Exchange, Tls
from casebook.times import now_utc
from casebook.urls import host_of, is_address
from crawler.network.failures import describe, name_failure
from crawler.network.heads import Head, read_head
from crawler.network.names import Lookup, Names
from crawler.network.trust import Trust
from crawler.network.unpack import Unpacked, unpack
from crawler.network.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One exchange, and what it brought."""

    exchange: Exchange
    headers: tuple[tuple[str, str], ...] = ()
    """Names as sent, latin-1 read."""
    body: bytes = b""
    """Encodings undone; empty where something failed."""
    dns: tuple[DnsAnswer, ...] = ()
    truncated: bool = False
    failure: str | None = None
    detail: str = ""
    sent: bytes = b""
    received: bytes = b""
    """What went over the wire, where it was not stored."""

    def header(self, name: str) -> str:
        """Return the first value of header *name* (lower case), or empty."""
        return next((text for key, text in self.headers if key.lower() == name), "")


class Fetcher:
    """Fetches through Scrapy's downloader: its delays and cookies, and our wire."""

    def __init__(
        self, crawler: Crawler, network: NetworkConfig, blobs: Blobs, names: Names
    ) -> None:
        self.names = names
        self.network = network
        self._crawler = crawler
        self._blobs = blobs
        self._trust = Trust(network.ca_file)

    async def store(self, data: bytes) -> str:
        """Store *data* off the event loop; return its SHA-256, or empty for none."""
        return await asyncio.to_thread(self._blobs.store, data) if data else ""

    async def read(self, sha256: str) -> bytes:
        """Return stored bytes."""
        return await asyncio.to_thread(self._blobs.read, sha256)

    async def fetch(
        self,
        url: str,
        headers: dict[str, str],
        *,
        jar: str,
        max_body_bytes: int = 0,
        keep: bool = True,
    ) -> Hop:
        """Request *url* and store what went over the wire; follow nothing.

        Args:
            url: canonical.
            headers: sent as they are.
            jar: cookies are kept and sent within one jar only.
            max_body_bytes: 0: as configured.
            keep: whether the bytes on the wire are stored, too; if not, they are in
                the hop.
        """
        limit = max_body_bytes or self.network.max_body_bytes
        wire = Wire(
            max_head_bytes=self.network.max_head_bytes,
            max_body_bytes=limit,
            seconds=self.network.timeout_seconds,
        )
        lookup = await self.names.lookup(host_of(url))
        body, error = await self._download(url, headers, jar, wire, lookup)
        return await self._finish(
            url, wire, body, error, lookup, limit=limit, keep=keep
        )

    async def _download(
        self, url: str, headers: dict[str, str], jar: str, wire: Wire, lookup: Lookup
    ) -> tuple[bytes, tuple[str, str] | None]:
        """Return the body, still packed, and the name and words of what went wrong."""
        if lookup.failure:
            wire.started_at = wire.ended_at = now_utc()
            wire.ended = wire.started
            return b"", (lookup.failure, lookup.detail)
        request = scrapy.Request(
            url, headers=headers, meta={"wire": wire, "cookiejar": jar}
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        # The boundary: a site may fail in any way, and each way is a record.
        except Exception as exc:  # noqa: BLE001
            return b"", (name_failure(exc, wire), describe(exc))
        return response.body, None

    async def _finish(
        self,
        url: str,
        wire: Wire,
        packed: bytes,
        error: tuple[str, str] | None,
        lookup: Lookup,
        *,
        limit: int,
        keep: bool,
    ) -> Hop:
        raw = bytes(wire.received)
        sent, received = "", ""
        if keep:
            sent, received = await asyncio.gather(
                self.store(bytes(wire.sent)), self.store(raw)
            )
        head = read_head(raw)
        page = Unpacked(body=b"")
        if error is None:
            page = unpack(packed, head.values("content-encoding"), limit=limit)
            error = _unfit(page, packed, head, limit)
        failure, detail = error or (None, "")
        exchange = Exchange(
            url=url,
            method="GET",
            started_at=wire.started_at,
            ended_at=wire.ended_at,
            peer=wire.peer,
            sent_sha256=sent,
            received_sha256=received,
            received_bytes=len(raw),
            status=head.status,
            truncated=bool(wire.cut),
            tls=await self._tls(wire, host_of(url)),
            failure=failure,
            first_byte_at=wire.first_byte_at,
            first_byte_seconds=_seconds(wire.started, wire.first_byte),
            seconds=_seconds(wire.started, wire.ended),
            local=wire.local,
            checked=lookup.addresses,
            cut=wire.cut,
        )
        return Hop(
            exchange=exchange,
            headers=head.headers,
            body=page.body,
            dns=lookup.answers,
            truncated=bool(wire.cut) or page.truncated,
            failure=failure,
            detail=detail,
            sent=b"" if keep else bytes(wire.sent),
            received=b"" if keep else raw,
        )

    async def _tls(self, wire: Wire, host: str) -> Tls | None:
        if not wire.tls_version:
            return None
        digests = await asyncio.gather(*(self.store(one) for one in wire.chain))
        verified, problem = self._trust.check(wire.chain, host)
        return Tls(
            version=wire.tls_version,
            cipher=wire.tls_cipher,
            chain_sha256s=tuple(digests),
            verified=verified,
            problem=problem,
            server_name="" if is_address(host) else host,
        )


def _seconds(start: float, end: float | None) -> float | None:
    return None if end is None else round(end - start, 6)


def _unfit(
    page: Unpacked, packed: bytes, head: Head, limit: int
) -> tuple[str, str] | None:
    """Return why what came is no page, or None where it is one."""
    if page.bomb:
        return "expansion", f"{len(packed)} bytes unpack to over {limit}"
    promised = head.values("content-length")
    if promised and promised[0].isdigit() and len(packed) < limit:
        missing = int(promised[0][:18]) - len(packed)
        # A little less than promised is a wrong count; half is a broken answer.
        if missing > len(packed):
            return "bad-http", f"closed {missing} bytes before the end"
    return None
