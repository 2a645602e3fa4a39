"""What a page of a board says: rows of a list, posts, and where the list goes on.

Boards are messy, so BeautifulSoup reads them; nothing here raises for what a page
holds. As with search engines, "no posts", "log in first" and "a new layout" are three
answers, and only the first means that there was nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bs4 import BeautifulSoup

from casebook.urls import canonical
from crawler.boards import Board
from crawler.boards.posts import Listed, Written, base_of, name_of, posts, rows
from crawler.boards.selectors import pick, pick_all, pick_href
from crawler.boards.words import count_of
from crawler.engines.results import OK_STATUS
from crawler.network.failures import one_line
from crawler.posts.targets import absolute
from detectors.pages.charsets import BODY_MAX_BYTES, decode

PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,200}>", re.IGNORECASE)


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
        "section": name_of(pick(soup, board.section)),
        "group": name_of(pick(soup, board.group)),
        "members": count_of(pick(soup, board.members)),
        "charset": charset,
    }
    listed = tuple(rows(board, soup, url)) if board.link else ()
    written = () if board.link else tuple(posts(board, soup, url))
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
    written = tuple(posts(board, soup, url)) if status == OK_STATUS else ()
    if written:
        return BoardPage(
            answer=Answer.POSTS,
            written=written,
            section=name_of(pick(soup, board.section)),
            group=name_of(pick(soup, board.group)),
            members=count_of(pick(soup, board.members)),
            charset=charset,
        )
    if _asks(board, soup, title):
        return BoardPage(answer=Answer.CHALLENGE, charset=charset, detail=title)
    if status != OK_STATUS:
        return _unreadable(f"HTTP {status}", charset)
    return _unreadable(f"no post read; title {title!r}", charset)


def _next(board: Board, soup: BeautifulSoup, url: str) -> str:
    target = absolute(pick_href(soup, board.next), base_of(soup, url))
    return "" if target == canonical(url) else target


def _asks(board: Board, soup: BeautifulSoup, title: str) -> bool:
    shown = bool(board.challenge and pick_all(soup, board.challenge))
    return shown or any(word in title for word in board.challenge_words)


def _says_none(board: Board, soup: BeautifulSoup) -> bool:
    if board.none and pick_all(soup, board.none):
        return True
    text = soup.get_text() if board.none_words else ""
    return any(word in text for word in board.none_words)


def _unreadable(why: str, charset: str) -> BoardPage:
    return BoardPage(answer=Answer.UNREADABLE, charset=charset, detail=one_line(why))
