"""Boards: one TOML file each says where posts are listed and how they are read.

``boards.enabled`` in ``zhaoyao.toml`` says which are read. A key is the name of a file
here, or ``file:label`` where one file serves several places of one make, as
``discuz:shop`` does; the value is the address of the list, or empty for the file's own.
``zhaoyao board try FILE`` shows what a definition would extract.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from cattrs import BaseValidationError

from casebook.encoding import explain, from_plain
from casebook.errors import ConfigError, InputError, PluginError
from casebook.urls import canonical
from crawler.boards.selectors import check

FOLDER = Path(__file__).parent

Shape = Literal["html", "feed", "sitemap", "json"]

ZONE_HOURS_MOST = 14

SELECTORS = (
    *("row", "link", "title", "author", "date", "next"),
    *("post", "text", "post_title", "post_author", "post_date", "post_link", "part"),
    *("images", "drop", "section", "group", "members", "none", "challenge"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How one place is listed and read.

    A selector is CSS; ``css@name`` takes an attribute in place of the text, and
    ``css@name:key.key`` what stands at the keys of JSON in that attribute. In the
    shape ``json`` selectors are keys joined by dots.
    """

    name: str
    """File name without suffix, with ``:label`` where there is one."""
    url: str = ""
    """Of the list, with ``{page}``, ``{offset}`` or ``{query}`` where it has them;
    empty: configured."""
    shape: Shape = "html"
    encoding: str = ""
    """Of the pages, where what they say of themselves is wrong; empty: by the bytes."""
    zone_hours: float = 8.0
    """Of dates that name no zone, from UTC."""
    row: str = ""
    """One post in the list."""
    link: str = ""
    """Within a row: the element whose ``href`` leads to the post; empty: the list
    shows whole posts."""
    link_pattern: str = ""
    """Regular expression that the address of a post must match; empty: any."""
    passing: tuple[str, ...] = ()
    """Parameters of a post's address that change while the post stays the same, such
    as the page it was listed on; they are left out."""
    title: str = ""
    author: str = ""
    date: str = ""
    next: str = ""
    """Element whose ``href`` leads to the next page; empty: ``{page}`` or ``{offset}``
    counts on."""
    first_page: int = 1
    page_size: int = 20
    """``{offset}`` grows by this."""
    post: str = ""
    """One post on its page, or in the list where that shows whole posts; empty: the
    page is one post."""
    text: str = ""
    """Within a post: its words; empty: all of it."""
    post_title: str = ""
    post_author: str = ""
    post_date: str = ""
    post_link: str = ""
    """Within a post: the element whose ``href`` is its own address, on pages that show
    many."""
    part: str = ""
    """Within a post: what tells it from others on the page; empty: its number."""
    images: str = ""
    """Within a post: pictures, by ``src``, ``data-src`` or a style's address; empty:
    every ``img``."""
    drop: str = ""
    """Within a post: left out, such as signatures and quotations of others."""
    section: str = ""
    """On the page: name of the part of the place, such as a forum's section."""
    group: str = ""
    """On the page: name of the chat group or channel; the law counts these."""
    members: str = ""
    """On the page: how many members or followers it shows."""
    none: str = ""
    """On the list: found where there is no post."""
    none_words: tuple[str, ...] = ()
    challenge: str = ""
    """Found where the visitor is asked to log in or to show that he is human."""
    challenge_words: tuple[str, ...] = ()
    """Words in the title of such a page."""
    notes: str = ""
    """Where the selectors come from, and what is to be verified."""

    @property
    def shows_whole_posts(self) -> bool:
        """Whether no page of a post's own is visited."""
        return not self.link or self.shape in {"json", "feed"}

    @property
    def zone(self) -> timezone:
        """Zone of dates that name none."""
        return timezone(timedelta(hours=self.zone_hours))

    @property
    def asks(self) -> bool:
        """Whether the list answers a question."""
        return "{query}" in self.url

    def list_url(self, page: int = 0, query: str = "") -> str:
        """Return the address of list page *page*, from 0.

        Raises:
            InputError: it is no usable URL.
        """
        return canonical(
            self.url.format(
                page=self.first_page + page,
                offset=page * self.page_size,
                query=quote(query),
            )
        )

    @property
    def counts_pages(self) -> bool:
        """Whether the address itself says which page is meant."""
        return "{page}" in self.url or "{offset}" in self.url


def read_board(path: Path) -> Board:
    """Read one board file.

    Raises:
        PluginError: it is not TOML, or a key is unknown, missing or of the wrong form.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        board = from_plain({"name": path.stem, **table}, Board)
        board.url.format(page=1, offset=0, query="")
        re.compile(board.link_pattern)
        "".encode(board.encoding or "utf-8")
    except OSError as exc:
        raise PluginError(f"{path} cannot be read: {exc.strerror}") from None
    except BaseValidationError as exc:
        raise PluginError(f"{path} is no board: {explain(exc)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise PluginError(f"{path} is no board: {exc}") from None
    except re.error as exc:
        raise PluginError(f"{path}: link_pattern: {exc}") from None
    except LookupError as exc:
        raise PluginError(f"{path}: {exc}") from None
    except ValueError as exc:
        raise PluginError(f"{path}: url has an unknown part: {exc}") from None
    _check(board, path)
    return board


def _check(board: Board, path: Path) -> None:
    if abs(board.zone_hours) > ZONE_HOURS_MOST:
        raise PluginError(f"{path}: zone_hours is {board.zone_hours}")
    if board.shape in {"html", "json"} and not board.row and not board.post:
        raise PluginError(f"{path}: a board needs row or post")
    if board.shape == "json":
        return
    for name in SELECTORS:
        try:
            check(getattr(board, name))
        except ValueError as exc:
            raise PluginError(f"{path}: {name}: {exc}") from None


def board_files(folder: Path | None = None) -> dict[str, Path]:
    """Return the board files by name; those in *folder* come before those shipped."""
    folders = [folder, FOLDER] if folder else [FOLDER]
    return {path.stem: path for one in folders[::-1] for path in one.glob("*.toml")}


def chosen_boards(wanted: Mapping[str, str], folder: Path | None = None) -> list[Board]:
    """Return the boards that ``boards.enabled`` names, with their addresses.

    Raises:
        ConfigError: one is unknown, or has no address that could be visited.
        PluginError: its file is wrong.
    """
    files = board_files(folder)
    found = []
    for name, url in wanted.items():
        stem = name.partition(":")[0]
        if stem not in files:
            known = ", ".join(sorted(files))
            raise ConfigError(f"boards.enabled names {stem!r}; there are {known}")
        found.append(with_address(read_board(files[stem]), name, url))
    return found


def with_address(board: Board, name: str, url: str) -> Board:
    """Return *board* under the name and address it is enabled with.

    Raises:
        ConfigError: there is no address that could be visited.
    """
    board = replace(board, name=name, url=url or board.url)
    try:
        board.list_url()
    except (InputError, ValueError, LookupError) as exc:
        raise ConfigError(f"boards.enabled.{name}: {exc}") from None
    return board
