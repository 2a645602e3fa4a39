"""An answer that comes byte by byte."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, to_bytes
from testbed.pages import dress


@dataclass(frozen=True, slots=True, kw_only=True)
class Drip(Behaviour):
    """Sends one byte, waits, and sends the next; the head too."""

    name: ClassVar[str] = "drip"

    seconds: float = 1.0
    """Between one byte and the next."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer slower than anyone waits."""
        reply = await proceed()
        if not isinstance(reply, Response):
            return reply
        return Stream(chunks=self._drip(to_bytes(dress(visit.site, reply))))

    async def _drip(self, data: bytes) -> AsyncGenerator[bytes, None]:
        for i in range(len(data)):
            yield data[i : i + 1]
            await asyncio.sleep(self.seconds)
