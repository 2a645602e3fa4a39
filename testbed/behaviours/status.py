"""A server that answers every request with one status."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, error_page
from testbed.pages import serve_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Behaviour):
    """Answers the status with the server's short page, or one of the site's."""

    name: ClassVar[str] = "status"

    status: int = 503
    page: str = ""
    """Path of the page to send with it; the server's own where empty."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the status."""
        del proceed
        if self.page:
            return serve_file(visit.site, self.page, status=self.status)
        return error_page(self.status)
