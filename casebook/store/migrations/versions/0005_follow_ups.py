"""Handoffs, outcomes and submissions, and how they leave a case."""

import sqlalchemy as sa
from alembic import op

from casebook.store.columns import BigId, Plain, Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "suspect_case",
        sa.Column("followed", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("place", BigId, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("noted_at", Utc, nullable=False),
        sa.Column("corrects", sa.Text),
        sa.Column("record", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
        sa.UniqueConstraint("place", name="uq_follow_up_place"),
        sa.UniqueConstraint("corrects", name="uq_follow_up_corrects"),
    )
    op.create_index("ix_follow_up_noted_at", "follow_up", ["noted_at"])
    op.create_table(
        "followed_case",
        sa.Column("follow_up", sa.Text, nullable=False),
        sa.Column("case", sa.Text, nullable=False),
        sa.Column("line", BigId, nullable=False),
        sa.PrimaryKeyConstraint("follow_up", "case", name="pk_followed_case"),
        sa.ForeignKeyConstraint(
            ["follow_up"],
            ["follow_up.id"],
            name="fk_followed_case_follow_up_follow_up",
        ),
        sa.ForeignKeyConstraint(
            ["case"], ["suspect_case.id"], name="fk_followed_case_case_suspect_case"
        ),
    )
    op.create_index("ix_followed_case_case", "followed_case", ["case"])
