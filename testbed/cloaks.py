"""Cloaks: what the behaviours that show pages to some visitors only have in common."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit
from testbed.pages import not_found, serve_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloak(Behaviour, ABC):
    """Shows pages to whom it likes; pictures, styles and scripts to anyone."""

    otherwise: str = ""
    """Path of the page that the others get; a 404 where empty."""

    @abstractmethod
    def is_shown(self, visit: Visit) -> bool:
        """Whether this visitor may see the pages."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer, or put the other page in the place of a page."""
        reply = await proceed()
        is_page = isinstance(reply, Response) and reply.content_type == "text/html"
        if not is_page or self.is_shown(visit):
            return reply
        if self.otherwise:
            return serve_file(visit.site, self.otherwise)
        return not_found(visit.site)
