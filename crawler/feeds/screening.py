"""From lists to candidates: names are screened in bulk, what is flagged is queued."""

import asyncio
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from casebook.language import mark, say, translate
from casebook.records import Candidate
from casebook.times import now_utc
from crawler.feeds import Feed
from crawler.feeds.files import Got, lines_of
from crawler.feeds.formats import Count, names_in
from crawler.feeds.gate import Gate
from crawler.feeds.states import Kept, State
from crawler.job import QueueJob
from crawler.network.failures import one_line
from detectors.names import HostScore

BATCH = 20_000
"""Names screened before what is flagged is queued; memory holds no more."""


class Screening:
    """Screens lists for one run, and remembers how far it is in each."""

    def __init__(self, job: QueueJob, source: str) -> None:
        self._job = job
        self._source = source
        self._casebook = job.workspace.casebook
        self._gate = Gate(job.profiles)
        self._known = self._casebook.progress(source)

    def kept(self, part: str) -> Kept:
        """Return what is remembered of *part*, a feed or a file of one."""
        return Kept.of(self._known.get(part))

    def keep(self, part: str, kept: Kept) -> None:
        """Remember it for the next run."""
        self._casebook.keep_progress(kept.progress(self._source, part, now_utc()))

    def begin(self) -> None:
        """Begin a list."""
        self._gate.begin()

    async def take_file(
        self, feed: Feed, part: str, path: Path, got: Got, kept: Kept, state: State
    ) -> None:
        """Screen the names in a file from where an earlier run left it.

        Raises:
            ValueError: it cannot be unpacked, or has lines and no name.
            OSError: it cannot be read.
        """
        kept.begin(got)
        self.keep(part, kept)
        count = Count()
        limit = self._job.config.feeds.max_unpacked_bytes
        names = names_in(lines_of(path, feed.compression, limit=limit), feed, count)
        if kept.pending_names:
            await asyncio.to_thread(_skip, names, kept.pending_names)
        while await self.take(feed, islice(names, BATCH), count, state):
            kept.pending_names = count.names
            self.keep(part, kept)
        state.files += 1
        if not count.names and count.rejected:
            raise ValueError(
                f"no line of {count.rejected} is a name; is it {feed.format}?"
            )

    async def take(
        self, feed: Feed, names: Iterable[str], count: Count, state: State
    ) -> int:
        """Screen *names* in a thread and queue what is flagged; return how many."""
        known, rejected = count.names, count.rejected
        scores = await asyncio.to_thread(self._gate.flagged, names)
        if scores:
            self._job.add(self._source, [self._found(feed, one) for one in scores])
        state.names += count.names - known
        state.flagged += len(scores)
        state.rejected += count.rejected - rejected
        state.first_rejected = state.first_rejected or one_line(count.first_rejected)
        return count.names - known

    def _found(self, feed: Feed, score: HostScore) -> Candidate:
        language = self._job.config.language
        reason = translate(
            mark("listed by feed {feed}: {claim}"),
            language,
            feed=feed.name,
            claim=say(score.claim, language),
        )
        return Candidate(
            url=f"https://{score.name}/",
            source=self._source,
            reason=one_line(reason),
            seen_at=now_utc(),
        )


def _skip(names: Iterator[str], count: int) -> None:
    for _ in islice(names, count):
        pass
