"""Listening sockets: connections that are always closed, whatever happens on them."""

import asyncio
import contextlib
import logging
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable

from testbed.exchange import REQUEST_MAX_BYTES, BadRequestError

logger = logging.getLogger(__name__)

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

CLOSE_SECONDS = 2
"""How long a client may take over saying goodbye."""


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection at once, in a reset rather than an orderly close."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        linger = struct.pack("ii", 1, 0)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


class Listener:
    """A TCP server on loopback that keeps account of its connections."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self, port: int = 0) -> int:
        """Listen on *port* of 127.0.0.1 and return the port; 0 is any free one."""
        self._server = await asyncio.start_server(
            self._accept,
            "127.0.0.1",
            port,
            limit=REQUEST_MAX_BYTES,
        )
        name: tuple[str, int] = self._server.sockets[0].getsockname()
        return name[1]

    async def stop(self) -> None:
        """Close the listening socket and every connection."""
        if self._server is not None:
            self._server.close()
        tasks = list(self._open)
        for task, writer in list(self._open.items()):
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted closes its socket in the next turn

    async def _accept(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            await self._handler(reader, writer)
        except (OSError, ssl.SSLError, BadRequestError) as exc:
            logger.debug("a client went away: %r", exc)
        except asyncio.CancelledError:
            # Only stop() cancels, and the stream protocol would report it.
            logger.debug("a connection was cut short")
        except Exception:
            logger.exception("a connection broke")
        finally:
            await self._close(writer)
            del self._open[task]

    async def _close(self, writer: asyncio.StreamWriter) -> None:
        """Close in an orderly way, and by force where the client does not help."""
        if writer.transport.is_closing():
            return  # reset, stopped, or given up within the handshake
        try:
            writer.close()
            async with asyncio.timeout(CLOSE_SECONDS):
                await writer.wait_closed()
        except (OSError, ssl.SSLError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
