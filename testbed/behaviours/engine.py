"""A search engine in the shape of a known one, with paid places among its results."""

import base64
import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import jinja2

from testbed import campaign
from testbed.behaviours import Behaviour, Proceed
from testbed.behaviours.board import SHAPES, landings
from testbed.behaviours.search_results import describe, rank, token
from testbed.exchange import Reply, Response, Visit, html, redirect
from testbed.pages import not_found
from testbed.sites import Site

PAGE_RESULTS = 10
PAID_MOST = 2

QUESTIONS = {
    "baidu": ("/s", "wd", "pn", 10),
    "sogou": ("/web", "query", "page", 1),
    "so360": ("/s", "q", "pn", 1),
    "bing": ("/search", "q", "first", 10),
    "searxng": ("/search", "q", "pageno", 1),
}
"""Path, parameter of the words, parameter of the page, and how far a page moves it."""

OFFERS = (
    (
        "电工证焊工证登高证 免考包过 官网可查",
        "专业代办特种作业操作证，七天拿证，先查后付款。办理微信：{wechat} 电话{phone}",
    ),
    (
        "金老师考证 不用培训不用考试 扫码可查",
        "发身份证号和照片就行，查到自己名字再付尾款，加金老师微信{wechat}",
    ),
    (
        "山水之间 制冷证直出 快速下证",
        "一行白鹭上青天，免考包过先查后付，加卫星{wechat}",
    ),
)
"""Title and words of what each of the campaign's sellers pays for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result as an engine shows it."""

    title: str
    snippet: str
    url: str
    host: str
    token: str

    @property
    def packed(self) -> str:
        """The address in base64, without padding, as Bing writes it."""
        return base64.urlsafe_b64encode(self.url.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchEngine(Behaviour):
    """Lists the sites found by search, some pages of them, and paid places first."""

    name: ClassVar[str] = "engine"

    shape: str = "baidu"
    pages: int = 2
    challenge_after: int = 0
    """Result pages after which it asks whether the visitor is human; 0: never."""
    changed: bool = False
    """Whether it has a layout that no definition knows."""
    empty_words: tuple[str, ...] = ("查无此词",)
    """Words for which it knows nothing."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a page of results, a redirect to one, or proceed."""
        path, words_key, page_key, step = QUESTIONS[self.shape]
        query = visit.request.query
        if visit.request.path == "/link":
            urls = {one.token: one.url for one in _every(visit)}
            url = urls.get(query.get("url", "") or query.get("m", ""))
            return self._lead(url) if url else not_found(visit.site)
        words = query.get(words_key, "").strip()
        if visit.request.path != path or not words:
            return await proceed()
        if self.challenge_after and _asked(visit) > self.challenge_after:
            return html(_page("engine-challenge.html"))
        offset = query.get(page_key, "")
        number = int(offset) if offset.isascii() and offset.isdigit() else 0
        page = number // step - (1 if step == 1 else 0)
        return self._results(visit, words, max(0, page))

    def _lead(self, url: str) -> Reply:
        if self.shape == "sogou":  # sends its visitors on by script
            text = f"<script>window.location.replace({json.dumps(url)})</script>"
            return html(f"<html><head>{text}</head></html>")
        return redirect(url)

    def _results(self, visit: Visit, words: str, page: int) -> Reply:
        listed = [site for site in visit.neighbours if "search" in site.found_by]
        ranked = rank(listed, words) if words not in self.empty_words else []
        start = page * PAGE_RESULTS
        shown = ranked[start : start + PAGE_RESULTS] if page < self.pages else []
        results = [_result(site) for site in shown]
        paid = _paid(visit)[:PAID_MOST] if results and not page else []
        if self.shape == "searxng":
            rows = [
                {"title": one.title, "url": one.url, "content": one.snippet}
                for one in results
            ]
            body = json.dumps({"query": words, "results": rows}, ensure_ascii=False)
            return Response(content_type="application/json", body=body.encode())
        if self.changed:
            return html(_page("changed.html", group=words, posts=()))
        return html(
            _page(
                f"engine-{self.shape}.html",
                words=words,
                page=page,
                more=page + 1 < self.pages and start + PAGE_RESULTS < len(ranked),
                results=results,
                paid=paid,
                base=f"{visit.request.scheme}://{visit.site.host}/",
            )
        )


_ASKED: Counter[tuple[str, str]] = Counter()


def _asked(visit: Visit) -> int:
    """Count a question and return how many this visitor, by its words, has asked."""
    visitor = visit.site.name, visit.request.headers.get("user-agent", "")
    _ASKED[visitor] += 1
    return _ASKED[visitor]


def _every(visit: Visit) -> list[Result]:
    listed = [site for site in visit.neighbours if "search" in site.found_by]
    return [*(_result(site) for site in listed), *_paid(visit)]


def _result(site: Site) -> Result:
    said = describe(site)
    return Result(
        title=said.title,
        snippet=said.snippet,
        url=site.url,
        host=site.host,
        token=token(site),
    )


def _paid(visit: Visit) -> list[Result]:
    """Return what the campaign's sellers pay for: their words, a counterfeit's page."""
    found = []
    sites = {site.url: site for site in visit.neighbours}
    urls = landings(visit.neighbours)
    offers = zip(campaign.SELLERS, OFFERS, strict=True)
    for number, (seller, (title, snippet)) in enumerate(offers):
        if not urls:
            break
        url = urls[number * 2 % len(urls)]
        found.append(
            Result(
                title=title,
                snippet=snippet.format(wechat=seller.wechat, phone=seller.phone),
                url=url,
                host=sites[url].host,
                token=f"{token(sites[url])[:30]}{number}",
            )
        )
    return found


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(SHAPES), autoescape=True, trim_blocks=True
    )


def _page(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(**values)
