"""A comparison drawn as one picture that is understood at a glance."""

import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from casebook.language import mark, translate
from casebook.times import both_zones
from detectors.looks.layout import Box
from reports.compare.blocks import around
from reports.compare.paper import (
    AMBER,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    PAPER,
    RED,
    VIOLET,
    WHITE,
    Colour,
    chip,
    clipped,
    font,
    write,
)
from reports.compare.records import Kind, Pair, Panel, Shared
from reports.compare.windows import PANEL_PX, Window, window
from reports.quoting import quote, quote_url

MARGIN = 28
GAP = 36
LEGEND_MAX = 10
"""Entries with a number; the rest is tinted and counted."""
ROW_PX = 46
SAME = 0.995
"""From here on it rounds to a hundred in a hundred."""
TEXT_MAX = 120

COLOURS: dict[Kind, Colour] = {
    Kind.TEXT: AMBER,
    Kind.FOOTER: VIOLET,
    Kind.FORM: BLUE,
    Kind.PICTURE: RED,
}
NAMES = {
    Kind.TEXT: mark("words"),
    Kind.FOOTER: mark("sponsor and numbers"),
    Kind.FORM: mark("inquiry form"),
    Kind.PICTURE: mark("logo or picture"),
}
TITLE = mark("Comparison of an official page with a suspect one")
OFFICIAL = mark("Official")
SUSPECT = mark("Suspected counterfeit")
SHARE = mark("{found} of {runs} pieces of text of the official page stand on the other")
NOTHING = mark("No piece of text, picture or form was found on both.")
EQUAL = mark("the same")
NEARLY = mark("{percent} % the same")
REST = mark("{count} further places are marked without a number.")
NATURE = mark(
    "Drawn by a program as a clue for examination. Addresses are written so that they "
    "cannot be opened by a click."
)
NO_SHOT = mark("no screenshot was kept: the words of the page are set here")

Read = Callable[[str], bytes]


def draw(pair: Pair, read: Read, language: str) -> bytes:
    """Return *pair* as a PNG, 1,492 pixels wide.

    Args:
        pair: what is drawn.
        read: gives stored bytes by SHA-256.
        language: of the legend.
    """
    image = _paint(pair, read, language)
    # 256 colours are enough for pages and letters, and a third of the bytes.
    few = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG")
    return out.getvalue()


