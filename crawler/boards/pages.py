"""What a page of a board says: rows of a list, posts, and where the list goes on.

Boards are messy, so BeautifulSoup reads them; nothing here raises for what a page
holds. As with search engines, "no posts", "log in first" and "a new layout" are three
answers, and only the first means that there was nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from casebook.errors import InputError
from casebook.urls import canonical, site_of
from crawler.boards import Board
from crawler.boards.selectors import pick, pick_all, pick_href
from crawler.engines.results import OK_STATUS, unwrap
from crawler.failures import one_line
from detectors.charsets import BODY_MAX_BYTES, decode

ROWS_MOST = 200
"""Rows or posts taken of one page; boards show twenty to fifty."""

LINKS_MOST = 40
IMAGES_MOST = 12
TEXT_CHARACTERS = 20_000
"""Of one post; a longer one is a book, and its beginning says what it is."""

NAME_CHARACTERS = 120

NOT_SHOWN = ("script", "style", "noscript", "template", "textarea")

BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section"),
        *("table", "td", "th", "tr", "ul"),
    )
)
"""Elements that begin a new line."""

PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,200}>", re.IGNORECASE)

STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]{1,2000})""")
COUNT = re.compile(r"([\d][\d\s,.]{0,15})\s*(万|[KkMmWw])?")
UNITS = {"万": 10_000, "w": 10_000, "k": 1_000, "m": 1_000_000}


