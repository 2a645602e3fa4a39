"""An answer without a head, as before HTTP/1.0."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, one_chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Http09(Behaviour):
    """Sends the body alone."""

    name: ClassVar[str] = "http09"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer without status and headers."""
        del visit
        reply = await proceed()
        if not isinstance(reply, Response):
            return reply
        return Stream(chunks=one_chunk(reply.body))
