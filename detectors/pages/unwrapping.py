"""Text that a page keeps where a plain reading does not look.

Builders who were asked to get past checkers write the page with a script, from
base64, from percent signs or from character codes, put words into style sheets, or
hang them on a shadow root or a frame's attribute. All of that can be read without
running anything.
"""

import base64
import binascii
import html as entities
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from urllib.parse import unquote

from detectors.pages import plaintext
from detectors.pages.guard import Scan

SHELL = 240
"""Characters; a page with less text is a shell that scripts fill. An inquiry form
with its labels has more, an empty ``<div id=app>`` has none."""
KEEPERS = ("<template", "<xmp", "<textarea")
"""What begins elements that keep markup; inert scripts do, too."""
PARTS_MAX = 40
PART_MAX = 400_000
_ESCAPES_MIN = 8
_JOINS = re.compile(r"([\"'])\s*\+\s*\1")
"""Where pieces of one string are joined."""

_CONTENT = re.compile(r"content\s*:\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')")
_SELECTORS_MAX = 300
_RULE_MAX = 3000
_RULES_MAX = 5000
_DRAWN_IN = re.compile(
    r"([.#]?[\w-]{1,60}(?:[ >+~]*[.#]?[\w-]{1,60}){0,6})\s*::?(?:before|after)"
)
_ATTRIBUTE = re.compile(r"content\s*:\s*attr\(\s*([\w-]{1,40})\s*\)")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_ESCAPED = re.compile(r"\\0{0,5}[2-9][0-9a-fA-F]{3}")
_BASE64 = re.compile(r"[\"'`]([A-Za-z0-9+/\s]{48,}={0,2})[\"'`]")
_CODES = re.compile(
    r"(?:fromCharCode\(|\[)\s*((?:0[xX])?[0-9a-fA-F]{2,6}(?:\s*,[0-9a-fA-FxX,\s]{24,}))[)\]]"
)
_RUN = re.compile(r"[A-Za-z0-9+/]{48}")
_CODED = Scan({"run": rb"[A-Za-z0-9+/]{48}", "codes": b"fromCharCode"})
_WAITING = re.compile(r"加载|请稍|等待|跳转|loading", re.IGNORECASE)
_SET_TITLE = re.compile(r"document\.title\s*=\s*(\"[^\"\n]{1,400}\"|'[^'\n]{1,400}')")
_ADDRESS = re.compile(
    r"(?:href|src|url|link|action)\\?[\"']?\s*[:=,]\s*\\?[\"'`]"
    r"(https?:\\?/\\?/[^\"'`\s<>\\]{4,60})",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"(?:placeholder|label)\\?[\"']?\s*[:=]\s*\\?[\"'`]([^\"'`\n\\]{2,40}|"
    r"(?:\\u[0-9a-fA-F]{4}){2,40})",
    re.IGNORECASE,
)
_TAGS_MIN = 4
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What style sheets draw before and after elements."""

    by_class: Mapping[str, str]
    """Chinese words, by the class of the elements that show them."""
    by_selector: Mapping[str, str]
    """The same for elements that are chosen in another way."""
    attributes: tuple[str, ...]
    """Names of attributes whose values are drawn."""


def kept(html: str, standing: AbstractSet[str]) -> tuple[str, ...]:
    """Return the markup that templates, text areas and inert scripts of *html* keep.

    Args:
        html: the document.
        standing: those of :data:`KEEPERS` that may stand in it.
    """
    found: list[str] = []
    if "<template" in standing:
        found += _inside(html, "template")
    if "<xmp" in standing:
        found += _inside(html, "xmp")
    if "<textarea" in standing:
        areas = _inside(html, "textarea")
        found += [entities.unescape(text) for text in areas if _is_markup(text)]
    found += [x for x in _inside(html, "script") if x.lstrip()[:1] == "<"]
    return tuple(part[:PART_MAX] for part in found)[:PARTS_MAX]


def decodings(scripts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return how and what, for each encoded string that holds Chinese or markup."""
    signs = _CODED.found("\n".join(scripts))
    if not signs and not any(script.count("%") >= _ESCAPES_MIN for script in scripts):
        return ()
    found = [p for script in scripts for p in _decodings(script[:PART_MAX], signs)]
    return tuple((way, text[:PART_MAX]) for way, text in found[:PARTS_MAX])


def written(scripts: tuple[str, ...]) -> str:
    """Return the Chinese text and markup in plain string literals of *scripts*."""
    found = [text for script in scripts for text in _literals(script[:PART_MAX])]
    return "\n".join(f"<p>{text}</p>" for text in found)[:PART_MAX]


