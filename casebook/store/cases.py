"""Cases and what hangs on them, for reading."""

import re
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import from_plain
from casebook.errors import InputError
from casebook.records import (
    Case,
    Claim,
    Evidence,
    Inspection,
    Label,
    Liveness,
    Sighting,
    Verdict,
)
from casebook.store.models import (
    CandidateRow,
    CaseRow,
    EvidenceRow,
    InspectionRow,
    SightingRow,
)
from casebook.store.standing import rank
from casebook.urls import site_of

_CASE_ID = re.compile(r"CASE-[0-9]{4}-[0-9]{4,12}")

REJECTED = "rejected"
"""A state that outlasts whatever is written down later."""

BATCH = 200
"""Inspections read at once: each may be some hundred kilobytes."""


def find_cases(
    session: Session,
    *,
    label: Label | None = None,
    state: str | None = None,
    host: str | None = None,
) -> list[Case]:
    """Return the cases that match all that is given, gravest first."""
    question = sa.select(CaseRow)
    if label is not None:
        question = question.where(CaseRow.label == label.value)
    if state is not None:
        question = question.where(_state() == state)
    if host is not None:
        question = question.where(CaseRow.site == _site(host))
    found = [to_case(row) for row in session.scalars(question)]
    return sorted(found, key=lambda c: (rank(c.label), -c.probability, c.id))


def get_case(session: Session, id_or_host: str) -> Case:
    """Return one case by its id, its host or a URL on it.

    Raises:
        InputError: there is no such case.
    """
    text = id_or_host.strip()
    if _CASE_ID.fullmatch(text.upper()):
        row = session.get(CaseRow, text.upper())
    else:
        row = session.scalar(sa.select(CaseRow).where(CaseRow.site == _site(text)))
    if row is None:
        raise InputError(f"there is no case {text!r}; `zhaoyao cases list` names them")
    return to_case(row)


def verdicts(session: Session, case_id: str) -> list[tuple[Verdict, datetime]]:
    """Return the latest verdict of each candidate of a case, newest first.

    A visit to which nothing was served does not count: the verdict before it stays.
    """
    return [
        (from_plain(row.verdict, Verdict), row.at)
        for row in _judged(session, get_case(session, case_id).host)
    ]


def inspections(session: Session, case_id: str) -> list[Inspection]:
    """Return the inspections that :func:`verdicts` judges, in the same order."""
    return [
        from_plain(row.record, Inspection)
        for row in _judged(session, get_case(session, case_id).host)
    ]


def latest_inspections(
    session: Session, *, after: int
) -> tuple[list[tuple[Inspection, Verdict]], int]:
    """Return some of all candidates' latest inspections, and where to go on."""
    rows = session.execute(
        sa.select(CandidateRow.id, InspectionRow.record, InspectionRow.verdict)
        .join(InspectionRow, InspectionRow.id == CandidateRow.latest)
        .where(CandidateRow.id > after)
        .order_by(CandidateRow.id)
        .limit(BATCH)
    ).all()
    found = [
        (from_plain(record, Inspection), from_plain(verdict, Verdict))
        for _, record, verdict in rows
    ]
    return found, rows[-1].id if rows else after


def evidence(session: Session, case_id: str) -> list[Evidence]:
    """Return the lasting files of a case in the order kept."""
    rows = session.scalars(
        sa.select(EvidenceRow)
        .where(EvidenceRow.case == get_case(session, case_id).id)
        .order_by(EvidenceRow.id)
    )
    return [from_plain(row.record, Evidence) for row in rows]


def sightings(session: Session, case_id: str) -> list[Sighting]:
    """Return how a case was found, oldest look first."""
    rows = session.scalars(
        sa.select(SightingRow)
        .where(SightingRow.case == get_case(session, case_id).id)
        .order_by(SightingRow.id)
    )
    return [to_sighting(row) for row in rows]


def to_case(row: CaseRow) -> Case:
    """Return the record of a row."""
    return Case(
        id=row.id,
        host=row.site,
        label=Label(row.label),
        probability=row.probability,
        profile=row.profile,
        state=row.state if row.state == REJECTED else row.followed or row.state,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        liveness=Liveness(row.liveness),
        reason=from_plain(row.reason, Claim),
        url=row.url,
    )


def _state() -> sa.ColumnElement[str]:
    return sa.case(
        (CaseRow.state == REJECTED, CaseRow.state),
        (CaseRow.followed != "", CaseRow.followed),
        else_=CaseRow.state,
    )


def to_sighting(row: SightingRow) -> Sighting:
    """Return the record of a row."""
    return Sighting(
        case=row.case,
        at=row.at,
        liveness=Liveness(row.liveness),
        cause=row.cause,
        fingerprint=row.fingerprint,
    )


def _judged(session: Session, site: str) -> Iterator[InspectionRow]:
    return iter(
        session.scalars(
            sa.select(InspectionRow)
            .join(CandidateRow, CandidateRow.judged == InspectionRow.id)
            .where(CandidateRow.site == site)
            .order_by(InspectionRow.at.desc(), InspectionRow.id.desc())
        )
    )


def _site(text: str) -> str:
    """Return the site that *text* names, or empty, which no site is."""
    try:
        return site_of(text if "://" in text else f"https://{text}")
    except InputError:
        return ""
