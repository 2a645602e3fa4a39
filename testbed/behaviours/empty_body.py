"""An answer that says all is well and holds nothing."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyBody(Behaviour):
    """Answers every path with no bytes."""

    name: ClassVar[str] = "empty-body"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer nothing, politely."""
        del visit, proceed
        return Response()
