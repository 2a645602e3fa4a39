"""What waits to be visited: a table with leases, behind one small interface.

A lease is a loan for a time. Whoever dies with it loses nothing: when the time is
over, or when the next run of the same workspace starts, the candidate waits again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casebook.encoding import from_plain, to_plain
from casebook.errors import InputError
from casebook.records import FLAGGED, Candidate
from casebook.store.models import CandidateRow, CaseRow, Model
from casebook.urls import canonical

BATCH = 500
"""Candidates added in one transaction: short, so that others get their turn."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of candidates that were handed in."""

    new: int
    known: int
    refused: int = 0
    """Not an absolute http or https URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A candidate on loan to one worker."""

    id: int
    candidate: Candidate
    attempts: int
    """Loans since it last began to wait, with this one."""
    lease: int
    """Loans ever; tells this one from all others of the candidate."""


def prepare(
    candidates: Iterable[Candidate], *, run: str, at: datetime
) -> Iterator[tuple[list[Row], Added]]:
    """Yield batches of rows to add, with how many were double or refused in each."""
    waiting = iter(candidates)
    while batch := list(islice(waiting, BATCH)):
        rows: dict[str, Row] = {}
        refused = 0
        for candidate in batch:
            try:
                row = _row(candidate, run=run, at=at)
            except InputError:
                refused += 1
            else:
                rows.setdefault(row["key"], row)
        double = len(batch) - refused - len(rows)
        yield list(rows.values()), Added(new=0, known=double, refused=refused)


def add(session: Session, rows: list[Row]) -> Added:
    """Store rows of :func:`prepare`; a known one only gets a later last_seen."""
    if not rows:
        return Added(new=0, known=0)
    table = Model.metadata.tables["candidate"]
    insert: Any = sqlite.insert(table)
    if session.get_bind().dialect.name == "postgresql":
        insert = postgresql.insert(table)
        # Rows go in as they were found; two that add the same rows in another order
        # would wait for each other.
        session.execute(sa.text("SELECT pg_advisory_xact_lock(20261125)"))
    new = set(
        session.scalars(
            insert.on_conflict_do_nothing(index_elements=["key"]).returning(
                table.c.key
            ),
            rows,
        )
    )
    known = [
        {"known": row["key"], "seen": row["last_seen"]}
        for row in rows
        if row["key"] not in new
    ]
    if known:
        session.connection().execute(
            sa.update(table)
            .where(
                table.c.key == sa.bindparam("known"),
                table.c.last_seen < sa.bindparam("seen"),
            )
            .values(last_seen=sa.bindparam("seen")),
            known,
        )
    return Added(new=len(new), known=len(known))


