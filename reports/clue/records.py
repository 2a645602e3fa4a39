"""What the making and the checking of a package hand on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from casebook.config import ClueConfig
from casebook.language import LANGUAGES
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
class Shared:
    """Something that a case has in common with other cases."""

    kind: str
    """One of :data:`detectors.gangs.traces.KINDS`, or ``campaign``."""
    value: str
    cases: tuple[str, ...]
    """Ids of the others, in order."""
    hosts: tuple[str, ...]
    """Theirs, in the same order."""


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
    title: str = ""
    """Of the page, as it was last served; empty: none."""
    pair: Pair | None = None
    """The official page and this one; None where it poses as no known body."""
    promotions: tuple[Promotion, ...] = ()
    """Campaigns that lead to it, those with most posts first."""
    victims: frozenset[str] = frozenset()
    """Names that its pages show beside labels; masked in all of the above."""
    shared: tuple[Shared, ...] = ()
    """What joins it with other cases, most telling kinds first."""
    compared: int = 0
    """Other cases it was compared with."""
    original: "CaseFile | None" = None
    """The same with nothing masked, for what goes into web archives and nowhere else;
    None where nothing had to be masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who hands a package over; what is empty is printed as a blank line.

    Not the configuration itself: that also says how packages are signed, which is
    nothing for a package to tell.
    """

    agency: str
    handler: str
    telephone: str
    recipient: str

    @classmethod
    def of(cls, config: ClueConfig) -> Self:
        """Return the sender that a configuration names."""
        return cls(
            agency=config.agency,
            handler=config.handler,
            telephone=config.telephone,
            recipient=config.recipient,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """An earlier package that a new one takes the place of."""

    number: str
    sha256: str
    """Of its ZIP, as the casebook recorded it."""
    made_at: datetime
    reason: str
    """Why, in the words of the person who exported the new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What one package is about."""

    number: str
    made_at: datetime
    language: str
    sender: Sender
    program: str
    """Name and version of what made the package."""
    ledger_head: str
    """Hash of the ledger's last line when the package was made."""
    cases: tuple[CaseFile, ...]
    supersedes: Superseded | None = None
    """The package this one takes the place of; None where it is the first."""
    timestamp_authority: str = ""
    """Who is asked to date the package once it is written; empty: nobody."""
    tlp: str = "amber"
    """How far the machine-readable summaries may be passed on, as the traffic light
    protocol has it: ``clear``, ``green``, ``amber`` or ``red``."""
    editions: tuple[str, ...] = LANGUAGES
    """Languages of the letter, beside ``language``."""
    reads_pictures: bool = False
    """Whether words are read off pictures, so that they can be masked there."""


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
    make: Callable[[], bytes] | None = None
    """Where it is set, the content is what it gives, the same each time: for masked
    copies, of which a case may have more than fit into memory."""
    captured_at: datetime | None = None
    """UTC; None for what was written at export."""
    url: str = ""
    """What was asked for, exactly."""
    vantage: str = ""
    is_unread: bool = False
    """Whether it is a picture whose words nobody read, so that none are masked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A payload with the digests that go into the lists."""

    payload: Payload
    size_bytes: int
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True)
class Step:
    """What an export is at."""

    name: str
    """``numbered``, ``files``, ``documents``, ``timestamp``, ``undated``,
    ``signature``, ``writing`` or ``recorded``, in this order."""
    number: str
    """Of the package."""
    done: int = 0
    total: int = 0
    """Files or bytes; 0 where the step is one."""
    note: str = ""
    """Why there is no timestamp although one was asked for, with ``undated``."""


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
