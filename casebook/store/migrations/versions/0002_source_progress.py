"""How far sources have read, and what a source tells of itself in a run."""

import sqlalchemy as sa
from alembic import op

from casebook.store.columns import BigId, Plain, Utc

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "source_progress",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("detail", Plain, nullable=False),
        sa.PrimaryKeyConstraint("source", "part", name="pk_source_progress"),
    )
    op.add_column(
        "source_run", sa.Column("detail", Plain, nullable=False, server_default="{}")
    )
