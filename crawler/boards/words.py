"""What the parts of a board's page say: text as a reader sees it, and numbers."""

import re

from bs4 import BeautifulSoup, Tag

TEXT_CHARACTERS = 20_000
"""Of one post; a longer one is a book, and its beginning says what it is."""

BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul"),
    )
)
"""Elements that begin a new line."""

COUNT = re.compile(r"([\d][\d\s,.]{0,15})\s*(万|[KkMmWw])?")
UNITS = {"万": 10_000, "w": 10_000, "k": 1_000, "m": 1_000_000}


def words_of(node: Tag | BeautifulSoup) -> str:
    """Return the text of *node* as a reader sees it, one block a line."""
    lines: list[str] = [""]
    for child in node.descendants:
        if isinstance(child, Tag):
            if child.name in BLOCKS and lines[-1]:
                lines.append("")
        elif type(child).__name__ == "NavigableString":
            lines[-1] += str(child)
    shown = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in shown if line)[:TEXT_CHARACTERS]


def count_of(text: str) -> int | None:
    """Return the number that *text* shows, or None.

    >>> count_of("12.3K subscribers"), count_of("1.2万"), count_of("2 345")
    (12300, 12000, 2345)
    """
    match = COUNT.search(text)
    if match is None:
        return None
    digits, unit = match[1].strip(), (match[2] or "").lower()
    plain = digits.replace(",", "").replace(" ", "")
    if not unit:
        plain = plain.replace(".", "")
    try:
        return int(float(plain) * UNITS.get(unit, 1))
    except (ValueError, OverflowError):
        return None
