"""A board with a share of the testbed's campaign, in the shape of a known program."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar

import jinja2

from testbed import campaign
from testbed.behaviours import Behaviour, Proceed
from testbed.campaign import Post
from testbed.exchange import Reply, Response, Visit, html
from testbed.pages import not_found
from testbed.sites import Site

SHAPES = Path(__file__).parents[1] / "shapes"

BEIJING = timezone(timedelta(hours=8))

PAGE_POSTS = 15

LANDINGS = 6
"""Counterfeits that the campaign shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post with the time its place gives it."""

    number: int
    account: str
    title: str
    text: str
    at: datetime
    """Beijing time, as boards write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board(Behaviour):
    """Lists posts newest first, and shows each on a page where the shape has one."""

    name: ClassVar[str] = "board"

    shape: str = "discuz"
    place: str = ""
    """Which share of the campaign; the shape's own where empty."""
    group: str = "资格证书交流"
    title: str = "示例社区"
    fault: str = ""
    """``login`` or ``changed``: what the list answers in the place of posts."""
    endless: bool = False
    """Whether a page past the last shows the first again, and links on."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a page of the list, a post, or proceed."""
        path, query = visit.request.path, visit.request.query
        if path in {"/robots.txt", "/favicon.ico"}:
            return await proceed()
        shown = shown_posts(self.place or self.shape, landings(visit.neighbours))
        said = {
            "group": self.group,
            "title": self.title,
            "ago": ago,
            "base": _base(visit),
        }
        if self.fault:
            return html(_page(f"{self.fault}.html", posts=shown[:PAGE_POSTS], **said))
        number = _post_number(self.shape, path, query)
        if number is not None:
            return self._post(visit.site, shown, number, said)
        return self._list(visit, shown, said)

    def _post(
        self, site: Site, shown: tuple[Shown, ...], number: int, said: dict[str, Any]
    ) -> Reply:
        found = [post for post in shown if post.number == number]
        if not found:
            return not_found(site)
        lines = found[0].text.splitlines()
        page = _page(f"{self.shape}-post.html", post=found[0], lines=lines, **said)
        return html(page)

    def _list(
        self, visit: Visit, shown: tuple[Shown, ...], said: dict[str, Any]
    ) -> Reply:
        query = visit.request.query
        page, posts = _page_of(self.shape, query, visit.request.path, shown)
        following = page * PAGE_POSTS < len(shown) or self.endless
        if not posts and self.endless:
            posts = shown[:PAGE_POSTS]
        if self.shape == "issues":
            rows = [_issue(post, _base(visit)) for post in posts]
            body = json.dumps({"total_count": len(shown), "items": rows})
            return Response(content_type="application/json", body=body.encode())
        if self.shape == "feed":
            text = _page("feed-list.xml", posts=shown, lines_of=_lines, **said)
            return Response(content_type="application/rss+xml", body=text.encode())
        more = _more(self.shape, page, posts) if following and posts else ""
        return html(
            _page(
                f"{self.shape}-list.html",
                posts=posts,
                page=page,
                more=more,
                before=posts[-1].number if posts else 0,
                lines_of=_lines,
                **said,
            )
        )


@cache
def shown_posts(place: str, urls: tuple[str, ...]) -> tuple[Shown, ...]:
    """Return the posts of *place*, newest first, with addresses of the testbed."""
    now = datetime.now(UTC).astimezone(BEIJING).replace(microsecond=0)
    mine = [post for post in campaign.posts() if post.place == place]
    return tuple(_shown(post, now) for post in campaign.with_landings(mine, urls))[::-1]


def landings(neighbours: tuple[Site, ...]) -> tuple[str, ...]:
    """Return the counterfeits that the campaign leads to: none that search finds."""
    found = [
        site.url
        for site in neighbours
        if site.kind == "counterfeit"
        and "search" not in site.found_by
        and "tip" in site.found_by
        and "http" in site.schemes
        and site.from_day == 1
        and not site.until_day
    ]
    return tuple(found[:LANDINGS])


def ago(post: Shown) -> str:
    """Write when *post* was made as boards do: near times in words."""
    now = datetime.now(UTC).astimezone(BEIJING)
    minutes = max(1, int((now - post.at).total_seconds() // 60))
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} 分钟前"
    days = (now.date() - post.at.date()).days
    if not days:
        return f"{minutes // 60} 小时前"
    words = {1: "昨天", 2: "前天"}
    if days in words:
        return f"{words[days]} {post.at:%H:%M}"
    return f"{post.at:%Y-%m-%d %H:%M}"


def _shown(post: Post, now: datetime) -> Shown:
    return Shown(
        number=post.number,
        account=post.account,
        title=post.title,
        text=post.text,
        at=now - timedelta(minutes=post.minutes_ago),
    )


def _page_of(
    shape: str, query: dict[str, str], path: str, shown: tuple[Shown, ...]
) -> tuple[int, tuple[Shown, ...]]:
    """Return the number of a page, from 1, and its posts."""
    if shape == "telegram":
        before = _number(query.get("before", ""), 1 << 30)
        older = tuple(post for post in shown if post.number < before)
        page = (len(shown) - len(older)) // PAGE_POSTS + 1
        return page, older[:PAGE_POSTS]
    if shape == "tieba":
        page = _number(query.get("pn", ""), 0) // 50 + 1
    elif shape == "classified":
        page = _number("".join(filter(str.isdigit, path)), 1)
    else:
        page = _number(query.get("page", ""), 1)
    start = (max(page, 1) - 1) * PAGE_POSTS
    return page, shown[start : start + PAGE_POSTS]


def _more(shape: str, page: int, posts: tuple[Shown, ...]) -> str:
    return {
        "discuz": f"/forum.php?mod=forumdisplay&fid=2&page={page + 1}",
        "phpwind": f"/thread.php?fid=7&page={page + 1}",
        "tieba": f"/f?kw=x&pn={page * 50}",
        "classified": f"/zhengjian/pn{page + 1}/",
        "telegram": f"/s/certs?before={posts[-1].number}",
    }[shape]


def _post_number(shape: str, path: str, query: dict[str, str]) -> int | None:
    if shape == "discuz" and query.get("mod") == "viewthread":
        return _number(query.get("tid", ""), 0)
    if shape == "phpwind" and path == "/read.php":
        return _number(query.get("tid", ""), 0)
    if shape == "tieba" and path.startswith("/p/"):
        return _number(path[3:], 0)
    if shape == "classified" and path.endswith("x.html"):
        return _number(path.rpartition("/")[2].removesuffix("x.html"), 0)
    return None


def _issue(post: Shown, base: str) -> dict[str, Any]:
    return {
        "html_url": f"{base}someone/tools/issues/{post.number}",
        "title": post.title,
        "body": post.text,
        "user": {"login": post.account},
        "created_at": post.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "repository_url": f"{base}repos/someone/tools",
        "id": post.number,
    }


def _lines(post: Shown) -> list[str]:
    return post.text.splitlines()


def _base(visit: Visit) -> str:
    return f"{visit.request.scheme}://{visit.site.host}/"


def _number(text: str, otherwise: int) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else otherwise


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(SHAPES), autoescape=True, trim_blocks=True
    )


def _page(name: str, **values: Any) -> str:
    rfc822 = partial(format_datetime)
    return _environment().get_template(name).render(rfc822=rfc822, **values)
