"""Whether a log keeps its promise: it only grows, and what it gives is in its tree."""

import base64
from collections.abc import Sequence
from urllib.parse import quote

from crawler.ct.entry_ranges import Path, check_range, read_path
from crawler.ct.hash_tiles import (
    Tile,
    chain,
    check_edge,
    check_growth,
    check_leaves,
    edge,
    grown_edge,
)
from crawler.ct.heads import HASH_BYTES, Head
from crawler.ct.leaves import TILE_LEAVES, Leaf
from crawler.ct.log_list import Log
from crawler.ct.proofs import check_consistency, read_proof
from crawler.network.asking import Asker, NotThere, Unanswered


class LogTree:
    """The tree of one log, as far as it was asked for."""

    def __init__(self, log: Log, asker: Asker) -> None:
        self._log = log
        self._asker = asker
        self._tiles: dict[Tile, bytes] = {}
        """Hash tiles of the present head."""
        self.consistency = "not-checked"
        self.inclusion = "not-checked"
        self._refuses_proofs = False

    async def check_head(
        self, before: Head | None, head: Head, *, is_read: bool
    ) -> None:
        """Check that the tree of *head* begins with the one seen *before*.

        Where entries will be read its hash tiles are made ready for that, too.

        Raises:
            Unanswered: the log does not give what is needed for it.
            ValueError: it does not.
        """
        old = before if before and 0 < before.size < head.size else None
        try:
            if self._log.tiled and (old or is_read):
                await self._check_tiles(old, head)
            elif old:
                url = (
                    f"{self._log.url}ct/v1/get-sth-consistency"
                    f"?first={old.size}&second={head.size}"
                )
                proof = await self._asker.ask(url, read_proof)
                check_consistency(old, head, proof)
        except ValueError:
            self.consistency = "failed"
            raise
        if before is not None:
            self.consistency = "passed"

    async def check_leaves(
        self, head: Head, number: int, leaves: Sequence[Leaf]
    ) -> None:
        """Check that *leaves* begin tile *number* of the tree of *head*.

        Raises:
            Unanswered: the log does not give the hash tiles.
            ValueError: they do not.
        """
        await self._fetch(chain(head.size, number))
        hashes = [leaf.hash for leaf in leaves]
        try:
            check_leaves(head, number, hashes, self._tiles)
        except ValueError:
            self.inclusion = "failed"
            raise
        if self.inclusion != "failed":
            self.inclusion = "passed"
        self._tiles.pop(Tile(0, number), None)  # used once; those above serve many

    async def check_entries(
        self, head: Head, first: int, leaves: Sequence[Leaf]
    ) -> None:
        """Check that *leaves* are entries *first* and following of the tree of *head*.

        A log that refuses to prove it is asked no more in this run, and the entries
        are not checked.

        Raises:
            ValueError: they are not.
        """
        if self._refuses_proofs:
            return
        hashes = [leaf.hash for leaf in leaves]
        last = first + len(leaves) - 1
        try:
            begin = await self._path(head, first, hashes[0])
            end = begin if last == first else await self._path(head, last, hashes[-1])
        except Unanswered:
            self._refuses_proofs = True
            if self.inclusion != "failed":
                self.inclusion = "not-checked"
            return
        try:
            check_range(head, hashes, begin, end)
        except ValueError:
            self.inclusion = "failed"
            raise
        if self.inclusion != "failed":
            self.inclusion = "passed"

    async def _path(self, head: Head, number: int, leaf: bytes) -> Path:
        def read(data: bytes) -> Path:
            return read_path(data, number)

        given = quote(base64.b64encode(leaf).decode("ascii"), safe="")
        url = f"{self._log.url}ct/v1/get-proof-by-hash?hash={given}"
        try:
            return await self._asker.ask(f"{url}&tree_size={head.size}", read)
        except Unanswered:
            # A leaf that it does not know: what does it have in its place?
            url = f"{self._log.url}ct/v1/get-entry-and-proof?leaf_index={number}"
            return await self._asker.ask(f"{url}&tree_size={head.size}", read)

    async def _check_tiles(self, old: Head | None, head: Head) -> None:
        self._tiles.clear()
        await self._fetch(edge(head.size))
        check_edge(head, self._tiles)
        if old:
            for tile in grown_edge(old.size, head.size):
                await self._fetch([tile, *chain(head.size, tile.number, tile.level)])
            check_growth(old, head, self._tiles)

    async def _fetch(self, tiles: Sequence[Tile]) -> None:
        for tile in tiles:
            if tile not in self._tiles:
                self._tiles[tile] = await self._hash_tile(tile)

    async def _hash_tile(self, tile: Tile) -> bytes:
        try:
            return await self._ask(tile)
        except NotThere:
            if tile.width == TILE_LEAVES:
                raise
        # A log that has grown may drop a partial tile: the full one begins with it.
        full = await self._ask(Tile(tile.level, tile.number))
        return full[: tile.width * HASH_BYTES]

    async def _ask(self, tile: Tile) -> bytes:
        def whole(data: bytes) -> bytes:
            if len(data) != tile.width * HASH_BYTES:
                raise ValueError(f"{tile.path} has {len(data)} bytes")
            return data

        return await self._asker.ask(self._log.url + tile.path, whole)
