"""What is kept of a flagged site."""

from dataclasses import dataclass
from datetime import datetime

from casebook.times import require_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One lasting file of a case."""

    case: str
    kind: str
    """``body``, ``dom``, ``screenshot``, ``first-view``, ``traffic``, ``recording``,
    ``sent``, ``received``, ``certificate``, ``registration`` or ``resource``; of the
    whole look ``warc``, ``wacz``, ``wacz-failure``, ``protocol`` (how it was made, to
    be repeated) or ``differences`` (from the look before)."""
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
