"""A page with very much after it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, head_bytes
from testbed.pages import dress

PADDING = b"<!-- " + b"x" * 65_527 + b" -->"


@dataclass(frozen=True, slots=True, kw_only=True)
class Huge(Behaviour):
    """Sends the page, then comments up to the size, and says its length truly."""

    name: ClassVar[str] = "huge"

    megabytes: int = 64

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer at length."""
        reply = await proceed()
        is_page = isinstance(reply, Response) and reply.content_type == "text/html"
        if not is_page or visit.request.method == "HEAD":
            return reply
        assert isinstance(reply, Response)
        return Stream(chunks=self._pour(dress(visit.site, reply)))

    async def _pour(self, page: Response) -> AsyncGenerator[bytes, None]:
        blocks = self.megabytes * 1024 * 1024 // len(PADDING)
        yield head_bytes(page, length=len(page.body) + blocks * len(PADDING))
        yield page.body
        for _ in range(blocks):
            yield PADDING
