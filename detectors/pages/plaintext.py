"""Text as it is compared: what an evasion changes is undone on both sides.

Zero-width characters, full-width forms, traditional characters and characters that
merely look alike are cheap tricks against string comparison, so the page and the
profile go through the same normaliser before they meet. :func:`normal` keeps text
readable and is what claims quote; :func:`flat` is for comparing only.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

import opencc

SHINGLE = 5
"""Characters in one shingle: peers.md B3 measured 5 on Chinese government pages."""

# Written by impostors for the character on the right. NFKC folds full-width forms,
# Kangxi radicals and compatibility ideographs; these are what it leaves, and none
# of them is common in modern text, so nothing innocent changes its meaning.
_RARE = {
    "⺟": "母", "⺠": "民", "⻄": "西", "⻅": "见", "⻆": "角", "⻉": "贝", "⻋": "车",
    "⻓": "长", "⻔": "门", "⻘": "青", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食",
    "⻢": "马", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻩": "黄", "⻬": "齐", "⻰": "龙",
    "⻁": "虎", "⻌": "之", "⻨": "麦", "⺁": "厂", "⺎": "兀", "⺒": "己", "⺩": "王",
    "亍": "于", "亐": "于", "査": "查", "杳": "查", "柞": "作", "怍": "作", "阼": "作",
    "恂": "询", "徴": "征", "応": "应", "菅": "管", "郜": "部",
    "囯": "国", "囻": "国", "圀": "国", "囗": "口",
    "仝": "同",
    "亻": "人", "氵": "水", "衤": "礻", "帀": "币",
    "彔": "录", "悥": "意", "亊": "事", "玐": "理",
    "峎": "岸", "絔": "统", "巿": "市",
    "凖": "准", "挍": "校",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i",
    "ѕ": "s", "ԁ": "d", "ɡ": "g", "ο": "o", "ν": "v", "α": "a", "ι": "i",
}  # fmt: skip

# Forms used in Japan and forms of old print, each before the one used on the mainland;
# OpenCC leaves them, because no Chinese text has them.
_FOREIGN = (
    "査查応应囲围圧压囯国図图塩盐壱一売卖変变奨奖実实対对専专将将帯带帰归庁厅広广廃废弐二当当徳德恵惠悪恶"
    "戦战戸户戻还払付抜拔択择拝拜拠据拡扩挙举挿插捜搜掲揭摂摄攻攻敍叙斉齐暁晓暦历栄荣桜樱検检楽乐様样権权"
    "歓欢歩步歯齿歳岁残残毎每気气沢泽浄净浅浅済济渉涉渓溪温温湾湾満满滝泷澁涩濱滨焼烧営营犠牺状状独独獣兽"
    "瑤瑶産产画画畳叠発发県县真真眞真砕碎祕秘禅禅稅税稲稻穏稳竜龙粋粹経经絵绘継继続续総总緑绿縁缘縄绳繊纤"
    "聡聪聴听胆胆脳脑臓脏荘庄菓果萬万蔵藏薬药虚虚蛍萤衆众装装覇霸観观覧览訳译証证読读説说諸诸謁谒謡谣譲让"
    "豊丰賓宾贈赠践践転转軽轻辺边込入逓递遅迟遡溯郷乡釈释鉄铁鉱矿銭钱録录録录鋳铸錬炼閲阅関关陥陷険险隠隐"
    "隣邻雑杂霊灵静静頬颊頼赖顕显顔颜類类飲饮駅驿駆驱騒骚験验髄髓髪发鶏鸡麦麦黒黑黙默齢龄淸清靑青値值內内"
    "別别沒没戶户兪俞吿告妍研敎教敘叙旣既晩晚朗朗橫横歷历淚泪渴渴爲为產产祿禄稅税絕绝綠绿緖绪脫脱說说銳锐"
    "鄕乡鎭镇靜静顏颜飮饮麵面黃黄黑黑户户彔录强强滙汇裏里衆众着着羣群峯峰衞卫牀床綫线脚脚鑒鉴"
)
_RARE |= {
    foreign: own
    for foreign, own in zip(_FOREIGN[::2], _FOREIGN[1::2], strict=True)
    if foreign != own
}

# Common characters that differ by one stroke: folded for comparison only, because
# both sides of a pair are everyday words.
_PAIRS = {
    "已": "己", "未": "末", "士": "土", "千": "干", "于": "干", "入": "人", "埋": "理",
    "陪": "部", "培": "部", "钓": "钩", "侯": "候", "拨": "拔", "戍": "戌", "戊": "戌",
    "帅": "师", "免": "兔", "析": "折", "拆": "折", "今": "令", "〇": "0", "○": "0",
}  # fmt: skip

_FORMAT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+"
)
# Text after a right-to-left override is stored back to front and read as usual.
_OVERRIDE = re.compile("\u202e([^\u202c\n]{0,2000})\u202c?")
# Characters set apart, one by one: at least five, so that no list of marks is joined,
# or Chinese ones alone.
_APART = re.compile(
    r"(?<!\S)(?=\S[^\S\n])(?:\S(?:[^\S\n]{1,2}\S){4,}|"
    r"[\u3400-\u9fff](?:[^\S\n]{1,2}[\u3400-\u9fff]){1,3})(?!\S)"
)
_APART_SHARE = 5
"""One white space in so many characters, from which text is looked at for it."""
_FEW = 16
"""Kinds of characters up to which the lines that hold them are looked for."""
_SLICES = [slice(i, i + SHINGLE) for i in range(20_000)]
"""Made once: making them again for each text takes longer than cutting it."""
_BLANKS = (" ", "\u00a0", "\u3000")
_ENDS = ("\n", "\f", "\r", "\t")
_RARE_BLANK = re.compile("[\u2000-\u200a\u202f\u205f]")
_WORD = re.compile(r"[^\W_]+")
_NOT_WORD_OR_END = re.compile(r"[^\w\n]+")
_rare = re.compile(f"[{''.join(_RARE)}]")
_pair = re.compile(f"[{''.join(_PAIRS)}]")

_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_alike = re.compile(f"[{''.join(_RARE)}\u2e80-\u2fdf\uf900-\ufaff]")

ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u034f\u061c\u180e]")
"""Invisible characters that an evasion puts between visible ones."""
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Characters that only a font of the page's own can draw."""
CJK = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")

