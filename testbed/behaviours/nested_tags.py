"""A page with elements nested deeper than parsers like."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit

BODY = re.compile(rb"(<body[^>]*>)(.*)(</body>)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedTags(Behaviour):
    """Wraps what is in the body into very many elements."""

    name: ClassVar[str] = "nested-tags"

    depth: int = 50_000

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer pages nested."""
        del visit
        reply = await proceed()
        if not isinstance(reply, Response) or reply.content_type != "text/html":
            return reply
        opening, closing = b"<div>" * self.depth, b"</div>" * self.depth
        wrapped = rb"\g<1>" + opening + rb"\g<2>" + closing + rb"\g<3>"
        return replace(reply, body=BODY.sub(wrapped, reply.body, count=1))
