"""What a page draws in and leads to: a first look, to know what else to fetch.

Nothing is judged by it. Tags are found one by one and not as a tree, because parsers
lose what lies behind some thousand nested tags (lxml) or take seconds for them
(lexbor), and a page that is hidden so is just the one to fetch more of.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from w3lib.encoding import html_to_unicode

from casebook.errors import InputError
from casebook.urls import canonical, site_of

SCAN_CHARACTERS = 2_000_000
"""How far into a page is looked; the largest pages of state organs have 400,000."""

# Attributes beyond this belong to no tag worth fetching; bounds each match.
TAG = re.compile(
    r"<(a|area|base|body|div|embed|img|input|link|object|script|source|td|table)"
    r"((?:\s|/)[^<>]{0,4000})?>",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"""([a-z][\w:.-]{0,60})\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
COMMENT = re.compile(r"<!--.{0,100000}?-->", re.DOTALL)
BACKGROUND = re.compile(r"""url\(\s*["']?([^"')]{1,2000})""", re.IGNORECASE)

LOGO_WORDS = re.compile(
    r"logo|emblem|brand|banner|header|guohui|hui|badge|dzjg|gongan|ghs|beian|zfwz|red\."
    r"|徽|标志|标识|党政机关|公安",
    re.IGNORECASE,
)
"""What a picture that claims an identity is called, in its path, class or text."""

LARGE_PX = 200
"""From this width or height on, a picture is part of what the page says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something a page draws in."""

    url: str
    """Canonical."""
    kind: str
    """``icon``, ``image``, ``script`` or ``style``."""
    rank: int
    """The lower, the sooner it is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a first look at a page found."""

    parts: tuple[Part, ...] = ()
    links: tuple[str, ...] = ()
    """Links of the same site, canonical, in order, each once."""


def look(body: bytes, url: str, content_type: str = "") -> Look:
    """Look through the page *body*, which came from *url*."""
    tags = list(_tags(_text(body, content_type)))
    base = url
    for name, attributes in tags:
        if name == "base" and attributes.get("href"):
            base = _join(url, attributes["href"]) or url
            break
    parts: dict[str, Part] = {}
    links: dict[str, None] = {}
    for name, attributes in tags:
        for kind, rank, target in _drawn(name, attributes):
            found = _join(base, target)
            if found and found not in parts:
                parts[found] = Part(url=found, kind=kind, rank=rank)
        if name in {"a", "area"}:
            found = _join(base, attributes.get("href", ""))
            if found and found != canonical(url) and site_of(found) == site_of(url):
                links.setdefault(found)
    return Look(
        parts=tuple(sorted(parts.values(), key=lambda part: part.rank)),
        links=tuple(links),
    )


def outgoing(body: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
    """Return the links of the page *body* to other sites, canonical, each once."""
    text = _text(body, content_type)
    base = url
    found: dict[str, None] = {}
    for name, attributes in _tags(text):
        if name == "base" and attributes.get("href"):
            base = _join(url, attributes["href"]) or base
        link = (
            _join(base, attributes.get("href", "")) if name in {"a", "area"} else None
        )
        if link and site_of(link) != site_of(url):
            found.setdefault(link)
    return tuple(found)


def _text(body: bytes, content_type: str) -> str:
    _, text = html_to_unicode(
        content_type or None, body[:SCAN_CHARACTERS], default_encoding="gb18030"
    )
    return COMMENT.sub(" ", text)


def _tags(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    for match in TAG.finditer(text):
        attributes = {
            name.lower(): unescape(value.strip("\"'")).strip()
            for name, value in ATTRIBUTE.findall(match[2] or "")
        }
        yield match[1].lower(), attributes


def _drawn(name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    if name == "link":
        relation = attributes.get("rel", "").lower()
        if "icon" in relation:
            yield "icon", 0, attributes.get("href", "")
        elif "stylesheet" in relation:
            yield "style", 3, attributes.get("href", "")
    elif name == "script":
        yield "script", 3, attributes.get("src", "")
    elif name in {"img", "input", "embed", "source", "object"}:
        rank = 1 if _is_telling(attributes) else 4
        for key in ("src", "data-src", "data-original", "data"):
            if attributes.get(key) and (name != "input" or key == "src"):
                yield "image", rank, attributes[key]
    for target in BACKGROUND.findall(attributes.get("style", "")):
        yield "image", 2, target
    if name in {"body", "table", "td"} and attributes.get("background"):
        yield "image", 2, attributes["background"]


def _is_telling(attributes: Mapping[str, str]) -> bool:
    named = " ".join(
        attributes.get(key, "") for key in ("src", "data-src", "alt", "class", "id")
    )
    sizes = [attributes.get(key, "") for key in ("width", "height")]
    numbers = [int(m[0]) for s in sizes if (m := re.match(r"\d{1,5}", s))]
    large = any(number >= LARGE_PX for number in numbers)
    return large or LOGO_WORDS.search(named) is not None


def _join(base: str, target: str) -> str | None:
    text = target.strip()
    if not text or text.lower().startswith(("data:", "javascript:", "about:", "#")):
        return None
    try:
        return canonical(urljoin(base, text))
    except (InputError, ValueError):
        return None
