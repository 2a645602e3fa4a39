"""A mirror one page deep: inner links name files that nobody copied."""

import re
from hashlib import sha1

LINK = re.compile(r'(<a\b[^>]*\bhref=")(/[^/"][^"]*)"', re.IGNORECASE)


def apply(html: str) -> str:
    """Rename the target of every inner link, as a mirroring tool does.

    >>> apply('<a href="/xw/">新闻</a> <a href="/">首页</a>')
    '<a href="/html/285962.html">新闻</a> <a href="/">首页</a>'
    """

    def rename(match: re.Match[str]) -> str:
        digest = sha1(match[2].encode(), usedforsecurity=False).hexdigest()
        return f'{match[1]}/html/{digest[:6]}.html"'

    return LINK.sub(rename, html)
