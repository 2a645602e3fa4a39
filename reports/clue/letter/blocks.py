"""The letter as blocks: written once, laid out as PDF and as DOCX."""

from dataclasses import dataclass
from enum import StrEnum

from reports.daily.view import Reason


class Style(StrEnum):
    """How a paragraph stands on the page."""

    BODY = "body"
    NOTE = "note"
    """Small, for conditions and limits."""
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The name of the document."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Opens a section; level 2 opens a part of one."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and values in two columns."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A small table with a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Share of each column in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list of short items."""

    items: tuple[str, ...]
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Findings with their weights."""

    items: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A screenshot made small."""

    caption: str
    jpeg: bytes
    width_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Screenshots side by side; they fit one line."""

    items: tuple[Picture, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Files with their digests: a line for the file, then one a digest."""

    items: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """Labels with lines that are filled by hand; a value that is known is printed."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """The next block begins a page."""


Block = (
    Title
    | Heading
    | Paragraph
    | Facts
    | Table
    | Points
    | Reasons
    | Pictures
    | Listing
    | Blanks
    | PageBreak
)
