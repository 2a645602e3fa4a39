"""Pictures: opened within bounds, fingerprinted, and told from blank ones."""

import base64
import binascii
import io
from functools import cached_property
from urllib.parse import unquote_to_bytes

from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO", "BMP")
"""Formats read; the others have decoders that hostile files are made for."""
PIXELS_MAX = 24_000_000
"""A phone screenshot of 390 by 6,000 CSS pixels at 3 dots each has 21 million."""
BYTES_MAX = 8 << 20
FLAT_DEVIATION = 6.0
"""Grey standard deviation below which a picture shows nothing; peers.md B3 used 8 for
whole screens, small logos on white need less."""
SIDE = 8
OPAQUE = 255
"""Alpha of what hides its ground; a screenshot has no other."""
STEP_MIN = 3
"""Levels of grey; JPEG noise on an even ground stays below it."""
FIRST_SCREEN = 800 / 1280
"""Height by width of the part of a desktop screenshot that is compared."""


class Picture:
    """A picture of a site, decoded when first looked at.

    Attributes:
        kind: ``icon``, ``image`` or ``screenshot``.
        url: where it came from; the vantage of a screenshot.
        data: its bytes.
    """

    def __init__(self, *, kind: str, url: str, data: bytes) -> None:
        self.kind = kind
        self.url = url
        self.data = data

    @classmethod
    def from_data_url(cls, kind: str, url: str) -> "Picture":
        """Return the picture that a ``data:`` URL carries; empty where it is broken."""
        head, _, payload = url.partition(",")
        try:
            data = (
                base64.b64decode(payload + "=" * (-len(payload) % 4))
                if head.endswith(";base64")
                else unquote_to_bytes(payload)
            )
        except (binascii.Error, ValueError):
            data = b""
        return cls(kind=kind, url=url[:60], data=data)

    @cached_property
    def image(self) -> Image.Image | None:
        """The picture in RGBA, or None where it is none, too large or broken."""
        return open_image(self.data)

    @cached_property
    def on_white(self) -> Image.Image | None:
        """The picture in grey on white, without its border; None: no picture."""
        return None if self.image is None else trimmed(grey(self.image))

    @cached_property
    def is_flat(self) -> bool:
        """Whether nothing can be told from it: empty, one colour, or a pixel."""
        return self.on_white is None or is_flat(self.on_white)

    @cached_property
    def hash(self) -> str:
        """Difference hash without its border, 16 hex digits; empty where it is flat."""
        if self.is_flat or self.on_white is None:
            return ""
        return f"{difference_hash(self.on_white):016x}"

    @cached_property
    def first_screen_hash(self) -> str:
        """Difference hash of the top of a screenshot, 16 hex digits; empty: flat."""
        if self.image is None:
            return ""
        width, height = self.image.size
        top = grey(
            self.image.crop((0, 0, width, min(height, int(width * FIRST_SCREEN))))
        )
        return "" if is_flat(top) else f"{difference_hash(top):016x}"


def open_image(data: bytes) -> Image.Image | None:
    """Return the first frame of *data* in RGBA, or None where that is not to be had."""
    if not data or len(data) > BYTES_MAX:
        return None
    try:
        # Warnings are left alone: their filters belong to the whole process, and
        # pictures are opened in threads.
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > PIXELS_MAX:
            return None
        return image.convert("RGBA")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Warning,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
        OverflowError,
        IndexError,
        TypeError,
        AttributeError,
        KeyError,
        ZeroDivisionError,
    ):  # fmt: skip - every one of them was seen from a decoder fed with damage
        return None


def grey(image: Image.Image) -> Image.Image:
    """Return *image* in grey, what is transparent in white."""
    return opaque(image).convert("L")


def opaque(image: Image.Image) -> Image.Image:
    """Return *image* in RGB, what is transparent in white."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] != OPAQUE:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def trimmed(image: Image.Image) -> Image.Image:
    """Return grey *image* without a border in the colour of its first pixel."""
    corner = image.getpixel((0, 0))
    assert isinstance(corner, int | float)
    box = image.point(lambda level: 255 if abs(level - corner) > 32 else 0).getbbox()  # noqa: PLR2004 - JPEG noise
    return image.crop(box) if box else image


def is_flat(image: Image.Image) -> bool:
    """Whether grey *image* shows nothing that could be compared."""
    if min(image.size) < 4:  # noqa: PLR2004 - a counting pixel
        return True
    levels = image.resize((32, 32)).tobytes()
    mean = sum(levels) / len(levels)
    variance = sum((level - mean) ** 2 for level in levels) / len(levels)
    return bool(variance < FLAT_DEVIATION**2)


def difference_hash(image: Image.Image) -> int:
    """Fingerprint grey *image* by its steps from darker to brighter, left to right.

    Steps too small to see are none, or the noise of a recompressed even ground would
    decide about bits.

    Returns:
        64 bits, rows from the top left; compare two by :func:`distance`.

    Source:
        N. Krawetz, "Kind of Like That", hackerfactor.com, 2013-01-21.
    """
    pixels = image.resize((SIDE + 1, SIDE), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            i = row * (SIDE + 1) + column
            bits = bits << 1 | (pixels[i] + STEP_MIN < pixels[i + 1])
    return bits


def distance(first: str, second: str) -> int:
    """Return how many of 64 bits differ between two hashes in hex; 32 is chance.

    >>> distance("00000000000000ff", "000000000000000f")
    4
    """
    return (int(first, 16) ^ int(second, 16)).bit_count()
