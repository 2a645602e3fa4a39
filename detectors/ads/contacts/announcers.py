"""What announces an account: every way to write WeChat, QQ and Telegram.

Spellings were collected from public issue threads and boards (domain-facts.md 2.2) and
widened by the same tricks: a like sound, a like shape, a picture, letters in circles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.ads.folding import Folded
from detectors.ads.records import ContactKind

# Ways to write each service after folding.
_APART = r"(?:[^\w\u3400-\u9fff\n]|[乄丶丨灬丿_])"
# Two syllables of one service: anything said or drawn like each, any sign between.
_WEI = "微薇威维唯溦葳崴巍魏嶶徽徵围卫蔚玮炜苇韦帷惟胃喂伟慰畏尉渭"
_HEARTS = "❤♥♡💗💚🍀💓💕💖💘💙💛💜🧡🖤💝💞❣"
_LETTERS = "✉📩📨💌"
_XIN = f"信讯伩芯心欣鑫星辛馨昕忻歆锌忄{_HEARTS}{_LETTERS}⭐🌟"
_KOU = r"(?:[扣抠叩蔻筘寇]|(?<![a-z])q(?![a-z]))"
_NUMERAL = r"[\d零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
# One sign between any two letters: t-e-l-e, W.e.i.x.i.n.
_CUT = r"[-.,·_* ]?"
_TELE = f"t{_CUT}e{_CUT}l{_CUT}e(?:{_CUT}g{_CUT}r{_CUT}a{_CUT}m?)?"
# A question of a dialogue is no announcer: Q:多久 A:三天.
_ASKS = (
    r"(?:\s?:(?=\s?\d{5,12}(?!\d))|"
    r"(?!\s?:[^\n]{0,80}\s{0,3}(?:a|答)\d?\s?:)\s?[:号群裙])"
)
# One syllable alone counts only where a name follows, or stands before it.
_NAMED = r"\s?[:=]?\s?[a-z][a-z0-9_\-]{4,}(?![a-z.])"
_BEHIND = r"(?<=[)\]】⟧」(\s,])"
_WORD_ENDS = r"(?=我|号|[^\w\s]|\s|$)"
_SPELLINGS: dict[ContactKind, tuple[str, ...]] = {
    ContactKind.WECHAT: (
        r"微信(?:[大小]号)?|微[xⅹ](?!\s?in)",
        r"(?<![a-z])w(?:[ .-]e[ .-]i[ .-]x[ .-]i[ .-]n)(?![a-z])",
        (
            rf"(?:[{_WEI}]{{1,2}}|(?<![a-z])(?:[vw]|ve?i|wei|wie)){_APART}{{0,3}}"
            rf"(?:[{_XIN}]|x(?:\s?in)?(?![a-z])|讠|[人亻]言)"
        ),
        r"🛰|某信(?=\s?[:a-z])|[∨√]\s?x(?![a-z])|[威维围](?=\s?:)|亻言|(?:v|w|ve?i|wei)\s?x(?:in)?(?![a-z0-9])|讠",
        (
            rf"(?<![a-z])(?:we?[\s-]?chat|wei\s?xin|vxin|[vw]{_APART}{{0,3}}x(?=_)|[vw]{_APART}{{0,3}}x|vei|wei|vv|wv|"
            rf"wechar|w{_CUT}e{_CUT}c{_CUT}h{_CUT}a{_CUT}t|w{_CUT}e{_CUT}i{_CUT}x{_CUT}i{_CUT}n)(?![a-z])"
        ),
        r"(?:绿|氯)(?:泡泡?|信|聊|皮|软|色(?:的)?(?:聊天)?(?:软件|图标|app|那个)|标)|小绿书?|加绿(?=\s?[:a-z0-9])",
        (
            r"(?:加|\+|家|佳|嘉|扣我|私)(?:我)?\s?"
            r"(?:薇|溦|微|威|[vw]\s?x|v|w|维|徽|胃|葳|❤|讠)(?:信|芯|号)?(?![a-z])"
        ),
        rf"(?:薇|溦|葳|嶶|徽)|微(?=\s?[:/号]|\s?[a-z0-9])|[{_WEI}](?={_NAMED})|[薇威溦](?=是)",
        r"(?:微|(?<![a-z0-9])v)(?=\s?[/+&、]?\s?[电手])|(?<=电)[微v]",
        r"(?<![a-z0-9])v(?=\s?(?:[:=→➡]|信|号)|\s[a-z0-9])|\+\s?v(?![a-z])|v号",
        r"(?<![a-z0-9])[vw](?=\s?我|[搜里上]|是\s?[a-z]|,\s?(?=[a-z]+[0-9_-])[a-z]{2}|1(?:[^\w\n]?\d){10}(?!\d))",
        rf"(?:(?<![a-z0-9])v|[微薇威])(?=[和跟与/、+&](?:q(?![a-z])|扣)|(?:q|扣)(?=\s?[:号同一]))|(?<=[和跟与/、+&])(?:v(?![a-z0-9])|[微薇威])|(?:{_BEHIND}[vw]|(?<=[a-z0-9_)\]】⟧」(\s,])[微薇威维徽溦葳]){_WORD_ENDS}",
        r"(?<=q)v(?=同|:|\s?\d)",
        # 同号 tells as much as a colon, on either side: （V同号）, 手机同V.
        r"(?:(?:(?<![a-z0-9])|(?<=\d{7}))[vw]|[微薇维徽威])(?=[也都]?(?:同(?:[号步手电名上()\s,。.;!、]|$)|一样|一致|相同|[也就]是(?!\d{1,6}(?!\d)))|[跟和与]?(?:手机|电话|昵称|网名|名字|抖音|快手|小红书))",
        r"(?<=[同即是])(?:[vw](?![a-z0-9])|[微薇维徽](?![\w]))",
    ),
    ContactKind.QQ: (
        (
            rf"(?<![a-z])q{_APART}{{0,2}}q(?![a-z])|{_KOU}{_APART}{{0,2}}{_KOU}|"
            rf"[企气]{_APART}{{0,2}}鹅|企{_APART}{{0,2}}(?:e(?![a-z])|[额饿蛾])|(?:扣\s?扣|[扣q鹅])\s?[裙群]号?|"
            r"球球|口口号?|秋秋|丘丘|扌口\s?扌口"
        ),
        rf"腾讯号|球(?=\s?:?\s?\d{{5}})|鹅号|(?:加|\+)\s?(?:q|扣|鹅)(?![a-z])|(?<![a-z])q(?={_ASKS})",
        r"[抠叩](?=\s?:?\s?\d{5})",
        r"[群裙](?:\d(?=:\s?\d{6})|(?=\d{8,10}(?!\d)))",
        r"(?:(?<=[加进入])[群裙]|[群裙](?=:))(?=[:是为\s]{0,2}\d{6})",
        rf"[群裙]号(?=码?\s?[:是为]?\s?{_NUMERAL})",
        (
            rf"(?<![a-z0-9])(?<![a-z0-9][乄丶*~·.…灬_♥★-])"
            rf"q(?=\s?{_NUMERAL}{{5}}|{_APART}?(?:{_NUMERAL}{_APART}?){{8}})|(?<![a-z0-9])q我|"
            r"(?<![a-z])q(?=[和跟与/、+&]?[v微薇威]|\sv\s?[同号:])|"
            r"(?<=[和跟与/、+&])(?:q(?![a-z0-9])|扣)"
        ),
        r"(?<=[我是的(\[【])(?:q(?![a-z])|扣(?![\u3400-\u9fff]))",
        rf"[扣抠叩][我号]?(?=\s?[:【\[(]?\s?{_NUMERAL})|扣我|(?<![a-z0-9])kk(?=\s?:\s?\d{{5}})",
        rf"蔻(?=\s?:?\s?\d)|鹅(?=\s?:\s?{_NUMERAL}|\s?{_NUMERAL}{{5}})",
        r"(?<![a-z])q(?=v(?:同|:|\s?\d))|(?<![a-z])q(?=\(\d)|(?<=← )q(?![a-z])|🐧",
    ),
    ContactKind.TELEGRAM: (
        rf"(?<![a-z])(?:{_TELE}|tg)(?![a-z])|电{_APART}{{0,2}}报",
        r"(?:电\s?[抱豹暴爆铇刨]|[飞灰]鸡|灰机)(?=\s?[:号@a-z])",
        rf"纸{_APART}{{0,2}}飞{_APART}{{0,2}}机|飞[.,*_·-]机(?=\s?[:号@a-z])|纸?飞\s?机(?:号|群)?(?=[^场票\u3400-\u9fff]|联系|搜|加|号|上[找搜加]|软件)",
        rf"(?<![a-z])t{_APART}{{0,2}}g(?=\s?[:号@]|\s[a-z])|✈|(?<![a-z])t[.-]g(?![a-z])",
    ),
    ContactKind.MESSENGER: (
        r"蝙蝠",
        (
            r"(?<![a-z])(?:whats[\s-]?app|batchat|skype|potato|signal|line)"
            r"(?=\s?[:号])"
        ),
        r"赖(?=\s?:?\s?[a-z0-9])|(?:旺旺|(?<![\u3400-\u9fff])旺)(?=\s?:?\s?[a-z][a-z0-9_]{4})",
        r"土豆(?=[:号])|钉钉号?(?=\s?:)|(?:抖音|快手|小红书)号(?=\s?:)",
    ),
    ContactKind.PHONE: (
        r"电\s?话|手机|☎|📞|📱|(?<![a-z])(?:tel|phone|mobile)(?![a-z])",
        r"电(?=\s?[:/、+&]|[微vq扣]|同)|(?<=[/、+&微v])电(?=\s?[:\d])|(?<![\u3400-\u9fff])机(?=:)",
        r"热线|致电|来电|☏|✆|座机",
    ),
}
# What each begins with: one look ahead saves sixty tries at any other character.
_STARTS: dict[ContactKind, str] = {
    ContactKind.WECHAT: f"{_WEI}🛰∨√某亻vw讠绿氯小加+家佳嘉扣私",
    ContactKind.QQ: "扣抠叩蔻筘寇kq企气球口扌秋丘鹅腾🐧群裙加+",
    ContactKind.TELEGRAM: "t电纸飞✈灰",
    ContactKind.MESSENGER: "蝙wbspl土赖旺钉抖快小",
    ContactKind.PHONE: "电手机☎📞📱tpm热致来☏✆座",
}
_ANNOUNCER = re.compile(
    rf"(?=[{''.join(_STARTS.values())}])(?:"
    + "|".join(
        f"(?P<{kind.name}>(?=[{_STARTS[kind]}])(?:{'|'.join(ways)}))"
        for kind, ways in _SPELLINGS.items()
    )
    + ")"
)
_NAME_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# Letters in circles end where plain ones begin: 🅥🅧abc123.
_DRAWN = re.compile(
    r"[vwqt][xqg](?<![a-z0-9]..)(?:(?<=[vw]x)|(?<=qq)|(?<=tg))(?=[a-z])"
)
_DRAWN_KINDS = {
    "x": ContactKind.WECHAT,
    "q": ContactKind.QQ,
    "g": ContactKind.TELEGRAM,
}
# 不加微信: who says so is not to be found there.
_DENIED = ("不加", "别加", "勿加", "不用", "不玩", "不接", "没有")
# A short name that begins like an announcer.
_GLUED = re.compile(r"(?:[vwx]{2}|qq(?=\d{1,4}(?!\d)))[a-z]*\d[a-z0-9_]*")
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
        if overlaps(first, last, taken) or _is_denied(folded.text, first):
            continue
        if groups and _is_name(folded.text, groups[-1][2], first, last):
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


def _is_name(text: str, before: int, first: int, last: int) -> bool:
    """Return whether an announcer begins the name behind another: 微信：vx44009."""
    glued = _GLUED.match(text, first)
    return (
        glued is not None
        and glued.end() > last
        and not text[before:first].strip(" :号【[(")
    )


def _is_denied(text: str, index: int) -> bool:
    """Return whether what is announced at *index* is not to be used: 不加微信."""
    return text.endswith(_DENIED, 0, index + text.startswith("加", index))


def overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether *start* to *end* meets one of *spans*."""
    return any(start < last and first < end for first, last in spans)


def _announcers(folded: Folded) -> list[tuple[ContactKind, int, int]]:
    """Return every announcer: its service, start and end in folded text."""
    found = [
        (ContactKind[match.lastgroup or ""], *match.span())
        for match in _ANNOUNCER.finditer(folded.text)
        if not _is_inside(folded.text, match.start())
    ]
    if not folded.raw.isascii():
        found += [
            (_DRAWN_KINDS[match[0][-1]], *match.span())
            for match in _DRAWN.finditer(folded.text)
            if not folded.written(*match.span()).isascii()
        ]
        found.sort(key=lambda announced: announced[1:])
    return found


def _is_inside(text: str, index: int) -> bool:
    """Return whether the sign before *index* belongs to a name: kaoyou_vv."""
    return index > 1 and text[index - 1] in "_-" and text[index - 2] in _NAME_SIGNS
