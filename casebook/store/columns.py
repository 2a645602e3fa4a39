"""Column types that read back what was written, on SQLite and on PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from casebook.encoding import canonical_json
from casebook.times import require_utc

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts by itself only in a column that is called INTEGER."""


class Utc(sa.TypeDecorator[datetime]):
    """A time in UTC; SQLite has no zones, so the zone is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: sa.Dialect
    ) -> datetime | None:
        """Refuse a time that is not UTC."""
        if value is None:
            return None
        require_utc(value, "time")
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the time in UTC."""
        if value is None:
            return None
        return (
            value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        )


class Plain(sa.TypeDecorator[Any]):
    """Plain data as canonical JSON text.

    Text and not PostgreSQL's jsonb, which refuses U+0000 and orders keys anew: what
    hostile pages say must be kept as it was, and equal data must give equal bytes.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self,
        value: Any,
        dialect: sa.Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str | None:
        """Write JSON."""
        return None if value is None else canonical_json(value).decode()

    def process_result_value(
        self,
        value: str | None,
        dialect: sa.Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Any:
        """Read JSON."""
        return None if value is None else json.loads(value)
