"""What a page of search results holds, told apart from a page that holds none.

Four things look alike to a program that only counts: no results, a question whether
the visitor is human, a refusal, and a layout that changed. Each has its own name here,
because only the first means that there was nothing to find.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parsel import Selector

from casebook.urls import is_under, registrable, site_of
from crawler.engines import Engine
from crawler.network.failures import one_line
from crawler.posts.targets import absolute, unwrap
from detectors.pages.charsets import decode

OK_STATUS = 200

ENTRIES_MOST = 100
"""Results taken of one page; engines show ten to fifty."""

TEXT_CHARACTERS = 600
"""Of a title or snippet; longer ones are no titles."""

READABLE_SHARE = 0.5
"""Results with a link and a title, below which the layout has changed."""

SCRIPT_TARGET = re.compile(
    r"""(?:location(?:\.href)?\s*=\s*|location\.(?:replace|assign)\(\s*)"""
    r"""["'](https?:[^"'\\]{1,4000})["']"""
)
REFRESH_TARGET = re.compile(
    r"""http-equiv=["']?refresh["']?[^>]{0,200}?url\s*=\s*["']?(https?:[^"'>]{1,4000})""",
    re.IGNORECASE,
)


class Outcome(StrEnum):
    """What an engine answered to one question."""

    RESULTS = "results"
    NONE = "none"
    """It says that it knows nothing."""
    CHALLENGE = "challenge"
    """It asks whether the visitor is human; not checked, and never solved."""
    UNREADABLE = "unreadable"
    """Something came that is not read as results: refused, or a new layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result as it is shown."""

    title: str
    snippet: str
    paid: bool
    advertiser: str = ""
    target: str = ""
    """Where it leads, canonical; empty where only the engine's own link is known."""
    through: str = ""
    """The engine's own link, to be asked where it leads; or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of results."""

    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    has_next: bool = False
    detail: str = ""
    """Why it is unreadable, or what asks; one line."""


def read_results(
    engine: Engine,
    body: bytes,
    *,
    url: str,
    status: int | None = OK_STATUS,
    content_type: str = "",
) -> ResultPage:
    """Read the answer *body*, which came from *url* after all redirects.

    Never fails: what cannot be read is ``unreadable``, and the detail says why.
    """
    if any(part in url for part in engine.challenge_paths):
        return ResultPage(outcome=Outcome.CHALLENGE, detail=one_line(url)[:120])
    if engine.format == "json":
        return _read_json(engine, body, url, status)
    text = decode(body, content_type).text.replace("\x00", "")
    page = Selector(text=text or "<html></html>", type="html")
    title = _words(page.css("title"))
    if _is_challenge(engine, page, title):
        return ResultPage(outcome=Outcome.CHALLENGE, detail=title or "no title")
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}")
    return _read_html(engine, page, text, url)


def _read_html(engine: Engine, page: Selector, text: str, url: str) -> ResultPage:
    entries, seen = _entries(engine, page, url)
    if seen:
        return _results(engine, page, entries, seen)
    if _says_none(engine, page, text):
        return ResultPage(outcome=Outcome.NONE)
    return _unreadable(f"no results read; title {_words(page.css('title'))!r}")


def _results(
    engine: Engine, page: Selector, entries: list[Entry], seen: int
) -> ResultPage:
    if len(entries) < READABLE_SHARE * seen:
        return _unreadable(f"{len(entries)} of {seen} results have a link and a title")
    more = not engine.next or bool(page.css(engine.next))
    return ResultPage(outcome=Outcome.RESULTS, entries=tuple(entries), has_next=more)


def target_of(body: bytes, url: str) -> str:
    """Return where a page of the engine sends its visitor by script, or empty.

    >>> target_of(b"<script>location.replace('http://a.test/')</script>", "")
    'http://a.test/'
    """
    text = decode(body[:65536]).text
    found = SCRIPT_TARGET.search(text) or REFRESH_TARGET.search(text)
    return absolute(found[1].replace("&amp;", "&"), url) if found else ""


def _is_challenge(engine: Engine, page: Selector, title: str) -> bool:
    asked = engine.challenge and page.css(engine.challenge)
    return bool(asked) or any(word in title for word in engine.challenge_words)


def _says_none(engine: Engine, page: Selector, text: str) -> bool:
    shown = bool(engine.none and page.css(engine.none))
    return shown or any(word in text for word in engine.none_words)


def _entries(engine: Engine, page: Selector, url: str) -> tuple[list[Entry], int]:
    """Return the readable results, paid ones first, and how many there are."""
    found: dict[tuple[str, str], Entry] = {}
    paid = list(page.css(engine.advertisement)) if engine.advertisement else []
    listed = list(page.css(engine.result))
    inside = {id(one.root) for each in paid for one in each.css("*")}
    seen = readable = 0
    for node, is_paid in [
        *((one, True) for one in paid),
        *((one, False) for one in listed if id(one.root) not in inside),
    ][:ENTRIES_MOST]:
        seen += 1
        entry = _entry(engine, node, url, is_paid=is_paid or _is_marked(engine, node))
        if entry is not None:
            readable += 1
            found.setdefault((entry.target, entry.through), entry)
    # One that leads nowhere new is readable all the same.
    doubles = readable - len(found)
    return list(found.values()), seen - doubles


def _is_marked(engine: Engine, node: Selector) -> bool:
    if not engine.paid_mark:
        return False
    words = {_words([one]) for one in node.css(engine.paid_mark)}
    return bool(words & set(engine.paid_words) if engine.paid_words else words)


def _entry(engine: Engine, node: Selector, url: str, *, is_paid: bool) -> Entry | None:
    links = node.css(engine.link)
    if not links:
        return None
    link = links[0]
    title = _words(node.css(engine.title)[:1]) if engine.title else _words([link])
    target, through = _leads(engine, node, link, url)
    if not title or not (target or through):
        return None
    return Entry(
        title=title,
        snippet=_words(node.css(engine.snippet)[:1]) if engine.snippet else "",
        paid=is_paid,
        advertiser=(
            _words(node.css(engine.advertiser)[:1]) if engine.advertiser else ""
        ),
        target=target,
        through=through,
    )


def _leads(engine: Engine, node: Selector, link: Selector, url: str) -> tuple[str, str]:
    """Return the target of a result, or the engine's link that redirects to it."""
    for name in engine.target_attributes:
        for element in (node, link):
            target = absolute(element.attrib.get(name, ""), url)
            if target and not _is_own(engine, target):
                return target, ""
    href = absolute(link.attrib.get("href", ""), url)
    if not href:
        return "", ""
    return _follow(engine, href)


def _follow(engine: Engine, href: str) -> tuple[str, str]:
    if not _is_own(engine, href):
        return href, ""
    parts = urlsplit(href)
    if engine.redirect_parameter:
        for value in parse_qs(parts.query).get(engine.redirect_parameter, []):
            if target := absolute(unwrap(value), ""):
                return target, ""
    inside = engine.redirect_path and parts.path.startswith(engine.redirect_path)
    return "", href if inside else ""


def _is_own(engine: Engine, url: str) -> bool:
    own = urlsplit(engine.base).hostname or ""
    host = urlsplit(url).hostname or ""
    return site_of(url) == site_of(engine.base) or (
        bool(own) and "." in own and is_under(host, registrable(own))
    )


def _read_json(engine: Engine, body: bytes, url: str, status: int | None) -> ResultPage:
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}")
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as exc:
        return _unreadable(f"no JSON: {exc}")
    rows = dig(plain, engine.result)
    if not isinstance(rows, list):
        return _unreadable(f"JSON without a list {engine.result!r}")
    if not rows:
        return ResultPage(outcome=Outcome.NONE)
    entries = list(_json_entries(engine, rows[:ENTRIES_MOST], url))
    if len(entries) < READABLE_SHARE * len(rows[:ENTRIES_MOST]):
        return _unreadable(f"{len(entries)} of {len(rows)} results have link and title")
    return ResultPage(outcome=Outcome.RESULTS, entries=tuple(entries), has_next=True)


