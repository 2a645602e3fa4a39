"""A server that takes its time."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(Behaviour):
    """Waits before it answers."""

    name: ClassVar[str] = "slow"

    seconds: float = 2.0

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer late."""
        del visit
        await asyncio.sleep(self.seconds)
        return await proceed()
