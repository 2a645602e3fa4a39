"""Companies, schools, papers and clubs that put their own name on their site."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.certificates import read_certificate
from detectors.checks import Detector, Part, Signal
from detectors.organs import is_other, sponsors, state_organ
from detectors.pages.guard import Guard
from detectors.pages.page import Page
from detectors.pages.plaintext import flat
from detectors.site import Site

_NAMED = re.compile(
    r"[\u4e00-\u9fffA-Za-z()（）]{2,30}?(?:有限公司|股份公司|集团|科技|学校|学院|"
    r"大学|医院|协会|学会|商会|报社|日报|晚报|新闻|网校|工作室|事务所|"
    r"百科|社区|论坛|博客|商城|旗舰店|专营店|招聘网?|教务处|五局|项目部)"
)
_OWN = re.compile(
    r"(?:我校|本校|我院|本院|本公司|我公司|本机构|本中心|本店|本厂|"
    r"我司)[^\n。]{0,12}(?:颁发|发放|发出|核发|出具|签发|开具|生产|培训|员工|学员|"
    r"毕业)"
)
_MAY_OWN = Guard(_OWN)
# Who wrote or supplied an article does not own the site.
_CREDIT = re.compile(r"来源|转载|记者|作者|通讯员|供稿|摄影|技术支持|监制|编辑")
_SIGNS = re.compile(r"[-_|—–·:：>»<【】\[\]\s]+")


class OtherInstitutionDetector(Detector):
    """Who the site says it is, where that is no organ of state."""

    name = "other_institution"
    signals: ClassVar = {
        "named": Signal(
            part=Part.AGAINST,
            claim=mark("Title and footer agree that the site is that of {institution}"),
        ),
        "sponsor": Signal(
            part=Part.AGAINST,
            claim=mark("The footer names {institution} as the owner"),
        ),
        "issuer": Signal(
            part=Part.AGAINST,
            claim=mark("What is shown was issued by {institution} itself"),
        ),
        "own-papers": Signal(
            part=Part.AGAINST,
            claim=mark("The page speaks of the institution's own papers: “{words}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield how each page names its owner, unless it names an organ too."""
        for page in site.pages:
            owner = _owner(page)
            if owner:
                agreed = _in_title(page, owner)
                yield self.finding(
                    "named" if agreed else "sponsor",
                    1.0,
                    where=f"{page.where} html:{'title' if agreed else 'footer'}",
                    institution=owner,
                )
            issuer = read_certificate(page).issuing_other
            if issuer:
                yield self.finding(
                    "issuer", 1.0, where=f"{page.where} html:table", institution=issuer
                )
            own = _OWN.search(page.shown) if _MAY_OWN.may(page.shown) else None
            if own:
                yield self.finding(
                    "own-papers", 1.0, where=f"{page.where} html:body", words=own[0]
                )


def _owner(page: Page) -> str:
    """Return who the footer says owns the site, if that is no organ of state."""
    named = [name for name in sponsors(page.bottom) if len(name) <= 40]  # noqa: PLR2004 - a name
    if any(state_organ(name) for name in named):
        return ""
    # A long line is running text, in which any company may be named.
    short = [
        run
        for run in page.bottom.split("\n")[-16:]
        if len(run) <= 60 and not _CREDIT.search(run)  # noqa: PLR2004 - a footer's line
    ]
    for name in (*named, *short):
        first = re.split(r"[\s,，。·|]+", name.strip(" ©"))
        found = next((part for part in first if is_other(part) and len(part) > 3), "")  # noqa: PLR2004 - a bare ending
        if found:
            return found
    return ""


def _in_title(page: Page, owner: str) -> bool:
    """Whether title or top heading carry the distinctive part of *owner*'s name."""
    stem = flat(owner)[:4]
    places = [
        *_SIGNS.split(page.title),
        *page.headings[:3],
        page.meta.get("og:site_name", ""),
    ]
    return any(stem and stem in flat(place) for place in places)
