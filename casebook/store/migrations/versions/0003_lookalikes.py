"""Look-alike names and how they were found in DNS."""

import sqlalchemy as sa
from alembic import op

from casebook.store.columns import Plain, Utc

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "lookalike",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("technique", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("addresses", Plain, nullable=False),
        sa.Column("first_seen", Utc),
        sa.Column("last_seen", Utc),
        sa.Column("checked_at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lookalike"),
    )
    op.create_index("ix_lookalike_checked_at", "lookalike", ["checked_at"])
    op.create_index("ix_lookalike_first_seen", "lookalike", ["first_seen"])
