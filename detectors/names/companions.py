"""Words that stand beside a body's name in an imitation, and how often each does.

A choice costs -ln of its share. What the words mean is told by
:mod:`detectors.names.words`; here they only have an order.
"""

from dataclasses import dataclass
from functools import cache
from math import log

from detectors.names.words import WORDS, Role

# Commonest first. By hand, after the patterns in the survey of reported counterfeits;
# benchmarks/lookalikes.py measures the order that comes of it.
COMMONEST = """
    cx chaxun gov cn query zs gov-cn zhengshu cert china wang check zheng verify online
    search yz yanzheng govcn www zscx info cha zj center login fw pt ks kaoshi com bm
    guanwang net zx ewm portal system user m service web exam app home xt sm wap
    zhengjian certificate index platform qr wx weixin fuwu pingtai zhongxin h5 baoming
    erweima national zgz org official cxw cxpt zxcx card id license gw mobile bs xitong
    查询 网 证书查询 官网 证书 平台 中国 查询网 证 查询平台 验证 中心 考试 国家 全国
    在线 官方 服务 查询系统 证件查询 考试网 报名 信息 网站 证件 电子证 政务 信息网
    """
STEEPNESS = 0.85
"""The word at one place is chosen place ** -STEEPNESS times as often as the first."""

PLACES = 0.06
"""Share of places among the words beside a name."""
LOCAL_PLACES = 0.5
"""The same where the body has bureaus in the provinces."""
PLACE_STEEPNESS = 1.5
PLACES_ALIKE = 40
"""Added to a place's rank: provinces are chosen nearly alike, cities after them."""

SELDOM = frozenset({Role.PLACE, Role.LESSON})
"""Roles of words that have no place in the order: schools imitate nobody."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A word beside a name."""

    text: str
    is_place: bool
    nats: float
    """-ln of its share among the words of its script."""


@cache
def companions(*, latin: bool, local: bool) -> tuple[Companion, ...]:
    """Return the words of one script, cheapest first.

    Args:
        latin: letters, not characters.
        local: for a body with bureaus in the provinces.
    """
    words = list(dict.fromkeys((*COMMONEST.split(), *_others(seldom=False))))
    places = list(_others(seldom=True))
    share = LOCAL_PLACES if local else PLACES
    found = [
        *_shared([w for w in words if w.isascii() is latin], 1 - share, STEEPNESS),
        *_shared(
            [w for w in places if w.isascii() is latin],
            share,
            PLACE_STEEPNESS,
            PLACES_ALIKE,
        ),
    ]
    return tuple(sorted(found, key=lambda one: (one.nats, one.text)))


def _others(*, seldom: bool) -> list[str]:
    wanted = {Role.PLACE} if seldom else set(Role) - SELDOM
    return [word.text for word in WORDS.values() if word.role in wanted]


def _shared(
    words: list[str], share: float, steepness: float, alike: int = 0
) -> list[Companion]:
    weights = [(place + alike) ** -steepness for place in range(1, len(words) + 1)]
    total = sum(weights)
    return [
        Companion(
            text,
            text in WORDS and WORDS[text].role is Role.PLACE,
            -log(weight * share / total),
        )
        for text, weight in zip(words, weights, strict=True)
    ]
