"""What was served, on the wire and in a browser, and what stands behind it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.records.candidates import Candidate
from casebook.times import require_utc


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
    server_name: str = ""
    """Name asked for in the handshake; empty: an address was."""


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
    first_byte_at: datetime | None = None
    """UTC, when the first byte of the answer came; None: none did."""
    first_byte_seconds: float | None = None
    """From start to first byte by the monotonic clock, which nobody can set."""
    seconds: float | None = None
    """From start to end by the monotonic clock."""
    local: str = ""
    """Our end of the connection, address and port; empty: none."""
    checked: tuple[str, ...] = ()
    """Addresses that were found for the host and let through; ``peer`` is at one."""
    cut: str = ""
    """Which limit of ours cut the answer: ``head``, ``body`` or ``time``; or empty."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        require_utc(self.started_at, "started_at")
        require_utc(self.ended_at, "ended_at")
        if self.first_byte_at is not None:
            require_utc(self.first_byte_at, "first_byte_at")


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
    kind: str = ""
    """Type asked for, ``A`` or ``AAAA``."""
    message: str = ""
    """The whole answer as it came, in base64; empty where none came, or one longer
    than name servers send for good reason."""

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
    wire_sha256: str = ""
    """Stored WARC records of its requests and answers, byte for byte; or empty."""
    chain_sha256s: tuple[str, ...] = ()
    """Stored DER certificates of the hosts that served it."""


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
    first_view_sha256: str = ""
    """Stored PNG of what a visitor sees before scrolling; empty where none was."""
    traffic_sha256: str = ""
    """Stored JSON of what a browser told of itself and of its traffic: a rendering,
    not what went over the wire; empty for other vantages."""
    recording_sha256: str = ""
    """Stored animated WebP of the page as it was loaded; empty: not recorded."""
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
