"""A page that sends the browser on by a meta element."""

from dataclasses import dataclass
from html import escape
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, html

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="refresh" content="{seconds};url={to}">
<title></title></head><body></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaRefresh(Behaviour):
    """Puts such a page before the site."""

    name: ClassVar[str] = "meta-refresh"

    path: str = "/"
    to: str = "/index.html"
    """A path of the site or an address elsewhere; not ``path`` itself."""

    seconds: int = 0

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the page that sends on, or proceed."""
        if visit.request.path != self.path:
            return await proceed()
        return html(PAGE.format(seconds=self.seconds, to=escape(self.to)))
