"""What each step hands on: one frozen record a step, and no step edits another's.

No Scrapy and no database here: detectors and reports read these on machines that
never crawl. :mod:`casebook.encoding` turns each into plain data and back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from casebook.times import require_utc


class Label(StrEnum):
    """What a verdict says of a site."""

    OFFICIAL = "official"
    """The host belongs to an official body."""
    INTRUSION = "intrusion"
    """An unknown host of a government suffix that serves certificate results."""
    COUNTERFEIT = "counterfeit"
    """Poses as an official body on a host that is not the body's."""
    SELLER = "seller"
    """Offers forged certificates or sure passes."""
    SUSPICIOUS = "suspicious"
    """A person should look."""
    CLEAR = "clear"
    """Looked at with everything, and nothing speaks for a flag."""
    UNREACHABLE = "unreachable"
    """Nothing came that could be judged."""


FLAGGED = frozenset(
    {Label.INTRUSION, Label.COUNTERFEIT, Label.SELLER, Label.SUSPICIOUS}
)
"""Labels that make a case; the daily report lists them."""

PACKAGED = frozenset({Label.COUNTERFEIT, Label.SELLER})
"""Labels whose cases may go into a clue package."""


class Vantage(StrEnum):
    """From where and how a visit was made."""

    DESKTOP = "desktop"
    """The link as found, a desktop browser's headers."""
    PHONE = "phone"
    """The link as found, the headers of a phone that scanned a QR code."""
    BARE = "bare"
    """The link without its query and with no referer, desktop."""
    REFERRED = "referred"
    """The link as found, desktop, as if followed from a search engine."""
    BROWSER_DESKTOP = "browser-desktop"
    """A real browser, 1280 by 800 CSS pixels."""
    BROWSER_PHONE = "browser-phone"
    """A real browser, 390 by 844 CSS pixels, phone headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL worth a look, and why."""

    url: str
    """Absolute, exactly as found; compare through :func:`casebook.urls.canonical`."""
    source: str
    """Name of the spider or command that found it."""
    reason: str
    """One sentence for the person who reads the clue."""
    seen_at: datetime
    """UTC."""
    referer: str = ""
    """URL of the page the link stood on, or empty where there was none."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.seen_at, "seen_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """What a TLS handshake showed."""

    version: str
    """Such as ``TLSv1.3``."""
    cipher: str
    chain_sha256s: tuple[str, ...]
    """Stored DER certificates, leaf first, as the server sent them."""
    verified: bool | None
    """Whether the chain leads to a trusted root and names the host; None: not
    checked."""
    problem: str = ""
    """Why it did not verify, in the library's words; empty where it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    url: str
    method: str
    started_at: datetime
    """UTC, when the request was handed to the connection."""
    ended_at: datetime
    """UTC, when the last byte came or the connection failed."""
    peer: str
    """Address and port connected to, such as ``192.0.2.7:443``; empty: none."""
    sent_sha256: str
    """Stored bytes of the request; empty where none were sent."""
    received_sha256: str
    """Stored bytes of the answer, head and body, unparsed; empty where none came."""
    received_bytes: int
    status: int | None
    """HTTP status, or None where no head could be read."""
    truncated: bool = False
    """Whether a limit of ours cut the answer short."""
    tls: Tls | None = None
    failure: str | None = None
    """Name of what went wrong, else None."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        require_utc(self.started_at, "started_at")
        require_utc(self.ended_at, "ended_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswer:
    """What name resolution said before a connection was made."""

    name: str
    rcode: str
    """``NOERROR``, ``NXDOMAIN``, ``SERVFAIL``, ``TIMEOUT`` …"""
    records: tuple[str, ...]
    """Lines such as ``a.test. 300 IN A 192.0.2.7``, in the order received."""
    resolver: str
    """Address asked, such as ``192.0.2.53:53``, or ``system``."""
    asked_at: datetime
    """UTC."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.asked_at, "asked_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something a page draws in or leads to, fetched once and stored."""

    url: str
    kind: str
    """``icon``, ``image``, ``script``, ``style`` or ``page`` (an inner link)."""
    status: int | None
    media_type: str
    sha256: str
    """Stored body; empty where nothing came."""
    size_bytes: int
    final_url: str = ""
    """After redirects; empty where it is the same."""
    failure: str | None = None
    """Name of what went wrong, else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What one vantage was served, once.

    A failed capture is still a capture: ``failure`` is set and the body is empty.
    """

    url: str
    """What was asked for."""
    vantage: Vantage
    captured_at: datetime
    """UTC, when the visit began."""
    final_url: str
    """After redirects; equals ``url`` where there were none."""
    status: int | None
    """HTTP status of the last hop, or None where no answer came."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of the last hop, names as sent, latin-1 read."""
    body_sha256: str = ""
    """Stored page bytes: compression undone, charset not. Rendered DOM (UTF-8) for a
    browser vantage."""
    body_bytes: int = 0
    truncated: bool = False
    """Whether a limit of ours cut the body short."""
    exchanges: tuple[Exchange, ...] = ()
    """Every hop on the wire in order; a browser's are not kept."""
    dns: tuple[DnsAnswer, ...] = ()
    resources: tuple[Resource, ...] = ()
    screenshot_sha256: str = ""
    """Stored full-page PNG of a browser vantage, else empty."""
    layout_sha256: str = ""
    """Stored JSON of where text, pictures and fields stand on the screenshot, read by
    :func:`detectors.looks.layout.read_layout`; empty where it is not known."""
    redirects: tuple[str, ...] = ()
    """URLs passed on the way, first asked first; empty where there were none."""
    failure: str | None = None
    """Name of what went wrong where there is no page, else None: ``dns-nxdomain``,
    ``dns-servfail``, ``dns-timeout``, ``blocked-address``, ``refused``, ``reset``,
    ``timeout``, ``tls``, ``redirect-loop``, ``bad-redirect``, ``too-large``,
    ``expansion``, ``bad-http``, ``no-browser``, ``browser`` or ``internal``."""
    failure_detail: str = ""
    """What the library said, one line, at most 300 characters."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.captured_at, "captured_at")


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
class Registration:
    """What the registries say of a domain."""

    domain: str
    """Registrable domain asked for."""
    asked_at: datetime
    """UTC."""
    source: str
    """``rdap``, ``whois`` or ``none``."""
    created_at: datetime | None = None
    """UTC, or None where unknown."""
    expires_at: datetime | None = None
    registrar: str = ""
    registrant: str = ""
    registrant_email: str = ""
    """Empty where it is hidden, as it mostly is."""
    name_servers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    raw_sha256: str = ""
    """Stored answer as it came; empty where none did."""
    failure: str | None = None
    """Why nothing is known, else None."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        for name in ("asked_at", "created_at", "expires_at"):
            moment = getattr(self, name)
            if moment is not None:
                require_utc(moment, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Whose network an address is in, by the operator's table."""

    address: str
    network: str
    """The smallest network of the table that holds it, in CIDR form."""
    asn: str
    """Such as ``AS64496``, or empty."""
    country: str
    """As the table has it, such as ``CN``, or empty."""
    name: str
    """Of the network's holder, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All captures of one candidate in one run: what a judge is shown."""

    candidate: Candidate
    captures: tuple[Capture, ...]
    """One a vantage, in the order taken; at least one."""
    registration: Registration | None = None
    """None: not asked."""
    placed: tuple[Placed, ...] = ()
    """Networks of the site's addresses; empty without a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence a reader can check, in any language that has a catalogue.

    Render it with :func:`casebook.language.say`.
    """

    template: str
    """English message with ``{names}``; the key of the catalogues."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What is quoted: taken from the page, so hostile; escaped where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What resembles what, how strongly, and where to look."""

    detector: str
    signal: str
    """Reason code, stable, such as ``title-copied``."""
    strength: float
    """0 to 1: how strongly the signal shows."""
    claim: Claim
    where: str
    """Where to look, such as ``desktop html:title`` or ``screenshot``."""
    profile: str = ""
    """Name of the profile it points to, or empty."""
    weight: float = 0.0
    """Log-odds it moved the verdict by; above 0 speaks for a flag, below 0 against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A part of the judgement that could not be made."""

    detector: str
    reason: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement of one inspection."""

    url: str
    label: Label
    probability: float
    """0 to 1 that the site is a counterfeit or a seller."""
    profile: str
    """Name of the body it poses as or belongs to, or empty."""
    findings: tuple[Finding, ...]
    """Strongest first, by absolute weight."""
    not_run: tuple[NotRun, ...]
    model: str
    """Name and version of the weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One lasting file of a case."""

    case: str
    kind: str
    """``body``, ``dom``, ``screenshot``, ``sent``, ``received``, ``certificate``,
    ``registration`` or ``resource``."""
    name: str
    """ASCII file name to use in a package."""
    media_type: str
    sha256: str
    size_bytes: int
    captured_at: datetime
    """UTC."""
    url: str = ""
    """What was asked for."""
    vantage: str = ""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.captured_at, "captured_at")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A numbered package that was handed to a person."""

    number: str
    """``CLUE-<year>-<four digits or more>``."""
    cases: tuple[str, ...]
    file_name: str
    sha256: str
    """Of the ZIP."""
    size_bytes: int
    made_at: datetime
    supersedes: str = ""
    """Number of the package this one corrects, or empty."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.made_at, "made_at")


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
class Outcome:
    """What became of a clue that was handed over."""

    case: str
    clue: str
    kind: str
    """``accepted``, ``returned``, ``case-opened``, ``site-closed`` …"""
    by: str
    at: datetime
    receipt: str = ""
    note: str = ""

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
    """``proposed`` by the machine; ``confirmed`` or ``rejected`` by a person."""
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
