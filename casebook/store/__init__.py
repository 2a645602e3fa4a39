"""The casebook: every record of a workspace, on SQLite or PostgreSQL.

:class:`Casebook` is the only door: what it can be asked is in :mod:`.reader`, what
changes it is here. Each change is one short transaction; what it does is in the
module of its name. Nothing here reads the clock: every time is passed in.

It is long because it is the only door: a signature, what it promises, and one call for
each change that there is.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.fingerprint import fingerprint, shown
from casebook.records import (
    Candidate,
    Clue,
    Evidence,
    FollowUp,
    Inspection,
    Label,
    Verdict,
)
from casebook.store import (
    ads,
    cases,
    clues,
    finishing,
    followups,
    joining,
    lookalikes,
    progress,
    queue,
    runs,
    schema,
)
from casebook.store.ads import JudgedAd, KnownAd
from casebook.store.campaigns import Campaign
from casebook.store.changes import Changes
from casebook.store.engine import make_engine, read_url, transaction
from casebook.store.ledger import LedgerCheck, Line, hold_ledger
from casebook.store.lookalikes import KnownName, NameCheck, NameState
from casebook.store.progress import Progress
from casebook.store.queue import Added, Leased
from casebook.store.reader import Reader
from casebook.store.runs import Run, SourceRun
from casebook.store.visits import Visit, to_readable

__all__ = [
    "Added",
    "Campaign",
    "Casebook",
    "Changes",
    "JudgedAd",
    "KnownAd",
    "KnownName",
    "Leased",
    "LedgerCheck",
    "Line",
    "NameCheck",
    "NameState",
    "Progress",
    "Run",
    "SourceRun",
]

T = TypeVar("T", bound=FollowUp)


class Casebook(Reader):
    """Every record of a workspace; safe to use from many processes at once."""

    def __init__(
        self,
        engine: sa.Engine,
        *,
        read: Callable[[str], bytes] | None = None,
        place: str = "",
    ) -> None:
        super().__init__(engine)
        self._read = read
        self.place = place
        self.hold = ""
        """Which hold of the workspace's lock this process works under, or empty."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        create: bool = False,
        read: Callable[[str], bytes] | None = None,
        place: str = "",
    ) -> Self:
        """Open the casebook at *url*, bringing its tables up to date.

        Args:
            url: SQLAlchemy URL, ``sqlite:///path`` or ``postgresql://…``.
            create: whether a missing or empty database is filled.
            read: returns stored bytes by SHA-256; with it a visit's page is compared
                without what changes at each load, else byte for byte.
            place: name of the workspace; leases and runs of a killed process are
                freed by the next that holds the lock of the same place.

        Raises:
            ConfigError: *url* is not a URL of a supported database.
            WorkspaceError: there is no casebook, it is damaged or out of reach, or a
                newer program wrote it.
        """
        engine = make_engine(read_url(url))
        try:
            schema.prepare(engine, create=create)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, read=read, place=place)

    def add_candidates(
        self, candidates: Iterable[Candidate], *, run: str, at: datetime
    ) -> Added:
        """Put *candidates* in the queue; a known one keeps its first reason.

        Two are the same where :func:`casebook.urls.canonical` says so. A URL that
        cannot be visited is counted as refused.
        """
        new = known = refused = 0
        for rows, before in queue.prepare(candidates, run=run, at=at):
            with self._writing() as session:
                added = queue.add(session, rows)
            new += added.new
            known += added.known + before.known
            refused += before.refused
        return Added(new=new, known=known, refused=refused)

    def note_lookalikes(self, checks: Iterable[NameCheck], *, at: datetime) -> None:
        """Record how look-alike names were found at *at*."""
        with self._writing() as session:
            lookalikes.note(session, checks, at=at)

    def add_ads(
        self, found: Iterable[JudgedAd], *, run: str, at: datetime
    ) -> tuple[int, int]:
        """Keep advertisements; return how many were new and how many known."""
        with self._writing() as session:
            hold_ledger(session)
            return ads.add(session, found, run=run, at=at)

    def pages_seen_again(self, urls: Iterable[str], *, at: datetime) -> set[str]:
        """Note that pages of advertisements are still listed; return the known."""
        with self._writing() as session:
            return ads.seen_again(session, urls, at=at)

    def keep_campaigns(self, groups: Iterable[Sequence[int]], *, at: datetime) -> None:
        """Make each of *groups* of advertisement ids one campaign; others stay."""
        with self._writing() as session:
            hold_ledger(session)
            joining.join(session, groups, at=at)

    def lease(
        self, *, limit: int, worker: str, lease_seconds: float, at: datetime
    ) -> list[Leased]:
        """Lend up to *limit* candidates to *worker*, longest waiting first.

        Leases whose time was over at *at* are lent anew.
        """
        with self._writing() as session:
            return queue.lease(
                session,
                limit=limit,
                worker=worker,
                place=self.place,
                hold=self.hold,
                until=queue.lease_end(at, lease_seconds),
                at=at,
            )

    def lease_urls(
        self, urls: Iterable[str], *, worker: str, lease_seconds: float, at: datetime
    ) -> list[Leased]:
        """Lend the candidates at *urls* to *worker*, whether or not they wait.

        Those that another worker holds are left out, and so are unknown ones.
        """
        with self._writing() as session:
            return queue.lease_urls(
                session,
                urls,
                worker=worker,
                place=self.place,
                hold=self.hold,
                until=queue.lease_end(at, lease_seconds),
                at=at,
            )

    def release(
        self, leased_id: int, *, worker: str, at: datetime, retry_at: datetime
    ) -> bool:
        """Give a lease back unfinished; the candidate waits until *retry_at*.

        Returns:
            False where *worker* held it no longer; nothing is changed then.
        """
        with self._writing() as session:
            return queue.release(
                session, leased_id, worker=worker, retry_at=max(at, retry_at)
            )

    def requeue_due(self, *, before: datetime, at: datetime) -> int:
        """Let candidates of flagged cases last inspected before *before* wait again."""
        with self._writing() as session:
            return queue.requeue_due(session, before=before, at=at)

    def finish(
        self,
        leased: Leased,
        inspection: Inspection,
        verdict: Verdict,
        *,
        evidence: Sequence[Evidence],
        run: str,
        worker: str,
        at: datetime,
        keeps_all: bool = False,
    ) -> str | None:
        """Store everything that came of a lease, at once, and end the lease.

        Args:
            leased: what :meth:`lease` lent.
            inspection: the captures; their bytes must be stored already.
            verdict: the judgement.
            evidence: files to keep should there be a case; their ``case`` is filled
                in here.
            run: id of the run.
            worker: who leased.
            at: when the visit ended.
            keeps_all: whether the ledger notes *evidence* even where there is no case.

        Returns:
            The case's id; None where there is no case of that site, or where the
            lease had gone to another worker meanwhile and nothing was stored.

        Raises:
            EvidenceError: the page's bytes are not in the evidence store.
        """
        failures = (capture.failure for capture in inspection.captures)
        visit = Visit(
            leased=leased,
            label=verdict.label,
            probability=verdict.probability,
            inspection=to_readable(inspection),
            verdict=to_readable(verdict),
            evidence=tuple(evidence),
            failure=next((failure for failure in failures if failure), ""),
            fingerprint=self._fingerprint(inspection, verdict),
            run=run,
            worker=worker,
            at=at,
            keeps_all=keeps_all,
        )
        with self._writing() as session:
            hold_ledger(session)
            return finishing.finish(session, visit)

    def add_evidence(
        self, case_id: str, evidence: Iterable[Evidence], *, run: str, at: datetime
    ) -> None:
        """Add files to a case; the same record is kept once.

        Raises:
            InputError: there is no such case.
        """
        with self._writing() as session:
            hold_ledger(session)
            case = cases.get_case(session, case_id)
            finishing.keep_evidence(session, case.id, evidence, run=run, at=at)

    def start_run(self, kind: str, *, at: datetime, details: dict[str, Any]) -> str:
        """Open a run and return its id.

        Under the workspace's lock, runs and leases that a killed process left in this
        workspace are closed and freed first.
        """
        with self._writing() as session:
            hold_ledger(session)
            return runs.start_run(
                session, kind, place=self.place, hold=self.hold, at=at, details=details
            )

    def end_run(
        self, run: str, *, at: datetime, state: str, counts: dict[str, Any]
    ) -> None:
        """Close a run with its *state*, such as ``done`` or ``failed``.

        Raises:
            InputError: there is no such run.
        """
        with self._writing() as session:
            hold_ledger(session)
            runs.end_run(session, run, at=at, state=state, counts=counts)

    def note_source(
        self,
        run: str,
        source: str,
        *,
        at: datetime,
        ok: bool,
        found: int,
        failure: str = "",
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Record what a source brought in a run, or why it failed."""
        with self._writing() as session:
            runs.note_source(
                session,
                run,
                source,
                at=at,
                ok=ok,
                found=found,
                failure=failure,
                detail=detail or {},
            )

    def keep_progress(
        self,
        found: Progress,
        candidates: Iterable[Candidate] = (),
        *,
        run: str = "",
    ) -> Added:
        """Record how far a part of a source was read; the earlier record goes.

        *candidates* are what this step of reading brought: they are queued in the same
        transaction, so a source that is killed neither loses nor repeats a step.
        """
        new = known = refused = 0
        batches = list(queue.prepare(candidates, run=run, at=found.at))
        with self._writing() as session:
            for rows, before in batches:
                added = queue.add(session, rows)
                new += added.new
                known += added.known + before.known
                refused += before.refused
            progress.keep(session, found)
        return Added(new=new, known=known, refused=refused)

    def next_clue_number(self, year: int, at: datetime) -> str:
        """Reserve a clue number; it is given once, even where it is never used."""
        with self._writing() as session:
            hold_ledger(session)
            return clues.next_clue_number(session, year, at=at)

    def add_clue(self, clue: Clue, *, at: datetime) -> None:
        """Record a package that was made.

        Raises:
            InputError: there is one of that number already.
        """
        with self._writing() as session:
            hold_ledger(session)
            clues.add_clue(session, clue, at=at)

    def follow_up(self, line: T, *, actor: str) -> T:
        """Write down a handoff, an outcome or a submission; return it numbered.

        Args:
            line: its ``id`` is given here, and the digest of its package filled in.
            actor: who writes it down, for the ledger.

        Raises:
            InputError: it cannot be true, or it was written down before.
        """
        with self._writing() as session:
            hold_ledger(session)
            return followups.add(session, line, actor=actor)

    def _fingerprint(self, inspection: Inspection, verdict: Verdict) -> str | None:
        if verdict.label is Label.UNREACHABLE:
            return None
        if self._read is not None:
            return fingerprint(inspection, self._read)
        capture = shown(inspection)
        return capture.body_sha256 if capture else None

    def _writing(self) -> AbstractContextManager[Session]:
        return transaction(self._engine)
