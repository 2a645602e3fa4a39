"""Suspect sites: how they stand, how they were found, what people decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.records.verdicts import Claim, Label
from casebook.times import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person decided about a case."""

    case: str
    decision: str
    """``confirmed``, ``rejected`` or ``unsure``."""
    reason_code: str
    by: str
    at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.at, "at")


class Liveness(StrEnum):
    """How a known site was found on a later look."""

    LIVE = "live"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"
    DOWN = "down"
    """Unreachable on at least three looks over at least 24 hours."""
    RELAPSED = "relapsed"
    """Live again after it was down."""
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """How a case was found on one look."""

    case: str
    at: datetime
    liveness: Liveness
    cause: str = ""
    """The capture's failure, or what changed; empty for ``live``."""
    fingerprint: str = ""
    """SHA-256 over what was served, without what changes at each load."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.at, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One suspect site, as it stands now."""

    id: str
    """``CASE-<year>-<four digits or more>``."""
    host: str
    """Host (and port, unless it is the scheme's) that makes the site one."""
    label: Label
    probability: float
    profile: str
    state: str
    """``proposed`` by the machine; ``confirmed`` or ``rejected`` by a person; once it
    was handed over, the last that came of it, as in :mod:`casebook.followups`."""
    first_seen: datetime
    last_seen: datetime
    """When something was last served there."""
    liveness: Liveness
    reason: Claim
    """The strongest finding's claim."""
    url: str
    """The candidate URL of the strongest verdict."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        require_utc(self.first_seen, "first_seen")
        require_utc(self.last_seen, "last_seen")
