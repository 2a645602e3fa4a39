"""Text that a page keeps where a plain reading does not look.

Builders who were asked to get past checkers write the page with a script, from
base64, from percent signs or from character codes, put words into style sheets, or
hang them on a shadow root or a frame's attribute. All of that can be read without
running anything.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote

from detectors import plaintext

SHELL = 240
"""Characters; a page with less text is a shell that scripts fill. An inquiry form
with its labels has more, an empty ``<div id=app>`` has none."""
PARTS_MAX = 40
PART_MAX = 400_000
_ESCAPES_MIN = 8

_CONTENT = re.compile(r"content\s*:\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_BASE64 = re.compile(r"[\"'`]([A-Za-z0-9+/\s]{48,}={0,2})[\"'`]")
_CODES = re.compile(r"fromCharCode\(([0-9a-fA-FxX,\s]{24,})\)")
_QUOTED = re.compile(r"[\"'`]([^\"'`\n]{40,})[\"'`]")
# Unrolled, so that no string of backslashes makes the search slow.
_LITERAL = re.compile(
    r"\"([^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'"
    r"|`([^`\\]*(?:\\.[^`\\]*)*)`",
    re.DOTALL,
)
_UNICODE = re.compile(
    r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})"
)
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_SIMPLE = {
    "\\n": "\n",
    "\\r": "\n",
    "\\t": " ",
    "\\'": "'",
    '\\"': '"',
    "\\/": "/",
    "\\`": "`",
}


def kept(html: str) -> tuple[str, ...]:
    """Return the markup in templates of *html*, where shadow roots keep theirs."""
    return tuple(part[:PART_MAX] for part in _templates(html))[:PARTS_MAX]


def decodings(scripts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return how and what, for each encoded string that holds Chinese or markup."""
    found = [pair for script in scripts for pair in _decodings(script[:PART_MAX])]
    return tuple((way, text[:PART_MAX]) for way, text in found[:PARTS_MAX])


def written(scripts: tuple[str, ...]) -> str:
    """Return the Chinese text and markup in plain string literals of *scripts*."""
    found = [text for script in scripts for text in _literals(script[:PART_MAX])]
    return "\n".join(f"<p>{text}</p>" for text in found)[:PART_MAX]


def drawn(styles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the Chinese words that ``content`` rules put on the page."""
    found = []
    for sheet in styles:
        if "content" not in sheet:
            continue
        for double, single in _CONTENT.findall(sheet)[:2000]:
            text = _CSS_ESCAPE.sub(_css_character, double or single)
            if plaintext.CJK.search(text):
                found.append(text)
    return tuple(found)


def _decodings(script: str) -> Iterator[tuple[str, str]]:
    """Yield how and what, for each encoded string that holds Chinese or markup."""
    for found in _BASE64.findall(script)[:PARTS_MAX]:
        text = _from_base64(found)
        if _worth(text):
            yield "base64", text
    for found in _CODES.findall(script)[:PARTS_MAX]:
        text = _from_codes(found)
        if _worth(text):
            yield "fromCharCode", text
    if script.count("%") < _ESCAPES_MIN:
        return
    for found in _QUOTED.findall(script):
        if found.count("%") >= _ESCAPES_MIN and _worth(text := _from_escapes(found)):
            yield "unescape", text


def _templates(html: str) -> Iterator[str]:
    """Yield what stands in template elements; found by position, so in linear time."""
    at = html.find("<template")
    while at >= 0:
        start = html.find(">", at)
        end = html.find("</template", start)
        if start < 0 or end < 0:
            return
        yield html[start + 1 : end]
        at = html.find("<template", end)


def _from_codes(text: str) -> str:
    characters = []
    for number in text.split(",")[:100_000]:
        try:
            characters.append(chr(int(number.strip(), 0)))
        except (ValueError, OverflowError):
            return ""
    return "".join(characters)


def _from_base64(text: str) -> str:
    compact = "".join(text.split())
    try:
        raw = base64.b64decode(compact + "=" * (-len(compact) % 4))
    except (binascii.Error, ValueError):
        return ""
    decoded = raw.decode("utf-8", "replace")
    if decoded.count("\ufffd") > len(decoded) // 50:
        return ""
    return _from_escapes(decoded)


def _from_escapes(text: str) -> str:
    text = _PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text)
    return unquote(text) if "%" in text else text


def _worth(text: str) -> bool:
    return bool(plaintext.CJK.search(text)) or "</" in text


def _literals(script: str) -> Iterator[str]:
    """Yield the string literals of *script* that hold Chinese, escapes undone."""
    if not (plaintext.CJK.search(script) or "\\u" in script):
        return
    for groups in _LITERAL.findall(script)[:5000]:
        text = next(filter(None, groups), "")
        if "\\" in text:
            text = _UNICODE.sub(_character, text)
            for escape, plain in _SIMPLE.items():
                text = text.replace(escape, plain)
        if plaintext.CJK.search(text):
            yield text


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2] or found[3], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - Unicode's end


def _css_character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - Unicode's end
