r"""The little language of a board's selectors: CSS, attributes, JSON in attributes.

>>> soup = BeautifulSoup('<p data-f=\'{"a":{"n":"Li"}}\'><b>x</b></p>', "lxml")
>>> pick(soup.p, "i, b"), pick(soup.p, "@data-f:a.n")
('x', 'Li')
"""

import json
from dataclasses import dataclass
from functools import cache

import soupsieve
from bs4 import BeautifulSoup, Tag

from crawler.engines.results import dig

JSON_CHARACTERS = 200_000
"""Of an attribute that is read as JSON; a floor's has some thousand."""

_OPENING = {"(": ")", "[": "]", "'": "'", '"': '"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way to find a value."""

    css: str
    """Empty: the element itself."""
    attribute: str = ""
    """Empty: the text."""
    path: str = ""
    """Keys of the JSON in the attribute; empty: it is no JSON."""


@cache
def alternatives(selector: str) -> tuple[Alternative, ...]:
    """Return the ways that *selector* names, in the order in which they are tried.

    >>> [one.css for one in alternatives("a:has(b, c), d[e='f,g']@h")]
    ['a:has(b, c)', "d[e='f,g']"]
    """
    found = []
    for part in _split(selector, ","):
        css, *rest = _split(part.strip(), "@")
        attribute, _, path = (rest[0] if rest else "").partition(":")
        found.append(Alternative(css=css.strip(), attribute=attribute, path=path))
    return tuple(found)


def check(selector: str) -> None:
    """Refuse a selector that could never match.

    Raises:
        ValueError: it is not CSS; the message is one line.
    """
    for one in alternatives(selector):
        try:
            soupsieve.compile(one.css or "*")
        except soupsieve.SelectorSyntaxError as exc:
            raise ValueError(str(exc).splitlines()[0]) from None


def pick(node: Tag | BeautifulSoup | None, selector: str) -> str:
    """Return the first value that *selector* finds in *node*, or empty."""
    if node is None or not selector:
        return ""
    for one in alternatives(selector):
        for element in [node] if not one.css else node.select(one.css, limit=4):
            if value := _value(element, one):
                return value
    return ""


def pick_all(node: Tag | BeautifulSoup, selector: str) -> list[Tag]:
    """Return every element that one of the alternatives finds, in document order.

    One inside another is left out: several alternatives may find one thing twice.
    """
    css = ", ".join(one.css for one in alternatives(selector) if one.css)
    found = list(node.select(css)) if css else []
    outer = {id(one) for one in found}
    return [
        one for one in found if not any(id(above) in outer for above in one.parents)
    ]


def pick_href(node: Tag | BeautifulSoup, selector: str) -> str:
    """Return where the first element that *selector* finds leads, or empty."""
    for one in pick_all(node, selector):
        if href := str(one.get("href") or "").strip():
            return href
    return ""


def _value(element: Tag | BeautifulSoup, one: Alternative) -> str:
    if not one.attribute:
        return " ".join(element.get_text(" ").split())
    found = element.get(one.attribute)
    text = " ".join(found) if isinstance(found, list) else found or ""
    if not one.path:
        return " ".join(text.split())
    if len(text) > JSON_CHARACTERS:
        return ""
    try:
        inner = dig(json.loads(text), one.path)
    except (ValueError, RecursionError):
        return ""
    return "" if inner is None or isinstance(inner, dict | list) else str(inner)


def _split(text: str, at: str) -> list[str]:
    """Split at *at*, but not within brackets or quotes."""
    parts, waiting, start = [], "", 0
    for number, character in enumerate(text):
        if waiting and character == waiting[-1]:
            waiting = waiting[:-1]
        elif character in _OPENING and (not waiting or waiting[-1] not in "'\""):
            waiting += _OPENING[character]
        elif character == at and not waiting:
            parts.append(text[start:number])
            start = number + 1
    return [*parts, text[start:]]