PHRASED = "沈坏覆藉瞭哩衹甦"
"""Characters that OpenCC leaves alone but in some phrases: 回覆 becomes 回复. Every
phrase that it changes holds one of these or a character that it changes anywhere
(its TSPhrases.txt, read 2026-11-23; tests/detectors/test_plaintext.py has examples)."""
_BLOCKS = (
    *((0x20, 0x24F), (0x370, 0x45F), (0x2000, 0x2BFF), (0x2E80, 0x303F)),
    *((0x3040, 0x30FF), (0x3200, 0x9FFF), (0xFE00, 0xFE6F), (0xFEFF, 0xFFEF)),
)
"""Where the characters of Chinese pages stand; what has others takes the long way."""


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _known() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return what finds characters that are not plain, and what some of them become.

    A plain one stays as it is, and one of the table becomes plain ones, whatever stands
    beside it. Nearly all pages have no others, and nothing else need be done to them.
    """
    every = [chr(n) for first, last in _BLOCKS for n in range(first, last + 1)]
    folded = [unicodedata.normalize("NFKC", _FORMAT.sub("", c)) for c in every]
    simplified = _simplifier().convert("\n".join(folded)).split("\n")
    became = {
        before: _rare.sub(_usual, after)
        for before, after, simple in zip(every, folded, simplified, strict=True)
        if after == simple
        and set(PHRASED).isdisjoint(after)
        and not unicodedata.combining(before)
    }
    plain = {c for c, after in became.items() if c == after} | set("\t\n\v\f\r")
    plain -= {c for c in plain if _RADICALS.match(c)}
    table = {
        c: after
        for c, after in became.items()
        # What follows a right-to-left override is turned round.
        if c not in {after, "\u202e"} and plain.issuperset(after)
    }
    return re.compile(f"[^{re.escape(''.join(sorted(plain)))}]"), table


def _turned(found: re.Match[str]) -> str:
    return found[1][::-1]


def _together(found: re.Match[str]) -> str:
    text = found[0]
    return re.sub(r"\s", "", text) if CJK.search(text) else text


def normal(text: str) -> str:
    """Return *text* with its disguises undone, lines and words kept.

    >>> normal("應\u200b急管⻓ Ｍｅｍ"), normal("证 书 查 询 网")
    ('应急管长 Mem', '证书查询网')
    """
    if text.isascii():
        return text
    text = _undone(text, odd(text))
    if _APART_SHARE * text.count(" ") > len(text):
        text = _APART.sub(_together, text)
    return text


def normal_lines(kept: str, raw: str, odd: AbstractSet[str]) -> list[str]:
    """Return the lines of *kept* as :func:`normal` has them in *raw*.

    Args:
        kept: the lines of *raw* without white space at their ends, empty ones left out.
        raw: what tells whether characters were set apart: indentation counts for it.
        odd: what :func:`odd` returns for *kept*.
    """
    text = _undone(kept, odd)
    gone = _blanks_lost(raw, kept)
    length = len(text) + len(raw) - len(kept)
    if _APART_SHARE * (text.count(" ") + gone) > length:
        text = _APART.sub(_together, text)
    return text.split("\n")


def odd(text: str) -> AbstractSet[str]:
    """Return the characters of *text* that are not plain."""
    return frozenset() if text.isascii() else frozenset(_known()[0].findall(text))


def _blanks_lost(raw: str, kept: str) -> int:
    """Return how many more characters become a space in *raw* than in *kept*."""
    lost = sum(raw.count(blank) - kept.count(blank) for blank in _BLANKS)
    ends = sum(raw.count(end) - kept.count(end) for end in _ENDS)
    if len(raw) - len(kept) == lost + ends:  # nearly always
        return lost
    return lost + len(_RARE_BLANK.findall(raw)) - len(_RARE_BLANK.findall(kept))


def _undone(text: str, odd: AbstractSet[str]) -> str:
    """Return *text* with each of its *odd* characters undone."""
    if "\u202e" in odd:
        return _undone_slowly(text)
    table = _known()[1] if odd else {}
    for character in odd & table.keys():
        text = text.replace(character, table[character])
    # Not a difference of sets: that would walk through the whole table.
    left = {character for character in odd if character not in table}
    if not left:
        return text
    if len(left) > _FEW:
        return _undone_slowly(text)
    # What stands beside a character tells nothing beyond the end of its line.
    return "\n".join(
        [
            _undone_slowly(one) if any(map(one.__contains__, left)) else one
            for one in text.split("\n")
        ]
    )


def _undone_slowly(text: str) -> str:
    if "\u202e" in text:
        text = _OVERRIDE.sub(_turned, text)
    text = unicodedata.normalize("NFKC", _FORMAT.sub("", text))
    if CJK.search(text):
        text = _simplifier().convert(text)
    return _rare.sub(_usual, text)


def _usual(found: re.Match[str]) -> str:
    return _RARE[found[0]]


def look_alikes(text: str) -> list[str]:
    """Return the characters of raw *text* that stand for others drawn alike."""
    telling = [one for one in text.split("\n") if _alike.search(one)]
    if not telling:
        return []
    # Traditional characters are no disguise; what is left after them is.
    plain = _simplifier().convert("\n".join(telling))
    return _rare.findall(plain) + _RADICALS.findall(text)


def tells(odd: AbstractSet[str]) -> bool:
    """Whether some of the *odd* characters are invisible, private or look alike."""
    every = "".join(odd)
    return any(
        kind.search(every) for kind in (ZERO_WIDTH, PRIVATE_USE, _rare, _RADICALS)
    )


def line(text: str) -> str:
    """Return *text* normalised, on one line, spaces collapsed."""
    return " ".join(normal(text).split())


def flatten(text: str) -> str:
    """Return already normalised *text* as letters and digits only, for comparison."""
    text = "".join(_WORD.findall(text)).casefold()
    return _pair.sub(lambda found: _PAIRS[found[0]], text)


def flatten_lines(lines: Iterable[str]) -> list[str]:
    """Return each of already normalised *lines* flattened; all in one go, for speed."""
    kept = list(lines)
    if not kept:
        return []
    whole = _NOT_WORD_OR_END.sub("", "\n".join(kept)).replace("_", "").casefold()
    for pair in _PAIRS.items():
        whole = whole.replace(*pair)
    return whole.split("\n")


@lru_cache(maxsize=65536)
def flat(text: str) -> str:
    """Return *text* normalised and without spaces and punctuation, for comparison.

    >>> flat("證件 號碼：")
    '证件号码'
    """
    return flatten(normal(text))


def shingles(flat_text: str) -> frozenset[str]:
    """Return the character runs of length :data:`SHINGLE` in *flat_text*."""
    return frozenset(_runs(flat_text))


def shingles_among(known: frozenset[str], flat_text: str) -> frozenset[str]:
    """Return those of *known* that :func:`shingles` finds in *flat_text*."""
    return known.intersection(_runs(flat_text))


def _runs(flat_text: str) -> Iterable[str]:
    count = max(0, len(flat_text) - SHINGLE + 1)
    if count > len(_SLICES):
        return [flat_text[i : i + SHINGLE] for i in range(count)]
    return map(flat_text.__getitem__, _SLICES[:count])


def quote(text: str, limit: int = 60) -> str:
    """Return *text* on one line and short enough to stand in a sentence."""
    short = " ".join(text.split())
    return short if len(short) <= limit else f"{short[: limit - 1]}…"
