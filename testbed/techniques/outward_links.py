"""A mirror one page deep: every other page is the official one, at its own host."""

import re

LINK = re.compile(r'(<a\b[^>]*\bhref=")(/[^/"][^"]*)"', re.IGNORECASE)

OFFICIAL = "http://www.mem.gov.example"


def apply(html: str) -> str:
    """Make inner links absolute, to the official portal.

    >>> apply('<a href="/xw/">新闻</a> <a href="/">首页</a>')
    '<a href="http://www.mem.gov.example/xw/">新闻</a> <a href="/">首页</a>'
    """
    return LINK.sub(rf'\g<1>{OFFICIAL}\g<2>"', html)
