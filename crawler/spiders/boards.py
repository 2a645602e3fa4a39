"""Advertisements on boards, in channels and feeds, and what they lead to."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace

from casebook.config import Config
from casebook.errors import InputError, ZhaoyaoError
from casebook.records import Ad
from casebook.store import Progress
from casebook.times import now_utc
from crawler.boards import Board, chosen_boards
from crawler.boards.machine import read_answer
from crawler.boards.pages import Answer, BoardPage, read_list, read_post
from crawler.boards.posts import Listed, Written
from crawler.feeds.files import open_client
from crawler.gathering import GatheringSpider, Got
from crawler.network.failures import describe, one_line
from crawler.network.resolver import installed_names
from crawler.network.turns import Turns
from crawler.posts import intake
from crawler.posts.dates import read_date
from crawler.queries import QuerySet, chosen_sets, turns

SHORT_CHARACTERS = 40
"""A post that says less and shows pictures may say it in them."""

UNREAD_SHARE = 0.5
UNREAD_LEAST = 3
"""So many opened posts, and this share of them unread, mean a new layout."""


@dataclass(slots=True, kw_only=True)
class Standing:
    """How one board stood in this run; kept and told as plain data."""

    pages: int = 0
    """List pages read."""
    rows: int = 0
    known: int = 0
    """Rows whose post was read in an earlier run."""
    opened: int = 0
    unread: int = 0
    """Posts opened that could not be read."""
    posts: int = 0
    new: int = 0
    selling: int = 0
    charset: str = ""
    answer: str = ""
    """What the list answered last."""
    is_whole: bool = False
    """Whether everything up to what was known before was read: a run that was cut
    short, by a kill or by a limit, leaves a gap that the next one must not stop at."""
    failure: str = ""


class BoardsSpider(GatheringSpider):
    """Reads the list of each configured board, and the posts that are new in it.

    Robots are honoured. A post that was read is not opened again; that it is still
    listed is noted. Where the run before came to its end, a list ends where nothing on
    a page is new; so a board that pages without end costs no more than one that ends.
    """

    name = "boards"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether a board is named."""
        return bool(config.boards.enabled)

    async def gather(self) -> None:
        """Read all boards side by side."""
        wanted = self.config.boards
        workspace = self._job.workspace.path
        try:
            folder = workspace / wanted.folder if wanted.folder else None
            boards = chosen_boards(wanted.enabled, folder)
            self._sets = chosen_sets(self.config.search.sets)
        except ZhaoyaoError as exc:
            self.fail(str(exc))
            return
        self._known = self.casebook.progress(self.name)
        self._turns = Turns(wanted.pause_seconds)
        self._standings = {board.name: Standing() for board in boards}
        self._at_once = asyncio.Semaphore(wanted.boards_at_once)
        async with AsyncExitStack() as stack:
            if any(board.shape == "json" for board in boards):
                self._client = await stack.enter_async_context(
                    open_client(self.config, installed_names())
                )
            await asyncio.gather(*(self._read_board(board) for board in boards))
        standings = {name: asdict(one) for name, one in self._standings.items()}
        self.tell_detail(self.counts() | {"boards": standings})
        failed = {n: one.failure for n, one in self._standings.items() if one.failure}
        if failed:
            self.fail("; ".join(f"{name}: {why}" for name, why in failed.items()))

    async def _read_board(self, board: Board) -> None:
        standing = self._standings[board.name]
        before = self._known.get(board.name)
        follows = before is not None and before.detail.get("is_whole") is True
        async with self._at_once:
            self._keep(board.name, standing.posts, asdict(standing))
            standing.is_whole = True
            try:
                for query, part, position in self._questions(board):
                    await self._read_list(board, query, follows=follows)
                    if standing.failure:
                        break
                    if part:
                        self._keep(part, position, {})
            except InputError as exc:
                standing.failure = one_line(str(exc))
            # The boundary around a board: one that breaks us must not end the others.
            except Exception as exc:
                self.logger.exception("reading %s failed", board.name)
                standing.failure = describe(exc)
        if standing.opened >= UNREAD_LEAST and not standing.failure:
            share = standing.unread / standing.opened
            if share > UNREAD_SHARE:
                standing.failure = (
                    f"{standing.unread} of {standing.opened} posts could not be read; "
                    "they may look different now"
                )
        standing.is_whole &= not standing.failure
        self._keep(board.name, standing.posts, asdict(standing))

    def _questions(self, board: Board) -> Iterator[tuple[str, str, int]]:
        """Yield what to ask a board; nothing, once, where it takes no question."""
        if not board.asks:
            yield "", "", 0
            return
        for one in self._sets[:1]:
            yield from self._turns_of(board, one)

    def _turns_of(self, board: Board, one: QuerySet) -> Iterator[tuple[str, str, int]]:
        part = f"{board.name}/{one.name}"
        position = self._known[part].position if part in self._known else 0
        for following, query in turns(one, position, self.config.boards.queries):
            yield query, part, following

    def _keep(self, part: str, position: int, detail: dict[str, object]) -> None:
        self.casebook.keep_progress(
            Progress(
                source=self.name,
                part=part,
                position=position,
                at=now_utc(),
                detail=detail,
            )
        )

    async def _read_list(self, board: Board, query: str, *, follows: bool) -> None:
        standing, limits = self._standings[board.name], self.config.boards
        url, visited, seen = board.list_url(0, query), set[str](), set[str]()
        for number in range(limits.pages):
            visited.add(url)
            got, page = await self._list_page(board, url)
            if number and page.answer is Answer.UNREADABLE and not got.failure:
                return  # behind the last page of a list that only counts them
            standing.answer, standing.charset = page.answer.value, page.charset
            if page.answer is not Answer.POSTS:
                if page.answer is not Answer.NONE:
                    standing.failure = f"{_said(page.answer)}: {page.detail}"
                return
            standing.pages += 1
            shown = {row.url for row in page.listed}
            shown |= {f"{one.url}#{one.part}" for one in page.written}
            if shown and shown <= seen:
                return  # the list goes round
            seen |= shown
            has_news = await self._take_page(board, got, page)
            if not has_news and follows:
                return
            if standing.opened >= limits.posts:
                break
            url = page.next
            if not board.next and board.counts_pages:
                url = board.list_url(number + 1, query)
            if not url or url in visited:
                return
        standing.is_whole = False

    async def _list_page(self, board: Board, url: str) -> tuple[Got, BoardPage]:
        await self._turns.wait(board.name)
        if board.shape == "json":
            got = await self.ask(self._client, url)
        else:
            got = await self.get(url)
        if got.failure:
            return got, BoardPage(answer=Answer.UNREADABLE, detail=got.failure)
        read = read_list if board.shape == "html" else read_answer
        page = await asyncio.to_thread(
            read,
            board,
            got.body,
            url=got.url,
            status=got.status,
            content_type=got.content_type,
        )
        return got, page

    async def _take_page(self, board: Board, got: Got, page: BoardPage) -> bool:
        """Take in what a page of the list shows; whether anything was new."""
        standing = self._standings[board.name]
        new = 0
        if page.written:
            new += await self._take_posts(board, got, page, page.written)
        rows = {row.url: row for row in page.listed}
        standing.rows += len(rows)
        if rows:
            known = self.casebook.pages_seen_again(rows, at=now_utc())
            standing.known += len(known)
            fresh = [row for url, row in rows.items() if url not in known]
            room = max(0, self.config.boards.posts - standing.opened)
            standing.is_whole &= len(fresh) <= room
            await asyncio.gather(
                *(self._open(board, row, page) for row in fresh[:room])
            )
            new += len(fresh[:room])
        return bool(new) or bool(page.next and not rows and not page.written)

    async def _open(self, board: Board, row: Listed, listed: BoardPage) -> None:
        """Read the page of a post and take in everything on it."""
        standing = self._standings[board.name]
        standing.opened += 1
        await self._turns.wait(board.name)
        got = await self.get(row.url)
        if got.failure:
            standing.unread += 1
            return
        page = await asyncio.to_thread(
            read_post,
            board,
            got.body,
            url=got.url,
            status=got.status,
            content_type=got.content_type,
        )
        if page.answer is not Answer.POSTS:
            standing.unread += 1
            if page.answer is Answer.CHALLENGE:
                standing.failure = f"{_said(page.answer)}: {page.detail}"
            return
        first = page.written[0]
        # The list says what the page leaves out, and the post is known by its address.
        filled = replace(
            first,
            title=first.title or row.title,
            author=first.author or row.author,
            posted_as=first.posted_as or row.posted_as,
        )
        # An answer is judged by its own words, not by the title of what it answers.
        answers = (replace(one, title="") for one in page.written[1:])
        written = tuple(replace(one, url=row.url) for one in (filled, *answers))
        told = replace(
            page,
            section=page.section or listed.section,
            group=page.group or listed.group,
            members=page.members if page.members is not None else listed.members,
        )
        await self._take_posts(board, got, told, written)

    async def _take_posts(
        self, board: Board, got: Got, page: BoardPage, written: tuple[Written, ...]
    ) -> int:
        standing = self._standings[board.name]
        ads = [
            await self._with_pictures(_ad(board, got, page, one), one)
            for one in written
        ]
        taken = self.take(ads)
        standing.posts += len(taken.judged)
        standing.new += taken.new
        standing.selling += taken.selling
        return taken.new

    async def _with_pictures(self, ad: Ad, written: Written) -> Ad:
        """Return *ad* with its pictures where they matter, and the codes on them."""
        wanted = written.images[: self.config.boards.images]
        short = len(ad.text) < SHORT_CHARACTERS
        if not wanted or not (short or intake.judge(ad).judgement.sells):
            return ad
        found = [await self.picture(url) for url in wanted]
        stored = tuple(dict.fromkeys(sha256 for sha256 in found if sha256))
        codes = await asyncio.to_thread(intake.codes_on, stored, self.blobs)
        return replace(ad, image_sha256s=stored, codes=codes)


def _ad(board: Board, got: Got, page: BoardPage, written: Written) -> Ad:
    seen_at = got.capture.captured_at
    return Ad(
        place=board.name,
        url=written.url,
        text=written.text,
        title=written.title,
        seen_at=seen_at,
        source=BoardsSpider.name,
        account=written.author,
        section=written.section or page.section,
        group=page.group,
        members=page.members,
        part=written.part,
        posted_at=read_date(written.posted_as, now=seen_at, zone=board.zone),
        posted_as=written.posted_as,
        links=written.links,
        capture=got.capture,
    )


def _said(answer: Answer) -> str:
    if answer is Answer.CHALLENGE:
        return "asks for a login or whether the visitor is human, not checked"
    return "not read"
