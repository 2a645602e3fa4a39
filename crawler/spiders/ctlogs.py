"""Candidates from certificate logs: names on certificates just issued."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Any

from casebook.config import Config
from casebook.errors import ZhaoyaoError
from casebook.language import mark, say, translate
from casebook.records import Candidate
from casebook.store import Progress
from casebook.times import now_utc
from crawler.ct.log_list import Log, choose, read_log_list
from crawler.ct.log_reading import LogReader
from crawler.ct.sieve import Seen, Sieve, plain
from crawler.ct.standing import Named, Place, resume
from crawler.job import QueueJob
from crawler.network.asking import Asker
from crawler.network.failures import describe, one_line
from crawler.spiders import DiscoverySpider

RANGE = re.compile(r"(\d{1,18})-(\d{1,18})")

_NOTHING: tuple[Candidate, ...] = ()

FAILURES_NAMED = 3
"""Logs whose failure is quoted in the source's record; the detail holds them all."""


class CtlogsSpider(DiscoverySpider):
    """Reads the entries that each log has had since the last run.

    Only names that are made to look like an official body's become candidates. Those
    of a step are queued in the transaction that moves the log's place on, so a run
    that is killed loses no entry and reads none twice.
    """

    name = "ctlogs"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether a log list is named."""
        return bool(config.ct.log_list)

    async def start(self) -> AsyncIterator[Any]:
        """Read all chosen logs side by side; what is found is queued on the way."""
        if isinstance(self.job, QueueJob):
            self._casebook = self.job.workspace.casebook
            try:
                await self._read_all()
            except* ZhaoyaoError as group:
                # The casebook cannot be written: no log is read on without it.
                self.fail(str(_first(group)))
        for candidate in _NOTHING:  # a generator, as Scrapy wants it
            yield candidate

    async def _read_all(self) -> None:
        ct = self.config.ct
        self._asker = Asker(self.crawler, self.config.network, attempts=ct.attempts)
        try:
            logs = await self._log_list()
        except (OSError, ValueError) as exc:
            self.fail(f"the log list {ct.log_list} cannot be read: {exc}")
            return
        self._sieve = await asyncio.to_thread(Sieve, self.job.profiles)
        self._sets, self._duplicates = Seen(), 0
        self._problems: list[str] = []
        self._standings: dict[str, dict[str, Any]] = {}
        known = self._casebook.progress(self.name)
        turn = asyncio.Semaphore(ct.logs_at_once)
        places = list(self._places(logs, known))
        if not places:
            self._problems.append(f"no log in {ct.log_list} is usable and chosen")
        try:
            async with asyncio.TaskGroup() as group:
                for one in places:
                    group.create_task(self._follow(turn, *one))
        finally:
            self._tell_standings()

    async def _log_list(self) -> list[Log]:
        where = self.config.ct.log_list
        if where.startswith(("https://", "http://")):
            found = await self._asker.ask(where, read_log_list)
        else:
            assert isinstance(self.job, QueueJob)
            path = self.job.workspace.path / where
            found = read_log_list(await asyncio.to_thread(path.read_bytes))
        return choose(found, self.config.ct.logs)

    def _places(
        self, logs: list[Log], known: dict[str, Progress]
    ) -> Iterator[tuple[str, Log, Place]]:
        """Yield what is to be read: every log's head, and the ranges asked for."""
        for log in logs:
            before = known.get(log.id)
            standing = resume(log, before.detail if before else {})
            position = before.position if before else None
            yield log.id, log, Place(position=position, standing=standing)
        for name, text in self.config.ct.backfill.items():
            match = RANGE.fullmatch(text)
            if match is None:
                self._problems.append(
                    f"ct.backfill.{name}: write 5000-9000, not {text!r}"
                )
                continue
            first, end = int(match[1]), int(match[2])
            chosen = choose(logs, [name])
            if not chosen:
                self._problems.append(f"ct.backfill.{name}: no log has that name")
            for log in chosen:
                part = f"{log.id} {first}-{end}"
                before = known.get(part)
                position = before.position if before else first
                if position < end:
                    stood = resume(log, before.detail if before else {})
                    yield part, log, Place(position=position, end=end, standing=stood)

    async def _follow(
        self, turn: asyncio.Semaphore, part: str, log: Log, place: Place
    ) -> None:
        """Read one log, again and again for as long as is configured."""
        ct = self.config.ct

        def keep(place: Place, found: list[Named]) -> None:
            self._keep(part, log, place, found)

        reader = LogReader(log, ct, self._asker, place, keep)
        until = time.monotonic() + ct.follow_seconds
        while True:
            async with turn:
                is_sound = await self._read(reader, log)
            self._standings[part] = asdict(reader.place.standing)
            is_over = time.monotonic() + ct.poll_seconds > until
            if is_over or not is_sound or place.end is not None:
                return
            await asyncio.sleep(ct.poll_seconds)

    async def _read(self, reader: LogReader, log: Log) -> bool:
        """Read once; False where the log must not be read again in this run."""
        try:
            await reader.read()
        except (OSError, ValueError) as exc:
            reader.place.standing.failure = one_line(str(exc))
        except ZhaoyaoError:
            raise
        # The boundary around a log: one that breaks us must not end the others. What
        # it brought is taken for seen already, so only a new run may read it again.
        except Exception as exc:
            self.logger.exception("reading %s failed", log.url)
            reader.place.standing.failure = describe(exc)
            return False
        return True

    def _keep(self, part: str, log: Log, place: Place, found: list[Named]) -> None:
        """Queue what is flagged and remember the place, both or neither."""
        try:
            candidates = list(self._candidates(log, found))
        except ValueError as exc:
            raise RuntimeError(f"a name could not be scored: {exc}") from exc
        assert place.position is not None
        self._standings[part] = asdict(place.standing)
        progress = Progress(
            source=self.name,
            part=part,
            position=place.position,
            at=now_utc(),
            detail=self._standings[part],
        )
        self.job.add(self.name, candidates, progress=progress)

    def _candidates(self, log: Log, found: list[Named]) -> Iterator[Candidate]:
        language = self.config.language
        numbers: dict[str, int] = {}
        for entry in found:
            # A precertificate and its certificate, in one log or ten: the same names.
            if entry.names and self._sets.is_new(frozenset(entry.names)):
                for name in entry.names:
                    numbers.setdefault(plain(name), entry.number)
            else:
                self._duplicates += bool(entry.names)
        for score in self._sieve.flagged(numbers):
            reason = translate(
                mark("entry {index} of {log}: {claim}"),
                language,
                index=numbers[score.name],
                log=log.name,
                claim=say(score.claim, language),
            )
            yield self.candidate(f"https://{score.name}/", reason=one_line(reason))

    def _tell_standings(self) -> None:
        every = list(self._standings.values())
        self.tell_detail(
            {
                "logs": self._standings,
                "lag_entries": sum(one["lag_entries"] for one in every),
                "lag_seconds": max((one["lag_seconds"] for one in every), default=0.0),
                "read": sum(one["read"] for one in every),
                "duplicates": self._duplicates,
            }
        )
        failed = [one for one in every if one["failure"]]
        if failed:
            quoted = "; ".join(
                f"{one['log']}: {one['failure']}" for one in failed[:FAILURES_NAMED]
            )
            self._problems.append(f"{len(failed)} of {len(every)} logs: {quoted}")
        if self._problems:
            self.fail("; ".join(self._problems))


def _first(group: BaseExceptionGroup[ZhaoyaoError]) -> BaseException:
    """Return one of the errors in *group*: they all say the same."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
