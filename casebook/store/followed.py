"""The tables of handoffs, outcomes and submissions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casebook.store.columns import BigId
from casebook.store.models import Model


class FollowUpRow(Model):
    """A handoff, an outcome or a submission; never changed."""

    __tablename__ = "follow_up"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    place: Mapped[int] = mapped_column(BigId, unique=True)
    """1, 2, 3 … in the order of writing, over all kinds."""
    kind: Mapped[str] = mapped_column(sa.Text)
    """``handoff``, ``outcome`` or ``submission``."""
    noted_at: Mapped[datetime] = mapped_column(index=True)
    corrects: Mapped[str | None] = mapped_column(sa.Text, unique=True)
    """Id of the line it replaces, which no other line may replace too."""
    record: Mapped[dict[str, Any]]


class FollowedCaseRow(Model):
    """A case that a handoff, an outcome or a submission is about."""

    __tablename__ = "followed_case"

    follow_up: Mapped[str] = mapped_column(
        sa.ForeignKey("follow_up.id"), primary_key=True
    )
    case: Mapped[str] = mapped_column(
        sa.ForeignKey("suspect_case.id"), primary_key=True, index=True
    )
    line: Mapped[int] = mapped_column(BigId)
    """Number of the ledger's line on this case."""
