"""The part of a page that a comparison shows, scaled, and where its places then lie."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from casebook.errors import EvidenceError
from detectors.looks.layout import Box
from detectors.pictures import Picture
from reports.compare.paper import FAINT, INK, WHITE, clipped, font
from reports.compare.records import Panel
from reports.quoting import quote

PANEL_PX = 700
"""Width of one side."""
TOP_PX = 760
"""Height of the part from the top, as drawn."""
FOOT_PX = 190
"""Height of the part round the lowest shared place, where that is further down."""
BREAK_PX = 26
LINE_PX = 27
LINES_MAX = 26

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Rows of a screenshot as they are drawn."""

    first: int
    """First row of the screenshot."""
    last: int
    """First row after it."""
    top: int
    """Where it begins in the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One side, drawn."""

    picture: Image.Image
    scale: float
    left: int
    strips: tuple[Strip, ...]
    words: tuple[tuple[str, Box], ...] = ()
    """Lines that were set for want of a screenshot, and where."""

    @property
    def height(self) -> int:
        """Rows that it takes."""
        return self.picture.height

    def find(self, text: str) -> list[Box]:
        """Return where *text* was set as a line."""
        return [box for line, box in self.words if line == text]

    def place(self, box: Box) -> Box | None:
        """Return where *box* of the screenshot lies here; None: not shown."""
        for strip in self.strips:
            if strip.first <= box.top < strip.last:
                last = min(box.bottom, strip.last)
                return Box(
                    left=self.left + round(box.left * self.scale),
                    top=strip.top + round((box.top - strip.first) * self.scale),
                    width=max(4, round(box.width * self.scale)),
                    height=max(4, round((last - box.top) * self.scale)),
                )
        return None


def window(panel: Panel, shared: Sequence[tuple[Box, ...]], read: Read) -> Window:
    """Return *panel* as it is shown, with the rows on which something is shared."""
    image = _opened(panel.screenshot_sha256, read)
    if image is None:
        return _words(panel)
    scale = min(1.0, PANEL_PX / image.width)
    tall = round(TOP_PX / scale)
    strips = [Strip(first=0, last=min(image.height, tall), top=0)]
    lowest = max((box.bottom for boxes in shared for box in boxes), default=0)
    if min(lowest, image.height) > tall:
        last = min(image.height, lowest + round(20 / scale))
        first = max(tall, last - round(FOOT_PX / scale))
        top = round(tall * scale) + BREAK_PX
        strips.append(Strip(first=first, last=last, top=top))
    end = strips[-1]
    height = end.top + round((end.last - end.first) * scale)
    picture = Image.new("RGB", (PANEL_PX, max(height, 120)), WHITE)
    left = (PANEL_PX - round(image.width * scale)) // 2
    for strip in strips:
        part = image.crop((0, strip.first, image.width, strip.last)).convert("RGB")
        size = (round(part.width * scale), max(1, round(part.height * scale)))
        small = part.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        picture.paste(small, (left, strip.top))
    if len(strips) > 1:
        _break(picture, strips[-1].top - BREAK_PX)
    return Window(picture=picture, scale=scale, left=left, strips=tuple(strips))


def _opened(sha256: str, read: Read) -> Image.Image | None:
    if not sha256:
        return None
    try:
        data = read(sha256)
    except (EvidenceError, OSError, KeyError):  # a lost picture costs itself only
        return None
    return Picture(kind="screenshot", url="", data=data).image


def _words(panel: Panel) -> Window:
    """Return the words of a page, set one line a run."""
    lines = panel.lines[:LINES_MAX]
    height = max(200, 44 + LINE_PX * len(lines))
    picture = Image.new("RGB", (PANEL_PX, height), WHITE)
    draw_on = ImageDraw.Draw(picture)
    words = []
    for number, line in enumerate(lines):
        text = clipped(quote(line, limit=120), 16, PANEL_PX - 78)
        left, top = 44, 38 + LINE_PX * number
        draw_on.text((left, top), text, font=font(16), fill=INK)
        wide = int(font(16).getlength(text))
        box = Box(left=left - 4, top=top, width=wide + 8, height=LINE_PX - 4)
        words.append((line, box))
    return Window(picture=picture, scale=1.0, left=0, strips=(), words=tuple(words))


def _break(picture: Image.Image, top: int) -> None:
    """Draw where rows were left out."""
    draw_on = ImageDraw.Draw(picture)
    draw_on.rectangle((0, top, picture.width, top + BREAK_PX), fill=(236, 239, 244))
    for x in range(-10, picture.width, 20):
        draw_on.line((x, top + 16, x + 10, top + 8), fill=FAINT, width=2)
        draw_on.line((x + 10, top + 8, x + 20, top + 16), fill=FAINT, width=2)
