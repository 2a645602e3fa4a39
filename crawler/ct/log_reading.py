"""Reading one certificate log from where it was left up to its head.

What came and the place it leads to are handed on together, to be stored together: a
run that is killed neither loses nor repeats an entry. A tile that is cut off is asked
for again and never skipped.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from casebook.config import CtConfig
from casebook.times import now_utc
from crawler.ct.hash_tiles import tile_path
from crawler.ct.heads import Head, read_checkpoint, read_sth
from crawler.ct.leaves import TILE_LEAVES, Leaf, read_data_tile, read_get_entries
from crawler.ct.log_list import Log
from crawler.ct.log_tree import LogTree
from crawler.ct.name_tiles import read_names_tile
from crawler.ct.sans import names_of
from crawler.ct.standing import Named, Place, moment
from crawler.network.asking import Asker, NotThere, Unanswered

T = TypeVar("T")

AHEAD = 4
"""Answers asked for at once; the pauses for each host hold besides."""

ENTRIES_ASKED = 1000
"""By get-entries; logs give fewer at will, 32 to 1,000 are usual."""

STALE_HEAD = timedelta(hours=24)
"""A log must sign a new head within its merge delay, which is 24 hours at most."""

Keep = Callable[[Place, list[Named]], None]
"""Stores what was read and the place after it, both or neither."""


class LogReader:
    """Reads one log."""

    def __init__(
        self, log: Log, config: CtConfig, asker: Asker, place: Place, keep: Keep
    ) -> None:
        self.place = place
        """What was stored last, and how the log stands since."""
        self._log = log
        self._config = config
        self._asker = asker
        self._keep = keep
        self._tree = LogTree(log, asker)
        self._names_tiles = config.names_tiles and log.tiled and not config.verify
        self._may_have_tiles = not log.tiled and not config.verify
        """Some logs that are listed with get-entries serve data tiles all the same."""
        self._given = 0
        """How many entries get-entries gave last."""
        self._is_steady = False
        """Whether it gave as many before, so that more can be asked for ahead."""

    async def read(self) -> None:
        """Read up to the head or the end, once.

        Raises:
            Unanswered: the log did not answer as it must.
            ValueError: it says what cannot be.
        """
        self.place.standing.failure = ""
        head = await self._head()
        self.place = self.place.under(head)
        self._check_size(head)
        position, end = self._span(head)
        if self._config.verify:
            await self._check_tree(head, is_read=position < end)
        standing = self.place.standing
        standing.kept_size, standing.kept_root = head.size, head.root.hex()
        self.place = replace(self.place, position=position).under(head)
        step = self._tiles if self._log.tiled else self._entries
        while (self.place.position or 0) < end and await step(head, end):
            pass
        self._note_checks()
        self._keep(self.place, [])
        if head.timestamp_ms and self.place.end is None:
            age = now_utc() - moment(head.timestamp_ms)
            if age > STALE_HEAD:
                hours = age.total_seconds() / 3600
                raise ValueError(f"its head is stale: signed {hours:.0f} hours ago")

    async def _head(self) -> Head:
        url = self._log.url
        if self._log.tiled:
            head = await self._asker.ask(f"{url}checkpoint", self._read_checkpoint)
        else:
            head = await self._asker.ask(f"{url}ct/v1/get-sth", read_sth)
        is_signed = head.is_signed_by(self._log.key)
        self.place.standing.signature = "passed" if is_signed else "failed"
        if not is_signed:
            raise ValueError("the head is not signed by the log's key")
        return head

    def _read_checkpoint(self, data: bytes) -> Head:
        return read_checkpoint(data, self._log.key)

    def _check_size(self, head: Head) -> None:
        end, position, kept = self.place.end, self.place.position, self.place.standing
        if end is not None and end > head.size:
            raise ValueError(f"the log has {head.size} entries, not {end}")
        most = max(kept.kept_size, position or 0)
        if head.size < most:
            raise ValueError(
                f"its head went back: it shows {head.size} entries, {most} before"
            )
        if kept.kept and head.size == kept.kept_size and head.root != kept.kept.root:
            raise ValueError(f"its head shows another tree of {head.size} entries")

    def _span(self, head: Head) -> tuple[int, int]:
        """Return the next entry to read, and where this run ends."""
        position, end = self.place.position, self.place.end
        if position is None:
            position = max(0, head.size - self._config.first_entries)
        left = max(0, self._config.max_entries - self.place.standing.read)
        return position, min(head.size if end is None else end, position + left)

    async def _check_tree(self, head: Head, *, is_read: bool) -> None:
        kept = self.place.standing.kept
        try:
            await self._tree.check_head(kept, head, is_read=is_read)
        finally:
            self._note_checks()

    def _note_checks(self) -> None:
        standing = self.place.standing
        standing.consistency = self._tree.consistency
        standing.inclusion = self._tree.inclusion

    async def _tiles(self, head: Head, end: int) -> bool:
        """Read a few tiles; False where only a partial one is left for later."""
        first = (self.place.position or 0) // TILE_LEAVES
        last = -(-end // TILE_LEAVES)
        numbers = range(first, min(first + AHEAD, last))
        wanted = [n for n in numbers if self._is_due(head, n)]
        await self._take(head, end, [self._tile(head, number) for number in wanted])
        return bool(wanted)

    def _is_due(self, head: Head, number: int) -> bool:
        """Whether a tile is full, needed whole, or has been partial long enough."""
        standing = self.place.standing
        if (number + 1) * TILE_LEAVES <= head.size or self.place.end is not None:
            return True
        if standing.partial_tile != number:
            standing.partial_tile = number
            standing.partial_since = now_utc().isoformat()
        waited = now_utc() - datetime.fromisoformat(standing.partial_since)
        return waited >= timedelta(seconds=self._config.partial_seconds)

    async def _tile(self, head: Head, number: int) -> list[Named]:
        first = number * TILE_LEAVES
        width = min(TILE_LEAVES, head.size - first)
        if self._names_tiles:
            try:
                named = await self._ask_tile("names", number, width, read_names_tile)
            except NotThere:
                self._names_tiles = False  # an extension that most logs do not have
            else:
                return [Named(first + i, *one) for i, one in enumerate(named)]
        leaves = await self._ask_tile("data", number, width, read_data_tile)
        if self._config.verify:
            try:
                await self._tree.check_leaves(head, number, leaves)
            finally:
                self._note_checks()
        return _named(first, leaves)

    async def _ask_tile(
        self, kind: str, number: int, width: int, read: Callable[[bytes, int], list[T]]
    ) -> list[T]:
        url = self._log.url + tile_path(kind, number, width)
        try:
            return await self._asker.ask(url, lambda data: read(data, width))
        except NotThere:
            if width == TILE_LEAVES:
                raise
        # A log that has grown may drop a partial tile: the full one begins with it.
        url = self._log.url + tile_path(kind, number)
        full = await self._asker.ask(url, lambda data: read(data, TILE_LEAVES))
        return full[:width]

    async def _entries(self, head: Head, end: int) -> bool:
        """Read what a few questions bring; more than one once answers are steady."""
        position = self.place.position or 0
        full = range(position // TILE_LEAVES, end // TILE_LEAVES)[:AHEAD]
        if full and self._may_have_tiles:
            try:
                await self._take(head, end, [self._tile(head, one) for one in full])
            except Unanswered:
                self._may_have_tiles = False
            return True
        step = self._given if self._is_steady else ENTRIES_ASKED
        starts = range(position, end, step)[: AHEAD if self._is_steady else 1]
        asked = [self._get_entries(head, at, min(at + step, end)) for at in starts]
        given = await self._take(head, end, asked)
        self._is_steady = given == self._given
        self._given = given
        return True

    async def _get_entries(self, head: Head, start: int, stop: int) -> list[Named]:
        url = f"{self._log.url}ct/v1/get-entries?start={start}&end={stop - 1}"
        leaves = await self._asker.ask(
            url, lambda data: read_get_entries(data, stop - start)
        )
        if self._config.verify:
            try:
                await self._tree.check_entries(head, start, leaves)
            finally:
                self._note_checks()
        return _named(start, leaves)

    async def _take(
        self, head: Head, end: int, asked: Iterable[Awaitable[list[Named]]]
    ) -> int:
        """Hand on what comes, in order and without a gap.

        Returns:
            How many entries the last answer that was handed on had.
        """
        results = await asyncio.gather(*asked, return_exceptions=True)
        given = 0
        for found in results:
            if isinstance(found, BaseException):
                raise found
            position = self.place.position or 0
            if found[0].number > position:
                break  # the answer before was short: this one is asked for again
            self._hand_on(head, found, end)
            given = len(found)
        return given

    def _hand_on(self, head: Head, found: list[Named], end: int) -> None:
        position = min(found[-1].number + 1, end)
        before = self.place.position or 0
        fresh = [one for one in found if before <= one.number < end]
        self._note_checks()
        place = self.place.after(fresh, position).under(head)
        self._keep(place, fresh)
        self.place = place  # only now: what could not be stored is read again


def _named(first: int, leaves: Iterable[Leaf]) -> list[Named]:
    found = []
    for number, leaf in enumerate(leaves, first):
        try:
            found.append(Named(number, leaf.timestamp_ms, names_of(leaf)))
        except ValueError:
            # Logs hold certificates that no parser takes; counted, and told.
            found.append(Named(number, leaf.timestamp_ms, (), is_readable=False))
    return found
