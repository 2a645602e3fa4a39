"""A page that first sets a cookie by script, as web firewalls do."""

from dataclasses import dataclass
from typing import ClassVar
from zlib import crc32

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit, html

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title></title></head><body><script>
var a = {value} ^ 0x5a5a, b = document.cookie;
document.cookie = "{cookie}=" + (a ^ 0x5a5a).toString(16) + ";path=/";
if (b.indexOf("{cookie}=") < 0) location.reload();
</script></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePage(Behaviour):
    """Shows pages to clients that ran the script; no captcha, nothing to solve."""

    name: ClassVar[str] = "challenge-page"

    cookie: str = "__jsl_clearance"
    status: int = 521
    """What comes with the script; such firewalls answer 521, 412, 403 or 200."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the script until its cookie comes back."""
        value = crc32(visit.site.name.encode())
        reply = await proceed()
        is_page = isinstance(reply, Response) and reply.content_type == "text/html"
        sent = visit.request.headers.get("cookie", "")
        if not is_page or f"{self.cookie}={value:x}" in sent:
            return reply
        return html(PAGE.format(value=value, cookie=self.cookie), status=self.status)
