"""Where a page leads, and what it draws in."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from detectors import plaintext

_ABSOLUTE = re.compile(
    r"(?:https?:)?[\\/]{2}(?:[^/@?#\\]*@)?([^/:?#\\\s]+)", re.IGNORECASE
)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere a page leads."""

    reference: str
    """As the page writes it."""
    base: str
    """URL that it is read against."""
    host: str
    """Lower case, as written; empty for what is not http or https."""
    raw: str
    """Words of the link, as stored."""

    @property
    def url(self) -> str:
        """Absolute, or as it is where it cannot be read."""
        return joined(self.base, self.reference)

    @property
    def text(self) -> str:
        """Words of the link, normalised, on one line."""
        return plaintext.line(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something a page draws in: script, style, image, icon or frame."""

    kind: str
    url: str
    """Absolute, or the data URL."""
    host: str
    text: str
    """Alternative text of an image, else empty."""


def joined(base: str, reference: str) -> str:
    """Return *reference* as an absolute URL, or as it is where that fails."""
    if reference.startswith(("http://", "https://", "data:")):
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def host_in(reference: str, own: str) -> str:
    """Return the host a reference leads to, *own* for relative ones, or empty."""
    found = _ABSOLUTE.match(reference)
    if found:
        return found[1].lower().rstrip(".")
    return "" if _OTHER_SCHEME.match(reference) else own


def part_kind(tag: str, rel: str) -> str:
    """Return the kind of a :class:`Part`, or empty where nothing is drawn in."""
    if tag == "link":
        if "icon" in rel:
            return "icon"
        return "style" if "stylesheet" in rel else ""
    return "image" if tag in {"img", "source"} else "frame"
