"""Candidates from names that look like official ones: made, then looked up in DNS."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from itertools import islice

from casebook.config import Config
from casebook.errors import InputError
from casebook.language import mark, translate
from casebook.records import Candidate
from casebook.store import NameCheck, NameState
from casebook.times import now_utc
from casebook.urls import unicode_host
from crawler.job import QueueJob
from crawler.network.existence import Existence, Prober
from crawler.spiders import DiscoverySpider
from detectors.names.lookalikes import LookAlike, lookalikes

BATCH = 200
"""Names looked up side by side and recorded together: what a kill can cost."""

HOPELESS = 0.5
"""Share of names without an outcome from which the source counts as failed."""


ANSWERS = mark(
    "{name} is {shown} by {technique} (profile {profile}) and answers at {address}"
)
CATCHES_ALL = mark(
    "{name} is {shown} by {technique} (profile {profile}) and answers at {address}; "
    "any name below it answers"
)


class LookalikesSpider(DiscoverySpider):
    """Looks up the likeliest names of each body; visits none of them.

    A name with an outcome rests for ``lookalikes.recheck_hours``, so a run that was
    killed is taken up where it ended. Names that nobody could tell of are asked again
    in the next run.
    """

    name = "lookalikes"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether there is a budget: no name server is asked by default."""
        return config.lookalikes.max_names > 0

    async def start(self) -> AsyncIterator[Candidate]:
        """Look names up, batch by batch; each batch is kept before the next."""
        if not isinstance(self.job, QueueJob):
            return
        prober = Prober.from_config(self.config)
        counts = dict.fromkeys(NameState, 0)
        try:
            batches = _batches(self._names(), BATCH)
            # Making the names takes seconds; other spiders share this thread.
            while batch := await asyncio.to_thread(next, batches, None):
                due = self._due(self.job, batch)
                found = await asyncio.gather(*(prober.probe(one.name) for one in due))
                self._keep(self.job, due, found)
                for one in found:
                    counts[one.state] += 1
                self.tell_detail({state.value: n for state, n in counts.items()})
        except InputError as exc:
            self.fail(str(exc))
        self._judge(counts)
        # They are queued already; a generator all the same, as Scrapy wants it.
        yielded: tuple[Candidate, ...] = ()
        for candidate in yielded:
            yield candidate

    def _names(self) -> Iterator[LookAlike]:
        assert isinstance(self.job, QueueJob)
        own, limit = self.config.lookalikes, self.job.limit
        return lookalikes(
            self.job.profiles,
            limit=own.max_names if limit is None else limit,
            only=own.profiles,
            suffixes=own.suffixes,
        )

    def _due(self, job: QueueJob, batch: list[LookAlike]) -> list[LookAlike]:
        since = now_utc() - timedelta(hours=self.config.lookalikes.recheck_hours)
        settled = job.workspace.casebook.settled_lookalikes(
            [one.name for one in batch], since=since
        )
        return [one for one in batch if one.name not in settled]

    def _keep(
        self, job: QueueJob, due: Iterable[LookAlike], found: Iterable[Existence]
    ) -> None:
        pairs = list(zip(due, found, strict=True))
        # First the queue, then the record that they were looked up: a kill between the
        # two asks again and finds the candidates known; the other way round loses them.
        job.add(self.name, [self._candidate(a, b) for a, b in pairs if b.host])
        checks = [
            NameCheck(
                name=made.name,
                profile=made.profile,
                technique=made.technique,
                state=one.state,
                addresses=one.addresses,
            )
            for made, one in pairs
        ]
        job.workspace.casebook.note_lookalikes(checks, at=now_utc())

    def _candidate(self, made: LookAlike, found: Existence) -> Candidate:
        language = self.config.language
        reason = translate(
            CATCHES_ALL if found.catches_all else ANSWERS,
            language,
            name=unicode_host(made.name),
            shown=made.shown,
            technique=translate(made.technique, language),
            profile=made.profile,
            address=found.addresses[0],
        )
        return self.candidate(f"http://{found.host}/", reason=reason)

    def _judge(self, counts: dict[NameState, int]) -> None:
        asked = sum(counts.values())
        lost = counts[NameState.SILENT] + counts[NameState.BROKEN]
        if asked and lost / asked >= HOPELESS:
            self.fail(
                f"{lost} of {asked} names could not be told of: "
                f"{counts[NameState.SILENT]} got no answer, "
                f"{counts[NameState.BROKEN]} a failure; are the name servers reachable?"
            )


def _batches(names: Iterator[LookAlike], size: int) -> Iterator[list[LookAlike]]:
    while batch := list(islice(names, size)):
        yield batch
