"""Numbers given once: CASE-2026-0001, CLUE-2026-0001, RUN-2026-0001."""

from datetime import datetime

from sqlalchemy.orm import Session

from casebook.store.models import CounterRow
from casebook.times import BEIJING


def next_number(session: Session, kind: str, year: int) -> str:
    """Give the next number of *kind* in *year*; it is taken once the session commits.

    The session must hold the ledger, so that no other gives the same number.
    """
    row = session.get(CounterRow, (kind, year))
    if row is None:
        row = CounterRow(kind=kind, year=year, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return f"{kind}-{year}-{row.last:04d}"


def year_of(at: datetime) -> int:
    """Return the year in which an office in Beijing files *at*.

    >>> from datetime import UTC
    >>> year_of(datetime(2026, 12, 31, 20, 0, tzinfo=UTC))
    2027
    """
    return at.astimezone(BEIJING).year
