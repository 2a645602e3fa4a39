"""Redirects that lead in a circle."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, redirect


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectLoop(Behaviour):
    """Every path leads to the next of three, for ever."""

    name: ClassVar[str] = "redirect-loop"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a redirect."""
        del proceed
        following = {"/login": "/home", "/home": "/"}
        return redirect(following.get(visit.request.path, "/login"))
