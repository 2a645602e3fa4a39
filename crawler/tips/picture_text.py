"""Words on pictures that people send: chats, posters, cards.

Text recognition is the optional extra ``ocr``. Without it a picture is not unread but
not checked, which is another thing, and is told so.
"""

import io

from crawler.posts.photos import open_photo
from detectors.looks.lines import text_lines
from detectors.looks.pixels import is_installed, pixels_of
from detectors.looks.recognition import NotInstalled, read_lines

WIDTH_MOST_PX = 1600
"""Wider pictures are made smaller: letters of a telephone's photo are large."""

HEIGHT_MOST_PX = 6000
"""A long chat is cut here."""


def words_on(data: bytes, *, name: str = "the picture") -> tuple[str, ...] | None:
    """Return the lines of text on a picture from the top down.

    None: it was not looked at, because text recognition is not installed.

    Raises:
        InputError: it is no picture, or too large.
    """
    picture = open_photo(io.BytesIO(data), name=name).convert("RGB")
    if not is_installed():
        return None
    if picture.width > WIDTH_MOST_PX:
        height = round(picture.height * WIDTH_MOST_PX / picture.width)
        picture = picture.resize((WIDTH_MOST_PX, max(1, height)))
    picture = picture.crop((0, 0, picture.width, min(picture.height, HEIGHT_MOST_PX)))
    pixels = pixels_of(picture)
    try:
        found = read_lines(pixels, text_lines(pixels))
    except NotInstalled:
        return None
    return tuple(line.text for line in found)
