"""Menu words in English and pinyin: the wording of the menu is no mark any more."""

import re

from testbed.markup import map_text

WORDS = {
    "首页": "Home",
    "机构": "Jigou",
    "新闻": "News",
    "公开": "Open",
    "服务": "Service",
    "互动": "Hudong",
    "专题": "Topics",
    "特种作业操作证查询": "Certificate Query",
    "安全生产知识和管理能力考核合格信息查询": "Safety Query",
}

NAV = re.compile(r"<nav\b.*?</nav>", re.DOTALL | re.IGNORECASE)


def apply(html: str) -> str:
    """Translate what stands in the page's menus."""
    return NAV.sub(lambda nav: map_text(nav[0], translate), html)


def translate(text: str) -> str:
    """Return a menu entry in another language, or as it was.

    >>> translate("首页")
    'Home'
    """
    return WORDS.get(text.strip(), text)
