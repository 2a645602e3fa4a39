"""Every line of text as a picture; title, options and the form's hints stay.

The pictures are SVG in ``data:`` addresses, so that the technique needs no font of its
own: the visitor's browser draws them.
"""

import base64
import re
from html import escape, unescape

from testbed.markup import HAN, map_text, with_style

# A longer picture could not wrap at the end of a line as text does.
LINE_CHARACTERS = 10

# The pictures are drawn dark; where the page has light text on a dark ground they are
# turned over.
STYLE = (
    "img.tx{width:auto!important;height:1.25em!important;margin:0!important;"
    "vertical-align:-.28em}"
    "header img.tx,nav img.tx,footer img.tx,.banner img.tx,.uni-page-head img.tx,"
    ".cont-link img.tx,.el-button--primary img.tx,.query-btn img.tx"
    "{filter:invert(1)}"
)


def apply(html: str) -> str:
    """Replace each run of Chinese text by pictures of its parts."""
    return with_style(map_text(html, pictures, title=False), STYLE)


def pictures(text: str) -> str:
    """Return image elements that show *text*, in parts that may wrap."""
    parts = re.findall(rf"\S{{1,{LINE_CHARACTERS}}}|\s+", unescape(text))
    return "".join(part if part.isspace() else _picture(part) for part in parts)


def _picture(text: str) -> str:
    width = sum(16 if HAN.match(c) or ord(c) > 0x2000 else 9 for c in text)  # noqa: PLR2004 - wide characters
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20">'
        f'<text x="0" y="16" font-size="16" font-family="sans-serif" fill="#222" '
        f'textLength="{width}">{escape(text)}</text></svg>'
    )
    data = base64.b64encode(svg.encode()).decode()
    return f'<img class="tx" alt="" src="data:image/svg+xml;base64,{data}">'
