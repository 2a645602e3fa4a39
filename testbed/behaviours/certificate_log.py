"""A certificate log, as static tiles or after RFC 6962, with the faults logs have."""

import asyncio
import base64
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Stream, Visit, error_page
from testbed.logs import FILLERS, Contents, contents_of
from testbed.trees import (
    TILE,
    checkpoint,
    consistency_proof,
    inclusion_proof,
    sign_head,
    tree_hash,
)

TILE_PATH = re.compile(r"/tile/(data|names|[0-9]+)/((?:x\d{3}/)*\d{3})(?:\.p/(\d+))?")

ASKED = "/asked"
"""Tells how often each path was asked for, for whoever tests a client."""

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLog(Behaviour):
    """Serves one log; the options say which, and what is wrong with it."""

    name: ClassVar[str] = "certificate-log"

    protocol: str = "static-ct"
    """Or ``rfc6962``, or ``both``: listed as that, with data tiles besides."""

    folder: str = ""
    """Of real tiles; empty: entries of the testbed's own."""

    entries: int = 0
    """How many of them are there; 0: all."""

    shown: int = 0
    """How many the head shows while the log has grown already; 0: all."""

    fillers: int = FILLERS
    """Sets of ordinary names among those of the sites; two entries each."""

    garbage: int = -1
    """Entry that holds no certificate; the tree has it all the same."""

    names_tiles: bool = False
    """Whether names tiles are offered."""

    most: int = 64
    """Entries given by get-entries at once."""

    too_many: int = 0
    """So many first requests for each path are answered with 429."""

    retry_after: str = "0"
    """What those answers say."""

    errors: int = 0
    """So many first requests for each path are answered with 500."""

    is_stalled: bool = False
    """Whether entries are promised and never come."""

    truncated: int = 0
    """So many first answers for each tile are cut off, in a well-formed answer."""

    broken_tile: int = -1
    """Number of a data tile that is always cut off."""

    slow_seconds: float = 0.0
    stale_hours: int = 0
    """How long ago the head was signed."""

    wrong_root: bool = False
    """Whether the head's root is another tree's; it is signed all the same."""

    wrong_signature: bool = False
    """Whether the head is signed by the key of another log."""

    wrong_leaf: int = -1
    """Entry that is not the one in the tree."""

    proves: bool = True
    """Whether it proves after RFC 6962 that an entry is in its tree."""

    asked: Counter[str] = field(
        default_factory=Counter, init=False, compare=False, repr=False
    )
    """Requests for each path so far."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer the log's own paths; proceed for all others."""
        path = visit.request.path
        if path == ASKED:
            return _json(dict(self.asked))
        self.asked[visit.request.target] += 1
        times = self.asked[visit.request.target]
        if refusal := await self._refuse(path, times):
            return refusal
        contents = contents_of(
            self.folder,
            (*visit.neighbours, *visit.past),
            fillers=self.fillers,
            entries=self.entries,
            garbage=self.garbage,
        )
        if self.protocol != "static-ct":
            reply = self._rfc6962(visit, contents)
            if reply or self.protocol == "rfc6962":
                return reply or await proceed()
        elif path == "/checkpoint":
            head, key = self._head(contents), self._signer(visit)
            return _plain(checkpoint(visit.site.host, *head, key=key), "text/plain")
        match = TILE_PATH.fullmatch(path)
        if match is None:
            return await proceed()
        return self._tile(contents, match, times) or error_page(404)

    async def _refuse(self, path: str, times: int) -> Reply | None:
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        if times <= self.too_many:
            page = error_page(429)
            headers = (("Retry-After", self.retry_after),)
            return Response(status=429, headers=headers, body=page.body)
        if times <= self.errors:
            return error_page(500)
        is_head = path in {"/checkpoint", "/ct/v1/get-sth"}
        return Stream(chunks=_stall()) if self.is_stalled and not is_head else None

    def _head(self, contents: Contents) -> tuple[int, bytes, int]:
        size = self.shown or len(contents.hashes)
        root = tree_hash(contents.hashes[:size])
        if self.wrong_root:
            root = tree_hash(contents.hashes[1:])
        at = int(time.time() * 1000) - self.stale_hours * HOUR_MS
        return size, root, at

    def _signer(self, visit: Visit) -> str:
        return f"not {visit.site.host}" if self.wrong_signature else ""

    def _tile(
        self, contents: Contents, match: re.Match[str], times: int
    ) -> Response | None:
        kind, number = match[1], int(match[2].replace("x", "").replace("/", ""))
        width = int(match[3] or TILE)
        level = int(kind) if kind.isdigit() else 0
        span = TILE**level
        there = len(contents.hashes) // span - number * TILE
        shown = (self.shown or len(contents.hashes)) // span - number * TILE
        # Partial tiles are there for sizes that heads have shown, until one is full.
        if width > there or (
            width < TILE and (there >= TILE or width not in {there, shown})
        ):
            return None
        if kind == "names" and not self.names_tiles:
            return None
        data = contents.tile(kind, number, width)
        if data is None:
            return None
        if kind == "data" and number == self.wrong_leaf // TILE:
            data = data[:7] + bytes((data[7] ^ 1,)) + data[8:]
        is_broken = kind == "data" and number == self.broken_tile
        if not kind.isdigit() and (times <= self.truncated or is_broken):
            data = data[: len(data) // 2]
        if kind.isdigit():
            return _plain(data, "application/octet-stream")
        packed = gzip.compress(data, 1)
        headers = (("Content-Encoding", "gzip"),)
        return _plain(packed, "application/octet-stream", headers)

    def _rfc6962(self, visit: Visit, contents: Contents) -> Response | None:
        path, query = visit.request.path, visit.request.query
        if path == "/ct/v1/get-sth":
            size, root, at = self._head(contents)
            key = self._signer(visit)
            signature = sign_head(visit.site.host, size, root, at, key=key)
            return _json(
                {
                    "tree_size": size,
                    "timestamp": at,
                    "sha256_root_hash": base64.b64encode(root).decode(),
                    "tree_head_signature": base64.b64encode(signature).decode(),
                }
            )
        if path == "/ct/v1/get-sth-consistency":
            first, second = int(query.get("first", "0")), int(query.get("second", "0"))
            if not 0 < first <= second <= len(contents.hashes):
                return error_page(400)
            proof = consistency_proof(contents.hashes[:second], first)
            return _json({"consistency": [base64.b64encode(h).decode() for h in proof]})
        if path in {"/ct/v1/get-proof-by-hash", "/ct/v1/get-entry-and-proof"}:
            return self._proof(contents, query) if self.proves else error_page(404)
        if path != "/ct/v1/get-entries":
            return None
        start, end = int(query.get("start", "0")), int(query.get("end", "0"))
        end = min(end, start + self.most - 1)
        found = [contents.entries.get(index) for index in range(start, end + 1)]
        there = [one for one in found if one]
        if start <= self.wrong_leaf <= end and there:
            there[self.wrong_leaf - start] = there[self.wrong_leaf - start - 1]
        return _json({"entries": there}) if there else error_page(400)

    def _proof(self, contents: Contents, query: Mapping[str, str]) -> Response:
        hashes = contents.hashes[: int(query.get("tree_size", "0"))]
        if "hash" in query:
            wanted = base64.b64decode(query["hash"])
            index = hashes.index(wanted) if wanted in hashes else -1
        else:
            index = int(query.get("leaf_index", "-1"))
        if not 0 <= index < len(hashes):
            return error_page(404)
        proof = inclusion_proof(hashes, index)
        table: dict[str, Any] = {
            "audit_path": [base64.b64encode(h).decode() for h in proof]
        }
        return _json(table | ({"leaf_index": index} if "hash" in query else {}))


async def _stall() -> AsyncGenerator[bytes, None]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n"
    await asyncio.sleep(HOUR_MS)


def _json(table: dict[str, Any]) -> Response:
    return _plain(json.dumps(table).encode(), "application/json")


def _plain(
    data: bytes, content_type: str, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    return Response(
        content_type=content_type, headers=headers, body=data, is_dressed=True
    )
