"""The tables. Whole records are JSON; beside them stand the columns asked for.

Change a table here and add a migration in the same commit; a test compares the two.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from casebook.store.columns import BigId, Plain, Utc


class Model(DeclarativeBase):
    """Base of all tables; the names of constraints are fixed for migrations."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc, dict[str, Any]: Plain}  # noqa: RUF012


class CandidateRow(Model):
    """A URL worth a look and where it stands in the queue."""

    __tablename__ = "candidate"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text, unique=True)
    """SHA-256 of the canonical URL, which may be too long for an index."""
    canonical: Mapped[str] = mapped_column(sa.Text)
    site: Mapped[str] = mapped_column(sa.Text)
    record: Mapped[dict[str, Any]]
    found_in: Mapped[str] = mapped_column(sa.Text)
    """Run that found it first, or empty."""
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """From when on it may be leased: a lease moves it to the lease's end, and None
    means done. One column, so that one index serves the lease at any size."""
    worker: Mapped[str] = mapped_column(sa.Text, default="")
    """Who holds the lease, or empty."""
    place: Mapped[str] = mapped_column(sa.Text, default="")
    """Workspace the lease was taken in."""
    hold: Mapped[str] = mapped_column(sa.Text, default="")
    """Hold of the workspace's lock under which the lease was taken."""
    leases: Mapped[int] = mapped_column(default=0)
    """Leases ever given: tells a lease from an older one of the same worker."""
    attempts: Mapped[int] = mapped_column(default=0)
    """Leases given since it last began to wait."""
    inspected_at: Mapped[datetime | None]
    latest: Mapped[int | None] = mapped_column(BigId)
    """Id of the latest inspection."""
    judged: Mapped[int | None] = mapped_column(BigId)
    """Id of the latest inspection in which something was served."""
    weakness: Mapped[float | None]
    """Of that inspection's verdict: the smallest of a site is its strongest."""

    __table_args__ = (
        sa.Index(None, "site", "weakness", "id"),
        # Only leases are in it, so it stays small beside a million candidates.
        sa.Index(
            "ix_candidate_leased",
            "place",
            sqlite_where=sa.text("worker != ''"),
            postgresql_where=sa.text("worker != ''"),
        ),
    )


class InspectionRow(Model):
    """One visit with its verdict; never changed."""

    __tablename__ = "inspection"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    candidate: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("candidate.id"), index=True
    )
    run: Mapped[str] = mapped_column(sa.Text)
    worker: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(sa.Text)
    probability: Mapped[float]
    record: Mapped[dict[str, Any]]
    verdict: Mapped[dict[str, Any]]
    line: Mapped[int] = mapped_column(BigId)
    """Number of the ledger's line that holds this row's digest."""


class CaseRow(Model):
    """One suspect site as it stands now."""

    __tablename__ = "suspect_case"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    site: Mapped[str] = mapped_column(sa.Text, unique=True)
    label: Mapped[str] = mapped_column(sa.Text, index=True)
    probability: Mapped[float]
    profile: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text)
    """``proposed``, or what a person decided."""
    followed: Mapped[str] = mapped_column(sa.Text, server_default="")
    """What came of it once it was handed over, or empty."""
    first_seen: Mapped[datetime] = mapped_column(index=True)
    last_seen: Mapped[datetime]
    liveness: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[dict[str, Any]]
    url: Mapped[str] = mapped_column(sa.Text)


class SightingRow(Model):
    """How a case was found on one look."""

    __tablename__ = "sighting"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case: Mapped[str] = mapped_column(sa.ForeignKey("suspect_case.id"))
    candidate: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("candidate.id"), index=True
    )
    run: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(index=True)
    liveness: Mapped[str] = mapped_column(sa.Text)
    cause: Mapped[str] = mapped_column(sa.Text)
    fingerprint: Mapped[str] = mapped_column(sa.Text)

    __table_args__ = (sa.Index(None, "case", "at"),)


