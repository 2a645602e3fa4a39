"""Advertisements, what they can be reached by, and the campaigns they make."""

import sqlalchemy as sa
from alembic import op

from casebook.store.columns import BigId, Plain, Utc

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "ad",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("account", Plain, nullable=False),
        sa.Column("found_in", sa.Text, nullable=False),
        sa.Column("first_seen", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("campaign", sa.Text),
        sa.Column("record", Plain, nullable=False),
        sa.Column("judgement", Plain, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ad"),
        sa.UniqueConstraint("key", name="uq_ad_key"),
    )
    op.create_index("ix_ad_page", "ad", ["page"])
    op.create_index("ix_ad_first_seen", "ad", ["first_seen"])
    op.create_index("ix_ad_label", "ad", ["label"])
    op.create_index("ix_ad_campaign", "ad", ["campaign"])
    op.create_table(
        "ad_trace",
        sa.Column("ad", BigId, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ad", "kind", "value", name="pk_ad_trace"),
        sa.ForeignKeyConstraint(["ad"], ["ad.id"], name="fk_ad_trace_ad_ad"),
    )
    op.create_index("ix_ad_trace_value_kind", "ad_trace", ["value", "kind"])
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("opened_at", Utc, nullable=False),
        sa.Column("merged_into", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_opened_at", "campaign", ["opened_at"])
