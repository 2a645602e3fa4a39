"""Mobile numbers in a cipher whose key the text gives.

``鸡=1 鸭=6 …`` and then a row of animals; ``163 X0X8，X换成5``; homophones alone, where
it says that they are.
"""

import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import (
    ALIKE,
    MOBILE,
    MOBILE_DIGITS,
    NUMERALS,
    digit_of,
)
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_HAN = "\u3400-\u9fff"
_SIGN = r"[\s,，、:;；.。!！?？…~]"
_KEY = re.compile(rf"(?P<sign>[{_HAN}]{{1,2}})\s?=\s?(?P<digits>\d{{1,2}})(?!\d)")
_KEYS_MIN, _KEYS_MAX = 5, 20
"""Fewer equations are prices or sizes; of more, no post costs more than its length."""
_SIGNS_MIN = 6
"""In a row: eleven digits, of which a sign may stand for two."""
# X统统换成5
_LETTER = re.compile(
    r"(?<![a-z])(?P<letter>[a-z])[”\"』」]?(?:字母)?(?:[全都统通一]{1,2}[部律]?)?"
    r"(?:=|[换改替读当][成为作]?|就?是|代[表替])(?:数字)?(?P<digit>\d)(?!\d)"
)
_SOUND = {
    **{char: digit for char, digit in ALIKE.items() if not char.isascii()},
    **dict.fromkeys("气汽齐骑", "7"), **dict.fromkeys("珊闪三", "3"),
    **dict.fromkeys("就舅", "9"), **dict.fromkeys("路陆", "6"), "零": "0",
}  # fmt: skip
_SOUNDED = re.compile(
    rf"(?:[\d{NUMERALS}{''.join(_SOUND)}]{_SIGN}{{0,2}}){{{MOBILE_DIGITS}}}"
)


def deciphered(folded: Folded) -> Folded:
    """Return *folded* with mobile numbers in the clear whose key it gives.

    >>> from detectors.ads.folding import fold
    >>> key = "鸡=1 鸭=6 鹅=3 猪=0 狗=8，"
    >>> deciphered(fold(f"{key}打：鸡鸭鹅狗猪猪狗狗鹅鸭猪")).text
    '鸡=1 鸭=6 鹅=3 猪=0 狗=8,打:16380088360'
    >>> deciphered(fold("163 X0X8 21X7，X统统换成5")).text
    '16350582157,'
    """
    text = folded.text
    edits: list[Edit] = []
    if "=" in text:
        edits += _keyed(text)
    if "谐音" in text:
        edits += _sounded(text)
    if told := _LETTER.search(text):
        edits += _lettered(text, told)
    return edited(folded, edits)


def _keyed(text: str) -> Iterator[Edit]:
    """Yield rows of the signs whose meaning is given, and the number that they are."""
    keys = [*_KEY.finditer(text)][:_KEYS_MAX]
    if len(keys) < _KEYS_MIN:
        return
    means = {found["sign"]: found["digits"] for found in keys}
    one = "|".join(sorted(map(re.escape, means), key=len, reverse=True))
    row = re.compile(rf"(?:(?:{one})(?!\s?=){_SIGN}{{0,2}}){{{_SIGNS_MIN},11}}")
    for found in row.finditer(text):
        digits = "".join(means[sign] for sign in re.findall(one, found[0]))
        if MOBILE.fullmatch(digits):
            yield (*found.span(), digits)


def _sounded(text: str) -> Iterator[Edit]:
    for found in _SOUNDED.finditer(text):
        digits = "".join(digit_of(char) or _SOUND.get(char, "") for char in found[0])
        if MOBILE.fullmatch(digits):
            yield (*found.span(), digits)


def _lettered(text: str, told: re.Match[str]) -> Iterator[Edit]:
    """Yield a number with letters in it, and what says which digit they are."""
    letter = told["letter"]
    row = rf"(?<![\da-z])1(?:[ -]?[\d{letter}]){{10}}(?![\da-z])"
    for found in re.finditer(row, text):
        digits = re.sub("[ -]", "", found[0]).replace(letter, told["digit"])
        if MOBILE.fullmatch(digits) and letter in found[0]:
            yield (*found.span(), digits)
            if found.end() <= told.start():
                yield (*told.span(), "")
