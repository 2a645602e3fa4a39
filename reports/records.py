"""What a daily report says, before anyone writes it down in a format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from casebook.records import (
    Candidate,
    Case,
    Handoff,
    Outcome,
    Registration,
    Sighting,
    Submission,
    Tls,
    Verdict,
)
from casebook.store import Campaign
from reports.compare.records import Pair


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
    pair: Pair | None = None
    """The official page and this one, where the case is new or has changed."""


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
    last_read: datetime | None = None
    """When it was last read without a failure, this time counted; None: never."""
    is_stale: bool = False
    """Whether that is too long ago, or one of its lists is too old."""
    detail: dict[str, Any] = field(default_factory=dict)
    """What it told of its parts; :mod:`casebook.sources` reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """A source of the days before that was not asked on the day."""

    source: str
    asked_at: datetime
    """When it was last asked."""
    last_read: datetime | None
    """When it was last read without a failure; None: never."""


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
    unasked: tuple[Unasked, ...] = ()

    @property
    def failed_sources(self) -> int:
        """How many sources gave an error instead of an answer."""
        return sum(not source.ok for source in self.sources)

    @property
    def stale_sources(self) -> int:
        """How many sources know nothing newer than some days ago."""
        return sum(source.is_stale for source in self.sources)

    @property
    def unfinished_runs(self) -> int:
        """How many runs did not come to their end."""
        return sum(run.state not in {"done", "own"} for run in self.runs)

    @property
    def complete(self) -> bool:
        """Whether "0 found" would mean that nothing was there to find."""
        return bool(self.runs) and not (
            self.failed_sources
            or self.stale_sources
            or self.unasked
            or self.unfinished_runs
            or self.unreached
            or self.without_browser
            or self.gaps
            or self.waiting
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdsFound:
    """Advertisements of one day."""

    labels: Mapping[str, int] = field(default_factory=dict)
    """Texts seen first on the day, by what they were taken for."""
    campaigns: tuple[Campaign, ...] = ()
    """Those seen on the day, those with most new posts first."""
    counterfeits: Mapping[str, int] = field(default_factory=dict)
    """Sites that are cases of counterfeits, by the id of the campaign that leads
    there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What people handed over, and what came of it, since the report before."""

    since: datetime | None = None
    """UTC: lines written down at or after it are here; None: all there are."""
    handoffs: tuple[Handoff, ...] = ()
    """In the order of writing, as the others; corrected ones too."""
    outcomes: tuple[Outcome, ...] = ()
    submissions: tuple[Submission, ...] = ()
    unanswered: tuple[Handoff, ...] = ()
    """Handed over too long ago without a receipt or an outcome, oldest first."""
    totals: Mapping[str, int] = field(default_factory=dict)
    """What all outcomes up to the end of the day come to, by kind, as in
    :func:`casebook.followups.tally`."""
    totals_before: Mapping[str, int] = field(default_factory=dict)
    """The same up to ``since``; empty where that is None."""
    receipt_days: float = 0.0
    """Days after which that is too long."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """What the channels of submissions are called."""


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
    ads: AdsFound = field(default_factory=AdsFound)
    followed: Followed = field(default_factory=Followed)

    def count(self, status: Status) -> int:
        """Return how many cases stand so."""
        return sum(card.status is status for card in self.cards)
