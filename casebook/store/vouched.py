"""What is stored beside the ledger must be what the ledger tells of it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.store.followed import FollowedCaseRow, FollowUpRow
from casebook.store.lines import LedgerCheck, digest
from casebook.store.models import InspectionRow, LedgerRow

BATCH = 500

FOLLOWED = ("handed-over", "outcome-noted", "submitted")
"""Actions of lines on handoffs, outcomes and submissions."""


def check_inspections(session: Session) -> LedgerCheck:
    """Look whether every visit and verdict is as it was when it was written."""
    told = _told(session, ("inspected",))
    stored = 0
    rows = session.execute(
        sa.select(InspectionRow, LedgerRow.detail)
        .outerjoin(LedgerRow, LedgerRow.seq == InspectionRow.line)
        .order_by(InspectionRow.id)
        .execution_options(yield_per=BATCH)
    )
    for row, detail in rows:
        stored += 1
        told_digests = [(detail or {}).get(k) for k in ("record", "verdict")]
        if told_digests != [digest(row.record), digest(row.verdict)]:
            problem = f"inspection {row.id} is not what line {row.line} tells"
            return _check("inspections", problem)
    return _counted("inspections", stored, told)


def check_follow_ups(session: Session) -> LedgerCheck:
    """Look whether handoffs, outcomes and submissions are as they were written."""
    told = _told(session, FOLLOWED)
    stored = 0
    rows = session.execute(
        sa.select(FollowedCaseRow, FollowUpRow.record, LedgerRow)
        .outerjoin(FollowUpRow, FollowUpRow.id == FollowedCaseRow.follow_up)
        .outerjoin(LedgerRow, LedgerRow.seq == FollowedCaseRow.line)
        .order_by(FollowedCaseRow.line)
        .execution_options(yield_per=BATCH)
    )
    for row, record, line in rows:
        stored += 1
        same = line and line.object == row.case and line.detail == record
        if not same or record.get("id") != row.follow_up:
            problem = f"{row.follow_up} is not what line {row.line} tells"
            return _check("follow-ups", problem)
    return _counted("follow-ups", stored, told)


def _told(session: Session, actions: tuple[str, ...]) -> int:
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(LedgerRow)
        .where(LedgerRow.action.in_(actions))
    )
    return found or 0


def _counted(name: str, stored: int, told: int) -> LedgerCheck:
    if stored != told:
        return _check(name, f"{stored} are stored, the ledger tells of {told}")
    return LedgerCheck(name=name, result="passed", detail=f"{stored} {name}")


def _check(name: str, problem: str) -> LedgerCheck:
    return LedgerCheck(name=name, result="failed", detail=problem)
