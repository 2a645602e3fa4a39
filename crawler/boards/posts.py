"""The rows and the posts that a page of a board shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from casebook.urls import site_of
from crawler.boards import Board
from crawler.boards.selectors import pick, pick_all, pick_href
from crawler.boards.words import words_of
from crawler.network.failures import one_line
from crawler.posts.targets import absolute, unwrap

ROWS_MOST = 200
"""Rows or posts taken of one page; boards show twenty to fifty."""

LINKS_MOST = 40
IMAGES_MOST = 12
NAME_CHARACTERS = 120

NOT_SHOWN = ("script", "style", "noscript", "template", "textarea")

STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]{1,2000})""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of a list."""

    url: str
    """Canonical."""
    title: str = ""
    author: str = ""
    posted_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One post as it is shown."""

    url: str
    """Canonical, of the page it stands on."""
    text: str
    title: str = ""
    author: str = ""
    posted_as: str = ""
    part: str = ""
    section: str = ""
    """Where it is another than the page's."""
    links: tuple[str, ...] = ()
    """Canonical, each once; jumps through the board undone."""
    images: tuple[str, ...] = ()


def lasting(board: Board, url: str) -> str:
    """Return the address of a post without what changes while it stays the same.

    >>> lasting(Board(name="x", passing=("extra",)), "http://a.test/t?tid=7&extra=p%3D1")
    'http://a.test/t?tid=7'
    """
    head, mark, query = url.partition("?")
    if not mark or not board.passing:
        return url
    kept = [
        pair for pair in query.split("&") if pair.split("=")[0] not in board.passing
    ]
    return f"{head}?{'&'.join(kept)}" if kept else head


def rows(board: Board, soup: BeautifulSoup, url: str) -> Iterator[Listed]:
    """Yield the rows of a list, each address once."""
    seen: set[str] = set()
    base = base_of(soup, url)
    for row in pick_all(soup, board.row)[:ROWS_MOST]:
        target = lasting(board, absolute(pick_href(row, board.link), base))
        if not target or target in seen:
            continue
        if board.link_pattern and not re.search(board.link_pattern, target):
            continue
        seen.add(target)
        yield Listed(
            url=target,
            title=name_of(pick(row, board.title)),
            author=name_of(pick(row, board.author)),
            posted_as=name_of(pick(row, board.date)),
        )


def posts(board: Board, soup: BeautifulSoup, url: str) -> Iterator[Written]:
    """Yield the posts of a page; what is left out of them is taken out of *soup*."""
    base = base_of(soup, url)
    title = name_of(pick(soup, board.post_title))
    nodes = pick_all(soup, board.post)[:ROWS_MOST] if board.post else [soup]
    for number, post in enumerate(nodes, 1):
        author = name_of(pick(post, board.post_author) or pick(post, board.author))
        posted_as = name_of(pick(post, board.post_date) or pick(post, board.date))
        own = absolute(pick_href(post, board.post_link), base)
        # Where each has an address of its own, that tells them apart.
        part = "" if own else name_of(pick(post, board.part)) or str(number)
        images = tuple(_images(board, post, base))
        for left_out in [
            *(pick_all(post, board.drop) if board.drop else ()),
            *post.find_all(NOT_SHOWN),
        ]:
            left_out.decompose()
        inner = _inner(board, post)
        text = words_of(inner) if inner is not None else ""
        if text or images:
            yield Written(
                url=own or url,
                text=text,
                title=title,
                author=author,
                posted_as=posted_as,
                part=part,
                links=tuple(_links(inner, base, url)) if inner is not None else (),
                images=images,
            )


def _inner(board: Board, post: Tag | BeautifulSoup) -> Tag | BeautifulSoup | None:
    if not board.text:
        return post
    for one in board.text.split(","):
        found = next(iter(pick_all(post, one)), None)
        if found is not None:
            return found
    return None


def _links(node: Tag | BeautifulSoup, base: str, url: str) -> Iterator[str]:
    found: dict[str, None] = {}
    for link in node.find_all("a", href=True, limit=10 * LINKS_MOST):
        target = absolute(str(link["href"]), base)
        if not target:
            continue
        if site_of(target) == site_of(url) or "jump" in target or "link" in target:
            target = _jump(target) or target
        if site_of(target) != site_of(url):
            found.setdefault(target)
    return iter(list(found)[:LINKS_MOST])


def _jump(target: str) -> str:
    """Return where a link of the board's own sends its reader, or empty."""
    for _, value in parse_qsl(urlsplit(target).query):
        if inner := absolute(unwrap(value), target):
            return inner
    return ""


def _images(board: Board, post: Tag | BeautifulSoup, base: str) -> Iterator[str]:
    found: dict[str, None] = {}
    nodes = pick_all(post, board.images) if board.images else post.find_all("img")
    for node in nodes[: 4 * IMAGES_MOST]:
        style = STYLE_URL.search(str(node.get("style") or ""))
        for value in (
            *(node.get(key) for key in ("zoomfile", "file", "data-original")),
            *(node.get(key) for key in ("data-src", "src")),
            style[1] if style else "",
        ):
            if target := absolute(str(value or ""), base):
                found.setdefault(target)
                break
    return iter(list(found)[:IMAGES_MOST])


def base_of(soup: BeautifulSoup, url: str) -> str:
    """Return what relative links of *soup* are relative to."""
    base = soup.find("base", href=True)
    return absolute(str(base["href"]), url) or url if isinstance(base, Tag) else url


def name_of(text: str) -> str:
    """Return *text* on one line, as long as a name can be."""
    return one_line(text)[:NAME_CHARACTERS]