def _json_entries(engine: Engine, rows: list[Any], url: str) -> Iterator[Entry]:
    for row in rows:
        said = {
            key: _squeezed(dig(row, path) if path else "")
            for key, path in (
                ("title", engine.title),
                ("snippet", engine.snippet),
                ("link", engine.link),
            )
        }
        target = absolute(said["link"], url)
        if said["title"] and target:
            marked = bool(engine.paid_mark and dig(row, engine.paid_mark))
            yield Entry(
                title=said["title"],
                snippet=said["snippet"],
                paid=marked,
                target=target,
            )


def dig(plain: Any, path: str) -> Any:
    """Return what stands at *path*, keys joined by dots, or None.

    >>> dig({"a": [{"b": 7}]}, "a.0.b"), dig({"a": 1}, "a.b.c")
    (7, None)
    """
    for key in path.split("."):
        if isinstance(plain, dict):
            plain = plain.get(key)
        elif isinstance(plain, list) and key.isdecimal() and int(key) < len(plain):
            plain = plain[int(key)]
        else:
            return None
    return plain


def _words(nodes: Any) -> str:
    return _squeezed(" ".join(one.xpath("string(.)").get("") for one in nodes))


def _squeezed(text: Any) -> str:
    if not isinstance(text, str):
        return ""
    return one_line(" ".join(text.split()))[:TEXT_CHARACTERS]


def _unreadable(why: str) -> ResultPage:
    return ResultPage(outcome=Outcome.UNREADABLE, detail=one_line(why))
