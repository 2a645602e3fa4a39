"""What has to be painted over on a picture before a person is shown it.

Where a browser told where each text stands, that is believed; words that stand inside
pictures are read where text recognition is installed. What there was no time to read
is covered. Without text recognition nothing is claimed: such a picture says that it was
not read, and one that a stranger posted is not shown at all.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import Image, ImageDraw, UnidentifiedImageError

from casebook.archives.exchanges import Read
from casebook.records import Capture
from detectors.looks.layout import Box, Layout, Place, read_layout
from detectors.looks.lines import text_lines
from detectors.looks.pixels import is_installed, pixels_of
from detectors.looks.recognition import NotInstalled, can_read, characters, read_lines
from detectors.pages.page import Page
from reports import names
from reports.clue.matter.victims import names_on
from reports.masking import mask
from reports.pictures import MAX_PIXELS

READ_MOST = 900.0
"""Characters read of one picture, two seconds of a core; the rest is covered."""
READ_INSIDE_MOST = 240.0
"""The same where only pictures on a page are read, for the page's own words are known:
half a second."""
STRIP_PX = 1_600
"""Rows looked at in one go; more lines than are found there stand on no screen."""
LINE_PX = 90
"""Rows that two strips share, so that no line is cut by their border."""
POSTED_PX = (1_600, 6_000)
"""Width and height of the copy of a posted picture; a longer chat is cut there."""

Numbers = frozenset[str]

_DOM = "text/html; charset=utf-8"
_COVER = (226, 229, 233)
_COVERED = 0.4
"""Share of a line's box from which the page's own text stands there."""
_BESIDE_PX = 320
_BELOW_PX = 64
"""Gaps between a label and its value, and between the values of a column."""
SHOWN_KEPT = 48
"""Painted screenshots kept, some 100 kB each: a package reads each of its files twice,
to measure it and to write it, and an ordinary case has about a dozen."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
# What reading makes of digits now and then: O and o for 0, l and I for 1.
_LONG_NUMBER = re.compile(r"[0-9OoIl|]{14,18}[0-9OoIlXx|]?")
_MOBILE = re.compile(r"(?<![0-9])[1Il|][3-9][0-9OoIl|]{9}(?![0-9])")
_DIGITS_LEAST = 8


