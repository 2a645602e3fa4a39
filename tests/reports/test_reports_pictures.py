"""Screenshots for people: small, redrawn, and never an error."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image
from report_cases import png

from reports.pictures import data_uri, shrink


def shrunk(data, width=200, height=300):
    return shrink(data, width_px=width, height_px=height, quality=60)


def test_wide_page_is_scaled_and_cut_at_the_bottom():
    with Image.open(io.BytesIO(shrunk(png(1280, 6000)))) as image:
        assert image.format == "JPEG"
        assert image.size == (200, 300)


def test_small_page_is_not_enlarged():
    with Image.open(io.BytesIO(shrunk(png(120, 100)))) as image:
        assert image.size == (120, 100)


def test_nothing_of_the_file_but_pixels_is_kept():
    marked = png()[:-12] + b"\x00\x00\x00\x04tEXtevil" + bytes(4) + png()[-12:]

    assert b"evil" not in shrunk(marked)


def bomb():
    """A header that tells of 40,000 by 40,000 pixels."""
    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(head))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + png()[-12:]
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",  # not a picture
        png()[:200],  # cut short
        png()[:40] + b"\xff" * 400 + png()[-12:],  # broken inside
        bomb(),  # would fill the memory
        b"GIF89a" + bytes(40),  # another format than we store
    ],
    ids=["empty", "page", "cut", "broken", "bomb", "gif"],
)
def test_what_is_no_picture_gives_none(data):
    assert shrunk(data) == b""


def test_data_uri_holds_the_picture():
    uri = data_uri(b"\xff\xd8abc")

    assert base64.b64decode(uri.removeprefix("data:image/jpeg;base64,")) == (
        b"\xff\xd8abc"
    )
    assert data_uri(b"") == ""
