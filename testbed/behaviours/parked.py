"""A parked domain: every path shows the same page."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit
from testbed.pages import serve_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Behaviour):
    """Shows one page where the site has no file."""

    name: ClassVar[str] = "parked"

    page: str = "/index.html"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the one page in the place of a 404."""
        reply = await proceed()
        if isinstance(reply, Response) and reply.status == 404:  # noqa: PLR2004
            return serve_file(visit.site, self.page)
        return reply
