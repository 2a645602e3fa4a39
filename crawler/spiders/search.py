"""Candidates from search engines: what people find who look for the real platform."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from casebook.config import Config
from casebook.errors import InputError, ZhaoyaoError
from casebook.language import mark, translate
from casebook.records import Candidate
from casebook.urls import canonical, host_of, site_of
from crawler.engines import Engine, chosen_engines
from crawler.failures import describe, one_line
from crawler.spiders import DiscoverySpider
from crawler.visit import REDIRECT_STATUSES, as_text

TITLE_CHARACTERS = 60

OK_STATUS = 200

LISTED = mark("listed by {engine} for “{query}” as “{title}”")
ADVERTISED = mark("advertised on {engine} for “{query}” as “{title}”")


class SearchSpider(DiscoverySpider):
    """Asks each configured engine each configured question; visits no result.

    Robots are honoured. A link that leads through the engine is asked where it leads
    to, and only there.
    """

    name = "search"
    custom_settings = {"ROBOTSTXT_OBEY": True}  # noqa: RUF012 - Scrapy's form

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether an engine is named and there is something to ask."""
        return bool(config.search.engines and config.search.queries)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first page of every question."""
        try:
            engines = chosen_engines(self.config.search.engines)
        except ZhaoyaoError as exc:
            self.fail(str(exc))
            return
        for engine in engines:
            for query in self.config.search.queries:
                yield self._ask(engine, query, 0)

    def _ask(self, engine: Engine, query: str, page: int) -> Request:
        return Request(
            engine.url(query, page),
            callback=self.parse_results,
            errback=self.note_failure,
            cb_kwargs={"engine": engine, "query": query, "page": page},
            headers={"Accept-Language": "zh-CN,zh;q=0.9"},
        )

    def parse_results(
        self, response: Response, *, engine: Engine, query: str, page: int
    ) -> Iterator[Candidate | Request]:
        """Yield what a page of results leads to, then the next page."""
        entries: list[tuple[Any, str]] = []
        if isinstance(response, TextResponse) and response.status == OK_STATUS:
            paid = engine.advertisement
            advertised = response.css(paid) if paid else ()
            entries += [(one, ADVERTISED) for one in advertised]
            entries += [(one, LISTED) for one in response.css(engine.result)]
        if not entries:
            if page == 0:
                self.fail(
                    f"{engine.name}: no results read for {query!r} "
                    f"(HTTP {response.status}); it may refuse, or look different now"
                )
            return
        for entry, how in entries:
            href = entry.css(engine.link).attrib.get("href", "")
            reason = translate(
                how,
                self.config.language,
                engine=engine.name,
                query=query,
                title=one_line(_text(entry, engine.title))[:TITLE_CHARACTERS],
            )
            yield from self._lead(response, engine, href, reason)
        more = not engine.next or bool(response.css(engine.next))
        if more and page + 1 < self.config.search.pages:
            yield self._ask(engine, query, page + 1)

    def _lead(
        self, response: Response, engine: Engine, href: str, reason: str
    ) -> Iterator[Candidate | Request]:
        """Yield the candidate behind *href*, or the question where it leads to."""
        try:
            url = canonical(urljoin(response.url, href))
        except (InputError, ValueError):
            return
        parts = urlsplit(url)
        inside = site_of(url) == site_of(engine.base)
        if engine.redirect_parameter and inside:
            target = parse_qs(parts.query).get(engine.redirect_parameter, [""])[0]
            yield from self._found(target, reason, response.url)
        elif (
            inside
            and engine.redirect_path
            and parts.path.startswith(engine.redirect_path)
        ):
            yield Request(
                url,
                callback=self.parse_redirect,
                errback=self.note_failure,
                cb_kwargs={"reason": reason, "results": response.url},
            )
        elif not inside:
            yield from self._found(url, reason, response.url)

    def parse_redirect(
        self, response: Response, *, reason: str, results: str
    ) -> Iterator[Candidate]:
        """Yield the candidate that the engine's own link leads to."""
        location = response.headers.get("Location")
        if response.status in REDIRECT_STATUSES and location:
            target = urljoin(response.url, as_text(location.decode("latin-1")))
            yield from self._found(target, reason, results)

    def _found(self, url: str, reason: str, results: str) -> Iterator[Candidate]:
        try:
            host = host_of(canonical(url))
        except InputError:
            return
        if self.job.profiles.owner_of(host) is None:
            yield self.candidate(url, reason=reason, referer=results)

    def note_failure(self, failure: Failure) -> None:
        """Record that a page of an engine did not come."""
        request = getattr(failure, "request", None)
        url = request.url if request is not None else "a page"
        cause = failure.value or RuntimeError("no cause")
        self.fail(f"{host_of(url)}: {describe(cause)}")


def _text(entry: Any, selector: str) -> str:
    return " ".join(entry.css(selector).xpath("string(.)").getall()) if selector else ""
