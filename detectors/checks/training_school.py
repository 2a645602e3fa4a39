"""Schools that name themselves, teach, and send their pupils to the real platform."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.pages.forms import asks_identity
from detectors.pages.page import Page
from detectors.site import Site

_SCHOOL = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:培训学校|技工学校|职业学校|技能学校|培训中心|培训机构|"
    r"安全培训|职业技能培训|教育培训|技术咨询有限公司|培训有限公司)"
)
_TEACHES = re.compile(
    r"开班|课程|学时|报名|教材|师资|实操|理论(?:考试|学习|机考)|学员|培训计划|教学|"
    r"收费标准|考试时间|复审班|初训|免费重学|补考|网络学习"
)
TEACHES_FULL = 5


class TrainingSchoolDetector(Detector):
    """A school's own name, its teaching, and the official address given to pupils."""

    name = "training_school"
    signals: ClassVar = {
        "teaches": Signal(
            part=Part.AGAINST,
            claim=mark("The page is that of a school that teaches: {name}; {words}"),
        ),
        "points-home": Signal(
            part=Part.AGAINST,
            claim=mark(
                "The page sends readers to the official host {official} by a link of "
                "its own"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield what marks a page as a school's, or as a guide to the real address."""
        inventory = inventory_of(profiles)
        for page in site.pages:
            name = _school(page)
            words = sorted(set(_TEACHES.findall(page.shown))) if name else []
            if words:
                yield self.finding(
                    "teaches",
                    len(words) / TEACHES_FULL,
                    where=f"{page.where} html:title",
                    name=name,
                    words="、".join(words[:5]),
                )
            if not name and asks_identity(page.forms):
                # Whoever asks for the number himself does not send readers away.
                continue
            official = [
                link
                for link in page.links
                if link.host and inventory.owner(link.host) and link.text
            ]
            # A clone that kept official links leads there all the time; a guide once.
            if official and len(official) <= 3:  # noqa: PLR2004 - as the comment says
                yield self.finding(
                    "points-home",
                    1.0,
                    where=f"{page.where} html:a",
                    official=official[0].host,
                )


def _school(page: Page) -> str:
    """Return the school that title, top headings or footer name, or empty."""
    places = (page.title, *page.headings[:3], *page.bottom.split("\n")[-12:])
    for text in places:
        found = _SCHOOL.search(text)
        if found:
            return found[0]
    return ""
