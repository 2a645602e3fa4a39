"""Times that people type."""

from datetime import UTC, datetime
from typing import Any

import click

from casebook.times import BEIJING


class Moment(click.ParamType[datetime]):
    """A time such as ``2026-11-23 14:05``, in Beijing unless it names its zone.

    A day alone is its first moment. Offices that write such times down all have one
    zone, as ``report --date`` has; what is stored and printed says which it is.
    """

    name = "time"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return the time in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            return read_moment(value)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no time such as 2026-11-23 or 2026-11-23T14:05+08:00",
                param,
                ctx,
            )


def read_moment(text: str) -> datetime:
    """Read an ISO time; one without a zone is Beijing's.

    >>> read_moment("2026-11-23 14:05").isoformat()
    '2026-11-23T06:05:00+00:00'
    >>> read_moment("2026-11-23T14:05Z").isoformat()
    '2026-11-23T14:05:00+00:00'

    Raises:
        ValueError, OverflowError: it is none, or outside the calendar.
    """
    found = datetime.fromisoformat(text.strip())
    if found.tzinfo is None:
        found = datetime.combine(found.date(), found.time(), BEIJING)
    return found.astimezone(UTC)
