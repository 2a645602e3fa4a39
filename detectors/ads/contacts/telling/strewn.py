"""Mobile numbers strewn over a text: a digit behind each line of a verse or each of
many towns, at the head of each line, a piece in each answer of a thread.
"""

import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import MOBILE, MOBILE_DIGITS
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_HAN = "\u3400-\u9fff"
_SIGN = r"[\s,，、:;；.。!！?？…~]"
_OPEN, _CLOSE = r"[(\[【]", r"[)\]】]"
# 北京1上海6广州4: one digit behind each, eleven in all, so hardly ever by chance.
_STREWN = re.compile(rf"(?<![\da-z.])1(?:(?:{_SIGN}|[{_HAN}]){{1,12}}?\d(?!\d)){{10}}")
# 床前明月光(16)疑是地上霜(27)
_BRACKETED = re.compile(
    rf"{_OPEN}1\d{{0,5}}{_CLOSE}"
    rf"(?:{_SIGN}{{0,2}}[{_HAN}]{{2,9}}{_SIGN}{{0,2}}{_OPEN}\d{{1,6}}{_CLOSE}){{2,10}}"
)
# 1楼(楼主):1617
_ANSWERS = re.compile(
    r"(?<!\d)\d{1,2}楼[^\d\n]{0,8}:\s?1\d{1,6}"
    r"(?:\n\d{1,2}楼[^\d\n]{0,8}:\s?\d{2,7}(?!\d)){1,5}"
)
_PIECE = re.compile(r"(?:(?<=:)|(?<=:\s))\d{2,7}")
# Each line begins with a digit of it, where the text says so.
_HEADS_TOLD = re.compile(r"每一?行[^\n]{0,6}[前头首第][^\n]{0,8}(?:数字?|号)|行首|藏头")
_HEADS = re.compile(rf"(?<=\n)(?:\d(?!\d)[^\n]*\n?){{{MOBILE_DIGITS}}}")


def with_strewn_joined(folded: Folded) -> Folded:
    r"""Return *folded* with strewn mobile numbers in one.

    >>> from detectors.ads.folding import fold
    >>> verse = "手机：北京1上海6广州4武汉3成都3西安1南昌0合肥8济南7郑州5昆明2"
    >>> with_strewn_joined(fold(verse)).text
    '手机:北京16433108752'
    >>> with_strewn_joined(fold("1楼：1617\n2楼：0035\n3楼：942")).text
    '16170035942'
    """
    text = folded.text
    edits = [*_joined(text)]
    if "楼" in text:
        edits += _answers(text)
    if _HEADS_TOLD.search(text):
        edits += _heads(text)
    return edited(folded, edits)


def _joined(text: str) -> Iterator[Edit]:
    for way in (_STREWN, _BRACKETED):
        for found in way.finditer(text):
            digits = "".join(re.findall(r"\d", found[0]))
            if MOBILE.fullmatch(digits):
                yield (*found.span(), digits)


def _answers(text: str) -> Iterator[Edit]:
    for found in _ANSWERS.finditer(text):
        digits = "".join(_PIECE.findall(found[0]))
        if MOBILE.fullmatch(digits):
            yield (*found.span(), digits)


def _heads(text: str) -> Iterator[Edit]:
    for found in _HEADS.finditer(text):
        digits = "".join(line[0] for line in found[0].splitlines())
        if MOBILE.fullmatch(digits):
            yield (*found.span(), digits)