class Answer(StrEnum):
    """What a board answered."""

    POSTS = "posts"
    NONE = "none"
    """It says that there are none."""
    CHALLENGE = "challenge"
    """It asks for a login or for a proof of being human; not checked."""
    UNREADABLE = "unreadable"
    """What came is not read as a list: refused, or a new layout."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """One page of a board."""

    answer: Answer
    listed: tuple[Listed, ...] = ()
    written: tuple[Written, ...] = ()
    next: str = ""
    """Canonical address of the next page of the list, or empty."""
    section: str = ""
    group: str = ""
    members: int | None = None
    charset: str = ""
    detail: str = ""
    """Why it is unreadable; one line."""


def open_page(
    board: Board, body: bytes, content_type: str
) -> tuple[BeautifulSoup, str]:
    """Return the tree of a page and the charset that its bytes were read in."""
    if board.encoding:
        cut = body[:BODY_MAX_BYTES]
        text, charset = cut.decode(board.encoding, "replace"), board.encoding
    else:
        found = decode(body, content_type)
        text, charset = found.text, found.charset
    return tree_of(text), charset


def tree_of(text: str) -> BeautifulSoup:
    """Return the tree of *text*, read as HTML whatever it says it is."""
    plain = PROLOGUE.sub("", text.replace("\x00", ""))
    # The line end keeps the library from taking a short text for an address.
    return BeautifulSoup(f"{plain}\n", "lxml")


def read_list(
    board: Board,
    body: bytes,
    *,
    url: str,
    status: int | None = OK_STATUS,
    content_type: str = "",
) -> BoardPage:
    """Read a page of the list; a board that shows whole posts gives these."""
    soup, charset = open_page(board, body, content_type)
    title = " ".join((soup.title.get_text() if soup.title else "").split())[:80]
    told = {
        "section": _name(pick(soup, board.section)),
        "group": _name(pick(soup, board.group)),
        "members": count_of(pick(soup, board.members)),
        "charset": charset,
    }
    listed = tuple(_rows(board, soup, url)) if board.link else ()
    written = () if board.link else tuple(_posts(board, soup, url))
    if listed or written:
        return BoardPage(
            answer=Answer.POSTS,
            listed=listed,
            written=written,
            next=_next(board, soup, url),
            **told,  # type: ignore[arg-type]
        )
    if _asks(board, soup, title):
        return BoardPage(answer=Answer.CHALLENGE, detail=title or "no title", **told)  # type: ignore[arg-type]
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}", charset)
    if _says_none(board, soup):
        return BoardPage(answer=Answer.NONE, **told)  # type: ignore[arg-type]
    return _unreadable(f"no rows read; title {title!r}", charset)


def read_post(
    board: Board,
    body: bytes,
    *,
    url: str,
    status: int | None = OK_STATUS,
    content_type: str = "",
) -> BoardPage:
    """Read the page of a post, with all posts on it."""
    soup, charset = open_page(board, body, content_type)
    title = " ".join((soup.title.get_text() if soup.title else "").split())[:80]
    written = tuple(_posts(board, soup, url)) if status == OK_STATUS else ()
    if written:
        return BoardPage(
            answer=Answer.POSTS,
            written=written,
            section=_name(pick(soup, board.section)),
            group=_name(pick(soup, board.group)),
            members=count_of(pick(soup, board.members)),
            charset=charset,
        )
    if _asks(board, soup, title):
        return BoardPage(answer=Answer.CHALLENGE, charset=charset, detail=title)
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}", charset)
    return _unreadable(f"no post read; title {title!r}", charset)


def words_of(node: Tag | BeautifulSoup) -> str:
    """Return the text of *node* as a reader sees it, one block a line."""
    lines: list[str] = [""]
    for child in node.descendants:
        if isinstance(child, Tag):
            if child.name in BLOCKS and lines[-1]:
                lines.append("")
        elif type(child).__name__ == "NavigableString":
            lines[-1] += str(child)
    shown = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in shown if line)[:TEXT_CHARACTERS]


def count_of(text: str) -> int | None:
    """Return the number that *text* shows, or None.

    >>> count_of("12.3K subscribers"), count_of("1.2万"), count_of("2 345")
    (12300, 12000, 2345)
    """
    match = COUNT.search(text)
    if match is None:
        return None
    digits, unit = match[1].strip(), (match[2] or "").lower()
    plain = digits.replace(",", "").replace(" ", "")
    if not unit:
        plain = plain.replace(".", "")
    try:
        return int(float(plain) * UNITS.get(unit, 1))
    except (ValueError, OverflowError):
        return None


def absolute(text: str, base: str) -> str:
    """Return *text* as a canonical URL, or empty where it is none."""
    shown = text.strip()
    if not shown or shown.lower().startswith(("javascript:", "data:", "#", "mailto:")):
        return ""
    try:
        return canonical(urljoin(base, shown))
    except (InputError, ValueError):
        return ""


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


def _rows(board: Board, soup: BeautifulSoup, url: str) -> Iterator[Listed]:
    seen: set[str] = set()
    base = _base(soup, url)
    for row in pick_all(soup, board.row)[:ROWS_MOST]:
        target = lasting(board, absolute(pick_href(row, board.link), base))
        if not target or target in seen:
            continue
        if board.link_pattern and not re.search(board.link_pattern, target):
            continue
        seen.add(target)
        yield Listed(
            url=target,
            title=_name(pick(row, board.title)),
            author=_name(pick(row, board.author)),
            posted_as=_name(pick(row, board.date)),
        )


def _posts(board: Board, soup: BeautifulSoup, url: str) -> Iterator[Written]:
    base = _base(soup, url)
    title = _name(pick(soup, board.post_title))
    nodes = pick_all(soup, board.post)[:ROWS_MOST] if board.post else [soup]
    for number, post in enumerate(nodes, 1):
        author = _name(pick(post, board.post_author) or pick(post, board.author))
        posted_as = _name(pick(post, board.post_date) or pick(post, board.date))
        own = absolute(pick_href(post, board.post_link), base)
        # Where each has an address of its own, that tells them apart.
        part = "" if own else _name(pick(post, board.part)) or str(number)
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


def _next(board: Board, soup: BeautifulSoup, url: str) -> str:
    target = absolute(pick_href(soup, board.next), _base(soup, url))
    return "" if target == canonical(url) else target


def _base(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    return absolute(str(base["href"]), url) or url if isinstance(base, Tag) else url


def _asks(board: Board, soup: BeautifulSoup, title: str) -> bool:
    shown = bool(board.challenge and pick_all(soup, board.challenge))
    return shown or any(word in title for word in board.challenge_words)


def _says_none(board: Board, soup: BeautifulSoup) -> bool:
    if board.none and pick_all(soup, board.none):
        return True
    text = soup.get_text() if board.none_words else ""
    return any(word in text for word in board.none_words)


def _name(text: str) -> str:
    return one_line(text)[:NAME_CHARACTERS]


def _unreadable(why: str, charset: str) -> BoardPage:
    return BoardPage(answer=Answer.UNREADABLE, charset=charset, detail=one_line(why))
