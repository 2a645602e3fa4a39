"""QR codes on photos of cards and posters."""

import io
import warnings
from pathlib import Path
from typing import BinaryIO

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
    return read_codes_of(read_photo(path), name=str(path))


def read_photo(path: Path) -> bytes:
    """Return the bytes of a picture.

    Raises:
        InputError: it is missing or too large.
    """
    try:
        size = path.stat().st_size
        if size > PHOTO_MAX_BYTES:
            raise InputError(f"{path} has {size} bytes, more than {PHOTO_MAX_BYTES}")
        return path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror or exc}") from None


def read_codes_of(data: bytes, *, name: str = "the picture") -> list[str]:
    """Return the texts of the QR codes on a picture, each once.

    Raises:
        InputError: it is no picture, or too large; *name* says which.
    """
    picture = open_photo(io.BytesIO(data), name=name).convert("L")
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


def open_photo(stream: BinaryIO, *, name: str) -> Image.Image:
    """Return a picture the right way up.

    Raises:
        InputError: it is none, or too large.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(stream) as opened:
            width, height = opened.size
            if width * height > PHOTO_MAX_PIXELS:
                raise InputError(f"{name} is {width} by {height}; too large a picture")
            return ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, SyntaxError, ValueError, EOFError) as exc:
        raise InputError(f"{name} is no picture: {exc}") from None
    except Image.DecompressionBombError as exc:
        raise InputError(f"{name}: {exc}") from None
    except OSError as exc:
        raise InputError(f"{name} cannot be read: {exc.strerror or exc}") from None
