"""What the making and the checking of a package hand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.config import ClueConfig
from casebook.records import Case, Evidence, Inspection, Sighting, Verdict
from casebook.store import Campaign, KnownAd
from casebook.store.ledger import Line
from reports.compare.records import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One candidate of a case, as it was last served and judged."""

    inspection: Inspection
    verdict: Verdict
    judged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A campaign that advertises a case."""

    campaign: Campaign
    counterfeits: int
    """Sites it leads to that are cases of counterfeits."""
    posts: tuple[KnownAd, ...]
    """Those whose captures are in the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything the casebook holds of one case."""

    case: Case
    visits: tuple[Visit, ...]
    """The one the case is known by comes first."""
    evidence: tuple[Evidence, ...]
    sightings: tuple[Sighting, ...]
    custody: tuple[Line, ...]
    """The ledger's lines on the case and on visits to its site, oldest first."""
    body_titles: Mapping[str, str]
    """Name of the body it poses as, by language; empty where it poses as none."""
    official_hosts: tuple[str, ...]
    pair: Pair | None = None
    """The official page and this one; None where it poses as no known body."""
    promotions: tuple[Promotion, ...] = ()
    """Campaigns that lead to it, those with most posts first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What one package is about."""

    number: str
    made_at: datetime
    language: str
    sender: ClueConfig
    program: str
    """Name and version of what made the package."""
    ledger_head: str
    """Hash of the ledger's last line when the package was made."""
    cases: tuple[CaseFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One file below ``data/``: bytes at hand, or a stored blob."""

    path: str
    """Below ``data/``, ASCII."""
    kind: str
    """As :attr:`casebook.records.Evidence.kind`, and ``record`` for our own."""
    media_type: str
    data: bytes = b""
    blob_sha256: str = ""
    """Where it is set, the content is that blob and ``data`` is empty."""
    captured_at: datetime | None = None
    """UTC; None for what was written at export."""
    url: str = ""
    """What was asked for, exactly."""
    vantage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A payload with the digests that go into the lists."""

    payload: Payload
    size_bytes: int
    sha256: str
    sm3: str


class Result(StrEnum):
    """What became of a check; "could not look" is never "nothing found"."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a package."""

    name: str
    """Stable, such as ``payload-digests``."""
    result: Result
    detail: str
    """What was seen, one line; a message of the catalogue with its values filled."""