def drawn(styles: tuple[str, ...]) -> Drawn:
    """Return what ``content`` rules of style sheets put on the page."""
    by_class: dict[str, str] = {}
    by_selector: dict[str, str] = {}
    attributes: dict[str, None] = {}
    for sheet in styles:
        if "content" not in sheet or not _may_draw(sheet):
            continue
        for selectors, rules in _rules(sheet, "content"):
            attribute = _ATTRIBUTE.search(rules)
            if attribute:
                attributes[attribute[1].lower()] = None
            words = _CONTENT.search(rules)
            if not words:
                continue
            text = _CSS_ESCAPE.sub(_css_character, words[1] or words[2])
            if plaintext.CJK.search(text):
                for selector in selectors.split(","):
                    found = _DRAWN_IN.fullmatch(selector.strip())
                    if found and re.fullmatch(r"\.[\w-]+", found[1]):
                        by_class[found[1][1:]] = text
                    elif found and len(by_selector) < PARTS_MAX:
                        by_selector[found[1]] = text
    return Drawn(
        by_class=by_class, by_selector=by_selector, attributes=tuple(attributes)
    )


def _rules(sheet: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules of *sheet* that hold *word*."""
    for block in sheet.split("}", _RULES_MAX)[:-1]:
        if word in block:
            before, _, rule = block.rpartition("{")
            selectors = before.rpartition("{")[2][-_SELECTORS_MAX:]
            if selectors and len(rule) <= _RULE_MAX:
                yield selectors, rule


def _may_draw(sheet: str) -> bool:
    """Whether *sheet* may draw Chinese, plain or escaped, or an attribute's value.

    Icons are none of these.
    """
    if "attr(" in sheet or ("\\" in sheet and _ESCAPED.search(sheet)):
        return True
    return not sheet.isascii() and bool(plaintext.CJK.search(sheet))


def _decodings(script: str, signs: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield how and what, for each encoded string that holds Chinese or markup."""
    if "run" in signs and _RUN.search(script):
        for found in _BASE64.findall(_JOINS.sub("", script))[:PARTS_MAX]:
            text = _from_base64(found)
            if _worth(text):
                yield "base64", text
    for found in _CODES.findall(script)[:PARTS_MAX] if "fromCharCode" in script else ():
        text = _from_codes(found)
        if _worth(text):
            yield "fromCharCode", text
    if script.count("%") < _ESCAPES_MIN:
        return
    for found in _QUOTED.findall(script):
        if found.count("%") >= _ESCAPES_MIN and _worth(text := _from_escapes(found)):
            yield "unescape", text


def _inside(html: str, tag: str) -> Iterator[str]:
    """Yield what stands in elements *tag*; found by position, so in linear time."""
    at = html.find(f"<{tag}")
    while at >= 0:
        start = html.find(">", at)
        end = html.find(f"</{tag}", start)
        if start < 0 or end < 0:
            return
        yield html[start + 1 : end]
        at = html.find(f"<{tag}", end)


def _is_markup(text: str) -> bool:
    return text.count("&lt;/") + text.count("</") >= _TAGS_MIN


def called(scripts: tuple[str, ...], title: str) -> str:
    """Return the title that scripts set where the markup's own says nothing."""
    if plaintext.CJK.search(title) and not _WAITING.search(title):
        return title
    for script in scripts:
        found = _SET_TITLE.search(script[:PART_MAX])
        if found:
            return _plain(found[1][1:-1])
    return title


def led(scripts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the absolute addresses that scripts put into links and pictures."""
    found = [x for script in scripts for x in _ADDRESS.findall(script[:PART_MAX])]
    return tuple(text.replace("\\/", "/") for text in found[:500])


def hinted(scripts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the hints and labels of fields that scripts build."""
    found = [x for script in scripts for x in _HINT.findall(script[:PART_MAX])]
    return tuple(dict.fromkeys(_plain(text) for text in found[:60]))


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
    for groups in _LITERAL.findall(_JOINS.sub("", script))[:5000]:
        text = _plain(next(filter(None, groups), ""))
        if plaintext.CJK.search(text):
            yield text


def _plain(text: str) -> str:
    """Return the inside of a string literal, escapes undone."""
    if "\\" in text:
        text = _UNICODE.sub(_character, text)
        for escape, plain in _SIMPLE.items():
            text = text.replace(escape, plain)
    return text


def _character(found: re.Match[str]) -> str:
    number = int(found[1] or found[2] or found[3], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - Unicode's end


def _css_character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - Unicode's end
