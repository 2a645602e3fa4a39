"""What a stretch of time changed: the matter of the daily report."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import from_plain
from casebook.records import (
    FLAGGED,
    Candidate,
    Capture,
    Case,
    Inspection,
    Label,
    Liveness,
)
from casebook.store.cases import to_case
from casebook.store.models import CandidateRow, CaseRow, InspectionRow, SightingRow
from casebook.store.standing import OUT_OF_REACH, rank

NOTABLE = (Liveness.RELAPSED, Liveness.MOVED, Liveness.CHANGED)
"""Gravest first: what a case is called that was several of these in one stretch."""

_Looks = list[tuple[str, Liveness]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Cases sorted by what became of them; each is in one list, gravest first.

    ``liveness`` of these cases is that of the stretch, not of now.
    """

    new: list[Case]
    """Opened in the stretch."""
    live: list[Case]
    """Known before, found as they were."""
    changed: list[Case]
    """Known before, found otherwise: other content, back, or no longer flagged."""
    gone: list[Case]
    """Known before, and the last run that looked was served nothing."""
    not_looked_at: list[Case]
    """Known before and still flagged, but no run looked at them."""
    waiting: int
    """Candidates not yet visited to the end."""
    unreachable_candidates: list[tuple[Candidate, Capture]]
    """Visited in the stretch, never served anything, of no case."""


def changes(session: Session, *, since: datetime, until: datetime) -> Changes:
    """Return what changed from *since* until before *until*."""
    looks = _looks(session, since, until)
    sorted_in: dict[str, list[Case]] = {
        name: [] for name in ("new", "live", "changed", "gone", "not_looked_at")
    }
    for row in session.scalars(sa.select(CaseRow).where(CaseRow.first_seen < until)):
        case = to_case(row)
        seen = looks.get(case.id, [])
        if seen:
            case = dataclasses.replace(case, liveness=in_sum(seen))
        name = _list_of(case, looked=bool(seen), since=since)
        if name:
            sorted_in[name].append(case)
    for found in sorted_in.values():
        found.sort(key=lambda c: (rank(c.label), -c.probability, c.id))
    return Changes(
        **sorted_in,
        waiting=_waiting(session),
        unreachable_candidates=_unreachable(session, since, until),
    )


def in_sum(looks: _Looks) -> Liveness:
    """Return how a site was found on the whole.

    Args:
        looks: run and liveness of each look, oldest first; at least one. A site of
            several pages has several looks in one run.
    """
    last_run = looks[-1][0]
    last = [found for run, found in looks if run == last_run]
    if all(found in OUT_OF_REACH for found in last):
        return Liveness.DOWN if Liveness.DOWN in last else Liveness.UNREACHABLE
    all_found = {found for _, found in looks}
    return next((name for name in NOTABLE if name in all_found), Liveness.LIVE)


def _list_of(case: Case, *, looked: bool, since: datetime) -> str:
    flagged = case.label in FLAGGED
    if case.first_seen >= since:
        return "new"
    if not looked:
        return "not_looked_at" if flagged and case.state != "rejected" else ""
    if case.liveness in OUT_OF_REACH:
        return "gone"
    return "changed" if case.liveness in NOTABLE or not flagged else "live"


def _looks(session: Session, since: datetime, until: datetime) -> dict[str, _Looks]:
    found: dict[str, _Looks] = {}
    rows = session.execute(
        sa.select(SightingRow.case, SightingRow.run, SightingRow.liveness)
        .where(SightingRow.at >= since, SightingRow.at < until)
        .order_by(SightingRow.id)
    )
    for case, run, liveness in rows:
        found.setdefault(case, []).append((run, Liveness(liveness)))
    return found


def _waiting(session: Session) -> int:
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(CandidateRow)
        .where(CandidateRow.due_at.is_not(None))
    )
    return found or 0


def _unreachable(
    session: Session, since: datetime, until: datetime
) -> list[tuple[Candidate, Capture]]:
    records = session.scalars(
        sa.select(InspectionRow.record)
        .join(CandidateRow, CandidateRow.latest == InspectionRow.id)
        .outerjoin(CaseRow, CaseRow.site == CandidateRow.site)
        .where(
            InspectionRow.at >= since,
            InspectionRow.at < until,
            InspectionRow.label == Label.UNREACHABLE.value,
            CaseRow.id.is_(None),
        )
        .order_by(InspectionRow.id)
    )
    found = []
    for record in records:
        inspection = from_plain(record, Inspection)
        failed = [c for c in inspection.captures if c.failure]
        found.append((inspection.candidate, (failed or [*inspection.captures])[0]))
    return found
