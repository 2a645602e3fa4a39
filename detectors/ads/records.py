"""What reading an advertisement hands on: frozen records, positions in the raw text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casebook.records import Finding


class AdLabel(StrEnum):
    """What a text is, by who speaks and what is offered."""

    SELLER = "seller"
    """Offers forged certificates, or a sham inquiry that shows them."""
    CHEATING = "cheating"
    """Offers to pass the real examination for the buyer, or a sure pass."""
    TRAINING = "training"
    """A school or agency that offers lessons and the real examination."""
    WARNING = "warning"
    """News, police, ministry or school that warn of forgeries or report them."""
    OTHER = "other"
    """Anything else: guides, questions, vacancies, other trade."""


SELLING = frozenset({AdLabel.SELLER, AdLabel.CHEATING})
"""Labels of what is to be followed and counted."""


class ContactKind(StrEnum):
    """By what a reader is told to answer."""

    PHONE = "phone"
    WECHAT = "wechat"
    QQ = "qq"
    TELEGRAM = "telegram"
    MESSENGER = "messenger"
    """Any other messenger that is named, such as BatChat or WhatsApp."""
    EMAIL = "email"
    LINK = "link"
    QR = "qr"
    """Payload of a QR code that is no link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A way to reach whoever speaks."""

    kind: ContactKind
    value: str
    """Normal form: digits only, or lower case; a link without tricks, its path kept.
    Equal for equal contacts, so it joins posts and sites."""
    written: str
    """As it stands in the text."""
    start: int
    """Where ``written`` begins in the raw text; -1 for a QR payload."""
    end: int

    @property
    def key(self) -> str:
        """Return kind and value as one string, for edges and tables."""
        return f"{self.kind}:{self.value}"

    @property
    def url(self) -> str:
        """Return the absolute URL of a link, or empty for any other kind."""
        if self.kind is not ContactKind.LINK:
            return ""
        return self.value if "://" in self.value else f"http://{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A sum of money that is named."""

    low: Decimal
    """Yuan."""
    high: Decimal
    """Yuan; equals ``low`` where no range was named."""
    unit: str
    """What it is for, such as ``张``; empty: not said."""
    role: str
    """``deposit``, ``balance``, ``salary``, ``fine`` or empty: the price itself."""
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A trade for which a certificate is named."""

    name: str
    """The item's official name, or the usual one outside the ministry's list."""
    category: str
    """The ministry's category, or empty for a trade it does not certify."""
    certified_by: str
    """``mem``, ``mohurd``, ``samr``, ``mohrss``, ``moe`` or ``other``."""
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A promise, an offer or a term, as it stands in the text."""

    kind: str
    """Such as ``no-exam``; the kinds are the tables of ``lexicon.toml``."""
    written: str
    start: int
    end: int
    asserted: bool
    """Said in the speaker's own voice: not quoted, denied, asked or warned of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdVerdict:
    """The judgement of one text."""

    label: AdLabel
    probability: float
    """0 to 1 that it sells (seller or cheating)."""
    probabilities: Mapping[str, float]
    """0 to 1 of each label; the sum is 1."""
    findings: tuple[Finding, ...]
    """Reasons, strongest first by absolute weight; each quotes the text."""
    contacts: tuple[Contact, ...]
    prices: tuple[Price, ...]
    trades: tuple[Trade, ...]
    places: tuple[str, ...]
    """Provinces and cities named, short names, in order of appearance."""
    promises: tuple[Phrase, ...]
    """Every promise said or quoted; see :attr:`Phrase.asserted`."""
    delivery: tuple[Phrase, ...]
    """How the goods are said to reach the buyer."""
    model: str
    """Name and version of the weights."""

    @property
    def sells(self) -> bool:
        """Return whether the label is to be followed."""
        return self.label in SELLING


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One text at one place, as grouping wants it."""

    id: str
    """Of the caller; comes back in :attr:`Campaign.posts`."""
    text: str
    platform: str = ""
    """Board, engine or service, such as the name of its TOML; empty: unknown."""
    account: str = ""
    """Who posted, as the platform names them; empty: unknown."""
    day: date | None = None
    """Shanghai date it was posted or first seen; None: unknown."""
    contacts: tuple[Contact, ...] | None = None
    """Of its verdict; None: to be read from the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Posts that are one advertisement, or advertise one contact."""

    key: str
    """Stable for the same posts: digest of the first post's id, 16 hex digits."""
    posts: tuple[str, ...]
    """Ids, in the order given."""
    contacts: tuple[str, ...]
    """Keys of contacts (``wechat:…``), most frequent first."""
    links: tuple[str, ...]
    """Values of links, most frequent first."""
    platforms: Mapping[str, int]
    """Posts on each; unknown ones under the empty name."""
    accounts: Mapping[str, int]
    """Posts of each ``platform/account``; unknown accounts are left out."""
    days: Mapping[date, int] = field(default_factory=dict)
    """Posts of each day, earliest first; unknown days are left out."""
