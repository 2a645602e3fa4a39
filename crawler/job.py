"""What a spider works on: where candidates come from and where results go.

A spider and its pipelines see :class:`Job` only, so the same visit serves the queue of
a casebook and a list of links given on the command line.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casebook.blobs import Blobs
from casebook.config import Config
from casebook.encoding import to_plain
from casebook.profiles import Profiles
from casebook.records import Candidate, Evidence, Inspection, Verdict
from casebook.store import Leased, Progress
from casebook.times import now_utc
from casebook.workspace import Workspace
from crawler.visiting.leads import leads

Tell = Callable[[dict[str, Any]], None]
"""Hands a piece of plain data to whoever started the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """A candidate on its way through the pipelines."""

    leased: Leased
    inspection: Inspection
    verdict: Verdict | None = None
    """None until it is judged, and where nobody asked for a judgement."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True, kw_only=True)
class Job(ABC):
    """One piece of work of one process."""

    config: Config
    blobs: Blobs
    profiles: Profiles
    tell: Tell
    judged: bool = True
    """Whether captures are judged."""
    keeps_all: bool = False
    """Whether looks are preserved whatever the verdict says."""
    run: str = ""
    """Id of the run in the ledger, or empty."""

    @property
    def cache(self) -> Path | None:
        """Folder for what may be asked again at any time; None: nothing is kept."""
        return None

    @abstractmethod
    def lease(self, count: int) -> list[Leased]:
        """Return up to *count* candidates to visit now."""

    @abstractmethod
    def release(self, leased: Leased) -> None:
        """Take back a candidate that was not visited."""

    @abstractmethod
    def finish(self, visited: Visited) -> None:
        """Keep what came of a candidate."""

    @abstractmethod
    def has_case(self, url: str) -> bool:
        """Return whether the site at *url* has been flagged before."""

    def earlier(self, url: str) -> Inspection | None:  # noqa: ARG002 - for those below
        """Return the last look at *url* before this one, or None."""
        return None

    @abstractmethod
    def add(
        self,
        source: str,
        candidates: Sequence[Candidate],
        *,
        progress: Progress | None = None,
    ) -> None:
        """Take in candidates that *source* found.

        With *progress*, how far it read to find them, both are stored or neither.
        """


@dataclass(slots=True, kw_only=True)
class QueueJob(Job):
    """Works off the queue of a workspace."""

    workspace: Workspace
    worker: str
    limit: int | None = None
    """Visits at most; None: until nothing waits."""
    taken: int = 0

    @property
    def cache(self) -> Path | None:
        """The workspace's own."""
        return self.workspace.path / "cache"

    def lease(self, count: int) -> list[Leased]:
        """Lease from the casebook, never beyond the limit."""
        if self.limit is not None:
            count = min(count, self.limit - self.taken)
        if count <= 0:
            return []
        leased = self.workspace.casebook.lease(
            limit=count,
            worker=self.worker,
            lease_seconds=self.config.inspect.lease_seconds,
            at=now_utc(),
        )
        self.taken += len(leased)
        return leased

    def release(self, leased: Leased) -> None:
        """Let the candidate wait again, from now on."""
        at = now_utc()
        self.workspace.casebook.release(
            leased.id, worker=self.worker, at=at, retry_at=at
        )

    def finish(self, visited: Visited) -> None:
        """Store everything in one transaction, then what the page leads to."""
        self._store(visited)

    def _store(self, visited: Visited) -> str:
        """Store *visited*; return its case, or empty where it has none."""
        assert visited.verdict is not None
        at = now_utc()
        case = self.workspace.casebook.finish(
            visited.leased,
            visited.inspection,
            visited.verdict,
            evidence=visited.evidence,
            run=self.run,
            worker=self.worker,
            at=at,
            keeps_all=self.keeps_all,
        )
        found = leads(
            visited.inspection,
            visited.verdict,
            self.blobs.read,
            self.profiles,
            at=at,
            language=self.config.language,
        )
        self.workspace.casebook.add_candidates(found, run=self.run, at=at)
        self.tell(
            {
                "event": "visited",
                "url": visited.verdict.url,
                "label": visited.verdict.label.value,
                "probability": visited.verdict.probability,
                "case": case or "",
                "failure": visited.inspection.captures[0].failure or "",
                "waiting": self.workspace.casebook.waiting(at),
            }
        )
        return case or ""

    def has_case(self, url: str) -> bool:
        """Ask the casebook."""
        return bool(self.workspace.casebook.cases(host=url))

    def earlier(self, url: str) -> Inspection | None:
        """Ask the casebook."""
        return self.workspace.casebook.last_look(url)

    def add(
        self,
        source: str,
        candidates: Sequence[Candidate],
        *,
        progress: Progress | None = None,
    ) -> None:
        """Queue them; :func:`crawler.running.run.discover` hears how many were new."""
        casebook = self.workspace.casebook
        if progress is None:
            added = casebook.add_candidates(candidates, run=self.run, at=now_utc())
        else:
            added = casebook.keep_progress(progress, candidates, run=self.run)
        if not candidates:
            return
        self.tell(
            {
                "event": "found",
                "source": source,
                "new": added.new,
                "known": added.known,
                "refused": added.refused,
            }
        )


