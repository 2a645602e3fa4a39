"""Where a page leads, and what it draws in."""

import re
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from detectors.pages import plaintext

_ABSOLUTE = re.compile(
    r"(?:https?:)?[\\/]{2}(?:[^/@?#\\]*@)?([^/:?#\\\s]+)", re.IGNORECASE
)
_PATH = frozenset(("/", "#", "?", "."))
_SLASHES = frozenset(("//", "/\\"))
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)


class Link(NamedTuple):
    """Somewhere a page leads; a tuple, because a page has hundreds."""

    reference: str
    """As the page writes it."""
    base: str
    """URL that it is read against."""
    host: str
    """Lower case, as written; empty for what is not http or https."""
    node: LexborNode | None
    """The element; None where a script writes the link."""

    @property
    def url(self) -> str:
        """Absolute, or as it is where it cannot be read."""
        return joined(self.base, self.reference)

    @property
    def text(self) -> str:
        """Words of the link, normalised, on one line."""
        return plaintext.line(self.node.text()[:300]) if self.node is not None else ""


class Part(NamedTuple):
    """Something a page draws in: script, style, image, icon or frame."""

    kind: str
    reference: str
    """As the page writes it, or the data URL."""
    base: str
    """URL that it is read against."""
    host: str
    text: str
    """Alternative text of an image, else empty."""

    @property
    def url(self) -> str:
        """Absolute, or the data URL."""
        return joined(self.base, self.reference)

    @property
    def name(self) -> str:
        """End of its path; empty for a data URL."""
        if self.reference.startswith("data:"):
            return ""
        path = self.reference.partition("?")[0].partition("#")[0]
        return path.rpartition("/")[2]


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
    # Most references are plain paths or plain addresses.
    if reference[:1] in _PATH and reference[:2] not in _SLASHES:
        return own
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
