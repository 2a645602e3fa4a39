"""Zero-width characters between Chinese characters: no word is found any more.

A browser shows the same page, a search for a phrase in its text finds nothing.
"""

import re

from testbed.markup import map_attributes, map_text

# The three that fonts draw as nothing, in turn, so that stripping one is not enough.
MARKS = "\u200b\u200c\u2060"

BETWEEN = re.compile("(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff])")


def apply(html: str) -> str:
    """Put a mark between any two Chinese characters, in the title too."""
    return map_attributes(map_text(html, scatter), scatter)


def scatter(text: str) -> str:
    r"""Return *text* with a zero-width mark at each joint of Chinese characters.

    >>> ascii(scatter("查询平台"))
    "'\\u67e5\\u200b\\u8be2\\u200c\\u5e73\\u2060\\u53f0'"
    """
    turn = iter(range(len(text)))
    return BETWEEN.sub(lambda _: MARKS[next(turn) % len(MARKS)], text)