@dataclass(slots=True, kw_only=True)
class DemandJob(QueueJob):
    """Visits what was asked for now, and preserves it whatever the verdict says."""

    keeps_all: bool = True
    candidates: list[Candidate] = field(default_factory=list)
    """Not yet leased; each page once."""

    def lease(self, count: int) -> list[Leased]:
        """Lease what was asked for, though it be done or its time not come."""
        casebook, at = self.workspace.casebook, now_utc()
        leased: list[Leased] = []
        # Another worker may be visiting some of them this very moment.
        while count and self.candidates and not leased:
            taken, self.candidates = self.candidates[:count], self.candidates[count:]
            casebook.add_candidates(taken, run=self.run, at=at)
            leased = casebook.lease_urls(
                [one.url for one in taken],
                worker=self.worker,
                lease_seconds=self.config.inspect.lease_seconds,
                at=at,
            )
        return leased

    def finish(self, visited: Visited) -> None:
        """Store it as a crawl does, and tell what was kept."""
        assert visited.verdict is not None
        case = self._store(visited)
        self.tell(
            {
                "event": "preserved",
                "url": visited.leased.candidate.url,
                "case": case,
                "verdict": to_plain(visited.verdict),
                "evidence": [to_plain(one) for one in visited.evidence],
            }
        )


@dataclass(slots=True, kw_only=True)
class ListJob(Job):
    """Works off a list, and hands each result back instead of storing it."""

    waiting: list[Leased] = field(default_factory=list)

    @staticmethod
    def number(candidates: Iterable[Candidate]) -> list[Leased]:
        """Give each of *candidates* a number to be known by."""
        return [
            Leased(id=number, candidate=candidate, attempts=1, lease=1)
            for number, candidate in enumerate(candidates)
        ]

    def lease(self, count: int) -> list[Leased]:
        """Take from the front of the list."""
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return taken

    def release(self, leased: Leased) -> None:
        """Nothing to give back to."""

    def has_case(self, url: str) -> bool:  # noqa: ARG002 - the base's signature
        """There is no casebook to ask."""
        return False

    def add(
        self,
        source: str,
        candidates: Sequence[Candidate],
        *,
        progress: Progress | None = None,
    ) -> None:
        """Nothing is queued: only what was asked for is visited."""

    def finish(self, visited: Visited) -> None:
        """Hand the records over."""
        verdict = visited.verdict
        self.tell(
            {
                "event": "result",
                "number": visited.leased.id,
                "inspection": to_plain(visited.inspection),
                "verdict": None if verdict is None else to_plain(verdict),
            }
        )
