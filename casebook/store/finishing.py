"""The end of one visit: everything it brought, in one transaction or not at all."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casebook.encoding import from_plain, to_plain
from casebook.records import (
    FLAGGED,
    Evidence,
    Label,
    Liveness,
    Verdict,
)
from casebook.store.ledger import append, digest
from casebook.store.models import (
    CandidateRow,
    CaseRow,
    EvidenceRow,
    InspectionRow,
)
from casebook.store.numbers import next_number, year_of
from casebook.store.standing import reason, weakness
from casebook.store.visits import Visit, note_look


def finish(session: Session, visit: Visit) -> str | None:
    """Store *visit*; return its case, or None where it has none or came too late.

    The session must hold the ledger.
    """
    candidate = session.scalar(
        sa.select(CandidateRow)
        .where(CandidateRow.id == visit.leased.id)
        .with_for_update()
    )
    if candidate is None or not _holds(candidate, visit):
        return None
    _note_inspection(session, candidate, visit)
    case = session.scalar(
        sa.select(CaseRow).where(CaseRow.site == candidate.site).with_for_update()
    )
    if case is None:
        if visit.label not in FLAGGED:
            _note_files(session, candidate, visit)
            return None
        case = _open_case(session, candidate, visit)
    else:
        _relabel(session, case, visit)
    note_look(session, case, candidate, visit)
    keep_evidence(session, case.id, visit.evidence, run=visit.run, at=visit.at)
    return case.id


def keep_evidence(
    session: Session,
    case: str,
    evidence: Iterable[Evidence],
    *,
    run: str,
    at: datetime,
) -> None:
    """Add files to a case, each once; the session must hold the ledger."""
    rows = []
    for record in evidence:
        plain = to_plain(dataclasses.replace(record, case=case))
        rows.append(
            {"case": case, "digest": digest(plain), "run": run, "record": plain}
        )
    if not rows:
        return
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    kind: Any = postgresql if on_postgresql else sqlite
    kept = session.scalars(
        kind.insert(EvidenceRow)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["case", "digest"])
        .returning(EvidenceRow.digest)
    ).all()
    if kept:
        files = {
            row["digest"]: row["record"]["sha256"]
            for row in rows
            if row["digest"] in kept
        }
        append(
            session,
            at=at,
            actor=run,
            action="evidence-kept",
            object=case,
            detail={"files": files},
        )


def _note_files(session: Session, candidate: CandidateRow, visit: Visit) -> None:
    """Write down under the site what was kept of a look that makes no case."""
    if visit.keeps_all:
        append(
            session,
            at=visit.at,
            actor=visit.worker,
            action="evidence-kept",
            object=candidate.site,
            detail={
                "url": candidate.canonical,
                "run": visit.run,
                "files": {one.name: one.sha256 for one in visit.evidence},
            },
        )


def _holds(candidate: CandidateRow, visit: Visit) -> bool:
    # A lease whose time is over still counts until another worker takes it.
    return (
        candidate.due_at is not None
        and candidate.worker == visit.worker
        and candidate.leases == visit.leased.lease
    )


def _note_inspection(session: Session, candidate: CandidateRow, visit: Visit) -> None:
    line = append(
        session,
        at=visit.at,
        actor=visit.worker,
        action="inspected",
        object=candidate.site,
        detail={
            "url": candidate.canonical,
            "run": visit.run,
            "label": visit.label.value,
            "record": digest(visit.inspection),
            "verdict": digest(visit.verdict),
        },
    )
    row = InspectionRow(
        candidate=candidate.id,
        run=visit.run,
        worker=visit.worker,
        at=visit.at,
        label=visit.label.value,
        probability=visit.probability,
        record=visit.inspection,
        verdict=visit.verdict,
        line=line,
    )
    session.add(row)
    session.flush()
    candidate.latest = row.id
    candidate.inspected_at = visit.at
    candidate.due_at = None
    candidate.worker = candidate.place = candidate.hold = ""
    if visit.label is not Label.UNREACHABLE:
        candidate.judged = row.id
        candidate.weakness = weakness(visit.label, visit.probability)
    session.flush()


def _open_case(session: Session, candidate: CandidateRow, visit: Visit) -> CaseRow:
    number = next_number(session, "CASE", year_of(visit.at))
    strongest, url = _strongest(session, candidate.site)
    case = CaseRow(
        id=number,
        site=candidate.site,
        label=strongest.label.value,
        probability=strongest.probability,
        profile=strongest.profile,
        state="proposed",
        first_seen=visit.at,
        last_seen=visit.at,
        liveness=Liveness.LIVE.value,
        reason=to_plain(reason(strongest)),
        url=url,
    )
    session.add(case)
    session.flush()
    append(
        session,
        at=visit.at,
        actor=visit.worker,
        action="case-opened",
        object=number,
        detail={
            "run": visit.run,
            "site": candidate.site,
            "label": case.label,
            "probability": case.probability,
        },
    )
    return case


def _relabel(session: Session, case: CaseRow, visit: Visit) -> None:
    if visit.label is Label.UNREACHABLE:
        return
    strongest, url = _strongest(session, case.site)
    before = case.label
    case.label = strongest.label.value
    case.probability = strongest.probability
    case.profile = strongest.profile
    case.reason = to_plain(reason(strongest))
    case.url = url
    if case.label != before:
        append(
            session,
            at=visit.at,
            actor=visit.worker,
            action="case-relabelled",
            object=case.id,
            detail={"run": visit.run, "from": before, "to": case.label},
        )


def _strongest(session: Session, site: str) -> tuple[Verdict, str]:
    """Return the strongest of a site's latest verdicts, and its candidate's URL."""
    found = session.execute(
        sa.select(InspectionRow.verdict, CandidateRow.record)
        .join(CandidateRow, CandidateRow.judged == InspectionRow.id)
        .where(CandidateRow.site == site, CandidateRow.weakness.is_not(None))
        .order_by(CandidateRow.weakness, CandidateRow.id)
        .limit(1)
    ).one()
    return from_plain(found.verdict, Verdict), found.record["url"]
