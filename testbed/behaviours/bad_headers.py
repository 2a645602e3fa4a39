"""A head that is not quite one, as old servers send."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, one_chunk, to_bytes
from testbed.pages import dress

# Each is put before the other header lines.
LINES = {
    # Folding a value over lines was given up in RFC 7230, section 3.2.4.
    "folded": b"X-Powered-By: an old server\r\n\twith a folded line\r\n",
    "no-colon": b"This line has no colon\r\n",
    # Header values are not text in a charset; many Chinese servers sent GBK.
    "raw-gbk": b"X-Site-Name: " + "安全培训".encode("gbk") + b"\r\n",
    "no-phrase": b"",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BadHeaders(Behaviour):
    """Breaks the head in one way; the body is whole."""

    name: ClassVar[str] = "bad-headers"

    kind: str = "folded"
    """``folded``, ``no-colon``, ``raw-gbk`` or ``no-phrase`` (after the status)."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer with the head broken."""
        reply = await proceed()
        if not isinstance(reply, Response):
            return reply
        first, _, rest = to_bytes(dress(visit.site, reply)).partition(b"\r\n")
        if self.kind == "no-phrase":
            first = first[: len(b"HTTP/1.1 200")]
        return Stream(chunks=one_chunk(first + b"\r\n" + LINES[self.kind] + rest))
