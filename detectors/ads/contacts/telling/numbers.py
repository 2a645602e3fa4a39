"""Mobile numbers in parts: named by their place, one a line, or with words between.

``尾号4417，前七位1390000`` and ``0000是腰，4417是脚，139是头`` are put in order; in
``139师傅0000记好4417`` the words are left out.
"""

import re
from collections.abc import Iterator, Sequence

from detectors.ads.contacts.digits import MOBILE, MOBILE_DIGITS, NUMERALS, digit_of
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.folding import Folded

_HAN = "\u3400-\u9fff"
_D = rf"[\d{NUMERALS}]"
_DIGITS = rf"{_D}(?:[ -]?{_D}){{1,7}}"
_HEAD, _MIDDLE, _TAIL = "前头开首打", "中当腰身肚", "后尾末最结脚底收殿垫押屁"
_PLACE = rf"[{_HEAD}{_MIDDLE}{_TAIL}]"
_BEFORE = (
    rf"(?P<place>{_PLACE})(?:[头面段边号数部截巴间后尾半]|部分){{0,2}}的?"
    r"(?:[一二三四五六七八1-8]位数?字?|几位|[三四七])?"
)
_NAMED = re.compile(
    rf"(?=[{_HEAD}{_MIDDLE}{_TAIL}\d{NUMERALS}])(?:{_BEFORE}\s?[:是为加]{{0,2}}\s?"
    rf"(?P<digits>{_DIGITS}(?![\da-z{NUMERALS}])|[a-z0-9_]{{2,12}})|"
    rf"(?<!{_D})(?P<digits2>{_DIGITS})\s?[是在放做当打排垫作为]*(?P<place2>{_PLACE}))"
)
_JOINT = "是在放做当打排垫作为收 "
_ENDING = re.compile(
    rf"[{_TAIL}](?:(?<={_D}.)|(?<={_D}[{_JOINT}].)|(?<={_D}[{_JOINT}]{{2}}.)|"
    rf"[^\n]{{0,8}}?{_D}{{2}})"
)
# 前半截16290 … 后半截:746183
_HALF = re.compile(
    rf"(?:(?P<front>前)|后|剩下的?|余下的?)(?:半[截段部]?分?|[一二三四五六七八几1-9]位)"
    rf"[是为在这此:\s]{{0,4}}(?P<digits>{_DIGITS})(?![\da-z])"
)
_OF_QQ_HALF = re.compile(r"(?:q|扣|鹅)号?的?\s?$")
_APART = 14
_NUMBERED = re.compile(
    r"(?:[证书件编卡单照批文工学账帐]号?|身份证)[^\n,，。;；电话手机微v]{0,10}$"
)
_REACH = 16
_QQ_MIN = 7
_OF_QQ = re.compile(r"(?:qq|扣扣?|企鹅|🐧)[^\d\n。]{0,6}$")
_OF_NAME = re.compile(r"(?:微信?|薇|威|v信?|[vw]x|卫星)[^\da-z\n。]{0,6}$")
_LINES = re.compile(rf"(?<![^\n])(?:{_D}{{1,9}}\n){{1,10}}{_D}{{1,9}}(?![^\n])")
# yi san jiu 0000 4417: numerals as they sound.
_SOUNDS = {
    "ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "san": "3", "si": "4",
    "wu": "5", "liu": "6", "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9",
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_SOUND = "|".join(_SOUNDS)
_SOUNDED = re.compile(
    rf"(?<![\da-z])(?:(?:\d|{_SOUND})[ -]?){{10}}(?:\d|{_SOUND})(?![\da-z])"
)
_ONE = re.compile(rf"\d|{_SOUND}")
# 139师傅0000记好4417: words between the pieces, none of which counts anything.
_UNIT = (
    "元块年月日号点分人岁米个万千百张名天周期届次套级类条款章"
    "小时秒度室楼栋层单页第共约到至每"
)
_PRICED = "证工费价减压处班考报收买付省高低元块"
_WORDS = (
    rf"[ ,，、]?(?![{_UNIT}])(?:[ ,，、\n]?(?:[a-z]:|[^\W\da-z_{_PRICED}])){{1,12}}"
    r"[ ,，、:]?(?<![第约共每满近超])"
)
_WORDED = re.compile(
    rf"1(?<![\d.a-z-].)[3-9]?\d{{0,6}}(?:{_WORDS}\d{{1,8}}){{1,10}}(?![\d.a-z%{_UNIT}])"
)

_QQ_WORDED = re.compile(
    rf"(?:qq|扣扣|企鹅|🐧)[号:\s]{{0,3}}(\d{{2,6}}(?:{_WORDS}\d{{1,6}}){{1,8}})(?![\d.a-z%{_UNIT}])"
)


def with_parts_joined(folded: Folded) -> Folded:
    """Return *folded* with the parts of a mobile number put in one.

    >>> from detectors.ads.folding import fold
    >>> with_parts_joined(fold("尾号4417，前面七位1390000")).text
    '13900004417'
    >>> with_parts_joined(fold("139师傅0000记好4417")).text
    '13900004417'
    """
    text = folded.text
    edits = [*_worded(text)]
    if "qq" in text or "扣扣" in text or "企鹅" in text or "🐧" in text:
        edits += _of_qq(text)
    if "ling" in text or "yi" in text or "san" in text or "one" in text:
        edits += _sounded(text)
    if "\n" in text:
        edits += _in_lines(text)
    if not edits and _ENDING.search(text):
        edits += _placed(text)
    if not edits and "前" in text:
        edits += _halves(text)
    return edited(folded, edits)


def _in_lines(text: str) -> Iterator[Edit]:
    for found in _LINES.finditer(text):
        digits = "".join(map(digit_of, found[0]))
        if MOBILE.fullmatch(digits):
            yield (*found.span(), digits)


def _of_qq(text: str) -> Iterator[Edit]:
    for found in _QQ_WORDED.finditer(text):
        digits = "".join(re.findall(r"\d", found[1]))
        if _QQ_MIN < len(digits) <= MOBILE_DIGITS:
            yield (*found.span(1), digits)


def _sounded(text: str) -> Iterator[Edit]:
    for found in _SOUNDED.finditer(text):
        digits = "".join(_SOUNDS.get(one, one) for one in _ONE.findall(found[0]))
        if not found[0].isdigit() and MOBILE.fullmatch(digits):
            yield (*found.span(), digits)


def _worded(text: str) -> Iterator[Edit]:
    for found in _WORDED.finditer(text):
        pieces = re.findall(r"\d+", found[0])
        digits = "".join(pieces)
        # Two may be sums, and so may be any that are round.
        round_ones = all(piece.endswith("0") for piece in pieces if len(piece) > 1)
        if len(pieces) > 2 and not round_ones and MOBILE.fullmatch(digits):  # noqa: PLR2004
            yield (*found.span(), digits)


def _placed(text: str) -> Iterator[Edit]:
    """Yield numbers whose parts are named by their place, at least two."""
    near: list[re.Match[str]] = []
    for found in _NAMED.finditer(text):
        if near and found.start() - near[-1].end() > _APART:
            yield from _put_in_order(text, near)
            near = []
        near.append(found)
    yield from _put_in_order(text, near)


def _halves(text: str) -> Iterator[Edit]:
    """Yield a number whose two halves stand far apart, each named as one."""
    halves = {found["front"]: found for found in _HALF.finditer(text)}
    if halves.keys() != {"前", None}:
        return
    front, back = halves["前"], halves[None]
    number = _digits(front["digits"]) + _digits(back["digits"])
    before = text[max(0, front.start() - _REACH) : front.start()]
    if (MOBILE.fullmatch(number) and not _NUMBERED.search(before)) or (
        _QQ_MIN < len(number) < MOBILE_DIGITS and _OF_QQ_HALF.search(before)
    ):
        start = front.start() - text.endswith("的", 0, front.start())
        yield start, front.end(), number
        yield (*back.span(), "")


def _put_in_order(text: str, parts: Sequence[re.Match[str]]) -> Iterator[Edit]:
    ordered = sorted((_rank(part), _read(part)) for part in parts)
    number = "".join(digits for _, digits in ordered)
    if len({rank for rank, _ in ordered}) != len(parts) or len(parts) < 2:  # noqa: PLR2004 - one part is no order
        return
    before = text[max(0, parts[0].start() - _REACH) : parts[0].start()]
    if (MOBILE.fullmatch(number) and not _NUMBERED.search(before)) or (
        _QQ_MIN <= len(number) <= MOBILE_DIGITS and _OF_QQ.search(before)
        if number.isdigit()
        else _OF_NAME.search(before)
    ):
        yield parts[0].start(), parts[-1].end(), number


def _rank(part: re.Match[str]) -> int:
    place = part["place"] or part["place2"]
    return (place in _MIDDLE) + 2 * (place in _TAIL)


def _read(part: re.Match[str]) -> str:
    return _digits(part["digits"] or part["digits2"])


def _digits(written: str) -> str:
    return "".join(digit_of(char) or char.strip(" -") for char in written)
