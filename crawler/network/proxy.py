"""A forward proxy on loopback: the only door the browser and the registries have.

It resolves, checks and dials as the crawler does, so that a page's subresources,
scripts, frames and web sockets cannot reach an inside address either.
"""

import asyncio
from typing import Self
from urllib.parse import urlsplit

from crawler.network.dial import Streams, Unreached, dial
from crawler.network.names import Names

HEAD_SECONDS = 15.0
"""Longest wait for the head of a request; a browser sends it at once."""

HEAD_MAX_BYTES = 64 * 1024

KEEP_FAILURES = 2_000
"""Failures remembered for whoever asks why a page did not load; addresses, too."""

CHUNK_BYTES = 64 * 1024

ANSWER_MAX_BYTES = 16 << 20
"""Of one connection; the largest script bundles have 5 MB, an endless page has none."""


class GuardProxy:
    """Serves HTTP and CONNECT on a free port of 127.0.0.1.

    A refused request gets no answer of ours: a page of ours must never be taken for
    the site's. ``failures`` says what happened instead.
    """

    def __init__(
        self,
        names: Names,
        *,
        connect_seconds: float,
        answer_max_bytes: int = ANSWER_MAX_BYTES,
    ) -> None:
        self.failures: dict[tuple[str, int], tuple[str, str]] = {}
        self.peers: dict[tuple[str, int], str] = {}
        """Address connected to last, by host and port."""
        self._names = names
        self._connect_seconds = connect_seconds
        self._answer_max_bytes = answer_max_bytes
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("the proxy is not running")
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    async def __aenter__(self) -> Self:
        """Start listening."""
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, limit=HEAD_MAX_BYTES
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening; connections under way end with their clients."""
        if self._server is not None:
            self._server.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
            line, _, rest = head.partition(b"\r\n")
            method, target, version = line.split(b" ", 2)
            if method == b"CONNECT":
                host, _, port = target.decode("ascii").rpartition(":")
                far = await self._dial(host.strip("[]"), int(port))
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                parts = urlsplit(target.decode("latin-1"))
                far = await self._dial(parts.hostname or "", parts.port or 80)
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                first = b" ".join((method, path.encode("latin-1"), version))
                far[1].write(first + b"\r\n" + _end_to_end(rest))
            limit = self._answer_max_bytes
            await asyncio.gather(
                _pump(reader, far[1], limit), _pump(far[0], writer, limit)
            )
        except (
            OSError,
            ValueError,
            TimeoutError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
        ):
            return  # the client or the site went away, or spoke no HTTP
        finally:
            writer.close()

    async def _dial(self, host: str, port: int) -> Streams:
        try:
            far = await dial(self._names, host, port, seconds=self._connect_seconds)
        except Unreached as exc:
            if len(self.failures) >= KEEP_FAILURES:
                self.failures.clear()
            self.failures[host, port] = exc.failure, str(exc)
            raise
        if len(self.peers) >= KEEP_FAILURES:
            self.peers.clear()
        address, port_there, *_ = far[1].get_extra_info("peername")
        self.peers[host, port] = f"{address} port {port_there}"
        return far


def _end_to_end(head: bytes) -> bytes:
    """Return header lines fit for the far side; one exchange a connection."""
    hop = (
        b"proxy-connection:",
        b"proxy-authorization:",
        b"connection:",
        b"keep-alive:",
    )
    lines = [one for one in head.split(b"\r\n") if one]
    upgrade = any(one.lower().startswith(b"upgrade:") for one in lines)
    kept = [one for one in lines if not one.lower().startswith(hop)]
    kept.append(b"Connection: Upgrade" if upgrade else b"Connection: close")
    return b"\r\n".join(kept) + b"\r\n\r\n"


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int
) -> None:
    try:
        while left > 0 and (data := await reader.read(CHUNK_BYTES)):
            left -= len(data)
            writer.write(data)
            await writer.drain()
    except OSError:
        return  # either side may go away at any time
    finally:
        writer.close()
