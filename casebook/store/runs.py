"""Runs: what was started, what it brought, and whether it came to its end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.errors import InputError
from casebook.store.ledger import append
from casebook.store.models import RunRow, SourceRow
from casebook.store.numbers import next_number, year_of
from casebook.store.queue import free_leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One piece of work."""

    id: str
    """``RUN-<year>-<four digits or more>``."""
    kind: str
    """Such as ``crawl`` or ``daily``."""
    state: str
    """``started``, ``killed``, or what its end said, such as ``done``."""
    started_at: datetime
    """UTC."""
    ended_at: datetime | None
    """None while it runs; of a killed run, when that was found out."""
    details: dict[str, Any]
    """What it was started with, plain data."""
    counts: dict[str, Any]
    """What it did, plain data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRun:
    """What one source brought in one run."""

    run: str
    source: str
    at: datetime
    """UTC."""
    ok: bool
    found: int
    """Candidates it named, known ones too."""
    failure: str
    """Why it failed, empty where it did not."""
    detail: dict[str, Any] = field(default_factory=dict)
    """What it tells of its parts, such as how far it lags; plain data."""


def start_run(
    session: Session,
    kind: str,
    *,
    place: str,
    hold: str,
    at: datetime,
    details: dict[str, Any],
) -> str:
    """Open a run and return its id; first close what was killed at *place*."""
    if place and hold:
        _close_killed(session, place=place, hold=hold, at=at)
    run = next_number(session, "RUN", year_of(at))
    session.add(
        RunRow(
            id=run,
            kind=kind,
            state="started",
            place=place,
            hold=hold,
            started_at=at,
            details=details,
            counts={},
        )
    )
    append(
        session,
        at=at,
        actor=run,
        action="run-started",
        object=run,
        detail={"kind": kind, "details": details},
    )
    return run


def end_run(
    session: Session, run: str, *, at: datetime, state: str, counts: dict[str, Any]
) -> None:
    """Close a run.

    Raises:
        InputError: there is no such run.
    """
    row = session.get(RunRow, run)
    if row is None:
        raise InputError(f"there is no run {run}")
    row.state, row.ended_at, row.counts = state, at, counts
    append(
        session,
        at=at,
        actor=run,
        action="run-ended",
        object=run,
        detail={"state": state, "counts": counts},
    )


def note_source(
    session: Session,
    run: str,
    source: str,
    *,
    at: datetime,
    ok: bool,
    found: int,
    failure: str,
    detail: dict[str, Any],
) -> None:
    """Record what a source brought."""
    session.add(
        SourceRow(
            run=run,
            source=source,
            at=at,
            ok=ok,
            found=found,
            failure=failure,
            detail=detail,
        )
    )


def runs(session: Session, limit: int) -> list[Run]:
    """Return the latest *limit* runs, newest first."""
    rows = session.scalars(
        sa.select(RunRow)
        .order_by(RunRow.started_at.desc(), RunRow.id.desc())
        .limit(limit)
    )
    return [
        Run(
            id=row.id,
            kind=row.kind,
            state=row.state,
            started_at=row.started_at,
            ended_at=row.ended_at,
            details=row.details,
            counts=row.counts,
        )
        for row in rows
    ]


def sources(session: Session, run: str) -> list[SourceRun]:
    """Return what the sources of *run* brought, in the order noted."""
    rows = session.scalars(
        sa.select(SourceRow).where(SourceRow.run == run).order_by(SourceRow.id)
    )
    return [_source_run(row) for row in rows]


def latest_sources(session: Session, *, before: datetime) -> list[SourceRun]:
    """Return what each source brought when it was last asked before *before*."""
    latest = (
        sa.select(sa.func.max(SourceRow.id))
        .where(SourceRow.at < before)
        .group_by(SourceRow.source)
    )
    rows = session.scalars(
        sa.select(SourceRow).where(SourceRow.id.in_(latest)).order_by(SourceRow.source)
    )
    return [_source_run(row) for row in rows]


def last_success(
    session: Session, source: str, *, before: datetime | None
) -> datetime | None:
    """Return when *source* was last read without a failure, *before* a moment."""
    asked = sa.select(SourceRow.at).where(SourceRow.source == source, SourceRow.ok)
    if before is not None:
        asked = asked.where(SourceRow.at < before)
    found: datetime | None = session.scalar(
        asked.order_by(SourceRow.id.desc()).limit(1)
    )
    return found


def _source_run(row: SourceRow) -> SourceRun:
    return SourceRun(
        run=row.run,
        source=row.source,
        at=row.at,
        ok=row.ok,
        found=row.found,
        failure=row.failure,
        detail=row.detail,
    )


def _close_killed(session: Session, *, place: str, hold: str, at: datetime) -> None:
    # Only one process holds the lock of a place: whatever was started there under
    # another hold is dead.
    free_leases(session, place=place, hold=hold, at=at)
    killed = session.scalars(
        sa.select(RunRow).where(
            RunRow.state == "started", RunRow.place == place, RunRow.hold != hold
        )
    ).all()
    for row in killed:
        row.state, row.ended_at = "killed", at
        append(
            session,
            at=at,
            actor=row.id,
            action="run-ended",
            object=row.id,
            detail={"state": "killed", "counts": {}},
        )
