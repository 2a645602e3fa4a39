"""Streams of names: messages over a websocket, taken in as they come."""

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import aiohttp

from casebook.config import Config
from crawler.feeds import Feed
from crawler.feeds.formats import LINE_MAX_BYTES
from crawler.network.names import Names
from crawler.network.proxy import GuardProxy

BATCH_MESSAGES = 2_000
BATCH_SECONDS = 5.0
"""What came in this time is handed on, however little: a kill loses no more."""

PING_SECONDS = 20.0
CLOSE_SECONDS = 1.0

RETRY_SECONDS = 2.0
"""Pause before a stream that broke off is asked for again; doubled each time."""

STREAM_MAX_BYTES = 8 << 30
"""Of one connection; a longer one is begun anew."""


@asynccontextmanager
async def open_session(config: Config, names: Names) -> AsyncIterator["Listener"]:
    """Yield a listener that reaches what the guard lets through."""
    context = ssl.create_default_context()
    if config.network.ca_file:
        context.load_verify_locations(config.network.ca_file)
    proxy = GuardProxy(
        names,
        connect_seconds=config.network.timeout_seconds,
        answer_max_bytes=STREAM_MAX_BYTES,
    )
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=config.network.timeout_seconds
    )
    async with proxy, aiohttp.ClientSession(timeout=timeout) as session:
        seconds = config.network.timeout_seconds
        yield Listener(session, proxy.url, context, seconds=seconds)


class Listener:
    """Listens to streams, one at a time."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        proxy: str,
        context: ssl.SSLContext,
        *,
        seconds: float,
    ) -> None:
        self._session = session
        self._proxy = proxy
        self._context = context
        self._seconds = seconds

    async def batches(
        self, feed: Feed, seconds: float
    ) -> AsyncGenerator[list[bytes], None]:
        """Yield what comes within *seconds*, some messages at a time.

        A stream that breaks off is taken up again until the time is over.

        Raises:
            OSError: it could not be reached, or broke off and nothing had come.
        """
        until = time.monotonic() + seconds
        pause, came, problem = RETRY_SECONDS, 0, ""
        while True:
            try:
                async with aclosing(self._connection(feed, until)) as batches:
                    async for batch in batches:
                        came += len(batch)
                        pause = RETRY_SECONDS
                        yield batch
                problem = ""
            except (aiohttp.ClientError, OSError, TimeoutError) as exc:
                problem = f"{type(exc).__name__}: {exc}"
            if time.monotonic() + pause >= until:
                break
            await asyncio.sleep(pause)
            pause *= 2
        if not came:
            raise ConnectionError(problem or "no message came")

    async def _connection(
        self, feed: Feed, until: float
    ) -> AsyncGenerator[list[bytes], None]:
        # A server may take the connection and never say a word.
        async with asyncio.timeout(self._seconds):
            socket = await self._session.ws_connect(
                feed.url,
                proxy=self._proxy,
                ssl=self._context,
                heartbeat=PING_SECONDS,
                max_msg_size=LINE_MAX_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
            )
        async with socket, aclosing(_batches(socket, until)) as batches:
            async for batch in batches:
                yield batch


async def _batches(
    socket: aiohttp.ClientWebSocketResponse, until: float
) -> AsyncGenerator[list[bytes], None]:
    batch: list[bytes] = []
    given = time.monotonic()
    is_open = True
    while is_open and (left := until - time.monotonic()) > 0:
        try:
            message = await socket.receive(min(left, BATCH_SECONDS))
        except TimeoutError:
            pass
        else:
            is_open = not socket.closed
            batch += _lines(message)
        is_full = len(batch) >= BATCH_MESSAGES
        if batch and (is_full or time.monotonic() - given > BATCH_SECONDS):
            yield batch
            batch, given = [], time.monotonic()
    if batch:
        yield batch


def _lines(message: aiohttp.WSMessage) -> list[bytes]:
    if message.type is aiohttp.WSMsgType.TEXT:
        return [line.encode("utf-8", "replace") for line in message.data.splitlines()]
    if message.type is aiohttp.WSMsgType.BINARY:
        return list(message.data.splitlines())
    return []
