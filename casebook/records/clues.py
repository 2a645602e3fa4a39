"""Packages that were made."""

from dataclasses import dataclass
from datetime import datetime

from casebook.times import require_utc


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
    """Number of the package this one replaces, or empty."""
    supersedes_reason: str = ""
    """Why it does, in the words of who made it; empty where it replaces none."""

    def __post_init__(self) -> None:
        """Refuse a naive time."""
        require_utc(self.made_at, "made_at")
