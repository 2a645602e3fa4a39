"""Boasts that no official site makes: the only official one, licensed by a ministry."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.pages.guard import Guard
from detectors.site import Site

_BOAST = re.compile(
    r"(?:全国|国内)?唯一(?:的)?(?:官方|指定|认证|合法|权威)[^\n。,，]{0,10}|"
    r"官方唯一[^\n。,，]{0,8}|"
    r"(?:工信部|公安部|国务院|应急管理部|国家|人社部|教育部)(?:已|正式)?(?:备案|认证|"
    r"认可|指定|授权)[^\n。,，]{0,6}(?:网站|平台|系统|官方)|"
    r"(?:网站|平台|本站)[^\n。,，]{0,6}(?:工信部|公安部|应急管理部|"
    r"国家)[^\n。,，]{0,4}(?:备案|认证)"
)
_MAY_BOAST = Guard(_BOAST)
# All begin with one of a few letters, and most letters of a page are none of them.
_BOASTS = re.compile(f"(?=[全国唯官工公应人教网平本])(?:{_BOAST.pattern})")
_PORTAL = re.compile(
    r"^(?:全国|国家|中国|中华人民共和国)[\u4e00-\u9fff]{2,24}(?:信息网|信息公示(?:系统|网)|"
    r"信息(?:查询)?平台|公共服务(?:平台|网|门户)|服务门户|政务服务(?:平台|网)|官方网站)"
    r"(?:\([\u4e00-\u9fff]{2,12}\))?$"
)
PORTAL = 0.5
"""Strength of a national name that trade papers have too: 中国…信息网."""
_NAME = re.compile(
    r"^(?:全国|国家|中国|中华人民共和国)[\u4e00-\u9fff、()（）]{2,30}"
    r"(?:查询|考试|证书|资格|鉴定|成绩|核验|登记|认证)[\u4e00-\u9fff]{0,8}?(?:网|"
    r"网站|平台|系统|中心|查询)$|"
    r"^[\u4e00-\u9fff]{2,20}(?:全国|国家)(?:联网|统一|公共|官方){0,2}(?:查询|核验|"
    r"验证|认证|服务)(?:网|网站|平台|系统|中心)?$"
)
_QUOTED = re.compile(r"警惕|谨防|谎称|号称|所谓|声称|假冒|骗")


class BoastsDetector(Detector):
    """Claims of standing that name no body in particular."""

    name = "boasts"
    signals: ClassVar = {
        "only-official": Signal(
            part=Part.CLAIM,
            claim=mark("The page boasts of its standing: “{boast}”"),
        ),
        "national-name": Signal(
            part=Part.CLAIM,
            claim=mark("The site calls itself national: “{name}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield the first boast and the first national name of each page."""
        for page in site.views:
            found = _BOASTS.finditer(page.text) if _MAY_BOAST.may(page.text) else ()
            boast = next((m for m in found if not _told(page.text, m)), None)
            if boast:
                yield self.finding(
                    "only-official",
                    1.0,
                    where=f"{page.where} html:body",
                    boast=boast[0],
                )
            names = re.split(r"[-_|—–·>»\s]+", page.title) + list(page.headings[:4])
            stripped = [text.strip() for text in names]
            name = next(filter(_NAME.match, stripped), "")
            portal = next(filter(_PORTAL.match, stripped), "")
            if name or portal:
                yield self.finding(
                    "national-name",
                    1.0 if name else PORTAL,
                    where=f"{page.where} html:title",
                    name=name or portal,
                )


def _told(text: str, boast: re.Match[str]) -> bool:
    """Whether the sentence round the boast warns of it."""
    around = text[max(0, boast.start() - 30) : boast.end() + 30]
    return bool(_QUOTED.search(around))
