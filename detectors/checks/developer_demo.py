"""Demonstrations, templates and parodies: invented bodies, placeholder numbers."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.organs import INVENTED
from detectors.pages.guard import Guard
from detectors.site import Site

_DEMO = re.compile(
    r"演示|\bdemo\b|模板|示例|mock|占位|lorem ipsum|源码|github|gitee|\bMIT\b|"
    r"npm (?:install|run)|git clone|仅供学习|请勿用于生产|开源|"
    r"毕业设计|练习项目|组件示例",
    re.IGNORECASE,
)
_PARODY = re.compile(
    r"纯属虚构|恶搞|架空|虚构国家|虚构的|同人|戏仿|与任何国家机关无关|parody|fictional",
    re.IGNORECASE,
)
_REALM = re.compile(r"([\u4e00-\u9fff]{2,8}?)(?:共和国|王国|帝国|联邦|合众国|公国)")
_REAL_REALMS = re.compile(
    r"中华人民|人民$|民主|朝鲜|大韩|捷克|斯洛伐克|法兰西|联合|伊斯兰|阿拉伯|南非|"
    r"俄罗斯|德意志|社会主义|意大利|新加坡|坦桑尼亚|多米尼加|"
    r"刚果|中非|吉尔吉斯|爱尔兰|印度尼西亚|菲律宾|土耳其|波兰|克罗地亚|埃及|苏丹|英|"
    r"荷兰|西班牙|丹麦|瑞典|挪威|比利时|泰|沙特|约旦|摩洛哥|"
    r"柬埔寨|不丹|汤加|罗马|奥匈|大英|大不列颠|澳大利亚|加拿大|美利坚|阿根廷|墨西哥|"
    r"巴西|瑞士|动物|植物|自然|野生|卢森堡|摩纳哥"
)
_PLACEHOLDER = re.compile(
    r"备\s*0{6,}号|备案?号?\s*[:：]?\s*0{6,}|(?:bm)?0{8,}|公网安备\s*0{8,}|备(?:xxx|"
    r"XXX|×××)|某某(?:部|局|厅|省|市|县)"
)
_GUARD = Guard(_DEMO, _PARODY, _REALM, _PLACEHOLDER)
DEMO_FULL = 4
REALM_MIN = 2


class DeveloperDemoDetector(Detector):
    """What tells a demonstration or a joke from a fraud."""

    name = "developer_demo"
    signals: ClassVar = {
        "demo": Signal(
            part=Part.AGAINST,
            claim=mark("The page calls itself a demonstration: {words}"),
        ),
        "placeholder": Signal(
            part=Part.AGAINST,
            claim=mark("Names and numbers are placeholders: “{words}”"),
        ),
        "parody": Signal(
            part=Part.AGAINST,
            claim=mark("The page is about an invented state: “{words}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield what each page says of itself; hidden disclaimers do not count."""
        for page in site.pages:
            where = f"{page.where} html:body"
            said = f"{page.title}\n{page.shown}"
            may = _GUARD.may(said)
            demo = _DEMO.findall(said) if _DEMO in may else ()
            words = sorted({word.lower() for word in demo})
            if words:
                yield self.finding(
                    "demo",
                    len(words) / DEMO_FULL,
                    where=where,
                    words="、".join(words[:5]),
                )
            empty = _PLACEHOLDER.search(said) if _PLACEHOLDER in may else None
            empty = empty or INVENTED.search(page.title)
            if empty:
                yield self.finding("placeholder", 1.0, where=where, words=empty[0])
            invented = _invented_state(said) if may & {_PARODY, _REALM} else ""
            if invented:
                yield self.finding("parody", 1.0, where=where, words=invented)


def _invented_state(text: str) -> str:
    """Return the words by which *text* shows that its state is invented, or empty."""
    parody = _PARODY.search(text)
    if parody:
        return parody[0]
    realms: dict[str, int] = {}
    for found in _REALM.finditer(text):
        if not _REAL_REALMS.search(found[0]):
            realms[found[0]] = realms.get(found[0], 0) + 1
    name, count = max(realms.items(), key=lambda pair: pair[1], default=("", 0))
    return name if count >= REALM_MIN else ""
