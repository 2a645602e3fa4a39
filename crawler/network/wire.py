"""The download handler that keeps what went over the wire.

Every exchange has a connection of its own, whose bytes, peer and TLS session are
noted in a :class:`Wire` that the caller puts into ``request.meta["wire"]``. The caller
holds it, so what was sent and received is known for failed downloads too, and where
no response head ever came.

Private names used, all of Scrapy 2.19 (hence the pin in pyproject.toml; the tests over
a raw socket server tell when one changes): ``http11._ScrapyAgent``,
``http11._LenientHTTP11ClientProtocol``, and Twisted's ``HTTPConnectionPool._factory``.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from cryptography.hazmat.primitives.serialization import Encoding
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Factory
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from casebook.times import now_utc
from casebook.urls import host_of
from crawler.network.open_tls import OpenPolicy


@dataclass(slots=True, kw_only=True)
class Wire:
    """What went over one connection for one request; filled in as it goes."""

    max_head_bytes: int
    max_body_bytes: int
    """Of the body as it comes, still compressed."""
    seconds: float
    """Longest time for all of it, from resolving the name to the last byte."""
    started_at: datetime = field(default_factory=now_utc)
    ended_at: datetime = field(default_factory=now_utc)
    first_byte_at: datetime | None = None
    """None: no byte came."""
    started: float = field(default_factory=time.monotonic)
    first_byte: float | None = None
    ended: float = field(default_factory=time.monotonic)
    """These three by the monotonic clock."""
    peer: str = ""
    """Address and port connected to; empty: no connection."""
    local: str = ""
    """Our end of it."""
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    is_tls: bool = False
    tls_version: str = ""
    """Empty until a TLS handshake is done."""
    tls_cipher: str = ""
    chain: tuple[bytes, ...] = ()
    """DER, leaf first, as the server sent it."""
    head_bytes: int = 0
    """How much had come when the head was whole; 0 before."""
    cut: str = ""
    """Which limit of ours ended it: ``head``, ``body`` or ``time``; empty: none."""
    abort: Callable[[], None] | None = None
    """Ends the connection; None while there is none."""

    def room(self) -> int:
        """Return how many more bytes may come."""
        if self.head_bytes:
            return self.head_bytes + self.max_body_bytes - len(self.received)
        return self.max_head_bytes - len(self.received)

    def end(self, why: str) -> None:
        """Cut the exchange short, once."""
        if not self.cut:
            self.cut = why
        if self.abort is not None:
            self.abort()


class _Recorder:
    """Stands before a transport while a request is written to it."""

    def __init__(self, transport: Any, wire: Wire) -> None:
        self._transport = transport
        self._wire = wire

    def write(self, data: bytes) -> None:
        self._wire.sent += data
        self._transport.write(data)

    def writeSequence(self, parts: list[bytes]) -> None:  # noqa: N802 - Twisted's name
        self.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


@implementer(IHandshakeListener)
class WireProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's HTTP/1.1 client, with every byte noted and every limit kept."""

    transport: Any

    def __init__(self, wire: Wire) -> None:
        # A connection whose answer is whole is not used again: one exchange each.
        super().__init__(lambda protocol: protocol.transport.loseConnection())  # type: ignore[no-untyped-call]
        self._wire = wire

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        """Note the peer."""
        super().connectionMade()
        self._wire.peer = _place(self.transport.getPeer())
        self._wire.local = _place(self.transport.getHost())
        self._wire.abort = self.transport.abortConnection
        if self._wire.cut:  # the time was over while it connected
            self._wire.abort()

    def handshakeCompleted(self) -> None:  # noqa: N802 - Twisted's name
        """Note the TLS session and the chain the server sent."""
        connection = self.transport.getHandle()
        chain = connection.get_peer_cert_chain(as_cryptography=True) or []
        self._wire.chain = tuple(one.public_bytes(Encoding.DER) for one in chain)
        self._wire.tls_version = connection.get_protocol_version_name()
        self._wire.tls_cipher = connection.get_cipher_name() or ""

    def request(self, request: Any) -> Deferred[Any]:
        """Send *request*, noting its bytes."""
        real = self.transport
        self.transport = _Recorder(real, self._wire)
        try:
            answer = super().request(request)
        finally:
            self.transport = real
        return answer.addCallback(self._note_head)

    def _note_head(self, response: Any) -> Any:
        self._wire.head_bytes = len(self._wire.received)
        return response

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Note *data*, and end the connection where a limit is passed."""
        if self._wire.first_byte is None:
            self._wire.first_byte_at = now_utc()
            self._wire.first_byte = time.monotonic()
        room = self._wire.room()
        self._wire.received += data[: max(0, room)]
        if room > 0:
            super().dataReceived(data[:room])  # type: ignore[no-untyped-call]
        if len(data) > room:
            # The head may have become whole within this very data.
            if self._wire.head_bytes and self._wire.room() > 0:
                self.dataReceived(data[max(0, room) :])
            else:
                self._wire.end("body" if self._wire.head_bytes else "head")


def _place(address: Any) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}"


class _WireFactory(Factory):
    noisy = False

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def buildProtocol(self, addr: Any) -> WireProtocol:  # noqa: ARG002, N802 - Twisted's name
        return WireProtocol(self._wire)


class WireHandler(HTTP11DownloadHandler):
    """DOWNLOAD_HANDLERS for http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._network = crawler.settings["ZHAOYAO_CONFIG"].network
        self._policy: Any = OpenPolicy()
        # Scrapy's own counts do not hold here: the first is of what comes out of its
        # scheduler, and 2.19 starts all that wait for a host where there is no delay.
        self._turn = asyncio.Semaphore(max(1, self._network.concurrent_requests))
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore]
        self._hosts = WeakValueDictionary()

    def new_wire(self) -> Wire:
        """Return an empty wire with the limits of the configuration."""
        return Wire(
            max_head_bytes=self._network.max_head_bytes,
            max_body_bytes=self._network.max_body_bytes,
            seconds=self._network.timeout_seconds,
        )

    async def download_request(self, request: Request) -> Response:
        """Send *request*; fill its wire, whatever comes."""
        wire: Wire = request.meta.get("wire") or self.new_wire()
        limit = max(1, self._network.concurrent_requests_per_host)
        host = host_of(request.url)
        turn = self._hosts.setdefault(host, asyncio.Semaphore(limit))
        async with turn, self._turn:
            return await self._download(request, wire)

    async def _download(self, request: Request, wire: Wire) -> Response:
        # Imported late: importing it installs one.
        from twisted.internet import reactor as installed  # noqa: PLC0415

        reactor: Any = installed
        wire.started_at, wire.started = now_utc(), time.monotonic()
        wire.is_tls = request.url.startswith("https:")
        pool: Any = HTTPConnectionPool(reactor, persistent=True)  # type: ignore[no-untyped-call]
        pool._factory = lambda *_: _WireFactory(wire)  # noqa: SLF001 - see above
        agent = _ScrapyAgent(
            contextFactory=self._policy,
            connectTimeout=wire.seconds,
            pool=pool,
            fail_on_dataloss=False,
            crawler=self._crawler,
        )
        answer = agent.download_request(request)

        def expire() -> None:
            wire.end("time")
            if wire.abort is None:
                answer.cancel()

        timer = reactor.callLater(wire.seconds, expire)
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(answer)
        finally:
            if timer.active():
                timer.cancel()
            wire.ended_at, wire.ended = now_utc(), time.monotonic()
            wire.abort = None
            if wire.is_tls and not wire.tls_version:
                wire.sent.clear()  # written, but never let out of the TLS layer
