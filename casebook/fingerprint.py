"""Whether a site still shows what it showed, without what changes at each load."""

import hashlib
import re
from collections.abc import Callable

from casebook.records import Capture, Inspection, Vantage

_CHANGING = re.compile(
    rb"[0-9a-fA-F]{16,}"  # session ids, nonces, digests
    rb"|[A-Za-z0-9+/_-]{40,}={0,2}"  # base64 tokens
    rb"|[0-9]+"  # dates, counters, versions of scripts
    rb"|\s+"
)
"""What a server writes anew at each load of an unchanged page."""


def fingerprint(inspection: Inspection, read: Callable[[str], bytes]) -> str | None:
    """Return the SHA-256 of the page with changing parts taken out.

    The desktop capture is compared where it has a page, else the first that has one:
    a site that answers telephones only is known by what it shows to them.

    Args:
        inspection: one visit.
        read: returns stored bytes by their SHA-256.

    Returns:
        64 lower-case hex digits, or None where no vantage was served a page.

    Raises:
        EvidenceError: *read* cannot return the bytes.
    """
    capture = shown(inspection)
    return None if capture is None else of_page(read(capture.body_sha256))


def shown(inspection: Inspection) -> Capture | None:
    """Return the capture that stands for the visit, or None where nothing came."""
    served = [c for c in inspection.captures if c.body_sha256 and c.failure is None]
    desktop = [c for c in served if c.vantage is Vantage.DESKTOP]
    return next(iter(desktop + served), None)


def of_page(body: bytes) -> str:
    """Return the SHA-256 of *body* without white space, digits and long tokens.

    >>> of_page(b"<p>17 views at 09:30</p>") == of_page(b"<p>18 views at 10:45</p> ")
    True
    >>> of_page(b"<p>closed</p>") == of_page(b"<p>open</p>")
    False
    """
    return hashlib.sha256(_CHANGING.sub(b"", body)).hexdigest()
