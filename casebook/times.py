"""Times: UTC inside, UTC and Beijing time in front of people."""

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "UTC+08:00")
"""China has one zone and no summer time, so no zone database is needed."""


def require_utc(moment: datetime, name: str) -> None:
    """Raise ValueError unless *moment* is aware and in UTC.

    Args:
        moment: the time to look at.
        name: the field's name, for the message.
    """
    if moment.utcoffset() != timedelta(0):
        raise ValueError(f"{name} is not UTC: {moment!r}")


def now_utc() -> datetime:
    """Return the present time in UTC, whole microseconds."""
    return datetime.now(UTC)


def both_zones(moment: datetime) -> str:
    """Write *moment* for people, in Beijing time and in UTC.

    >>> both_zones(datetime(2026, 1, 2, 20, 30, tzinfo=UTC))
    '2026-01-03 04:30:00 +08:00 (2026-01-02 20:30:00 UTC)'
    """
    local = moment.astimezone(BEIJING)
    return f"{local:%Y-%m-%d %H:%M:%S} +08:00 ({moment.astimezone(UTC):%F %T} UTC)"
