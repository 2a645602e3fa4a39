"""What sections of the letter are given to speak with."""

from typing import Protocol

from casebook.language import mark
from reports.inert import visible

SOURCES = {
    "tip": mark("a report by a person"),
    "inspect": mark("a person who asked for it to be looked at"),
    "search": mark("search engines"),
    "boards": mark("boards and groups"),
    "feeds": mark("feeds and channels"),
    "links": mark("links of pages that were visited"),
    "pivots": mark("what it shares with sites found before"),
    "lookalikes": mark("names that look like an official one"),
    "ctlogs": mark("logs of TLS certificates"),
    "crtsh": mark("a search of TLS certificates"),
}
"""What people call the sources of candidates; an unknown one keeps its name."""


class Say(Protocol):
    """Translates one message into the document's language."""

    def __call__(self, message: str, **values: object) -> str:
        """Return the message with its places filled."""
        ...


def source_name(source: str, say: Say) -> str:
    """Return what people call the source of a candidate."""
    return say(SOURCES[source]) if source in SOURCES else visible(source, limit=80)
