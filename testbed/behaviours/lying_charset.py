"""A page whose header and meta element name charsets that it is not in."""

from dataclasses import dataclass, replace
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit
from testbed.pages import META_CHARSET


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingCharset(Behaviour):
    """Says one charset in the header, another in the page, and sends a third."""

    name: ClassVar[str] = "lying-charset"

    header: str = "iso-8859-1"
    """Empty for none."""

    meta: str = "utf-8"
    actual: str = "gb18030"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer pages in a charset that nothing names."""
        del visit
        reply = await proceed()
        if not isinstance(reply, Response) or reply.content_type != "text/html":
            return reply
        text = META_CHARSET.sub(rf"\g<1>{self.meta}", reply.body.decode(), count=1)
        kind = f"text/html; charset={self.header}" if self.header else "text/html; "
        body = text.encode(self.actual, errors="xmlcharrefreplace")
        return replace(reply, content_type=kind.strip(), body=body)
