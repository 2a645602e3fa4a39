"""A search engine that knows the testbed's sites."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import ClassVar
from zlib import crc32

import jinja2

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, html, redirect
from testbed.pages import find, not_found
from testbed.sites import Site

PAGE_RESULTS = 10
PAGE_ADVERTISEMENTS = 2
SNIPPET_CHARACTERS = 90

# Which sites pay for a place, by their name alone: no hint at what they are.
ONE_PAYS_IN = 5

TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
NO_TEXT = re.compile(
    r"<(head|script|style|template)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|\{[{%].*?[}%]\}",
    re.DOTALL | re.IGNORECASE,
)

ENVIRONMENT = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
PAGE = ENVIRONMENT.from_string("""\
<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{{ words }} - 示例搜索</title></head>
<body>
<form action="/s"><input name="wd" value="{{ words }}"><button>搜索</button></form>
<div id="results">
{% for entry in advertisements %}
<div class="sponsored">
<h3><a href="/link?url={{ entry.token }}">{{ entry.title }}</a></h3>
<p class="snippet">{{ entry.snippet }}</p>
<cite>{{ entry.host }}</cite> <span class="mark">广告</span>
</div>
{% endfor %}
{% for entry in results %}
<div class="result">
<h3><a href="/link?url={{ entry.token }}">{{ entry.title }}</a></h3>
<p class="snippet">{{ entry.snippet }}</p>
<cite>{{ entry.host }}</cite>
</div>
{% endfor %}
</div>
<div id="pages">
{% for number in range(pages) %}
{% if number == page %}
<strong>{{ number + 1 }}</strong>
{% else %}
<a href="/s?wd={{ words | urlencode }}&amp;pn={{ number * 10 }}">{{ number + 1 }}</a>
{% endif %}
{% endfor %}
{% if page + 1 < pages %}
{% set next = page * 10 + 10 %}
<a class="next" href="/s?wd={{ words | urlencode }}&amp;pn={{ next }}">下一页</a>
{% endif %}
</div>
</body>
</html>
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the search engine shows of one site."""

    token: str
    title: str
    snippet: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults(Behaviour):
    """Lists the sites found by search at ``/s?wd=…&pn=…``, links through ``/link``."""

    name: ClassVar[str] = "search-results"

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a page of results, a redirect to one, or proceed."""
        query = visit.request.query
        listed = [site for site in visit.neighbours if "search" in site.found_by]
        if visit.request.path == "/link":
            urls = {token(site): site.url for site in listed}
            url = urls.get(query.get("url", ""))
            return redirect(url) if url else not_found(visit.site)
        words = query.get("wd", "").strip()
        if visit.request.path != "/s" or not words:
            return await proceed()
        offset = query.get("pn", "0")
        first = int(offset) if offset.isascii() and offset.isdigit() else 0
        return html(result_page(words, rank(listed, words), first // PAGE_RESULTS))


def rank(sites: Sequence[Site], words: str) -> list[Site]:
    """Order *sites*: other words give another order, the same words the same."""
    return sorted(sites, key=lambda site: _digest(f"{words} {site.host}"))


def token(site: Site) -> str:
    """Return what stands for *site* in a link; says nothing of where it leads."""
    return _digest(site.url)[:40]


def result_page(words: str, ranked: Sequence[Site], page: int) -> str:
    """Return page number *page*, from 0, of the results."""
    pages = -(-len(ranked) // PAGE_RESULTS)
    paying = [site for site in ranked if crc32(site.host.encode()) % ONE_PAYS_IN == 0]
    start = page * PAGE_ADVERTISEMENTS
    shown = ranked[page * PAGE_RESULTS : (page + 1) * PAGE_RESULTS]
    return PAGE.render(
        words=words,
        page=page,
        pages=pages,
        results=[describe(site) for site in shown],
        advertisements=[
            describe(site) for site in paying[start : start + PAGE_ADVERTISEMENTS]
        ],
    )


def describe(site: Site) -> Entry:
    """Return what a search engine that visited *site* once would show of it."""
    source = _source(site)
    title = TITLE.search(source)
    text = " ".join(unescape(NO_TEXT.sub(" ", source)).split())
    shown = unescape(title[1]).strip() if title else ""
    return Entry(
        token=token(site),
        title=shown or site.host,
        snippet=text[:SNIPPET_CHARACTERS],
        host=site.host,
    )


def _source(site: Site) -> str:
    """Return the HTML of the site's entry, or of its first page; "" for none."""
    for path in (site.entry.partition("?")[0], "/"):
        file = find(site, path)
        if file is not None and file.suffix in {".html", ".htm"}:
            return file.read_text(encoding="utf-8", errors="replace")
    return ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
