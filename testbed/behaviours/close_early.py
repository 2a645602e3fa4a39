"""A connection that is closed before the answer is whole."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, head_bytes, one_chunk
from testbed.pages import dress


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseEarly(Behaviour):
    """Promises the whole page and closes after its first bytes."""

    name: ClassVar[str] = "close-early"

    body_bytes: int = 64
    """How much of the body is sent."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the beginning."""
        reply = await proceed()
        if not isinstance(reply, Response):
            return reply
        response = dress(visit.site, reply)
        start = head_bytes(response) + response.body[: self.body_bytes]
        return Stream(chunks=one_chunk(start))
