"""What announces an account: every way to write WeChat, QQ and Telegram.

Spellings were collected from public issue threads and boards (domain-facts.md 2.2) and
widened by the same tricks: a like sound, a like shape, a picture, letters in circles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.ads.folding import Folded
from detectors.ads.records import ContactKind

# Ways to write each service after folding. 微 alone, v and wei count only where
# something follows that can be a name.
_APART = r"(?:[^\w\u3400-\u9fff]|[乄丶丨灬丿])"
_SPELLINGS: dict[ContactKind, tuple[str, ...]] = {
    ContactKind.WECHAT: (
        r"微信|微[xⅹ](?!\s?in)|(?<![a-z])w(?:[ .-]e[ .-]i[ .-]x[ .-]i[ .-]n)(?![a-z])",
        (
            rf"(?:微|徽|薇|威|维|唯|溦|葳|崴|巍|魏|嶶|徵|围|微微|卫|(?<![a-z])[vw]){_APART}{{0,2}}"
            r"(?:信|芯|心|x(?:\s?in)?(?![a-z])|讠|欣|鑫|亻言|忄|星|辛|馨)"
        ),
        r"威x|胃信|🛰|[∨√]\s?x(?![a-z])|[威维围](?=\s?:)",
        r"亻言|(?:v|w|ve?i|wei|wie)\s?(?:信|讠|芯|心|星|欣|鑫|x(?:in)?(?![a-z0-9]))|讠",
        (
            rf"(?<![a-z])(?:we?\s?chat|wei\s?xin|vxin|[vw]{_APART}{{0,3}}x(?=_)|[vw]{_APART}{{0,3}}x|vei|wei|vv|wv|"
            r"wechar)(?![a-z])"
        ),
        r"(?:绿|氯)(?:泡泡?|色(?:聊天)?软件|色图标|标)|小绿书?|加绿(?=\s?[:a-z0-9])",
        (
            r"(?:加|\+|家|佳|嘉|扣我|私)(?:我)?\s?"
            r"(?:薇|溦|微|威|[vw]\s?x|v|w|维|徽|胃|葳|❤|讠)(?:信|芯|号)?(?![a-z])"
        ),
        r"(?:v|w|微|威|薇|维|徽)\s?[❤♥💗💚🍀💓💕]",
        r"(?:薇|溦|葳|嶶|徽)|微(?=\s?[:/号]|\s?[a-z0-9])",
        r"(?<![a-z0-9])v(?=\s?(?:[:=→➡]|信|号)|\s[a-z0-9])|\+\s?v(?![a-z])|v号",
        # 同号 tells as much as a colon, on either side: （V同号）, 手机同V.
        r"(?:(?<![a-z0-9])[vw]|[微薇维徽威])(?=也?同(?:[号步手电)\s,]|$)|[跟和与]?(?:手机|电话))",
        r"(?<=[同即是])(?:[vw](?![a-z0-9])|[微薇维徽](?![\w]))",
    ),
    ContactKind.QQ: (
        r"(?<![a-z])q\s?q(?![a-z])|扣\s?扣|(?:扣\s?扣|[扣q鹅])\s?[裙群]号?|企\s?鹅|球球|蔻蔻|抠抠|叩叩|口口号?|秋秋|丘丘",
        r"腾讯号|球(?=\s?:?\s?\d{5})|鹅号|(?:加|\+)\s?(?:q|扣|鹅)(?![a-z])|(?<![a-z])q(?=\s?[:号群裙])",
        r"[抠叩](?=\s?:?\s?\d{5})|扌口\s?扌口",
        r"(?:(?<=[加进入])[群裙]|[群裙](?=:))(?=[:是为\s]{0,2}\d{6})",
        r"[群裙]号(?=码?\s?[:是为]?\s?[\d零一二三四五六七八九])",
        r"(?<![a-z0-9])q(?=\s?[\d零一二三四五六七八九壹贰叁肆伍陆柒捌玖]{5})",
        r"扣(?=\s?:?\s?[\d零一二三四五六七八九壹贰叁肆伍陆柒捌玖])",
        r"蔻(?=\s?:?\s?\d)|鹅(?=\s?:\s?[\d零一二三四五六七八九])|🐧",
    ),
    ContactKind.TELEGRAM: (
        r"(?<![a-z])(?:telegram|telegra|tele|tg)(?![a-z])|电\s?报",
        r"纸?飞\s?机(?:号|群)?(?=[^场票\u3400-\u9fff]|联系|搜|加|号)",
        r"t\s?g(?=[:号])|✈|(?<![a-z])t[.-]g(?![a-z])",
    ),
    ContactKind.MESSENGER: (
        r"蝙蝠",
        (
            r"(?<![a-z])(?:whatsapp|whats\s?app|batchat|skype|potato|signal|line)"
            r"(?=\s?[:号])"
        ),
        r"土豆(?=[:号])|钉钉号?(?=\s?:)|(?:抖音|快手|小红书)号(?=\s?:)",
    ),
    ContactKind.PHONE: (
        r"电\s?话|手机|☎|📞|📱|(?<![a-z])(?:tel|phone|mobile)(?![a-z])",
        r"热线|致电|来电|☏|✆|座机",
    ),
}
# Most characters begin none: one look ahead saves sixty tries at each of them.
_STARTS = (
    "微徽薇威维唯溦葳崴巍魏嶶徵围胃卫🛰∨√亻vw讠绿氯小加+家佳嘉扣私q企球蔻抠扌叩口秋丘鹅腾🐧"
    "群裙t电纸飞✈蝙bspl土钉抖快手☎📞📱m热致来☏✆座"
)
_ANNOUNCER = re.compile(
    rf"(?=[{_STARTS}])(?:"
    + "|".join(f"(?P<{kind.name}>{'|'.join(f)})" for kind, f in _SPELLINGS.items())
    + ")"
)
# Letters in circles end where plain ones begin: 🅥🅧abc123.
_DRAWN = re.compile(r"(?<![a-z0-9])(?:[vw]x|qq|tg)(?=[a-z])")
_DRAWN_KINDS = {
    "x": ContactKind.WECHAT,
    "q": ContactKind.QQ,
    "g": ContactKind.TELEGRAM,
}
# What may stand between two services of one account.
_JOINING = re.compile(
    r"(?:号码?)?[ /、\\|和或&+同跟与即(（=]*(?:[就也都]?是|即[是为]|可以?|能)?[ +]?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Services named one after the other, and where the name may begin."""

    kinds: tuple[ContactKind, ...]
    start: int
    end: int
    limit: int
    """Where the next services are named, or the text ends."""


