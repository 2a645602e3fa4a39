"""One look at a board, to see whether its definition fits; nothing is kept."""

import asyncio
import urllib.robotparser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx

from casebook.config import Config
from casebook.errors import InputError
from casebook.urls import canonical
from crawler.boards import Board, with_address
from crawler.boards.machine import read_answer
from crawler.boards.pages import Answer, BoardPage, read_list, read_post
from crawler.engines.results import OK_STATUS
from crawler.feeds.files import open_client
from crawler.network.failures import describe
from crawler.network.names import Names

SAVED = "http://saved.invalid/"
"""Stands for the address of a saved page."""

PAGE_MAX_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One page and what was read of it."""

    board: Board
    url: str
    is_post: bool
    page: BoardPage


def try_board(
    board: Board, source: str, config: Config, *, as_post: bool
) -> list[Tried]:
    """Read one page of a board and, where it is a list, the first post of it.

    Args:
        board: the definition.
        source: address of a page, path of a saved one, or empty for the board's own.
        config: how the internet is reached.
        as_post: whether the page is a post's.

    Raises:
        InputError: *source* is neither, or the saved page cannot be read.
        ConfigError: the board has no address, and none is given.
    """
    if source and not source.lower().startswith(("http://", "https://")):
        return [_saved(board, Path(source), as_post=as_post)]
    if as_post:
        return [_visit(board, canonical(source), config, is_post=True)]
    # A template in what is given would be filled; an address of a page is taken whole.
    address = source.replace("{", "{{").replace("}", "}}") if source else ""
    named = with_address(board, board.name, address)
    first = _visit(named, named.list_url(), config, is_post=False)
    if not first.page.listed:
        return [first]
    return [first, _visit(board, first.page.listed[0].url, config, is_post=True)]


def _saved(board: Board, path: Path, *, as_post: bool) -> Tried:
    try:
        if path.stat().st_size > PAGE_MAX_BYTES:
            raise InputError(f"{path} is larger than {PAGE_MAX_BYTES} bytes")
        body = path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}") from None
    url = board.list_url() if board.url else SAVED
    page = _read(board, body, url, OK_STATUS, "", is_post=as_post)
    return Tried(board=board, url=str(path), is_post=as_post, page=page)


def _visit(board: Board, url: str, config: Config, *, is_post: bool) -> Tried:
    page = asyncio.run(_look(board, url, config, is_post=is_post))
    return Tried(board=board, url=url, is_post=is_post, page=page)


async def _look(board: Board, url: str, config: Config, *, is_post: bool) -> BoardPage:
    headers = {"User-Agent": config.network.user_agent}
    async with open_client(config, Names.from_config(config.network)) as client:
        client.headers.update(headers)
        try:
            if not await _is_allowed(client, url, config):
                return BoardPage(answer=Answer.UNREADABLE, detail="robots.txt says no")
            body, response = await _get(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
            return BoardPage(answer=Answer.UNREADABLE, detail=describe(exc))
    kind = response.headers.get("content-type", "")
    found = str(response.url)
    return _read(board, body, found, response.status_code, kind, is_post=is_post)


async def _is_allowed(client: httpx.AsyncClient, url: str, config: Config) -> bool:
    body, response = await _get(client, urljoin(url, "/robots.txt"))
    if response.status_code != OK_STATUS:
        return True
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(body.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(config.network.user_agent, url)


async def _get(client: httpx.AsyncClient, url: str) -> tuple[bytes, httpx.Response]:
    body = b""
    async with client.stream("GET", url) as response:
        async for data in response.aiter_bytes():
            body += data
            if len(body) > PAGE_MAX_BYTES:
                break
    return body, response


def _read(
    board: Board,
    body: bytes,
    url: str,
    status: int,
    content_type: str,
    *,
    is_post: bool,
) -> BoardPage:
    read = read_post if is_post else read_list
    if board.shape != "html" and not is_post:
        read = read_answer
    return read(board, body, url=url, status=status, content_type=content_type)
