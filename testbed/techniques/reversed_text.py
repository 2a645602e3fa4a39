"""Text stored from its end to its beginning, and shown the right way by CSS."""

import re

from testbed.markup import map_text, with_style

STYLE = "bdo.r{display:inline-block;max-width:100%}"

# Brackets are mirrored when they are read from the right, so they change places first.
BRACKETS = str.maketrans("（）《》【】()<>[]", "）（》《】【)(><][")

# A turned run cannot wrap: the last line would come first. So runs are kept short.
PART = re.compile(r"\S{1,8}|\s+")


def apply(html: str) -> str:
    """Turn the body's text round; the title stays."""
    return with_style(map_text(html, turn, title=False), STYLE)


def turn(text: str) -> str:
    """Return *text* in elements that are read from right to left.

    >>> turn("查询网站")
    '<bdo class="r" dir="rtl">站网询查</bdo>'
    """
    return "".join(
        part if part.isspace() else f'<bdo class="r" dir="rtl">{_backwards(part)}</bdo>'
        for part in PART.findall(text)
    )


def _backwards(text: str) -> str:
    return text[::-1].translate(BRACKETS)
