"""The ledger: who did what to which object, in lines that chain and never change.

Each line holds the SHA-256 of its own canonical JSON, which holds the hash of the
line before. A change, a removal in the middle or an insertion breaks the chain; a
removal at the end shows against a head that was noted elsewhere, as the daily report
does. Lines are written in the transaction of the change they tell of.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.store.engine import transaction
from casebook.store.guards import missing_guards
from casebook.store.lines import (
    FIRST_PREV,
    LedgerCheck,
    Line,
    digest,
    hash_line,
)
from casebook.store.models import LedgerRow
from casebook.store.vouched import check_follow_ups, check_inspections

__all__ = [
    "FIRST_PREV",
    "Ledger",
    "LedgerCheck",
    "Line",
    "append",
    "digest",
    "hash_line",
    "hold_ledger",
]

BATCH = 500


def hold_ledger(session: Session) -> None:
    """Let no other transaction write to the ledger before this one ends.

    Called first in every transaction that appends, so that two of them can never
    wait for each other. SQLite's BEGIN IMMEDIATE has done it already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(20261123)"))


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    object: str,  # noqa: A002 - the ledger's word
    detail: dict[str, Any],
) -> int:
    """Write one line after the last and return its number.

    The session must hold the ledger (:func:`hold_ledger`).
    """
    last = session.execute(
        sa.select(LedgerRow.seq, LedgerRow.hash).order_by(LedgerRow.seq.desc()).limit(1)
    ).one_or_none()
    seq, prev = (last.seq + 1, last.hash) if last else (1, FIRST_PREV)
    values: dict[str, Any] = {
        "seq": seq,
        "at": at,
        "actor": actor,
        "action": action,
        "object": object,
        "detail": detail,
        "prev": prev,
    }
    session.execute(sa.insert(LedgerRow).values(**values, hash=hash_line(**values)))
    return seq


class Ledger:
    """The ledger of one casebook, for reading."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def lines(self, *, object: str | None = None) -> Iterator[Line]:  # noqa: A002
        """Yield the lines, oldest first; only those of *object* where it is given."""
        seq = 0
        while True:
            question = sa.select(LedgerRow).where(LedgerRow.seq > seq)
            if object is not None:
                question = question.where(LedgerRow.object == object)
            with transaction(self._engine, reads_only=True) as session:
                rows = session.scalars(
                    question.order_by(LedgerRow.seq).limit(BATCH)
                ).all()
            if not rows:
                return
            yield from (_line(row) for row in rows)
            seq = rows[-1].seq

    def head(self) -> str:
        """Return the hash of the last line, or 64 zeros where there is none.

        Noted outside the database it proves that nothing before it was changed.
        """
        with transaction(self._engine, reads_only=True) as session:
            found = session.scalar(
                sa.select(LedgerRow.hash).order_by(LedgerRow.seq.desc()).limit(1)
            )
        return found or FIRST_PREV

    def verify(self, *, head: str | None = None) -> list[LedgerCheck]:
        """Check the chain, its guards and the records it vouches for.

        Args:
            head: a hash noted earlier outside the database; it must still be there.
        """
        chain, seen = self._chain(head)
        with transaction(self._engine, reads_only=True) as session:
            missing = missing_guards(session)
            vouched = [check_inspections(session), check_follow_ups(session)]
        guards = LedgerCheck(
            name="guards",
            result="failed" if missing else "passed",
            detail=f"missing: {', '.join(missing)}" if missing else "all in place",
        )
        return [chain, guards, *vouched, _head_check(head, seen=seen)]

    def _chain(self, head: str | None) -> tuple[LedgerCheck, bool]:
        prev, count, seen = FIRST_PREV, 0, head == FIRST_PREV
        for line in self.lines():
            problem = _problem(line, seq=count + 1, prev=prev)
            if problem:
                return LedgerCheck(name="chain", result="failed", detail=problem), seen
            prev, count, seen = line.hash, count + 1, seen or line.hash == head
        return (
            LedgerCheck(name="chain", result="passed", detail=f"{count} lines"),
            seen,
        )


def _problem(line: Line, *, seq: int, prev: str) -> str:
    if line.seq != seq:
        return f"line {seq} is missing"
    if line.prev != prev:
        return f"line {seq} does not follow the line before"
    if line.hash != hash_line(
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        action=line.action,
        object=line.object,
        detail=line.detail,
        prev=line.prev,
    ):
        return f"line {seq} was changed"
    return ""


def _head_check(head: str | None, *, seen: bool) -> LedgerCheck:
    if head is None:
        return LedgerCheck(
            name="head", result="not-checked", detail="no earlier head was given"
        )
    return LedgerCheck(
        name="head",
        result="passed" if seen else "failed",
        detail=f"{head[:12]}… is {'in' if seen else 'not in'} the chain",
    )


def _line(row: LedgerRow) -> Line:
    return Line(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        action=row.action,
        object=row.object,
        detail=row.detail,
        prev=row.prev,
        hash=row.hash,
    )
