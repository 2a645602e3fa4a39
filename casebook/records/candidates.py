"""Where work begins: a URL worth a look."""

from dataclasses import dataclass
from datetime import datetime

from casebook.times import require_utc


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
    found_as: str = ""
    """Payload of the QR code, or the deep link, that ``url`` was taken out of,
    unchanged; empty where the link itself was found."""
    picture_sha256: str = ""
    """Stored picture that the QR code stood on; empty: none."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.seen_at, "seen_at")