class EvidenceRow(Model):
    """One lasting file of a case; the bytes lie in the evidence store."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case: Mapped[str] = mapped_column(sa.ForeignKey("suspect_case.id"))
    digest: Mapped[str] = mapped_column(sa.Text)
    """SHA-256 of the record: the same record is kept once."""
    run: Mapped[str] = mapped_column(sa.Text)
    record: Mapped[dict[str, Any]]

    __table_args__ = (sa.UniqueConstraint("case", "digest"),)


class LookalikeRow(Model):
    """A name made to look like an official one, and how it was found in DNS."""

    __tablename__ = "lookalike"

    name: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    profile: Mapped[str] = mapped_column(sa.Text)
    technique: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text)
    addresses: Mapped[list[str]] = mapped_column(Plain)
    first_seen: Mapped[datetime | None] = mapped_column(index=True)
    """When it was first found to exist."""
    last_seen: Mapped[datetime | None]
    checked_at: Mapped[datetime] = mapped_column(index=True)


class AdRow(Model):
    """An advertisement and what it was taken for."""

    __tablename__ = "ad"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(sa.Text, unique=True)
    """SHA-256 of where it stood; of its words where that is not known."""
    page: Mapped[str] = mapped_column(sa.Text, index=True)
    """SHA-256 of the page's canonical URL, or empty."""
    place: Mapped[str] = mapped_column(sa.Text)
    account: Mapped[str] = mapped_column(Plain)
    """JSON, as all text from outside: PostgreSQL refuses some characters."""
    found_in: Mapped[str] = mapped_column(sa.Text)
    """Run that found it first, or empty."""
    first_seen: Mapped[datetime] = mapped_column(index=True)
    last_seen: Mapped[datetime]
    label: Mapped[str] = mapped_column(sa.Text, index=True)
    probability: Mapped[float]
    campaign: Mapped[str | None] = mapped_column(sa.Text, index=True)
    record: Mapped[dict[str, Any]]
    judgement: Mapped[dict[str, Any]]


class AdTraceRow(Model):
    """What an advertisement can be reached by: a contact, or a site it links to."""

    __tablename__ = "ad_trace"

    ad: Mapped[int] = mapped_column(BigId, sa.ForeignKey("ad.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    """As :attr:`casebook.records.AdContact.kind`, and ``site``."""
    value: Mapped[str] = mapped_column(sa.Text, primary_key=True)

    __table_args__ = (sa.Index(None, "value", "kind"),)


class CampaignRow(Model):
    """Advertisements that are one, or that name one contact."""

    __tablename__ = "campaign"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    merged_into: Mapped[str] = mapped_column(sa.Text, server_default="")
    """The campaign it was found to be part of, or empty."""


class RunRow(Model):
    """One piece of work from its start to its end."""

    __tablename__ = "run"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, index=True)
    place: Mapped[str] = mapped_column(sa.Text)
    hold: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]


class SourceRow(Model):
    """What one discovery source brought in one run."""

    __tablename__ = "source_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run: Mapped[str] = mapped_column(sa.ForeignKey("run.id"), index=True)
    source: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    ok: Mapped[bool]
    found: Mapped[int]
    failure: Mapped[str] = mapped_column(Plain)
    detail: Mapped[dict[str, Any]] = mapped_column(Plain, server_default="{}")


class ProgressRow(Model):
    """How far one part of a discovery source was read."""

    __tablename__ = "source_progress"

    source: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    part: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    position: Mapped[int] = mapped_column(BigId)
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]


class ClueRow(Model):
    """A package that was made."""

    __tablename__ = "clue"

    number: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(index=True)
    record: Mapped[dict[str, Any]]


class CounterRow(Model):
    """The last number given, by kind and year."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class LedgerRow(Model):
    """One line of the ledger; :mod:`casebook.store.ledger` says how they chain."""

    __tablename__ = "ledger"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    object: Mapped[str] = mapped_column(sa.Text, index=True)
    detail: Mapped[dict[str, Any]]
    prev: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)
