"""What any government site says of itself, on a host where no government can be.

A copy of a body without a profile of its own is found by this: the page names a state
organ as its sponsor or in its title, carries the data that government sites must
carry, and has their menu. Rules for these: 政府网站发展指引 (国办发〔2017〕47号).
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors import organs
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.pages.page import Page
from detectors.pages.plaintext import flat
from detectors.site import Site

# Menus, services and notices that the guide for government sites prescribes or that
# nearly all of them have; a business has none of them, a news portal one or two.
MENU = frozenset(
    [
        "政务公开",
        "政府信息公开",
        "政务服务",
        "互动交流",
        "政民互动",
        "信息公开",
        "领导之窗",
        "领导信息",
        "领导信箱",
        "领导活动",
        "机构职能",
        "机构设置",
        "机构概况",
        "政策法规",
        "政策文件",
        "政策解读",
        "解读回应",
        "回应关切",
        "依申请公开",
        "政府信息公开指南",
        "政府信息公开制度",
        "法定主动公开内容",
        "政府信息公开年报",
        "政府信息公开目录",
        "办事服务",
        "办事指南",
        "网上办事",
        "公示公告",
        "通知公告",
        "要闻动态",
        "政务要闻",
        "政府公报",
        "规划计划",
        "统计数据",
        "财政资金",
        "权责清单",
        "意见征集",
        "征集调查",
        "民意征集",
        "在线访谈",
        "县长信箱",
        "市长信箱",
        "区长信箱",
        "建议提案",
        "政府工作报告",
        "无障碍浏览",
        "无障碍",
        "长者专区",
        "长者助手",
        "长者模式",
        "关怀版",
        "适老版",
        "网站支持ipv6",
        "本站支持ipv6",
        "数据开放",
        "重点领域信息公开",
        "政务新媒体",
        "中国政府网",
        "政府网站找错",
        "我为政府网站找错",
        "部门动态",
        "专题专栏",
        "人事任免",
        "应急管理",
        "政府领导",
        "工作动态",
        "行政执法",
        "财政预决算",
        "公众参与",
        "网站声明",
        "繁体版",
        "部门信息公开",
        "办事大厅",
        "服务大厅",
        "便民服务",
        "公共服务",
        "索引号",
        "发文字号",
        "成文日期",
        "发布机构",
        "主题分类",
    ]
)
MENU_FULL = 6
"""Distinct entries from which the menu counts in full. On shared data (2026-11-23) the
median of 26 official pages has 7, a quarter of them 12 to 20; of 60 innocent pages
three have one, the others none."""
METADATA = frozenset(
    (
        *("sitename", "sitedomain", "siteidcode", "columnname", "columntype"),
        *("columndescription", "columnkeywords", "articletitle", "pubdate"),
        "contentsource",
    )
)
"""Meta elements that the guide for government sites wants on every page; a paper has
its own PubDate, and no other site has three of them."""
METADATA_FULL = 6


class StateOrganDetector(Detector):
    """The claims and the furniture of a government site."""

    name = "state_organ"
    signals: ClassVar = {
        "sponsor": Signal(
            part=Part.CLAIM,
            claim=mark("The page names a state organ as its sponsor: “{organ}”"),
        ),
        "affiliate": Signal(
            part=Part.CLAIM,
            claim=mark(
                "The page names an institution of a state organ as its sponsor: "
                "“{organ}”"
            ),
        ),
        "title": Signal(
            part=Part.CLAIM,
            claim=mark("The title calls the site that of a state organ: “{organ}”"),
        ),
        "site-name": Signal(
            part=Part.CLAIM,
            claim=mark("The page declares itself the site of a state organ: “{organ}”"),
        ),
        "heading": Signal(
            part=Part.CLAIM,
            claim=mark("A heading calls the site that of a state organ: “{organ}”"),
        ),
        "site-domain": Signal(
            part=Part.BOTH,
            claim=mark(
                "The page declares that it belongs to {domain}, but stands on {host}"
            ),
        ),
        "metadata": Signal(
            part=Part.ACT,
            claim=mark("The page carries the metadata of a government site: {entries}"),
        ),
        "menu": Signal(
            part=Part.ACT,
            claim=mark("{count} entries of a government site's menu: {entries}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield what of a government site each page shows."""
        inventory = inventory_of(profiles)
        generic = inventory.generic[0].name if inventory.generic else ""
        for page in site.views:
            yield from self._sponsor(page, generic)
            yield from self._names(page, generic)
            yield from self._domain(page, inventory)
            yield from self._menu(page, generic)
            metadata = sorted(METADATA & page.meta.keys())
            if len(metadata) > 2:  # noqa: PLR2004 - as the comment on METADATA says
                yield self.finding(
                    "metadata",
                    len(metadata) / METADATA_FULL,
                    where=f"{page.where} html:meta",
                    profile=generic,
                    entries="、".join(metadata),
                )

    def _sponsor(self, page: Page, generic: str) -> Iterator[Finding]:
        for sponsor in organs.sponsors(page.bottom):
            start = sponsor[:45]
            for signal, organ in (
                ("affiliate", organs.affiliate(start)),
                ("sponsor", organs.state_organ(start)),
            ):
                # Running text that mentions an organ late is no sponsor's line.
                if organ and start.find(organ) <= 10:  # noqa: PLR2004 - a few labels
                    yield self.finding(
                        signal,
                        0.3 if organs.INVENTED.search(start) else 1.0,
                        where=f"{page.where} html:footer",
                        profile=generic,
                        organ=organ,
                    )
                    return

    def _names(self, page: Page, generic: str) -> Iterator[Finding]:
        declared = page.meta.get("sitename", "")
        named = (
            ("title", "html:title", organs.government_title(page.title)),
            ("site-name", "html:meta SiteName", organs.government_title(declared)),
            ("heading", "html:heading", _organ_heading(page)),
        )
        for signal, place, (organ, sureness) in named:
            if organ:
                yield self.finding(
                    signal,
                    0.3 * sureness if organs.INVENTED.search(organ) else sureness,
                    where=f"{page.where} {place}",
                    profile=generic,
                    organ=organ,
                )

    def _domain(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        for key in ("sitedomain", "url", "og:url", "siteurl"):
            declared = page.meta.get(key, "").lower()
            for domain in (
                declared.replace("http://", "").replace("https://", "").split(",")
            ):
                host = domain.strip().partition("/")[0]
                if host and inventory.is_official(host):
                    owner = inventory.owner(host) or inventory.generic[0]
                    yield self.finding(
                        "site-domain",
                        1.0,
                        where=f"{page.where} html:meta {key}",
                        profile=owner.name,
                        domain=host,
                        host=page.host,
                    )
                    return

    def _menu(self, page: Page, generic: str) -> Iterator[Finding]:
        short = page.entries
        found = sorted(short[entry] for entry in _MENU & short.keys())
        if found:
            yield self.finding(
                "menu",
                len(found) / MENU_FULL,
                where=f"{page.where} html:menu",
                profile=generic,
                count=str(len(found)),
                entries="、".join(found[:6]),
            )


_MENU = frozenset(flat(entry) for entry in MENU)


def _organ_heading(page: Page) -> tuple[str, float]:
    """Return the first of the top headings that is wholly a government site's name."""
    for heading in page.headings[:6]:
        organ, _ = organs.government_title(heading)
        if organ and flat(organ) == flat(heading):
            return organ, 1.0
    return "", 0.0
