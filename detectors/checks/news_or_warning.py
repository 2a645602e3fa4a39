"""Reports and warnings: they quote every word of a counterfeit and offer nothing."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.organs import sponsors, state_organ
from detectors.pages.guard import Guard
from detectors.pages.page import Page
from detectors.site import Site

_WARNING = re.compile(
    r"警惕|谨防|切勿|勿信|骗局|诈骗|被骗|上当|抓获|查获|缴获|涉案|涉嫌|被告人|"
    r"犯罪嫌疑人|民警|警方|检察官|检察院|判处|有期徒刑|"
    r"典型案例|举报|专项治理|专项整治|提醒广大|假冒网站|假网站|山寨|假证"
)
_BYLINE = re.compile(
    r"(?:本报|本刊|本网)?(?:记者|通讯员|实习生)\s*[\u4e00-\u9fff ]{2,8}|本报讯|"
    r"(?:新华社|中新社|中新网)[\u4e00-\u9fff]{0,6}\d{1,2}月|"
    r"(?:文章)?来源\s*:\s*[\u4e00-\u9fff]{2,12}(?:报|网|社|台|新闻|客户端|法院|检察|"
    r"公安|在线)|(?:责任)?编辑\s*[:：]"
)
_GUARD = Guard(_WARNING, _BYLINE)
WARNINGS_FULL = 6
"""Different warning words from which a page counts as a warning in full. On the testbed
(2026-11-23) nine innocents have two to six, no counterfeit has two, and of 13 sellers
two have, one of which opens like a warning on purpose."""
ORGAN = 0.3
"""What is left of a byline where the footer names a state organ as the owner."""
_RUN_MIN = 60
RUNS_FULL = 6


class NewsOrWarningDetector(Detector):
    """Warning words, bylines and running text."""

    name = "news_or_warning"
    signals: ClassVar = {
        "warning": Signal(
            part=Part.AGAINST,
            claim=mark("The page warns or reports: {words}"),
        ),
        "byline": Signal(
            part=Part.AGAINST,
            claim=mark("The page has a reporter's or a source's line: “{byline}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield what marks the page most is to be read on as a report."""
        for page in site.pages:
            may = _GUARD.may(page.shown)
            words = sorted(set(_WARNING.findall(page.shown) if _WARNING in may else ()))
            if len(words) > 1:
                yield self.finding(
                    "warning",
                    len(words) / WARNINGS_FULL,
                    where=f"{page.where} html:body",
                    words="、".join(words[:6]),
                )
            byline = _BYLINE.search(page.shown) if _BYLINE in may else None
            if byline:
                yield self.finding(
                    "byline",
                    _running(page) * (ORGAN if _is_organs(page) else 1.0),
                    where=f"{page.where} html:body",
                    byline=byline[0],
                )


def _is_organs(page: Page) -> bool:
    """Whether a state organ is named as the owner: its own news have bylines too."""
    return any(map(state_organ, sponsors(page.bottom)))


def _running(page: Page) -> float:
    """Return how much running text stands on the page, 0 to 1."""
    runs = [run for run in page.shown.split("\n") if len(run) >= _RUN_MIN]
    return min(1.0, len(runs) / RUNS_FULL)
