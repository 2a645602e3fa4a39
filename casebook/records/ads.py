"""Advertisements as they were seen, and what they were taken for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.records.captures import Capture
from casebook.records.verdicts import Finding
from casebook.times import require_utc


class AdKind(StrEnum):
    """As what an advertisement was seen."""

    POST = "post"
    """An item on a board, in a group or in a feed."""
    SEARCH_AD = "search-ad"
    """A paid result of a search engine."""
    SEARCH_RESULT = "search-result"
    """What an engine shows of a page elsewhere; the page itself was not read."""
    CAPTION = "caption"
    """The words of a picture or a short video."""
    TIP = "tip"
    """Reported by a person; where it stood was not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """An advertisement for certificates, as it was seen."""

    place: str
    """Name of the board, engine or account list where it stood."""
    url: str
    """Where it stood."""
    text: str
    """Its words, unchanged."""
    seen_at: datetime
    """UTC."""
    contacts: tuple[str, ...] = ()
    """Telephone numbers, WeChat and QQ names, as written."""
    price: str = ""
    """As written, or empty where none was named."""
    links: tuple[str, ...] = ()
    """Absolute URLs it leads to."""
    image_sha256s: tuple[str, ...] = ()
    """Stored pictures of it, 64 lower-case hex digits each."""
    kind: AdKind = AdKind.POST
    source: str = ""
    """Name of the spider or command that found it."""
    title: str = ""
    account: str = ""
    """Who published it, as the place names them; empty: not shown."""
    section: str = ""
    """Part of the place it stood in, such as a forum's section; or empty."""
    group: str = ""
    """Chat group or channel it stood in, as the place names it; or empty."""
    members: int | None = None
    """Members or followers of the group, where the place shows them."""
    part: str = ""
    """Which of several on one page, such as a floor or an item's number."""
    posted_at: datetime | None = None
    """UTC, as the place dates it; None: not said, or not understood."""
    posted_as: str = ""
    """The date as written."""
    codes: tuple[str, ...] = ()
    """Payloads of the QR codes on its pictures."""
    capture: Capture | None = None
    """How the page came over the wire; None where a person handed it in."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        require_utc(self.seen_at, "seen_at")
        if self.posted_at is not None:
            require_utc(self.posted_at, "posted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdContact:
    """A way to reach whoever advertises; the same value joins posts and sites."""

    kind: str
    """``phone``, ``wechat``, ``qq``, ``telegram``, ``messenger``, ``email``, ``link``
    or ``qr``."""
    value: str
    """Normal form: digits only, or lower case."""
    written: str
    """As it stands in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdJudgement:
    """What a text was taken for, and why."""

    label: str
    """``seller``, ``cheating``, ``training``, ``warning`` or ``other``."""
    probability: float
    """0 to 1 that it sells."""
    findings: tuple[Finding, ...]
    """Reasons, strongest first."""
    contacts: tuple[AdContact, ...]
    trades: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    """As written, only what is said in the speaker's own voice."""
    model: str = ""

    @property
    def sells(self) -> bool:
        """Whether it is to be followed and counted."""
        return self.label in AD_SELLING


AD_SELLING = frozenset({"seller", "cheating"})
"""Labels of advertisements that are followed and counted."""
