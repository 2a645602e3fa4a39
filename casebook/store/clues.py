"""Clues: their numbers and what was made under them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import from_plain, to_plain
from casebook.errors import InputError
from casebook.records import Clue
from casebook.store.ledger import append
from casebook.store.models import ClueRow
from casebook.store.numbers import next_number

ACTOR = "zhaoyao"


def next_clue_number(session: Session, year: int, *, at: datetime) -> str:
    """Reserve a number; one that is never used stays a gap that the ledger explains."""
    number = next_number(session, "CLUE", year)
    append(
        session, at=at, actor=ACTOR, action="clue-numbered", object=number, detail={}
    )
    return number


def add_clue(session: Session, clue: Clue, *, at: datetime) -> None:
    """Record a package that was made.

    Raises:
        InputError: there is one of that number already.
    """
    if session.get(ClueRow, clue.number) is not None:
        raise InputError(f"{clue.number} was made before; correct it by a new clue")
    plain = to_plain(clue)
    session.add(ClueRow(number=clue.number, made_at=clue.made_at, record=plain))
    append(
        session,
        at=at,
        actor=ACTOR,
        action="clue-made",
        object=clue.number,
        detail=plain,
    )


def clues(session: Session) -> list[Clue]:
    """Return all packages, oldest first."""
    rows = session.scalars(sa.select(ClueRow).order_by(ClueRow.made_at, ClueRow.number))
    return [from_plain(row.record, Clue) for row in rows]