def draw_small(
    pair: Pair, read: Read, language: str, *, width_px: int, quality: int
) -> bytes:
    """Return *pair* as a JPEG for a report, *width_px* wide."""
    image = _paint(pair, read, language)
    size = (width_px, image.height * width_px // image.width)
    out = io.BytesIO()
    image.resize(size, Image.Resampling.BILINEAR).save(
        out, "JPEG", quality=quality, optimize=True
    )
    return out.getvalue()


def _paint(pair: Pair, read: Read, language: str) -> Image.Image:
    named = pair.shared[:LEGEND_MAX]
    sides = (
        window(pair.official, [one.official for one in pair.shared], read),
        window(pair.suspect, [one.suspect for one in pair.shared], read),
    )
    width = 2 * MARGIN + 2 * PANEL_PX + GAP
    top = 138
    bottom = top + max(side.height for side in sides)
    rows = max(1, len(named))
    height = bottom + 24 + rows * ROW_PX + 92
    image = Image.new("RGB", (width, height), PAPER)
    _head(image, pair, language)
    lefts = (MARGIN, MARGIN + PANEL_PX + GAP)
    for side, left, places in zip(
        sides,
        lefts,
        ([one.official for one in pair.shared], [one.suspect for one in pair.shared]),
        strict=True,
    ):
        _side(image, side, left, top, language)
        _marks(image, side, left, top, list(zip(pair.shared, places, strict=True)))
    _legend(image, pair, named, bottom + 24, language)
    return image


def _head(image: Image.Image, pair: Pair, language: str) -> None:
    draw_on = ImageDraw.Draw(image)
    body = pair.body if language == "zh" else pair.body_en
    write(draw_on, (MARGIN, 18), translate(TITLE, language), size=24, bold=True)
    write(
        draw_on,
        (image.width - MARGIN, 24),
        clipped(quote(body, limit=80), 17, 620),
        size=17,
        colour=GREY,
        anchor="ra",
    )
    lefts = (MARGIN, MARGIN + PANEL_PX + GAP)
    for left, panel, name, colour in zip(
        lefts,
        (pair.official, pair.suspect),
        (OFFICIAL, SUSPECT),
        (GREEN, RED),
        strict=True,
    ):
        _address(draw_on, left, panel, translate(name, language), colour)


def _address(
    draw_on: ImageDraw.ImageDraw, left: int, panel: Panel, name: str, colour: Colour
) -> None:
    """Draw who it is, when it was seen, and a browser's bar with the address."""
    right = chip(draw_on, (left, 62), name, colour)
    if panel.captured_at is not None:
        place = (left + PANEL_PX, 65)
        when = both_zones(panel.captured_at)
        write(draw_on, place, when, size=13, colour=GREY, anchor="ra")
    del right
    draw_on.rounded_rectangle(
        (left, 98, left + PANEL_PX - 1, 138 + 8), radius=9, fill=(226, 230, 236)
    )
    for number, dot in enumerate(((237, 106, 94), (245, 191, 79), (98, 197, 84))):
        x = left + 16 + 17 * number
        draw_on.ellipse((x, 113, x + 10, 123), fill=dot)
    draw_on.rounded_rectangle(
        (left + 74, 105, left + PANEL_PX - 14, 132), radius=13, fill=WHITE
    )
    text = clipped(quote_url(panel.url), 15, PANEL_PX - 120, bold=True)
    write(draw_on, (left + 88, 109), text, size=15, bold=True, colour=colour)


def _side(image: Image.Image, side: Window, left: int, top: int, language: str) -> None:
    draw_on = ImageDraw.Draw(image)
    image.paste(side.picture, (left, top))
    if side.words:
        note = translate(NO_SHOT, language)
        draw_on.rectangle(
            (left, top, left + PANEL_PX - 1, top + 26), fill=(255, 247, 224)
        )
        write(draw_on, (left + 12, top + 4), note, size=13, colour=(146, 100, 10))
    draw_on.rectangle(
        (left, top, left + PANEL_PX - 1, top + side.height - 1), outline=FAINT
    )


def _marks(
    image: Image.Image,
    side: Window,
    left: int,
    top: int,
    found: Sequence[tuple[Shared, tuple[Box, ...]]],
) -> None:
    """Tint what is shared, frame the blocks, and number those in the legend."""
    tint = Image.new("RGBA", image.size, (0, 0, 0, 0))
    draw_on = ImageDraw.Draw(tint)
    frames = []
    for number, (one, boxes) in enumerate(found, start=1):
        colour = COLOURS[one.kind]
        seen = [box for box in map(side.place, boxes) if box is not None]
        seen = seen or side.find(one.text)
        if not seen:
            continue
        for box in seen:
            place = (left + box.left, top + box.top, left + box.right, top + box.bottom)
            draw_on.rectangle(place, fill=(*colour, 56))
        whole = around(seen)
        frames.append((number, one, whole))
        draw_on.rounded_rectangle(
            (
                left + max(0, whole.left - 3),
                top + max(0, whole.top - 3),
                left + min(PANEL_PX - 2, whole.right + 3),
                top + min(side.height - 2, whole.bottom + 3),
            ),
            radius=5,
            outline=(*colour, 255 if number <= LEGEND_MAX else 140),
            width=3 if number <= LEGEND_MAX else 1,
        )
    image.paste(tint, (0, 0), tint)
    draw_flat = ImageDraw.Draw(image)
    for number, one, whole in frames:
        if number <= LEGEND_MAX:
            # Beside the block, so that no word is covered.
            x = left + max(14, whole.left - 18)
            y = top + min(side.height - 14, max(14, whole.top + whole.height // 2))
            _number(draw_flat, (x, y), number, COLOURS[one.kind])


def _number(
    draw_on: ImageDraw.ImageDraw, at: tuple[int, int], number: int, colour: Colour
) -> None:
    x, y = at
    draw_on.ellipse((x - 14, y - 14, x + 14, y + 14), fill=WHITE)
    draw_on.ellipse((x - 12, y - 12, x + 12, y + 12), fill=colour)
    draw_on.text((x, y), str(number), font=font(15, bold=True), fill=WHITE, anchor="mm")


def _legend(
    image: Image.Image,
    pair: Pair,
    named: Sequence[Shared],
    top: int,
    language: str,
) -> None:
    draw_on = ImageDraw.Draw(image)
    right = image.width - MARGIN
    rows = max(1, len(named))
    draw_on.rounded_rectangle(
        (MARGIN, top, right, top + rows * ROW_PX + 8),
        radius=10,
        fill=WHITE,
        outline=FAINT,
    )
    if not named:
        place = (MARGIN + 18, top + 14)
        write(draw_on, place, translate(NOTHING, language), size=16, colour=GREY)
    for row, one in enumerate(named):
        y = top + 6 + row * ROW_PX
        if row:
            draw_on.line((MARGIN + 14, y - 1, right - 14, y - 1), fill=(238, 240, 244))
        _number(draw_on, (MARGIN + 30, y + 22), row + 1, COLOURS[one.kind])
        chip(
            draw_on,
            (MARGIN + 56, y + 9),
            translate(NAMES[one.kind], language),
            COLOURS[one.kind],
        )
        text = f"“{quote(one.text, limit=TEXT_MAX)}”"
        place = (MARGIN + 250, y + 11)
        write(
            draw_on, place, clipped(text, 16, image.width - 2 * MARGIN - 380), size=16
        )
        same = translate(
            EQUAL if one.sameness >= SAME else NEARLY,
            language,
            percent=round(100 * one.sameness),
        )
        write(draw_on, (right - 18, y + 12), same, size=15, colour=GREY, anchor="ra")
    y = top + rows * ROW_PX + 22
    share = translate(SHARE, language, found=pair.found, runs=pair.runs)
    rest = len(pair.shared) - len(named)
    if rest:
        share = f"{share} {translate(REST, language, count=rest)}"
    write(draw_on, (MARGIN, y), share, size=16, bold=True)
    write(draw_on, (MARGIN, y + 28), translate(NATURE, language), size=13, colour=GREY)