def announced_in(
    folded: Folded, taken: Sequence[tuple[int, int]]
) -> Iterator[Announced]:
    """Yield what is announced in *folded* text outside the spans *taken*."""
    groups: list[tuple[list[ContactKind], int, int]] = []
    for kind, first, last in _announcers(folded):
        if overlaps(first, last, taken):
            continue
        if groups and _JOINING.fullmatch(folded.text, groups[-1][2], first):
            kinds, start, _ = groups[-1]
            groups[-1] = ([*kinds, kind], start, last)
        else:
            groups.append(([kind], first, last))
    limits = [start for _, start, _ in groups[1:]] + [len(folded.text)]
    for (kinds, start, end), limit in zip(groups, limits, strict=False):
        named = tuple(dict.fromkeys(kinds))
        yield Announced(kinds=named, start=start, end=end, limit=limit)


def overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether *start* to *end* meets one of *spans*."""
    return any(start < last and first < end for first, last in spans)


def _announcers(folded: Folded) -> list[tuple[ContactKind, int, int]]:
    """Return every announcer: its service, start and end in folded text."""
    found = [
        (ContactKind[match.lastgroup or ""], *match.span())
        for match in _ANNOUNCER.finditer(folded.text)
    ]
    if not folded.raw.isascii():
        found += [
            (_DRAWN_KINDS[match[0][-1]], *match.span())
            for match in _DRAWN.finditer(folded.text)
            if not folded.written(*match.span()).isascii()
        ]
        found.sort(key=lambda announced: announced[1:])
    return found
