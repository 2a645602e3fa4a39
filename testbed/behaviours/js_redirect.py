"""A page that sends the browser on by a script."""

import base64
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, html

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title></title></head><body>
<script>setTimeout(function () {{ location.replace(atob("{packed}")); }}, 50);</script>
</body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class JsRedirect(Behaviour):
    """Puts such a page before the site; the address is not readable in it."""

    name: ClassVar[str] = "js-redirect"

    path: str = "/"
    to: str = "/index.html"
    """A path of the site or an address elsewhere, in ASCII; not ``path`` itself."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the page that sends on, or proceed."""
        if visit.request.path != self.path:
            return await proceed()
        packed = base64.b64encode(self.to.encode("ascii")).decode()
        return html(PAGE.format(packed=packed))