def lease(
    session: Session,
    *,
    limit: int,
    worker: str,
    place: str,
    hold: str,
    until: datetime,
    at: datetime,
) -> list[Leased]:
    """Lend up to *limit* candidates that are due, longest waiting first."""
    ids = session.scalars(
        sa.select(CandidateRow.id)
        .where(CandidateRow.due_at <= at)
        .order_by(CandidateRow.due_at, CandidateRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return _lend(session, ids, worker=worker, place=place, hold=hold, until=until)


def lease_urls(
    session: Session,
    urls: Iterable[str],
    *,
    worker: str,
    place: str,
    hold: str,
    until: datetime,
    at: datetime,
) -> list[Leased]:
    """Lend the candidates at *urls* that nobody holds, whether or not they wait."""
    keys = [_key(canonical(url)) for url in urls]
    ids = session.scalars(
        sa.select(CandidateRow.id)
        .where(
            CandidateRow.key.in_(keys),
            sa.or_(CandidateRow.worker == "", CandidateRow.due_at <= at),
        )
        .order_by(CandidateRow.id)
        .with_for_update(skip_locked=True)
    ).all()
    # It begins to wait anew: what earlier loans came to does not count.
    session.execute(
        sa.update(CandidateRow)
        .where(CandidateRow.id.in_(ids))
        .values(attempts=0)
        .execution_options(synchronize_session=False)
    )
    return _lend(session, ids, worker=worker, place=place, hold=hold, until=until)


def _lend(
    session: Session,
    ids: Sequence[int],
    *,
    worker: str,
    place: str,
    hold: str,
    until: datetime,
) -> list[Leased]:
    rows = session.execute(
        sa.update(CandidateRow)
        .where(CandidateRow.id.in_(ids))
        .values(
            due_at=until,
            worker=worker,
            place=place,
            hold=hold,
            leases=CandidateRow.leases + 1,
            attempts=CandidateRow.attempts + 1,
        )
        .returning(
            CandidateRow.id,
            CandidateRow.record,
            CandidateRow.attempts,
            CandidateRow.leases,
        )
    ).all()
    order = {found: position for position, found in enumerate(ids)}
    return [
        Leased(
            id=row.id,
            candidate=from_plain(row.record, Candidate),
            attempts=row.attempts,
            lease=row.leases,
        )
        for row in sorted(rows, key=lambda row: order[row.id])
    ]


def release(session: Session, leased: int, *, worker: str, retry_at: datetime) -> bool:
    """Give a lease back; False where *worker* no longer held it."""
    changed = session.execute(
        sa.update(CandidateRow)
        .where(
            CandidateRow.id == leased,
            CandidateRow.worker == worker,
            CandidateRow.due_at.is_not(None),
        )
        .values(due_at=retry_at, worker="", place="", hold="")
        .returning(CandidateRow.id)
    )
    return changed.first() is not None


def free_leases(session: Session, *, place: str, hold: str, at: datetime) -> int:
    """Free what earlier holds of the lock at *place* left leased; return how many."""
    changed = session.execute(
        sa.update(CandidateRow)
        .where(
            CandidateRow.worker != "",
            CandidateRow.place == place,
            CandidateRow.hold != hold,
        )
        .values(due_at=at, worker="", place="", hold="")
        .returning(CandidateRow.id)
    )
    return len(changed.all())


def requeue_due(session: Session, *, before: datetime, at: datetime) -> int:
    """Let candidates of flagged cases that were inspected before *before* wait again.

    A case that a person rejected is not watched.
    """
    watched = sa.select(CaseRow.site).where(
        CaseRow.label.in_([label.value for label in FLAGGED]),
        CaseRow.state != "rejected",
    )
    ids = (
        sa.select(CandidateRow.id)
        .where(
            CandidateRow.due_at.is_(None),
            CandidateRow.inspected_at < before,
            CandidateRow.site.in_(watched),
        )
        .with_for_update(skip_locked=True)
    )
    changed = session.execute(
        sa.update(CandidateRow)
        .where(CandidateRow.id.in_(ids))
        .values(due_at=at, attempts=0)
        .returning(CandidateRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def waiting(session: Session, *, at: datetime) -> int:
    """Return how many candidates could be leased at *at*."""
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(CandidateRow)
        .where(CandidateRow.due_at <= at)
    )
    return found or 0


def lease_end(at: datetime, seconds: float) -> datetime:
    """Return when a lease taken at *at* for *seconds* ends.

    Raises:
        ValueError: *seconds* is not above 0: such a lease would be no lease.
    """
    if seconds <= 0:
        raise ValueError(f"a lease needs a time above 0 seconds, not {seconds}")
    return at + timedelta(seconds=seconds)


def _row(candidate: Candidate, *, run: str, at: datetime) -> Row:
    url = canonical(candidate.url)
    return {
        "key": _key(url),
        "canonical": url,
        "site": urlsplit(url).netloc,
        "record": to_plain(candidate),
        "found_in": run,
        "first_seen": candidate.seen_at,
        "last_seen": candidate.seen_at,
        "due_at": at,
        "worker": "",
        "place": "",
        "hold": "",
        "leases": 0,
        "attempts": 0,
    }


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
