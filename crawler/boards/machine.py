"""Boards that answer programs: feeds, sitemaps and JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.boards import Board
from crawler.boards.pages import Answer, BoardPage, tree_of
from crawler.boards.posts import NAME_CHARACTERS, NOT_SHOWN, ROWS_MOST, Listed, Written
from crawler.boards.words import TEXT_CHARACTERS, words_of
from crawler.engines.results import OK_STATUS, dig
from crawler.network.failures import one_line
from crawler.posts.targets import absolute
from detectors.pages.charsets import decode

SITEMAP_MOST = 2_000
"""Addresses taken of one sitemap, the newest first."""

# A document type may define entities that unfold without end; no feed needs one.
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)

LINK_IN_TEXT = re.compile(r"https?://[^\s<>\"'，。；、（）《》]{4,2000}")


def read_answer(
    board: Board,
    body: bytes,
    *,
    url: str,
    status: int | None = OK_STATUS,
    content_type: str = "",
) -> BoardPage:
    """Read what a board of the shape ``feed``, ``sitemap`` or ``json`` answered."""
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}")
    if board.shape == "json":
        return _read_json(board, body, url)
    text = DOCTYPE.sub("", decode(body, content_type).text.replace("\x00", ""))
    tree = BeautifulSoup(f"{text}\n", "xml")
    if board.shape == "sitemap":
        return _read_sitemap(board, tree, url)
    items = tree.find_all(["item", "entry"], limit=ROWS_MOST)
    if items:
        feed = tree.find(["channel", "feed"])
        title = feed.find("title", recursive=False) if isinstance(feed, Tag) else None
        return BoardPage(
            answer=Answer.POSTS,
            written=tuple(_items(items, url)),
            section=_short(title.get_text()) if isinstance(title, Tag) else "",
        )
    if tree.find(["channel", "feed"]) is not None:
        return BoardPage(answer=Answer.NONE)
    return _unreadable("no feed")


def _items(items: list[Any], url: str) -> Iterator[Written]:
    for number, item in enumerate(items, 1):
        link = item.find("link")
        target = ""
        if isinstance(link, Tag):
            target = absolute(str(link.get("href") or link.get_text()), url)
        inner = _html(_first(item, "encoded", "content", "description", "summary"))
        title = _short(_first(item, "title"))
        author = item.find("author")
        named = author.find("name") if isinstance(author, Tag) else None
        who = (
            named.get_text()
            if isinstance(named, Tag)
            else _first(item, "creator", "author")
        )
        text = words_of(inner)
        links = [absolute(str(a["href"]), url) for a in inner.find_all("a", href=True)]
        images = [absolute(str(i["src"]), url) for i in inner.find_all("img", src=True)]
        if text or title:
            yield Written(
                url=target or url,
                text=text,
                title=title,
                author=_short(who),
                posted_as=_short(
                    _first(item, "pubDate", "published", "updated", "date")
                ),
                part=""
                if target
                else _short(_first(item, "guid", "id")) or str(number),
                links=tuple(dict.fromkeys([*filter(None, links), *_named(text)])),
                images=tuple(dict.fromkeys(filter(None, images))),
            )


def _first(item: Tag, *names: str) -> str:
    for name in names:
        found = item.find(name)
        if isinstance(found, Tag) and (text := found.get_text().strip()):
            return text
    return ""


def _html(text: str) -> BeautifulSoup:
    inner = tree_of(text[: 4 * TEXT_CHARACTERS])
    for hidden in inner.find_all(NOT_SHOWN):
        hidden.decompose()
    return inner


def _read_sitemap(board: Board, tree: BeautifulSoup, url: str) -> BoardPage:
    rows = []
    for node in tree.find_all("url", limit=SITEMAP_MOST):
        target = absolute(_first(node, "loc"), url)
        if target and (not board.link_pattern or re.search(board.link_pattern, target)):
            rows.append(Listed(url=target, posted_as=_short(_first(node, "lastmod"))))
    rows.sort(key=lambda row: row.posted_as, reverse=True)
    maps = [
        found
        for node in tree.find_all("sitemap", limit=ROWS_MOST)
        if (found := absolute(_first(node, "loc"), url)) and found != url
    ]
    if rows or maps:
        following = maps[-1] if maps and not rows else ""
        return BoardPage(answer=Answer.POSTS, listed=tuple(rows), next=following)
    if tree.find(["urlset", "sitemapindex"]) is not None:
        return BoardPage(answer=Answer.NONE)
    return _unreadable("no sitemap")


def _read_json(board: Board, body: bytes, url: str) -> BoardPage:
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as exc:
        return _unreadable(f"no JSON: {exc}")
    rows = plain if board.row == "." else dig(plain, board.row)
    if not isinstance(rows, list):
        return _unreadable(f"JSON without a list {board.row!r}")
    if not rows:
        return BoardPage(answer=Answer.NONE)
    written = tuple(_json_posts(board, rows[:ROWS_MOST], url))
    if not written:
        return _unreadable(f"none of {len(rows)} rows has a text and a link")
    return BoardPage(answer=Answer.POSTS, written=written)


def _json_posts(board: Board, rows: list[Any], url: str) -> Iterator[Written]:
    def said(row: Any, path: str) -> str:
        found = dig(row, path) if path else ""
        return str(found) if isinstance(found, str | int) else ""

    for row in rows:
        target = absolute(said(row, board.link), url)
        title, text = _short(said(row, board.title)), said(row, board.text)
        if target and (title or text):
            yield Written(
                url=target,
                text=text.replace("\x00", "")[:TEXT_CHARACTERS],
                title=title,
                author=_short(said(row, board.author)),
                posted_as=_short(said(row, board.date)),
                section=_short(said(row, board.section)),
                links=tuple(_named(text)),
            )


def _named(text: str) -> Iterator[str]:
    """Yield the addresses that *text* names, each once."""
    found = (
        absolute(match[0].rstrip(".,;:)]}"), "")
        for match in LINK_IN_TEXT.finditer(text)
    )
    return iter(dict.fromkeys(one for one in found if one))


def _short(text: str) -> str:
    return one_line(" ".join(text.split()))[:NAME_CHARACTERS]


def _unreadable(why: str) -> BoardPage:
    return BoardPage(answer=Answer.UNREADABLE, detail=one_line(why))
