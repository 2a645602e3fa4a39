"""A head that never ends."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Stream, Visit

LINES_AT_ONCE = 512
PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class EndlessHeaders(Behaviour):
    """Sends header lines until the visitor leaves."""

    name: ClassVar[str] = "endless-headers"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer for ever."""
        del visit, proceed
        return Stream(chunks=_pour())


async def _pour() -> AsyncGenerator[bytes, None]:
    yield b"HTTP/1.1 200 OK\r\n"
    for start in count(0, LINES_AT_ONCE):
        numbers = range(start, start + LINES_AT_ONCE)
        yield b"".join(b"X-Padding-%d: %d\r\n" % (i, i) for i in numbers)
        await asyncio.sleep(PAUSE_SECONDS)
