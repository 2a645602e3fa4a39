"""Colours, letters and small shapes that a comparison is drawn with."""

from functools import cache
from typing import Any

from PIL import ImageDraw, ImageFont

Colour = tuple[int, int, int]

INK: Colour = (24, 32, 44)
GREY: Colour = (104, 114, 128)
FAINT: Colour = (208, 214, 222)
PAPER: Colour = (246, 247, 250)
WHITE: Colour = (255, 255, 255)
GREEN: Colour = (20, 128, 74)
RED: Colour = (208, 38, 42)
AMBER: Colour = (217, 119, 6)
BLUE: Colour = (29, 98, 214)
VIOLET: Colour = (124, 58, 205)

FONTS = {
    True: ("NotoSansCJK-Bold.ttc", "PingFang.ttc", "wqy-zenhei.ttc", "msyhbd.ttc"),
    False: ("NotoSansCJK-Regular.ttc", "PingFang.ttc", "wqy-zenhei.ttc", "msyh.ttc"),
}
"""Looked up in the system's folders; ``doctor`` says where none is."""
CHINESE_FACE = 2
"""Which face of the Noto collection has the mainland's forms."""


@cache
def font(size: int, *, bold: bool = False) -> Any:
    """Return letters of *size* pixels; the plain built-in ones where none are found."""
    for name in FONTS[bold]:
        try:
            face = CHINESE_FACE if name.startswith("Noto") else 0
            return ImageFont.truetype(name, size, index=face)
        except OSError:
            continue
    return ImageFont.load_default(size)


def write(
    draw_on: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    *,
    size: int,
    bold: bool = False,
    colour: Colour = INK,
    anchor: str = "la",
) -> None:
    """Write one line."""
    draw_on.text(at, text, font=font(size, bold=bold), fill=colour, anchor=anchor)


def chip(
    draw_on: ImageDraw.ImageDraw, at: tuple[int, int], text: str, colour: Colour
) -> int:
    """Draw a rounded label; return its right edge."""
    x, y = at
    wide = int(font(15, bold=True).getlength(text))
    draw_on.rounded_rectangle((x, y, x + wide + 22, y + 27), radius=13, fill=colour)
    write(draw_on, (x + 11, y + 4), text, size=15, bold=True, colour=WHITE)
    return x + wide + 22


def clipped(text: str, size: int, width: int, *, bold: bool = False) -> str:
    """Cut *text* to *width* pixels, with an ellipsis where something was cut."""
    letters = font(size, bold=bold)
    if letters.getlength(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if letters.getlength(f"{text[:middle]}…") <= width:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low]}…"
