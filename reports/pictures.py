"""Stored screenshots made small for people.

A screenshot is a picture of a hostile page, drawn by our own browser; it is decoded
and drawn anew, so nothing but pixels reaches a reader.
"""

import base64
import io
import struct

from PIL import Image

MAX_PIXELS = 60_000_000
"""A full-page screenshot of a phone at three times its size; more is not decoded."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = b"IEND\xaeB`\x82"
"""Type and checksum of the last chunk: without it the file was cut."""
_HEADER = struct.Struct(">8s8xII")


def shrink(png: bytes, *, width_px: int, height_px: int, quality: int) -> bytes:
    """Return the top of *png* as a small JPEG, or empty where it is not a picture.

    Args:
        png: a stored screenshot.
        width_px: the result's width; a narrower picture is not enlarged.
        height_px: the result's greatest height; what is below is cut off.
        quality: of the JPEG, 1 to 95.
    """
    if len(png) < _HEADER.size:
        return b""
    signature, wide, high = _HEADER.unpack_from(png)
    if signature != _SIGNATURE or not png.endswith(_END):
        return b""
    if not 0 < wide * high <= MAX_PIXELS:
        return b""
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            return _redraw(image, width_px, height_px, quality)
    except (OSError, SyntaxError, ValueError):  # what Pillow raises for broken files
        return b""


def data_uri(jpeg: bytes) -> str:
    """Return *jpeg* as an address that holds the picture itself; empty stays empty."""
    if not jpeg:
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"


def _redraw(image: Image.Image, width_px: int, height_px: int, quality: int) -> bytes:
    width = min(width_px, image.width)
    # Cut before scaling: a long page is mostly below what is shown.
    top = min(image.height, -(-height_px * image.width // width))
    part = image.crop((0, 0, image.width, top)).convert("RGB")
    height = max(1, top * width // image.width)
    small = part.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
