"""Law texts, encyclopedias, questions and answers, lists of links."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.organs import sponsors, state_organ
from detectors.pages.forms import asks_identity
from detectors.pages.guard import Guard
from detectors.pages.page import Page
from detectors.site import Site

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]{1,6}条")
_TITLE = re.compile(
    r"(?:百科|维基|wiki|词条|法律法规库|法规库|问答|知乎|题库|练习题|文库|导航|目录|"
    r"搜索|招聘|论坛|贴吧|社区|求助)[\u4e00-\u9fff]{0,3}$|encyclopedia|wikipedia",
    re.IGNORECASE,
)
# Said in the text by works of reference alone; 导航 and 问答 may be anybody's.
_WORK = re.compile(
    r"百科|维基|wikipedia|free encyclopedia|词条|编辑历史|编辑摘要|参考资料|"
    r"法律法规库|免费题库|下载文档|文档分享|相关搜索|"
    r"发帖时间|回复于|楼主|\d楼|最佳答案|个回答|条回答|岗位职责|职位描述|投递简历",
    re.IGNORECASE,
)
_GUARD = Guard(_ARTICLE, _WORK)
ARTICLES_FULL = 6
WORKS_FULL = 3
HOSTS_FULL = 6


class ReferenceArticleDetector(Detector):
    """Works of reference have the words and serve nothing."""

    name = "reference_article"
    signals: ClassVar = {
        "law-text": Signal(
            part=Part.AGAINST,
            claim=mark("The page is a legal text: {count} articles"),
        ),
        "reference-work": Signal(
            part=Part.AGAINST,
            claim=mark("The page is a work of reference, a forum or a list: {words}"),
        ),
        "directory": Signal(
            part=Part.AGAINST,
            claim=mark(
                "The page links to {count} different official hosts, as a directory "
                "does"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield what marks each page as a work of reference."""
        inventory = inventory_of(profiles)
        for page in site.pages:
            may = _GUARD.may(page.shown)
            articles = len(set(_ARTICLE.findall(page.shown) if _ARTICLE in may else ()))
            where = f"{page.where} html:body"
            if articles > 2:  # noqa: PLR2004 - two are a citation
                yield self.finding(
                    "law-text",
                    articles / ARTICLES_FULL,
                    where=where,
                    count=str(articles),
                )
            # The end of the title names the site; before it an article may name any.
            named = _TITLE.search(page.title[-12:])
            works = _WORK.findall(page.shown) if _WORK in may else ()
            words = sorted({*works, *([named[0]] if named else [])})
            if words:
                yield self.finding(
                    "reference-work",
                    (len(words) + bool(named)) / WORKS_FULL,
                    where=where,
                    words="、".join(words[:5]),
                )
            hosts = _official_hosts(page, inventory)
            if hosts > 2:  # noqa: PLR2004 - a guide names one or two
                yield self.finding(
                    "directory", hosts / HOSTS_FULL, where=where, count=str(hosts)
                )


def _official_hosts(page: Page, inventory: Inventory) -> int:
    """Return how many official hosts are linked, as a directory links them.

    0 where one of them has most links, 0 on the site of an organ, which has a column
    of its superiors and neighbours, and 0 where the page looks records up itself.
    """
    if any(map(state_organ, sponsors(page.bottom))) or asks_identity(page.forms):
        return 0
    linked = [link.host for link in page.links if link.host]
    official = [host for host in linked if inventory.is_official(host)]
    if not official or max(map(official.count, official)) > len(official) / 2:
        return 0
    return len(set(official))
