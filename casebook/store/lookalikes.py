"""Look-alike names: when each was looked up, and since when it exists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casebook.store.models import LookalikeRow, Model

BATCH = 500
"""Names asked for at once: below the number of variables SQLite takes."""


class NameState(StrEnum):
    """How a name was found in DNS."""

    ABSENT = "absent"
    """The registry does not know it."""
    ANSWERS = "answers"
    """It has an address, by itself or as www."""
    EMPTY = "empty"
    """It exists and leads nowhere: registered, not yet in use."""
    WILDCARD = "wildcard"
    """It answers like any random name beside it, so nothing is known of it."""
    BROKEN = "broken"
    """Its name servers fail; it may be delegated. Not absence."""
    SILENT = "silent"
    """No answer in time. Not absence."""


EXISTING = frozenset({NameState.ANSWERS, NameState.EMPTY})
UNDECIDED = frozenset({NameState.BROKEN, NameState.SILENT})
"""Looked up again in the next run, whenever that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheck:
    """How one look-alike was found."""

    name: str
    """Registrable, in punycode."""
    profile: str
    technique: str
    state: NameState
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A look-alike as it stands."""

    name: str
    profile: str
    technique: str
    state: NameState
    addresses: tuple[str, ...]
    first_seen: datetime | None
    """UTC, when it was first found to exist; None: never."""
    last_seen: datetime | None
    """UTC, when it was last found to exist."""
    checked_at: datetime
    """UTC."""


def note(session: Session, checks: Iterable[NameCheck], *, at: datetime) -> None:
    """Store what was found; a name keeps the time it was first found to exist."""
    rows = {check.name: _row(check, at) for check in checks}
    if not rows:
        return
    table = Model.metadata.tables["lookalike"]
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = (postgresql if is_postgresql else sqlite).insert(table)
    given = insert.excluded
    kept = {name: given[name] for name in ("profile", "technique", "addresses")}
    changed = insert.on_conflict_do_update(
        index_elements=["name"],
        set_=kept
        | {
            "state": given.state,
            "checked_at": given.checked_at,
            "first_seen": sa.func.coalesce(table.c.first_seen, given.first_seen),
            "last_seen": sa.func.coalesce(given.last_seen, table.c.last_seen),
        },
    )
    session.execute(changed, [rows[name] for name in sorted(rows)])


def settled(session: Session, names: Iterable[str], *, since: datetime) -> set[str]:
    """Return which of *names* were looked up at or after *since*, with an outcome."""
    found: set[str] = set()
    for some in _batches(names):
        found |= set(
            session.scalars(
                sa.select(LookalikeRow.name).where(
                    LookalikeRow.name.in_(some),
                    LookalikeRow.checked_at >= since,
                    LookalikeRow.state.not_in([one.value for one in UNDECIDED]),
                )
            )
        )
    return found


def existing(session: Session) -> list[KnownName]:
    """Return the names that exist now, the newest first."""
    rows = session.scalars(
        sa.select(LookalikeRow)
        .where(LookalikeRow.state.in_([one.value for one in EXISTING]))
        .order_by(LookalikeRow.first_seen.desc(), LookalikeRow.name)
    )
    return [_known(row) for row in rows]


def known(session: Session, name: str) -> KnownName | None:
    """Return what is known of one name, or None."""
    row = session.get(LookalikeRow, name)
    return None if row is None else _known(row)


def _known(row: LookalikeRow) -> KnownName:
    return KnownName(
        name=row.name,
        profile=row.profile,
        technique=row.technique,
        state=NameState(row.state),
        addresses=tuple(row.addresses),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        checked_at=row.checked_at,
    )


def _row(check: NameCheck, at: datetime) -> dict[str, Any]:
    seen = at if check.state in EXISTING else None
    return {
        "name": check.name,
        "profile": check.profile,
        "technique": check.technique,
        "state": check.state.value,
        "addresses": list(check.addresses),
        "first_seen": seen,
        "last_seen": seen,
        "checked_at": at,
    }


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(names)
    while some := list(islice(waiting, BATCH)):
        yield some
