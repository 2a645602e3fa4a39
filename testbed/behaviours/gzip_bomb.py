"""A small answer that unpacks to a very large one."""

import asyncio
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit

BLOCK = b"0" * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class GzipBomb(Behaviour):
    """Answers every path with gzip of one character repeated."""

    name: ClassVar[str] = "gzip-bomb"

    megabytes: int = 512
    """Size when unpacked; about a thousandth of it goes over the wire."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the bomb."""
        del visit, proceed
        return Response(
            content_type="text/html; charset=utf-8",
            headers=(("Content-Encoding", "gzip"),),
            # Counting the checksum takes a part of a second; others need not wait.
            body=await asyncio.to_thread(bomb, self.megabytes),
            is_dressed=True,
        )


@cache
def bomb(megabytes: int) -> bytes:
    """Return valid gzip (RFC 1952) that unpacks to *megabytes* of one character.

    A block that ends in a full flush refers to nothing before it, so that it can be
    packed once and repeated.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(BLOCK, checksum)
    head = b"\x1f\x8b\x08" + b"\0" * 6 + b"\xff"
    size = megabytes * len(BLOCK) % 2**32
    return head + block * megabytes + end + struct.pack("<II", checksum, size)
