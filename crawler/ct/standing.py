"""How far a log was read, and how it stands: what is kept from run to run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

from casebook.times import now_utc
from crawler.ct.heads import Head
from crawler.ct.log_list import Log


class Named(NamedTuple):
    """What is of interest of one entry."""

    number: int
    timestamp_ms: int
    names: tuple[str, ...]
    is_readable: bool = True
    """Whether its certificate could be read for names."""


@dataclass(slots=True, kw_only=True)
class Standing:
    """How a log, or a range of one, stands; kept as plain data."""

    log: str
    size: int = 0
    """Entries, by its latest head."""
    read: int = 0
    """Entries read in this run."""
    names: int = 0
    unreadable: int = 0
    """Entries whose certificate could not be read for names."""
    first_unreadable: int = -1
    lag_entries: int = 0
    lag_seconds: float = 0.0
    """From the last entry read to the head; 0 where all was read."""
    head_at: str = ""
    """When the latest head was signed, ISO 8601; empty where it does not say."""
    signature: str = "not-checked"
    consistency: str = "not-checked"
    """Whether the tree begins with the one of the head below."""
    inclusion: str = "not-checked"
    kept_size: int = 0
    kept_root: str = ""
    """The last head that was good, in hex: later trees must begin with its tree."""
    partial_tile: int = -1
    partial_since: str = ""
    failure: str = ""

    @property
    def kept(self) -> Head | None:
        """The last head that was good; None for a log met first."""
        if not self.kept_root:
            return None
        return Head(size=self.kept_size, root=bytes.fromhex(self.kept_root))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where reading stands. Each step leads to a new one, and is stored with it."""

    position: int | None
    """The next entry; None for a log met first."""
    end: int | None = None
    """Where to stop; None: at the head."""
    standing: Standing
    last_ms: int = 0
    """Timestamp of the last entry read."""

    def after(self, found: Sequence[Named], position: int) -> Self:
        """Return the place once the entries *found* are read, up to *position*."""
        broken = [one.number for one in found if not one.is_readable]
        before = self.standing
        standing = replace(
            before,
            read=before.read + len(found),
            names=before.names + sum(len(one.names) for one in found),
            unreadable=before.unreadable + len(broken),
        )
        if broken and not before.unreadable:
            standing.first_unreadable = broken[0]
        last_ms = found[-1].timestamp_ms if found else self.last_ms
        return replace(self, position=position, standing=standing, last_ms=last_ms)

    def under(self, head: Head) -> Self:
        """Return the place as it stands towards *head*."""
        standing = replace(self.standing, size=head.size)
        end = head.size if self.end is None else min(self.end, head.size)
        standing.lag_entries = max(0, end - (self.position or 0))
        if head.timestamp_ms:
            standing.head_at = moment(head.timestamp_ms).isoformat()
        newest = head.timestamp_ms or int(now_utc().timestamp() * 1000)
        behind = (newest - self.last_ms) / 1000 if self.last_ms else 0.0
        standing.lag_seconds = max(0.0, behind) if standing.lag_entries else 0.0
        return replace(self, standing=standing)


def resume(log: Log, detail: Mapping[str, Any]) -> Standing:
    """Return a standing that begins where an earlier run ended."""
    return Standing(
        log=log.name,
        kept_size=int(detail.get("kept_size", 0)),
        kept_root=str(detail.get("kept_root", "")),
        partial_tile=int(detail.get("partial_tile", -1)),
        partial_since=str(detail.get("partial_since", "")),
    )


def moment(milliseconds: int) -> datetime:
    """Return the time that many milliseconds after 1970.

    Raises:
        ValueError: it is beyond all calendars.
    """
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        raise ValueError(f"{milliseconds} ms is no time") from None
