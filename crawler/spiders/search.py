"""Candidates and advertisements from search engines: what people find who look."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from urllib.parse import urljoin, urlsplit

from casebook.config import Config
from casebook.errors import InputError, ZhaoyaoError
from casebook.language import mark, translate
from casebook.records import Ad, AdKind, Candidate, Vantage
from casebook.store import Progress
from casebook.times import now_utc
from casebook.urls import canonical, host_of
from crawler.engines import Engine, chosen_engines
from crawler.engines.results import (
    Entry,
    Outcome,
    ResultPage,
    read_results,
    target_of,
)
from crawler.feeds.files import open_client
from crawler.gathering import HEADERS, GatheringSpider, Got
from crawler.network.failures import describe, one_line
from crawler.network.resolver import installed_names
from crawler.network.turns import Turns
from crawler.queries import chosen_sets, turns
from crawler.visiting.visit import REDIRECT_STATUSES, Walk, as_text, capture_of

TITLE_CHARACTERS = 60

REFUSALS_MOST = 2
"""Pages in a row that are not read as results, after which an engine is left alone."""

LISTED = mark("listed by {engine} for “{query}” as “{title}”")
ADVERTISED = mark("advertised on {engine} for “{query}” as “{title}”")


@dataclass(slots=True, kw_only=True)
class Standing:
    """How one engine answered in this run; told as plain data."""

    asked: int = 0
    """Questions."""
    results: int = 0
    paid: int = 0
    unresolved: int = 0
    """Results whose target the engine did not tell."""
    none: int = 0
    """Questions to which it knew nothing."""
    not_checked: int = 0
    """Questions left because it asked for a proof of being human, or refused."""
    failure: str = ""
    seen: dict[str, str] = field(default_factory=dict, repr=False)
    """Links of the engine's own that were asked, and where they lead."""

    def plain(self) -> dict[str, object]:
        """Return it without what is only for the run."""
        return {name: one for name, one in asdict(self).items() if name != "seen"}


