"""What a comparison consists of, before it is drawn."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from detectors.looks.layout import Box


class Kind(StrEnum):
    """What both pages show."""

    TEXT = "text"
    FOOTER = "footer"
    """Sponsor, registration and site numbers."""
    FORM = "form"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One of the two pages."""

    url: str
    screenshot_sha256: str
    """Stored PNG; empty where there is none, and then ``lines`` are set as text."""
    lines: tuple[str, ...]
    """What it says, from the top."""
    captured_at: datetime | None
    """UTC; None where the page was not captured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Something that stands on both pages."""

    kind: Kind
    text: str
    """Words of it, or the name of a picture."""
    sameness: float
    """1.0 word for word."""
    official: tuple[Box, ...]
    """Where on the official screenshot; empty where places are not known."""
    suspect: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two pages and what they share."""

    body: str
    """Name of the body, in Chinese."""
    body_en: str
    official: Panel
    suspect: Panel
    shared: tuple[Shared, ...]
    """The most telling first."""
    runs: int
    """Runs of text on the official page."""
    found: int
    """How many of them stand on the suspect page too."""
