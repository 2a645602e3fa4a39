"""A redirect to an address inside the visitor's own network."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, redirect


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectToPrivate(Behaviour):
    """Sends every visitor where only the visitor's own machine can go."""

    name: ClassVar[str] = "redirect-to-private"

    to: str = "http://127.0.0.1:22/"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a redirect."""
        del visit, proceed
        return redirect(self.to)
