"""Round pictures in red and gold: what a state emblem looks like from afar.

This says only "shown like an emblem": whose emblem it is, it cannot say, and it need
not, because an impostor means it to be taken for one.
"""

import colorsys

from PIL import Image

from detectors.pictures import Picture

_SIDE = 24
_SQUARE = 1.6
"""Longest side by shortest of a picture that holds an emblem alone."""
_TRANSPARENT = 64


def emblem_likeness(picture: Picture) -> float:
    """Return 0 to 1: how much of the inscribed disc is red and gold, corners empty.

    Measured on 2026-11-23 on the pictures of shared data: the two emblems reach 0.95
    and 0.97, the seven shields of party and government organs, which hold one, 0.56
    to 0.87, and none of fifteen negatives and three party emblems is above 0.
    """
    image = picture.image
    if image is None or min(image.size) < _SIDE:
        return 0.0
    if max(image.size) > _SQUARE * min(image.size):
        return 0.0
    small = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    raw = small.tobytes()
    red = gold = inside = corner = empty = 0
    for i in range(_SIDE * _SIDE):
        x, y = i % _SIDE - _SIDE / 2 + 0.5, i // _SIDE - _SIDE / 2 + 0.5
        pixel = raw[4 * i : 4 * i + 4]
        radius = (x * x + y * y) ** 0.5 / (_SIDE / 2)
        if radius > 1.15:  # noqa: PLR2004 - well outside the disc
            corner += 1
            empty += _is_ground(pixel)
        elif radius <= 0.95:  # noqa: PLR2004 - inside, anti-aliased rim left out
            inside += 1
            kind = _colour(pixel)
            red += kind == "red"
            gold += kind == "gold"
    if not corner or empty < 0.7 * corner:
        return 0.0
    if min(red, gold) < 0.12 * inside:
        return 0.0
    return min(1.0, (red + gold) / inside)


def _is_ground(pixel: bytes) -> bool:
    return pixel[3] < _TRANSPARENT or min(pixel[:3]) > 225 or _colour(pixel) == ""  # noqa: PLR2004 - near white


def _colour(pixel: bytes) -> str:
    """Return ``red``, ``gold`` or nothing for one RGBA pixel."""
    if pixel[3] < _TRANSPARENT:
        return ""
    hue, saturation, value = colorsys.rgb_to_hsv(*(c / 255 for c in pixel[:3]))
    if saturation < 0.4 or value < 0.35:  # noqa: PLR2004 - grey, brown, black
        return ""
    degrees = hue * 360
    if degrees < 18 or degrees > 340:  # noqa: PLR2004 - hues of red
        return "red"
    return "gold" if 24 <= degrees <= 62 else ""  # noqa: PLR2004 - orange to yellow
