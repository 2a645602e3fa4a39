"""Text made harmless at the border it leaves by.

Whatever a page, a header or a registry said is hostile: it may hold formulas, markup,
controls, reversed text, lone surrogates, or forty thousand characters. Records keep it
as it came; each of these functions makes the copy that a person is shown.

Markup and template syntax need no care here: values reach the templates as values,
are escaped on the way out and never parsed again.
"""

import re
import unicodedata

from casebook.urls import URL_MAX_CHARACTERS, defang

TEXT_MAX_CHARACTERS = 2_000
"""Longer text is cut for people; the stored page has all of it."""

CELL_MAX_CHARACTERS = 32_000
"""A spreadsheet cell holds 32,767; xlsxwriter drops a longer one without a word."""

_FORMULA_STARTS = "=+-@＝＋－＠"
"""OWASP's list with the full-width forms, which a spreadsheet folds into them."""

_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'“”‘’（）。，；]+", re.IGNORECASE
)
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,20}[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_DEFANGED = {"hxxp", "hxxps"}
_SECOND_SCHEME = re.compile(r"://")


def visible(text: str, *, limit: int = TEXT_MAX_CHARACTERS) -> str:
    r"""Return *text* on one line, with what would hide or reorder it written out.

    Line breaks and tabs become spaces, other controls go; bidi controls, zero-width
    characters, lone surrogates and private characters are shown by number. Text over
    *limit* characters is cut, and the cut says how much there was.

    >>> visible("moc.live\u202e\x07 \nsite")
    'moc.live〈U+202E〉 site'
    >>> visible("a" * 50, limit=20)
    'aaaaaaaaaaaaaaaaaaaa… (50)'
    """
    shown = "".join(_shown(character) for character in text[:limit])
    shown = " ".join(shown.split())
    return shown if len(text) <= limit else f"{shown}… ({len(text)})"


def cell(text: str) -> str:
    """Return *text* for a spreadsheet or CSV cell that must not calculate.

    The cell is a string in any case; the apostrophe keeps it one after a copy into
    another program.

    >>> cell("=1+1"), cell(" ＠SUM(A1)"), cell("应急")
    ("'=1+1", "'＠SUM(A1)", '应急')
    """
    shown = visible(text, limit=CELL_MAX_CHARACTERS)
    return f"'{shown}" if shown.startswith(tuple(_FORMULA_STARTS)) else shown


def safe_url(url: str) -> str:
    """Return *url* for people: visible, and no program makes a live link of it.

    A second address inside the query is broken up too, because mail programs link
    whatever follows a scheme.

    >>> safe_url("http://a.test/?next=http://b.test/")
    'hxxp://a[.]test/?next=http[:]//b.test/'
    """
    shown = visible(url, limit=URL_MAX_CHARACTERS)
    head, separator, rest = defang(shown).partition("://")
    if head.lower() not in _DEFANGED:
        separator = separator.replace(":", "[:]")  # weixin://, javascript:// …
    return head + separator + _SECOND_SCHEME.sub("[:]//", rest)


def safe_text(text: str, *, limit: int = TEXT_MAX_CHARACTERS) -> str:
    """Return *text* for people, with every address in it defanged.

    >>> safe_text("links to http://shop.test/buy, twice")
    'links to hxxp://shop[.]test/buy, twice'
    """
    return _URL.sub(lambda found: safe_url(found.group()), visible(text, limit=limit))


def safe_value(value: str) -> str:
    """Return a quoted value, defanged where all of it is one host name.

    >>> safe_value("shop.test"), safe_value("index of shop.test")
    ('shop[.]test', 'index of shop.test')
    """
    return safe_url(value) if _HOST.fullmatch(value) else value


def file_name(text: str) -> str:
    """Return an ASCII file name made of *text*: letters, digits, dot, dash only.

    >>> file_name("../证书 a.test:8443")
    'a.test-8443'
    """
    kept = re.sub(r"[^A-Za-z0-9.-]+", "-", text[:120])
    return kept.strip(".-") or "unnamed"


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Cf", "Cs", "Co", "Cn"}:
        return f"〈U+{ord(character):04X}〉"
    if kind in {"Zl", "Zp"} or character in "\t\n\v\f\r\x85":
        return " "
    return "" if kind == "Cc" else character
