"""Handoffs, outcomes and submissions: written down once, in the ledger too."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import from_plain, to_plain
from casebook.errors import InputError
from casebook.followups import stage
from casebook.records import FollowUp, Handoff, Outcome, Submission
from casebook.store.cases import get_case
from casebook.store.clues import clues
from casebook.store.followed import FollowedCaseRow, FollowUpRow
from casebook.store.followup_rules import Known, settle
from casebook.store.ledger import append
from casebook.store.models import CaseRow
from casebook.store.numbers import next_number, year_of

T = TypeVar("T", bound=FollowUp)

KINDS: dict[str, type[FollowUp]] = {
    "handoff": Handoff,
    "outcome": Outcome,
    "submission": Submission,
}

ACTIONS = {
    "handoff": "handed-over",
    "outcome": "outcome-noted",
    "submission": "submitted",
}
"""What the ledger calls each kind; a correction is called the same and names what it
corrects."""


def add(session: Session, line: T, *, actor: str) -> T:
    """Write *line* down, with the number it is given, and let its cases follow.

    Raises:
        InputError: the line cannot be true, or was written down already.
    """
    cases = tuple(dict.fromkeys(get_case(session, case).id for case in line.cases))
    line = dataclasses.replace(line, cases=cases)
    before: list[FollowUp] = find(session)
    line = settle(line, Known(lines=before, packages=clues(session)))
    kind = kind_of(line)
    number = next_number(session, kind.upper(), year_of(line.noted_at))
    line = dataclasses.replace(line, id=number)
    plain = to_plain(line)
    session.add(
        FollowUpRow(
            id=number,
            place=len(before) + 1,
            kind=kind,
            noted_at=line.noted_at,
            corrects=line.corrects or None,
            record=plain,
        )
    )
    session.flush()
    for case in cases:
        told = append(
            session,
            at=line.noted_at,
            actor=actor,
            action=ACTIONS[kind],
            object=case,
            detail=plain,
        )
        session.add(FollowedCaseRow(follow_up=number, case=case, line=told))
    session.flush()
    _let_follow(session, (line, *(one for one in before if one.id == line.corrects)))
    return line


def find(
    session: Session,
    *,
    case: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[FollowUp]:
    """Return the lines that match all that is given, in the order of writing.

    Lines that correct one of *case* are among them, though they may have left it: the
    reader must see that it is corrected.
    """
    question = sa.select(FollowUpRow).order_by(FollowUpRow.place)
    if since is not None:
        question = question.where(FollowUpRow.noted_at >= since)
    if until is not None:
        question = question.where(FollowUpRow.noted_at < until)
    if case is not None:
        question = question.where(_on(session, case))
    return [
        from_plain(row.record, KINDS[row.kind]) for row in session.scalars(question)
    ]


def kind_of(line: FollowUp) -> str:
    """Return ``handoff``, ``outcome`` or ``submission``."""
    return next(name for name, kind in KINDS.items() if isinstance(line, kind))


def get(session: Session, number: str) -> FollowUp:
    """Return one line by its number.

    Raises:
        InputError: there is none.
    """
    row = session.get(FollowUpRow, number.strip().upper())
    if row is None:
        raise InputError(f"nothing was written down as {number!r}")
    return from_plain(row.record, KINDS[row.kind])


def _let_follow(session: Session, lines: Iterable[FollowUp]) -> None:
    """Bring the cases up to date, those that a correction leaves as well."""
    for case in sorted({case for line in lines for case in line.cases}):
        row = session.get_one(CaseRow, case)
        row.followed = stage(find(session, case=case), case)


def _on(session: Session, case: str) -> sa.ColumnElement[bool]:
    direct = set(
        session.scalars(
            sa.select(FollowedCaseRow.follow_up).where(FollowedCaseRow.case == case)
        )
    )
    wanted, found = set(direct), set(direct)
    while found:
        found = set(
            session.scalars(
                sa.select(FollowUpRow.id).where(FollowUpRow.corrects.in_(found))
            )
        )
        wanted |= found
    return FollowUpRow.id.in_(wanted)
