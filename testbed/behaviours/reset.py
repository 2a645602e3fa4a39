"""A connection that is reset as soon as something is asked."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Stream, Visit, one_chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Behaviour):
    """Resets every connection without a byte of an answer."""

    name: ClassVar[str] = "reset"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer nothing."""
        del visit, proceed
        return Stream(chunks=one_chunk(b""), is_reset=True)
