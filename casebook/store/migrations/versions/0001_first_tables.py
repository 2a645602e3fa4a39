"""The first tables."""

import sqlalchemy as sa
from alembic import op

from casebook.store import guards
from casebook.store.columns import BigId, Plain, Utc

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("canonical", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("record", Plain, nullable=False),
        sa.Column("found_in", sa.Text, nullable=False),
        sa.Column("first_seen", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
        sa.Column("due_at", Utc),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("hold", sa.Text, nullable=False),
        sa.Column("leases", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("inspected_at", Utc),
        sa.Column("latest", BigId),
        sa.Column("judged", BigId),
        sa.Column("weakness", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_candidate"),
        sa.UniqueConstraint("key", name="uq_candidate_key"),
    )
    op.create_index("ix_candidate_due_at", "candidate", ["due_at"])
    op.create_index(
        "ix_candidate_leased",
        "candidate",
        ["place"],
        sqlite_where=sa.text("worker != ''"),
        postgresql_where=sa.text("worker != ''"),
    )
    op.create_index(
        "ix_candidate_site_weakness_id", "candidate", ["site", "weakness", "id"]
    )
    op.create_table(
        "clue",
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("made_at", Utc, nullable=False),
        sa.Column("record", Plain, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_clue"),
    )
    op.create_index("ix_clue_made_at", "clue", ["made_at"])
    op.create_table(
        "counter",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name="pk_counter"),
    )
    op.create_table(
        "ledger",
        sa.Column("seq", BigId, autoincrement=False, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("detail", Plain, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger"),
    )
    op.create_index("ix_ledger_object", "ledger", ["object"])
    op.create_table(
        "run",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("hold", sa.Text, nullable=False),
        sa.Column("started_at", Utc, nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("details", Plain, nullable=False),
        sa.Column("counts", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_started_at", "run", ["started_at"])
    op.create_index("ix_run_state", "run", ["state"])
    op.create_table(
        "suspect_case",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("first_seen", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
        sa.Column("liveness", sa.Text, nullable=False),
        sa.Column("reason", Plain, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suspect_case"),
        sa.UniqueConstraint("site", name="uq_suspect_case_site"),
    )
    op.create_index("ix_suspect_case_first_seen", "suspect_case", ["first_seen"])
    op.create_index("ix_suspect_case_label", "suspect_case", ["label"])
    op.create_table(
        "evidence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("record", Plain, nullable=False),
        sa.ForeignKeyConstraint(
            ["case"], ["suspect_case.id"], name="fk_evidence_case_suspect_case"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.UniqueConstraint("case", "digest", name="uq_evidence_case_digest"),
    )
    op.create_table(
        "inspection",
        sa.Column("id", BigId, nullable=False),
        sa.Column("candidate", BigId, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("record", Plain, nullable=False),
        sa.Column("verdict", Plain, nullable=False),
        sa.Column("line", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidate.id"], name="fk_inspection_candidate_candidate"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
    )
    op.create_index("ix_inspection_at", "inspection", ["at"])
    op.create_index("ix_inspection_candidate", "inspection", ["candidate"])
    op.create_table(
        "sighting",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("candidate", BigId, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("liveness", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidate.id"], name="fk_sighting_candidate_candidate"
        ),
        sa.ForeignKeyConstraint(
            ["case"], ["suspect_case.id"], name="fk_sighting_case_suspect_case"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sighting"),
    )
    op.create_index("ix_sighting_at", "sighting", ["at"])
    op.create_index("ix_sighting_candidate", "sighting", ["candidate"])
    op.create_index("ix_sighting_case_at", "sighting", ["case", "at"])
    op.create_table(
        "source_run",
        sa.Column("id", BigId, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("failure", Plain, nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name="fk_source_run_run_run"),
        sa.PrimaryKeyConstraint("id", name="pk_source_run"),
    )
    op.create_index("ix_source_run_run", "source_run", ["run"])

    if op.get_bind().dialect.name == "postgresql":
        op.execute(guards.POSTGRESQL_FUNCTION)
        triggers = guards.POSTGRESQL
    else:
        triggers = guards.SQLITE
    for trigger in triggers.values():
        op.execute(trigger)
