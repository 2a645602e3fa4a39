"""QR codes on photos of cards and posters."""

import warnings
from pathlib import Path

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from casebook.errors import InputError

PHOTO_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
)

PHOTO_MAX_PIXELS = 60_000_000
"""Telephones take up to 50 million; a small file that claims more is a bomb."""

PHOTO_MAX_BYTES = 64 << 20

TURNS = (0, 1)
"""Looked at as it is, then with its light inverted: white codes on red cards."""


def read_codes(path: Path) -> list[str]:
    """Return the texts of the QR codes on the picture at *path*, each once.

    Raises:
        InputError: it is missing, too large, or no picture.
    """
    try:
        size = path.stat().st_size
        if size > PHOTO_MAX_BYTES:
            raise InputError(f"{path} has {size} bytes, more than {PHOTO_MAX_BYTES}")
        with warnings.catch_warnings(action="ignore"), Image.open(path) as opened:
            width, height = opened.size
            if width * height > PHOTO_MAX_PIXELS:
                raise InputError(f"{path} is {width} by {height}; too large a picture")
            picture = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, SyntaxError, ValueError, EOFError) as exc:
        raise InputError(f"{path} is no picture: {exc}") from None
    except Image.DecompressionBombError as exc:
        raise InputError(f"{path}: {exc}") from None
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror or exc}") from None
    found: dict[str, None] = {}
    for turn in TURNS:
        shown = ImageOps.invert(picture) if turn else picture
        for code in zxingcpp.read_barcodes(
            shown, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        ):
            if code.text:
                found.setdefault(code.text)
        if found:
            break
    return list(found)
