"""Words that stand in pictures only, read and handed on as a page of their own.

Reading costs a hundred times what the rest of a judgement does, so a cheap look comes
first: what the picture shows of text, against what the document holds of it. On an
ordinary page the two agree, and nothing is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from PIL import Image

from casebook.language import mark
from casebook.records import NotRun
from detectors.looks.layout import Box, Layout
from detectors.looks.lines import text_lines
from detectors.looks.pixels import Pixels, is_installed, pixels_of
from detectors.looks.recognition import Line, NotInstalled, characters, read_lines
from detectors.looks.screens import LOOKED_PX, Screen
from detectors.pages.page import Page
from detectors.pages.plaintext import CJK, flatten

NAME = "picture_text"
"""What a part that was not run is called, as the detector of these words is."""
HIDDEN_MIN = 24
"""Characters in the picture and not in the document; less is a logo with a name."""
HIDDEN_SHARE = 0.5
"""The same as a share of all characters that the picture shows."""
COVERED = 0.4
"""Share of a line's box from which the document's own text stands there."""
READ_MAX = 480.0
"""Characters read of one screen: benchmarks/looks.py of 2026-11-23 measured 2.3 ms."""
FOOT_READ_MAX = 170.0
"""Of these, kept for the last lines, which say whose the page is."""
FOOT_MIN_PX = 24
"""Rows; less is no foot."""
HEADER_PX = 220
THIN = 60
"""Letters in a document that leaves its words to pictures or scripts."""
WORDLESS = 12
"""Letters in the body of a document that says nothing itself."""
LARGE_PX = 150_000
"""Area of a picture that may be a whole page."""
NO_LIBRARY = mark(
    "the words of this page stand in a picture, and text recognition is not installed: "
    "python -m pip install 'zhaoyao[ocr]'"
)
NO_PICTURE = mark(
    "this page holds next to no words of its own, and there is no picture of it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in pictures, and what could not be."""

    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    """Where the words stand on the first screen; its own pixels."""
    not_run: tuple[NotRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """What a picture shows of text that the document does not hold."""

    lines: tuple[Box, ...]
    characters: float
    share: float
    """Of all characters that the picture shows."""

    @property
    def is_much(self) -> bool:
        """Whether the words of the page stand in the picture."""
        return self.characters >= HIDDEN_MIN and self.share >= HIDDEN_SHARE


def read_pictures(
    pages: Sequence[Page], screens: Iterable[Screen], images: Iterable[Screen]
) -> Reading:
    """Read what the documents leave to pictures.

    Args:
        pages: the documents that came.
        screens: pictures of them that a browser drew.
        images: large pictures that stand on them, for want of a screenshot.
    """
    shown = list(screens)
    thin = bool(pages) and all(is_thin(page) for page in pages)
    if not shown and not thin:
        return Reading()
    looked = shown or list(images)
    if not looked:
        return _lacking(NO_PICTURE) if leaves_words_out(pages) else Reading()
    if not is_installed():
        return _lacking(NO_LIBRARY) if leaves_words_out(pages) else Reading()
    for screen in looked:
        hidden = hidden_text(screen.first_pixels, screen)
        if not hidden.is_much:
            continue
        try:
            lines = read_screen(screen, hidden)
        except NotInstalled:
            return _lacking(NO_LIBRARY)
        if lines:
            # One is enough: a telephone is shown the same words in another place.
            return Reading(pages=(as_page(screen, lines),), lines=tuple(lines))
    return Reading()


def hidden_text(pixels: Pixels, screen: Screen) -> Hidden:
    """Return what *screen* shows of text beyond its document."""
    lines = text_lines(pixels)
    shown = sum(map(characters, lines))
    if screen.layout is not None:
        own = _own_places(screen.layout)
        lines = [line for line in lines if not _is_covered(line, own)]
        beyond = sum(map(characters, lines))
    else:
        beyond = max(0.0, shown - len(screen.page.flat))
    return Hidden(
        lines=tuple(lines), characters=beyond, share=beyond / shown if shown else 0.0
    )


def read_screen(screen: Screen, hidden: Hidden) -> list[Line]:
    """Read *hidden*, which stands in the first rows, and the foot of a long picture.

    Raises:
        NotInstalled: nothing can read here.
    """
    foot = _last(foot_lines(screen))
    if not foot:
        return read_hidden(screen.first_pixels, hidden)
    left = READ_MAX - sum(map(characters, foot))
    return read_hidden(screen.first_pixels, hidden, most=left, foot=False) + [
        replace(line, box=_lower(line.box, screen.foot_top))
        for line in read_lines(screen.foot_pixels, foot)
    ]


def foot_lines(screen: Screen) -> list[Box]:
    """Return the lines in the foot of a long picture that its document does not hold.

    Their rows are counted from the top of the foot.
    """
    if screen.foot_height < FOOT_MIN_PX:
        return []
    lines = text_lines(screen.foot_pixels)
    if screen.layout is None:
        return lines
    own = _own_places(screen.layout)
    return [b for b in lines if not _is_covered(_lower(b, screen.foot_top), own)]


def read_hidden(
    pixels: Pixels, hidden: Hidden, *, most: float = READ_MAX, foot: bool = True
) -> list[Line]:
    """Read the header strip, then the rest as far as the bound goes, largest first.

    Args:
        pixels: where *hidden* stands.
        hidden: what is to be read.
        most: characters read.
        foot: whether the last lines are the page's, and say whose it is.
    """
    header = [box for box in hidden.lines if box.top < HEADER_PX]
    rest = [box for box in hidden.lines if box.top >= HEADER_PX]
    # What is written large says what the page is; the last lines say whose it is.
    last = set(_last(rest)) if foot else set()
    rest.sort(key=lambda box: (box not in last, -box.height, box.top))
    chosen, left = [], most
    for box in (*header, *rest):
        left -= characters(box)
        if left < 0:
            break
        chosen.append(box)
    chosen.sort(key=lambda box: (box.top, box.left))
    return read_lines(pixels, chosen)


def _last(lines: Sequence[Box]) -> list[Box]:
    """Return the last of *lines*, as many as the foot's share of reading allows."""
    left, found = FOOT_READ_MAX, []
    for box in reversed(lines):
        left -= characters(box)
        if left < 0:
            break
        found.append(box)
    return found[::-1]


def _lower(box: Box, rows: int) -> Box:
    return replace(box, top=box.top + rows)


def words_on(image: Image.Image) -> list[Line]:
    """Return the words that stand on a picture; none where nothing can read them."""
    if not is_installed():
        return []
    pixels = pixels_of(image)[:LOOKED_PX]
    lines = text_lines(pixels)
    shown = sum(map(characters, lines))
    try:
        hidden = Hidden(lines=tuple(lines), characters=shown, share=1.0)
        return read_hidden(pixels, hidden)
    except NotInstalled:
        return []


def as_page(screen: Screen, lines: Sequence[Line]) -> Page:
    """Return the words read as a document, so that every detector can read them.

    Large lines in the upper half are headings; a field without words of its own is
    named by the line to its left.
    """
    heights = sorted(line.box.height for line in lines)
    usual = heights[len(heights) // 2]
    half = max(line.box.bottom for line in lines) / 2
    parts = []
    for line in lines:
        large = line.box.height >= 1.3 * usual and line.box.top < half
        tag = "h1" if large else "p"
        parts.append(f"<{tag}>{escape(line.text)}</{tag}>")
    fields = [
        f'<input placeholder="{escape(name)}">'
        for name in _field_names(screen.layout, lines)
    ]
    form = f"<form>{''.join(fields)}</form>" if fields else ""
    html = f"<html><body>{''.join(parts)}{form}</body></html>"
    return Page(
        where=f"{screen.picture.url} picture-text",
        url=screen.page.url,
        body=html.encode(),
        content_type="text/html; charset=utf-8",
        rendered=True,
    )


def is_thin(page: Page) -> bool:
    """Whether a document has next to no words of its own, in any script."""
    if len(page.flat) > 4 * THIN:
        return False  # whatever it is written in
    chinese = len(CJK.findall(page.text))
    return chinese < THIN and len(page.flat) - chinese < 3 * THIN


def leaves_words_out(pages: Sequence[Page]) -> bool:
    """Whether a document says nothing and holds pictures that may say all.

    A page with a few captions under its photographs, or one that only says "it works",
    shows what it says.
    """
    return any(
        len(flatten(page.text)) < WORDLESS
        and (any(p.kind == "image" for p in page.parts) or "<canvas" in page.lowered)
        for page in pages
    )


def _lacking(reason: str) -> Reading:
    return Reading(not_run=(NotRun(detector=NAME, reason=reason),))


def _own_places(layout: Layout) -> list[Box]:
    fields = [field.box for field in layout.fields if field.text]
    return [text.box for text in layout.texts] + fields


def _is_covered(line: Box, own: Iterable[Box]) -> bool:
    area = line.width * line.height
    return sum(line.shared(box) for box in own) >= COVERED * area


def _field_names(layout: Layout | None, lines: Sequence[Line]) -> list[str]:
    if layout is None:
        return []
    names = []
    for field in layout.fields:
        beside = [
            line
            for line in lines
            if line.box.top < field.box.bottom
            and line.box.bottom > field.box.top
            and 0 <= field.box.left + 8 - line.box.right <= 240  # noqa: PLR2004 - a label's gap
        ]
        if beside and not field.text:
            names.append(max(beside, key=lambda line: line.box.right).text)
    return names