class SearchSpider(GatheringSpider):
    """Asks each configured engine its questions; visits no result.

    Robots are honoured. A link that leads through the engine is asked where it leads
    to, and only there. A page that asks for a proof of being human ends the engine's
    turn: what was left is not checked, and nothing is solved.
    """

    name = "search"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether an engine is named and there is something to ask."""
        search = config.search
        rotated = search.sets and search.set_queries
        return bool(search.engines and (search.queries or rotated))

    async def gather(self) -> None:
        """Ask all engines side by side."""
        search = self.config.search
        try:
            engines = chosen_engines(search.engines)
            self._sets = chosen_sets(search.sets if search.set_queries else [])
        except ZhaoyaoError as exc:
            self.fail(str(exc))
            return
        self._turns = Turns(search.pause_seconds)
        self._standings = {engine.name: Standing() for engine in engines}
        async with AsyncExitStack() as stack:
            if any(engine.format == "json" for engine in engines):
                self._client = await stack.enter_async_context(
                    open_client(self.config, installed_names())
                )
            await asyncio.gather(*(self._ask_engine(engine) for engine in engines))
        standings = {n: one.plain() for n, one in self._standings.items()}
        self.tell_detail(self.counts() | {"engines": standings})
        failed = {n: one.failure for n, one in self._standings.items() if one.failure}
        if failed:
            self.fail("; ".join(f"{name}: {why}" for name, why in failed.items()))

    async def _ask_engine(self, engine: Engine) -> None:
        try:
            await self._ask_questions(engine)
        # The boundary around an engine: one that breaks us must not end the others.
        except Exception as exc:
            self.logger.exception("asking %s failed", engine.name)
            self._standings[engine.name].failure = describe(exc)

    async def _ask_questions(self, engine: Engine) -> None:
        standing = self._standings[engine.name]
        questions = list(self._questions(engine))
        refusals = 0
        for number, (query, part, position) in enumerate(questions):
            standing.asked += 1
            page = await self._ask_query(engine, query)
            if page.outcome in {Outcome.RESULTS, Outcome.NONE}:
                refusals = 0
                self._keep_turn(part, position)
                continue
            refusals += 1
            standing.failure = standing.failure or one_line(
                f"{_said(page.outcome)} for {query!r}: {page.detail}"
            )
            if page.outcome is Outcome.CHALLENGE or refusals >= REFUSALS_MOST:
                standing.not_checked = len(questions) - number
                left = len(questions) - number - 1
                if left:
                    standing.failure += f"; {left} questions left, not checked"
                return

    def _questions(self, engine: Engine) -> Iterator[tuple[str, str, int]]:
        """Yield each question, with the part and position that remember its turn."""
        search = self.config.search
        for query in search.queries:
            yield query, "", 0
        known = self.casebook.progress(self.name)
        for one in self._sets:
            part = f"{engine.name}/{one.name}"
            position = known[part].position if part in known else 0
            for following, query in turns(one, position, search.set_queries):
                yield query, part, following

    def _keep_turn(self, part: str, position: int) -> None:
        if part:
            self.casebook.keep_progress(
                Progress(source=self.name, part=part, position=position, at=now_utc())
            )

    async def _ask_query(self, engine: Engine, query: str) -> ResultPage:
        """Read the pages of results of one question; return how the first went."""
        first: ResultPage | None = None
        standing = self._standings[engine.name]
        for number in range(self.config.search.pages):
            await self._turns.wait(engine.name)
            got = await self._get(engine, engine.url(query, number))
            if got.failure:
                page = ResultPage(outcome=Outcome.UNREADABLE, detail=got.failure)
            else:
                page = read_results(
                    engine,
                    got.body,
                    url=got.url,
                    status=got.status,
                    content_type=got.content_type,
                )
            first = first or page
            if page.outcome is not Outcome.RESULTS:
                standing.none += page is first and page.outcome is Outcome.NONE
                # A later page that is empty is the end; one that asks is a refusal.
                return page if page.outcome is Outcome.CHALLENGE else first
            standing.results += len(page.entries)
            standing.paid += sum(one.paid for one in page.entries)
            await self._take_page(engine, query, got, page)
            if not page.has_next:
                break
        return first or ResultPage(outcome=Outcome.NONE)

    async def _get(self, engine: Engine, url: str) -> Got:
        """Ask for one page; a redirect within the engine is not followed blindly."""
        if engine.format == "json":
            return await self.ask(self._client, url)
        agent = {"User-Agent": self.config.network.user_agent}
        hop = await self.fetcher.fetch(url, HEADERS | agent, jar=engine.name)
        location = as_text(hop.header("location"))
        if hop.exchange.status in REDIRECT_STATUSES and location:
            target = _joined(url, location)
            if _same_page(url, target):
                hop = await self.fetcher.fetch(target, HEADERS | agent, jar=engine.name)
                url = target
            else:
                url = target or url  # read for what it asks; not followed
        walked = Walk(hops=(hop,), failure=hop.failure, detail=hop.detail)
        found = await capture_of(
            self.fetcher, hop.exchange.url, walked, Vantage.DESKTOP
        )
        failure = f"{hop.failure}: {hop.detail}" if hop.failure else ""
        return Got(
            url=url,
            status=hop.exchange.status,
            body=hop.body,
            content_type=hop.header("content-type"),
            capture=found,
            failure=one_line(failure),
        )

    async def _take_page(
        self, engine: Engine, query: str, got: Got, page: ResultPage
    ) -> None:
        targets = await asyncio.gather(
            *(self._target(engine, entry) for entry in page.entries)
        )
        ads, candidates = [], []
        for entry, target in zip(page.entries, targets, strict=True):
            if not target:
                self._standings[engine.name].unresolved += 1
                continue
            ads.append(_ad(engine, entry, target, got))
            if found := self._candidate(engine, query, entry, target, got.url):
                candidates.append(found)
        self.take(ads, candidates)

    async def _target(self, engine: Engine, entry: Entry) -> str:
        """Return where a result leads; asks the engine where only it knows."""
        if entry.target or not entry.through:
            return entry.target
        seen = self._standings[engine.name].seen
        if entry.through not in seen:
            agent = {"User-Agent": self.config.network.user_agent}
            hop = await self.fetcher.fetch(
                entry.through, HEADERS | agent, jar=engine.name, keep=False
            )
            location = as_text(hop.header("location"))
            if hop.exchange.status in REDIRECT_STATUSES and location:
                seen[entry.through] = _joined(entry.through, location)
            else:
                seen[entry.through] = target_of(hop.body, entry.through)
        return seen[entry.through]

    def _candidate(
        self, engine: Engine, query: str, entry: Entry, target: str, results: str
    ) -> Candidate | None:
        if self.job.profiles.owner_of(host_of(target)) is not None:
            return None
        reason = translate(
            ADVERTISED if entry.paid else LISTED,
            self.config.language,
            engine=engine.name,
            query=query,
            title=entry.title[:TITLE_CHARACTERS],
        )
        return self.candidate(target, reason=reason, referer=results)


def _ad(engine: Engine, entry: Entry, target: str, got: Got) -> Ad:
    return Ad(
        place=engine.name,
        url=target,
        text=entry.snippet,
        title=entry.title,
        seen_at=got.capture.captured_at,
        kind=AdKind.SEARCH_AD if entry.paid else AdKind.SEARCH_RESULT,
        source=SearchSpider.name,
        account=entry.advertiser,
        links=(target,),
        capture=got.capture,
    )


def _said(outcome: Outcome) -> str:
    if outcome is Outcome.CHALLENGE:
        return "asks whether the visitor is human, not checked,"
    return "no results read"


def _joined(base: str, target: str) -> str:
    try:
        return canonical(urljoin(base, target))
    except (InputError, ValueError):
        return ""


def _same_page(url: str, target: str) -> bool:
    """Whether *target* is *url* under another scheme or with www before the host."""
    if not target:
        return False
    one, other = urlsplit(url), urlsplit(target)
    hosts = {(part.hostname or "").removeprefix("www.") for part in (one, other)}
    return len(hosts) == 1 and (one.path, one.query) == (other.path, other.query)
