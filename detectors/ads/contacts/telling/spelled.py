"""Names that a text describes: ``“山水”的拼音，下划线，后面跟7k``."""

import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import NUMERALS, digit_of
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded
from detectors.names.pinyin import syllables

_HAN = "\u3400-\u9fff"
_SPELT = (
    r"的?(?:小写|大写)?的?(?P<kind>(?:汉语)?拼音(?!首)|全拼|(?:拼音)?首字母)"
    r"(?:字母|全拼|全称|小写|缩写)?(?:\([\u3400-\u9fff]{2,6}\))?"
)
# 月亮的拼音yueliang: the letters follow themselves.
_GIVEN = re.compile(rf"(?:[{_HAN}]字)?{_SPELT}[是:,，\s“\"]{{0,2}}(?=[a-z]{{3}})")
_QUOTED = rf"[“\"「『‘'](?P<quoted>[{_HAN}]{{1,6}})[”\"」』’']"
_PLAIN = rf"(?:(?<![{_HAN}])|(?<=[搜是加打输为号信]))(?P<plain>[{_HAN}]{{1,4}}?)"
_TO_SPELL = re.compile(rf"(?:{_QUOTED}|{_PLAIN})(?:这?[两二三四五]个字)?{_SPELT}")
_SIGNS = {
    "下划线": "_", "下横线": "_", "底线": "_", "下杠": "_",
    "横杠": "-", "短横": "-", "横线": "-", "减号": "-",
}  # fmt: skip
_SIGN = "|".join(_SIGNS)
_AND = (
    r"(?:(?<![a-z0-9])|(?![a-z0-9]))[\s,，、+]{0,2}"
    r"(?:(?:打头阵?|开头|在前|来?[隔连]一?[隔连]?开?|再|然后|后[面边]?|接着|紧|中间|末尾|最后)"
    r"[,，、\s]?){0,3}(?:加上?|打上?|接上?|跟[着上]?|连[着上]?|来|输入?|是|带)?\s?"
    r"(?:一?[个条道根])?(?:英文|字母|阿拉伯|数字|[大小]写){0,2}[\s,，、]{0,2}"
)
_SAID = rf"(?<=[字伯])[{NUMERALS}]+"
_PIECE = rf"(?:[a-z0-9]+(?:[_-][a-z0-9]+)*|[短中]?(?:{_SIGN})|{_SAID})"
_RECIPE = re.compile(
    rf"(?<![a-z0-9@._-])(?:[a-z](?:-[a-z])+(?![a-z0-9])|[a-z0-9]+)"
    rf"(?:{_AND}{_PIECE})*{_AND}(?:[a-z0-9]+|{_SAID})(?![a-z0-9])"
)
_TOLD = re.compile(f"[{_HAN}]")
_PART = re.compile(rf"[a-z0-9_-]+|{_SIGN}|{_SAID}")
_LETTERS = re.compile(r"[a-z](?:-[a-z])+")
_GATE = re.compile(rf"拼音|全拼|首字母|{_SIGN}")


def as_spelled(folded: Folded) -> Folded:
    """Return *folded* with names written out that it describes.

    >>> from detectors.ads.folding import fold
    >>> as_spelled(fold("搜“山水”拼音加下划线再加7k")).text
    '搜shanshui_7k'
    """
    if not _GATE.search(folded.text):
        return folded
    folded = edited(folded, ((*f.span(), "") for f in _GIVEN.finditer(folded.text)))
    folded = edited(folded, _letters(folded.text))
    return edited(folded, _written_out(folded.text))


def _letters(text: str) -> Iterator[Edit]:
    """Yield words whose spelling is to be written, and it."""
    for found in _TO_SPELL.finditer(text):
        sounds = syllables(found["quoted"] or found["plain"])
        if sounds:
            first = "首字母" in found["kind"]
            letters = "".join(sound[0] if first else sound for sound in sounds)
            yield (*found.span(), letters)


def _written_out(text: str) -> Iterator[Edit]:
    """Yield pieces that are to come one behind the other, and the name."""
    for found in _RECIPE.finditer(text):
        parts = [_read(part) for part in _PART.findall(found[0])]
        if _TOLD.search(found[0]):
            yield (*found.span(), "".join(parts))


def _read(part: str) -> str:
    """Return what a piece stands for: a sign, a digit, letters told one by one."""
    if _LETTERS.fullmatch(part):
        return part.replace("-", "")
    return _SIGNS.get(part) or "".join(digit_of(char) or char for char in part)
