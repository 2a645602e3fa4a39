"""QR codes in pictures of a site, as they are read by a telephone."""

import zxingcpp

from detectors.pictures import Picture, grey

SIDE_MIN = 40
"""Pixels; a telephone reads nothing smaller off a screen."""
CODES_MAX = 12
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes_on(picture: Picture) -> tuple[str, ...]:
    """Return the texts of the QR codes on *picture*, each once, in the order found.

    A screenshot of two screens takes 3 ms (benchmarks/looks.py, 2026-11-23).
    """
    if picture.image is None or min(picture.image.size) < SIDE_MIN:
        return ()
    found = zxingcpp.read_barcodes(grey(picture.image), formats=_QR)
    return tuple(dict.fromkeys(code.text for code in found if code.text))[:CODES_MAX]
