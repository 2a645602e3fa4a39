"""How far sources have read: a position for each part, such as a log or a feed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.store.models import ProgressRow
from casebook.times import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one part of a source was read, and how it stood then."""

    source: str
    """Name of the spider."""
    part: str
    """Which log, feed or range, by a name that stays."""
    position: int
    """What was read already: entries of a log, names of a feed."""
    at: datetime
    """UTC, when this was known."""
    detail: dict[str, Any] = field(default_factory=dict)
    """Plain data: lag, freshness, failure, as the source documents them."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.at, "at")


def keep(session: Session, progress: Progress) -> None:
    """Store *progress* in the place of what was known of the same part."""
    session.merge(
        ProgressRow(
            source=progress.source,
            part=progress.part,
            position=progress.position,
            at=progress.at,
            detail=progress.detail,
        )
    )


def find(session: Session, source: str) -> dict[str, Progress]:
    """Return what is known of *source*, by part."""
    rows = session.scalars(
        sa.select(ProgressRow)
        .where(ProgressRow.source == source)
        .order_by(ProgressRow.part)
    )
    return {
        row.part: Progress(
            source=row.source,
            part=row.part,
            position=row.position,
            at=row.at,
            detail=row.detail,
        )
        for row in rows
    }
