"""A body that never ends."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Stream, Visit

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
CHUNK = b"<p>&nbsp;</p>\n" * 1024

# About 1.4 MB a second: endless for any visitor, but not the whole of a processor.
PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class EndlessBody(Behaviour):
    """Sends empty paragraphs until the visitor leaves."""

    name: ClassVar[str] = "endless-body"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer for ever."""
        del visit, proceed
        return Stream(chunks=_pour())


async def _pour() -> AsyncGenerator[bytes, None]:
    yield HEAD + b"<!DOCTYPE html><title></title>\n"
    while True:
        yield CHUNK
        await asyncio.sleep(PAUSE_SECONDS)
