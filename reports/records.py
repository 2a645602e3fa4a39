"""What a daily report says, before anyone writes it down in a format."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.records import Candidate, Case, Registration, Sighting, Tls, Verdict


class Status(StrEnum):
    """How a case stood on the day of the report."""

    NEW = "new"
    """Seen on this day for the first time."""
    RELAPSED = "relapsed"
    """Alive again after it was gone."""
    CHANGED = "changed"
    """Alive, and serves something else than before."""
    LIVE = "live"
    """Alive and the same."""
    GONE = "gone"
    """Unreachable on at least three looks over at least a day."""
    UNREACHABLE = "unreachable"
    """Looked for on this day and not reached; too early to call it gone."""
    NOT_LOOKED = "not-looked"
    """Not visited on this day: nothing is known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the site's own TLS certificate says."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One flagged case as the report shows it."""

    case: Case
    status: Status
    candidate: Candidate | None
    """Of the visit shown; None where no visit is kept."""
    verdict: Verdict | None
    """The latest of that visit."""
    inspected_at: datetime | None
    """UTC, of the visit that the verdict and the screenshots are from."""
    body_titles: Mapping[str, str]
    """Name of the body it poses as, by language; empty where it poses as none."""
    official_hosts: tuple[str, ...]
    desktop_screenshot_sha256: str
    phone_screenshot_sha256: str
    final_url: str
    addresses: tuple[str, ...]
    """Address and port connected to, each once."""
    tls: Tls | None
    certificate: Certificate | None
    registration: Registration | None
    last_sighting: Sighting | None
    clue_numbers: tuple[str, ...]
    """Packages that hold this case, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """What one source gave on the day."""

    run: str
    kind: str
    """Of the run, such as ``discover``."""
    source: str
    at: datetime
    ok: bool
    found: int
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHealth:
    """One run of the day."""

    id: str
    kind: str
    state: str
    """``own`` for the run that makes this report, else ``started``, ``done``,
    ``failed`` or ``killed``."""
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A candidate that nothing came from."""

    url: str
    source: str
    at: datetime
    failure: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A part of the judgement that was not made, and how often."""

    detector: str
    reason: str
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How far the day's figures can be trusted."""

    runs: tuple[RunHealth, ...]
    """Empty: nothing ran, and the report can say nothing of the day."""
    sources: tuple[SourceHealth, ...]
    inspected: int
    """Candidates visited on the day."""
    unreached: tuple[Unreached, ...]
    without_browser: int
    """Visited candidates that no browser has drawn."""
    registration_failed: int
    """Visited candidates whose registration was asked for and not learned."""
    gaps: tuple[Gap, ...]
    waiting: int
    """Candidates not visited yet."""

    @property
    def failed_sources(self) -> int:
        """How many sources gave an error instead of an answer."""
        return sum(not source.ok for source in self.sources)

    @property
    def unfinished_runs(self) -> int:
        """How many runs did not come to their end."""
        return sum(run.state not in {"done", "own"} for run in self.runs)

    @property
    def complete(self) -> bool:
        """Whether "0 found" would mean that nothing was there to find."""
        return bool(self.runs) and not (
            self.failed_sources
            or self.unfinished_runs
            or self.unreached
            or self.without_browser
            or self.gaps
            or self.waiting
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """One Beijing calendar day."""

    day: str
    """ISO date of the day in Beijing."""
    since: datetime
    """UTC, the day's first moment."""
    until: datetime
    """UTC, the next day's first moment."""
    made_at: datetime
    """UTC."""
    cards: tuple[Card, ...]
    """By status, then by probability, highest first."""
    health: Health

    def count(self, status: Status) -> int:
        """Return how many cases stand so."""
        return sum(card.status is status for card in self.cards)
