"""Cutting an HTML page into text, tags and body, for the techniques.

Regular expressions and no parser: what a technique does not mean to change must come
out byte for byte as it went in, and the pages are our own.
"""

import json
import re
from collections.abc import Callable

HAN = re.compile("[\u3400-\u9fff]")
"""One Chinese character."""

# Comments, elements whose content is no visible text, tags, entities; then text.
_OPAQUE = r"<!--.*?-->|<({names})\b[^>]*>.*?</\1\s*>|<[^>]*>|&\#?\w+;"
_HIDDEN = "script|style|option|textarea|template"
_TEXT = re.compile(
    _OPAQUE.format(names=_HIDDEN) + "|([^<&]+)", re.DOTALL | re.IGNORECASE
)
_BODY_TEXT = re.compile(
    _OPAQUE.format(names=f"{_HIDDEN}|title") + "|([^<&]+)",
    re.DOTALL | re.IGNORECASE,
)
_BODY = re.compile(r"(<body\b[^>]*>)(.*)(</body\s*>)", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(placeholder|alt|value|content)="([^"]*)\"""")


def map_text(html: str, change: Callable[[str], str], *, title: bool = True) -> str:
    """Return *html* with *change* applied to each run of visible Chinese text.

    Scripts, styles, options, comments and entities stay as they are, and so does the
    title unless *title* is set.

    >>> map_text("<p title='查'>查 &amp; a</p><script>查</script>", lambda t: t * 2)
    "<p title='查'>查 查 &amp; a</p><script>查</script>"
    """
    pattern = _TEXT if title else _BODY_TEXT

    def one(match: re.Match[str]) -> str:
        text = match[2]
        return change(text) if text and HAN.search(text) else match[0]

    return pattern.sub(one, html)


def map_attributes(html: str, change: Callable[[str], str]) -> str:
    """Return *html* with *change* applied to placeholders, alt texts and values."""

    def one(match: re.Match[str]) -> str:
        value = change(match[2]) if HAN.search(match[2]) else match[2]
        return f'{match[1]}="{value}"'

    return _ATTRIBUTE.sub(one, html)


def body_of(html: str) -> str:
    """Return what stands in the body; all of *html* where there is no body."""
    match = _BODY.search(html)
    return match[2] if match else html


def with_body(html: str, body: str) -> str:
    """Return *html* with *body* in place of what stands in its body."""
    match = _BODY.search(html)
    if not match:
        return body
    return html[: match.start(2)] + body + html[match.end(2) :]


def title_of(html: str) -> str:
    """Return the page's title, or an empty text."""
    match = _TITLE.search(html)
    return match[1] if match else ""


def with_title(html: str, title: str) -> str:
    """Return *html* with another title."""
    return _TITLE.sub(lambda _: f"<title>{title}</title>", html, count=1)


def with_style(html: str, css: str) -> str:
    """Return *html* with one more style sheet, after those it has."""
    style = f"<style>{css}</style>\n"
    place = re.search(r"</head\s*>", html, re.IGNORECASE)
    at = place.start() if place else 0
    return html[:at] + style + html[at:]


def split_scripts(html: str) -> tuple[str, str]:
    """Return *html* without its scripts, and the scripts alone, in order."""
    return _SCRIPT.sub("", html), "\n".join(m[0] for m in _SCRIPT.finditer(html))


def js_string(text: str) -> str:
    r"""Return *text* as a JavaScript string that may stand inside a script element.

    >>> print(js_string("查</script>"))
    "\u67e5<\/script>"
    """
    return json.dumps(text).replace("</", "<\\/")
