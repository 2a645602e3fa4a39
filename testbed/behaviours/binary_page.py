"""Bytes of no text, served as a page."""

import random
from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryPage(Behaviour):
    """Answers every path with the same random bytes as text/html."""

    name: ClassVar[str] = "binary-page"

    kilobytes: int = 64

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer noise."""
        del visit, proceed
        # An archive's first bytes, then noise: what a wrong server setting serves.
        noise = random.Random(self.name).randbytes(self.kilobytes * 1024)
        return Response(body=b"PK\x03\x04\x14\0\0\0" + noise, is_dressed=True)
