"""People whose certificates a page shows: their names, found and kept out of sight.

The names come from the pages themselves, so that they are masked wherever a document
quotes them: in a title, in a reason, in an advertisement, in an address.
"""

import dataclasses
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from PIL import Image, ImageDraw, UnidentifiedImageError
from selectolax.lexbor import LexborNode

from casebook.records import Capture, Inspection
from detectors.looks.layout import Box, read_layout
from detectors.page import Page
from detectors.site import open_site
from reports import names
from reports.masking import mask
from reports.pictures import MAX_PIXELS

Read = Callable[[str], bytes]

T = TypeVar("T")

_CELL_MAX = 40
"""Characters of a cell that can be a label or a name."""
_CELLS_MAX = 4_000
_COVER = (226, 229, 233)


def victims_of(inspections: Iterable[Inspection], read: Read) -> frozenset[str]:
    """Return the names that the pages of *inspections* show beside their labels."""
    found: set[str] = set()
    for inspection in inspections:
        site = open_site(inspection, read)
        for page in (*site.pages, *site.inner):
            found |= names_on(page)
    return frozenset(found)


def names_on(page: Page) -> frozenset[str]:
    """Return the names of people that *page* shows as an answer."""
    lines = [*page.lines, *page.pieces]
    if not any(names.is_label(line) or _labelled(line) for line in lines):
        return frozenset()
    found = {*_in_tables(page), *_in_lines(page.lines), *_in_lines(page.pieces)}
    return frozenset(one for one in found if names.reads_like_one(one))


def spare(record: T, hidden: frozenset[str]) -> T:
    """Return *record* with the names of *hidden* masked in every text of it."""
    if not hidden:
        return record
    plain: Any = record
    found: Any = _spared(plain, hidden)
    return found  # type: ignore[no-any-return]


def spared_picture(
    layout_sha256: str,
    sha256: str,
    hidden: frozenset[str],
    keep: frozenset[str],
    read: Read,
) -> Callable[[], bytes] | None:
    """Return what paints over who is named on a screenshot; None: nobody is.

    It is known only where the browser told where each text stands.

    Args:
        layout_sha256: of the stored layout, or empty.
        sha256: of the stored PNG.
        hidden: names of victims.
        keep: numbers that stay readable: a seller's contacts.
        read: gives stored bytes.
    """
    if not layout_sha256:
        return None
    boxes = tuple(_telling(read(layout_sha256), hidden, keep))
    return (lambda: _painted(read(sha256), boxes)) if boxes else None


def spared_pictures(
    captures: Iterable[Capture],
    hidden: frozenset[str],
    keep: frozenset[str],
    read: Read,
) -> dict[str, bytes]:
    """Return the screenshots that name somebody, painted over, by SHA-256."""
    found: dict[str, bytes] = {}
    for one in captures:
        sha256 = one.screenshot_sha256
        if sha256 and sha256 not in found:
            paint = spared_picture(one.layout_sha256, sha256, hidden, keep, read)
            if paint is not None:
                found[sha256] = paint()
    return found


def reading(read: Read, instead: Mapping[str, bytes]) -> Read:
    """Return *read* with some blobs replaced by what may be shown of them."""
    return lambda sha256: instead[sha256] if sha256 in instead else read(sha256)


def _in_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield names in one line with their label, and in the line below one."""
    is_below = False
    for line in lines:
        yield from _labelled(line)
        if is_below and len(line) <= _CELL_MAX:
            yield names.name_in(line)
        is_below = len(line) <= _CELL_MAX and names.is_label(line)


def _labelled(line: str) -> Iterator[str]:
    return (name for _, _, name in names.labelled(line))


def _in_tables(page: Page) -> Iterator[str]:
    """Yield names beside a label cell, and below one in the head of a table."""
    below: set[int] = set()
    for row in page.css("tr"):
        cells = [_text(cell) for cell in row.css("td,th")[:_CELLS_MAX]]
        labels = {at for at, cell in enumerate(cells) if names.is_label(cell)}
        beside = {at + 1 for at in labels if at + 1 < len(cells)}
        yield from (names.name_in(cells[at]) for at in beside)
        yield from (names.name_in(cells[at]) for at in below if at < len(cells))
        # A head has fields beside fields: the values stand below it.
        below = labels or (below if len(cells) > 1 else set())


def _text(cell: LexborNode) -> str:
    text = " ".join(cell.text().split())
    return text if len(text) <= _CELL_MAX else ""


def _spared(plain: Any, hidden: frozenset[str]) -> Any:
    if isinstance(plain, Enum):
        return plain
    if isinstance(plain, str):
        return names.hide(plain, hidden)
    if dataclasses.is_dataclass(plain) and not isinstance(plain, type):
        fields = {
            field.name: _spared(getattr(plain, field.name), hidden)
            for field in dataclasses.fields(plain)
        }
        return dataclasses.replace(plain, **fields)
    if isinstance(plain, tuple | list | frozenset):
        return type(plain)(_spared(one, hidden) for one in plain)
    if isinstance(plain, Mapping):
        return {
            _spared(key, hidden): _spared(value, hidden) for key, value in plain.items()
        }
    return plain


def _telling(
    layout: bytes, hidden: frozenset[str], keep: frozenset[str]
) -> Iterator[Box]:
    """Yield where a text stands that a document would mask."""
    found = read_layout(layout)
    if found is None:
        return
    is_below = False
    for place in found.texts:
        shown = names.hide(place.text, hidden)
        beside = names.name_in(place.text) if is_below else ""
        if mask(shown, keep=keep) != place.text or (
            beside and names.reads_like_one(beside)
        ):
            yield place.box
        is_below = names.is_label(place.text)


def _painted(png: bytes, boxes: Iterable[Box]) -> bytes:
    """Return *png* with *boxes* covered, or empty where it is not a picture."""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if not 0 < image.width * image.height <= MAX_PIXELS:
                return b""
            shown = image.convert("RGB")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError):
        return b""
    draw = ImageDraw.Draw(shown)
    for box in boxes:
        edge = (box.left - 1, box.top - 1, box.right, box.bottom)
        draw.rectangle(edge, fill=_COVER)
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()