def reads_words() -> bool:
    """Whether words can be read off pictures on this machine."""
    return is_installed() and can_read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a look at one picture showed."""

    boxes: tuple[Box, ...]
    """What is to be covered."""
    is_read: bool
    """Whether its words were read; else nothing can be said of those in pictures."""


class Painter:
    """Looks at each picture once, however often it is shown.

    Args:
        read: gives stored bytes by SHA-256.
        can_read: whether words may be read off pictures.
        read_most: characters read of one picture.
    """

    def __init__(
        self, read: Read, *, can_read: bool, read_most: float = READ_MOST
    ) -> None:
        self._read = read
        self._can_read = can_read
        self._read_most = read_most
        self._covers: dict[tuple[object, ...], Cover] = {}
        self._shown = lru_cache(maxsize=SHOWN_KEPT)(self._show)

    def cover(
        self, sha256: str, layout_sha256: str, hidden: frozenset[str], keep: Numbers
    ) -> Cover:
        """Return what to cover on a screenshot.

        Args:
            sha256: of the stored PNG.
            layout_sha256: of the stored layout; empty: nobody told it.
            hidden: names of victims.
            keep: mobile numbers that stay readable: a seller's contacts.
        """
        key = (sha256, layout_sha256, hidden, keep)
        if key not in self._covers:
            layout = read_layout(self._read(layout_sha256)) if layout_sha256 else None
            is_told = layout is not None and not layout.pictures
            image = None
            if self._can_read and not is_told:
                image = _open(self._read(sha256), ("PNG",))
            found = self._cover(image, layout, hidden, keep)
            if is_told and self._can_read:
                found = replace(found, is_read=True)
            self._covers[key] = found
        return self._covers[key]

    def is_closed(
        self, capture: Capture, hidden: frozenset[str], keep: Numbers
    ) -> bool:
        """Whether the pictures of a browser's look stay in its web archive.

        So they do where its page names somebody, and neither was it told where, nor
        could it be read off them.
        """
        shot = capture.screenshot_sha256 or capture.first_view_sha256
        if not shot or capture.layout_sha256 or not capture.body_sha256:
            return False
        if self.cover(shot, "", hidden, keep).is_read:
            return False
        body = self._read(capture.body_sha256)
        page = Page(where="", url="", body=body, content_type=_DOM)
        text = page.decoded.text
        shown = names.hide(text, hidden | names_on(page), markup=True)
        return mask(shown, keep=keep) != text

    def screenshot(
        self, sha256: str, layout_sha256: str, hidden: frozenset[str], keep: Numbers
    ) -> bytes:
        """Return a screenshot as it may be shown; empty: it is no picture."""
        return self._shown(sha256, layout_sha256, hidden, keep)

    def _show(
        self, sha256: str, layout_sha256: str, hidden: frozenset[str], keep: Numbers
    ) -> bytes:
        cover = self.cover(sha256, layout_sha256, hidden, keep)
        png = self._read(sha256)
        if not cover.boxes:
            return png
        image = _open(png, ("PNG",))
        return _saved(_painted(image, cover.boxes), "PNG") if image else b""

    def posted(self, sha256: str, hidden: frozenset[str], keep: Numbers) -> bytes:
        """Return a small copy of a posted picture; empty: it may not be shown.

        That is where its words could not be read, or it is no picture.
        """
        image = _open(self._read(sha256), _FORMATS) if self._can_read else None
        if image is None:
            return b""
        width = min(image.width, POSTED_PX[0])
        size = (width, max(1, image.height * width // image.width))
        small = image.resize(size).crop((0, 0, width, min(size[1], POSTED_PX[1])))
        cover = self._cover(small, None, hidden, keep)
        return _saved(_painted(small, cover.boxes), "JPEG") if cover.is_read else b""

    def _cover(
        self,
        image: Image.Image | None,
        layout: Layout | None,
        hidden: frozenset[str],
        keep: Numbers,
    ) -> Cover:
        told = tuple(telling(layout.texts if layout else (), hidden, keep))
        if image is None:
            return Cover(boxes=told, is_read=False)
        most = self._read_most if layout is None else READ_INSIDE_MOST
        try:
            read, unread = _words(image, layout, most)
        except NotInstalled:
            return Cover(boxes=told, is_read=False)
        found = (*told, *telling(read, hidden, keep), *unread)
        return Cover(boxes=tuple(dict.fromkeys(found)), is_read=True)


def telling(
    places: Sequence[Place], hidden: frozenset[str], keep: Numbers
) -> Iterator[Box]:
    """Yield where a text stands that a document would mask."""
    is_below = False
    for place in places:
        shown = names.hide(place.text, hidden)
        is_name = is_below and _is_name(place.text)
        if (
            mask(shown, keep=keep) != place.text
            or is_name
            or _is_number(place.text, keep)
        ):
            yield place.box
        is_below = names.is_label(place.text)
    for label in (one for one in places if names.is_label(one.text)):
        yield from (one.box for one in _of_label(label, places) if _is_name(one.text))


def _of_label(label: Place, places: Sequence[Place]) -> Iterator[Place]:
    """Yield what stands beside a label, and the column below it."""
    beside = [
        one
        for one in places
        if 0 <= one.box.left - label.box.right <= _BESIDE_PX
        and _overlap(one.box.top, one.box.bottom, label.box.top, label.box.bottom)
    ]
    yield from sorted(beside, key=lambda one: one.box.left)[:1]
    bottom = label.box.bottom
    for one in sorted(places, key=lambda one: one.box.top):
        if one.box.top < bottom - 2 or not _overlap(
            one.box.left, one.box.right, label.box.left, label.box.right
        ):
            continue
        if one.box.top - bottom > _BELOW_PX or names.is_label(one.text):
            return
        bottom = one.box.bottom
        yield one


def _overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    shared = min(end, other_end) - max(start, other_start)
    return 2 * shared >= min(end - start, other_end - other_start) > 0


def _is_name(text: str) -> bool:
    found = names.name_in(text)
    return bool(found) and names.reads_like_one(found)


def _is_number(text: str, keep: Numbers) -> bool:
    """Whether a number of a person stands in *text*, a digit or two misread."""
    bare = "".join(text.split())
    for pattern in (_LONG_NUMBER, _MOBILE):
        for found in pattern.finditer(bare):
            digits = sum(sign.isdecimal() for sign in found[0])
            if digits >= _DIGITS_LEAST and found[0] not in keep:
                return True
    return False


def _words(
    image: Image.Image, layout: Layout | None, most: float
) -> tuple[tuple[Place, ...], tuple[Box, ...]]:
    """Return the words on a picture that nobody told, and lines beyond *most*.

    Raises:
        NotInstalled: nothing can read here.
    """
    left = most
    read: list[Place] = []
    unread: list[Box] = []
    for top in range(0, image.height, STRIP_PX):
        bottom = min(image.height, top + STRIP_PX + LINE_PX)
        strip = (0, top, image.width, bottom)
        if layout is not None and not any(
            one.box.top < bottom and one.box.bottom > top for one in layout.pictures
        ):
            continue
        pixels = pixels_of(image.crop(strip))
        chosen = []
        for box in text_lines(pixels):
            if layout is not None and not _is_inside(_lower(box, top), layout):
                continue
            left -= characters(box)
            if left >= 0:
                chosen.append(box)
            else:
                unread.append(_lower(box, top))
        read += (
            Place(box=_lower(line.box, top), text=line.text)
            for line in read_lines(pixels, chosen)
        )
    return tuple(read), tuple(unread)


def _is_inside(line: Box, layout: Layout) -> bool:
    """Whether a line stands in a picture of the page and is no text of its own."""
    area = line.width * line.height
    own = sum(line.shared(one.box) for one in layout.texts)
    within = max((line.shared(one.box) for one in layout.pictures), default=0)
    return within >= _COVERED * area > own


def _lower(box: Box, rows: int) -> Box:
    return Box(left=box.left, top=box.top + rows, width=box.width, height=box.height)


def _open(data: bytes, formats: tuple[str, ...]) -> Image.Image | None:
    """Return a picture, or None where it is none or too large to be opened."""
    try:
        with Image.open(io.BytesIO(data), formats=formats) as image:
            if not 0 < image.width * image.height <= MAX_PIXELS:
                return None
            return image.convert("RGB")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError):
        return None


def _painted(image: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    draw = ImageDraw.Draw(image)
    for box in boxes:
        edge = (box.left - 1, box.top - 1, box.right, box.bottom)
        draw.rectangle(edge, fill=_COVER)
    return image


def _saved(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form, quality=80)
    return out.getvalue()
