"""Numbers and names that a text tells how to put together, put together.

``139四个零4417``, ``1390000后面接4417``, ``倒着念：71440000931``: what a reader is told
to write down replaces what stands there, and every character still leads back to the
post as written.
"""

import re
from collections.abc import Iterator

from detectors.ads.contacts.digits import (
    MOBILE,
    MOBILE_DIGITS,
    NUMERALS,
    SEPARATOR,
    digit_of,
)
from detectors.ads.contacts.telling.ciphers import deciphered
from detectors.ads.contacts.telling.dictated import with_dictated
from detectors.ads.contacts.telling.edits import Edit, edited
from detectors.ads.contacts.telling.mixed import without_mixed
from detectors.ads.contacts.telling.names import with_names_joined
from detectors.ads.contacts.telling.numbers import with_parts_joined
from detectors.ads.contacts.telling.spelled import as_spelled
from detectors.ads.contacts.telling.strewn import with_strewn_joined
from detectors.ads.folding import Folded

_DIGIT = rf"[\d{NUMERALS}]"
# Four of a digit: 139四个零5678. 四个零件 and 4个8人间 count something.
_AFTER_TIMES = (
    rf"(?![\u3400-\u9fff])|(?={_DIGIT}|[后再接末尾最加然前就的同联电微中跟连，和])"
)
_TIMES = re.compile(
    rf"(?:(?<![\u3400-\u9fff])|(?<=[{NUMERALS}伊妖腰拐洞勾后面边头来间接加着是再跟空]))"
    rf"([两二三四五六七2-7])\s?个\s?([\d{NUMERALS}洞蛋圈])(?:字)?(?:{_AFTER_TIMES})"
)
_ALL_SAME = re.compile(
    rf"([两二三四五六七2-7])[位个]数?字?(?:全部?|都|均)[是为]?\s?([\d{NUMERALS}])(?!\d)"
)
_COUNT = r"[一二两三四五六七八1-8]"
_PART = (
    rf"第{_COUNT}[段截节]|[前后中上下末尾头首][半面边]?(?:段|截|部分|半|节)|"
    rf"(?:前|中间?|后|末|最后|头|开头|结尾|尾)面?的?"
    rf"(?:{_COUNT}[位个]数?字?|[三四七](?=[\d:]))"
)
_LEADING_ON = (
    r"后[面边头]?|前面|接[着上]?[打拨输写]?|[跟连][着上]?|[加补]上?|拼[上接]?|"
    r"再来?|然后|最后|中间?|当中|空|尾[号数巴]?|末尾|结尾|剩下|其余|余下|开头|打头|紧|是|为|的"
)
_SIGN = r"[\s,，、:;；.。\"“”'()（）+\-~…]"
# What may stand between two pieces of a telephone number, one piece leading on.
_BRIDGE = (
    rf"(?<={_DIGIT}){_SIGN}{{0,3}}(?:(?:{_PART}|{_LEADING_ON}){_SIGN}{{0,3}}){{1,5}}"
    rf"(?={_DIGIT})"
)
# So clear that names are put together by it as well.
_NEXT = re.compile("(?:后面?再?|再|紧|然后)[接跟连加打输写][上着]?|(?<=[a-z ])后[面边]")
_JOINED = re.compile(
    rf"(?<=[a-z0-9]){_SIGN}{{0,2}}{_NEXT.pattern}{_SIGN}{{0,2}}(?=[a-z0-9])"
)
_BEGINNING = re.compile(
    rf"[1一壹幺](?<![\da-z{NUMERALS}.\-].)(?={_SIGN}?[3-9三四五六七八九叁肆伍陆柒捌玖])"
)
_QQ = re.compile(
    r"(?:q\s?q|扣\s?扣|企\s?鹅|🐧|球球|鹅号|[q扣]号)[^\d\n。！？]{0,8}(?=\d)"
)
_MOBILE_LONG, _QQ_LONG = range(MOBILE_DIGITS, MOBILE_DIGITS + 1), range(8, 12)
_STEP = re.compile(rf"(?P<bridge>{_BRIDGE})|{_DIGIT}|{SEPARATOR}")
# A number of this is nobody's telephone.
_NUMBERED = re.compile(
    r"(?:(?:[证书件编卡单照批文工学]编?号|标准)码?|身份证(?=[前后]))"
    r"[^\n,，。;；电话手机微v]{0,10}$"
)
_NUMBERED_REACH = 16
_WAY_BACK = (
    r"从[后右尾][边面]?开始[念读打拨看]?|颠倒(?:过来|着)?|[翻调掉]过来|[倒反]着?写|"
    r"[倒反]着(?=[:\s]?[\da-z])|[倒反][着过]?来?[念读看写拨打数输搜加]|倒[着过]来|反过来|[倒反][着写]|"
    r"[倒逆反][序向](?:排列?|[念读看写打数输]|拨打?)?|"
    r"从(?:[后右尾]|最后一?[个位]?)[往向到][前左头][念读看写拨打数]?"
)
_BACK = re.compile(_WAY_BACK)
_RUN = rf"[\da-z{NUMERALS}](?:[ _\-.]?[\da-z{NUMERALS}]){{4,24}}"
_BACKWARDS = re.compile(
    rf"(?:{_WAY_BACK})[^\da-z{NUMERALS}\n。！？]{{0,12}}({_RUN})(?![\da-z])|"
    rf"(?<![\da-z])({_RUN})[\s,，;；(（\[【]{{0,3}}(?:(?:号码?|请|要|记得|需要?|得)){{0,3}}"
    rf"(?:{_WAY_BACK})"
)
# Nine texts of ten have none of these. One set of characters first: found fastest.
_LEADS = "接跟加连拼补段截半位尾末间中号数后前再来打最然剩其余"
_GATE = re.compile(
    rf"[倒反逆颠过从个{_LEADS}](?:(?<=[倒反逆颠])|(?<=过)来|(?<=从)[后右尾]|"
    rf"(?:(?<=[两二三四五六七2-7][个位])|(?<=[两二三四五六七2-7]\s[个位]))(?=\s?[\d{NUMERALS}洞蛋圈数字全都均])|"
    rf"(?<=[{_LEADS}])[\u3400-\u9fff]{{0,2}}{_SIGN}{{0,2}}(?:[两二三四五六七]个|{_DIGIT}{{2}}))"
)


def as_told(folded: Folded) -> Folded:
    """Return *folded* with what its text tells done to it.

    >>> from detectors.ads.folding import fold
    >>> as_told(fold("186后面四个0，2739")).text
    '1860000,2739'
    >>> as_told(fold("倒着念：71440000931")).text, as_told(fold("四个零件")).text
    ('13900004417', '四个零件')
    """
    folded = with_dictated(deciphered(with_strewn_joined(folded)))
    folded = with_parts_joined(folded)
    folded = as_spelled(without_mixed(folded))
    folded = with_names_joined(folded)
    if not _GATE.search(folded.text):
        return folded
    repeated = _repeated(folded)
    if repeated is not folded:
        repeated = with_parts_joined(repeated)
    return _turned(_put_together(_joined(repeated)))


def _repeated(folded: Folded) -> Folded:
    """Write out how often a digit is told to stand."""
    if "个" not in folded.text and "位" not in folded.text:
        return folded
    edits = [
        (*found.span(), _digit(found[2]) * int(digit_of(found[1])))
        for way in (_TIMES, _ALL_SAME)
        for found in way.finditer(folded.text)
    ]
    return edited(folded, edits)


def _joined(folded: Folded) -> Folded:
    """Leave out where a piece of anything is told to come behind another."""
    if not _NEXT.search(folded.text):
        return folded
    edits = [
        (*found.span(), "")
        for found in _JOINED.finditer(folded.text)
        if not _is_numbered(folded.text, found.start())
    ]
    return edited(folded, edits)


def _put_together(folded: Folded) -> Folded:
    """Leave out what leads from one piece to the next."""
    text = folded.text
    edits: list[Edit] = []
    for found in _BEGINNING.finditer(text):
        if not _is_numbered(text, found.start()):
            edits += _bridges(text, found.start(), _MOBILE_LONG)
    for found in _QQ.finditer(text):
        edits += _bridges(text, found.end(), _QQ_LONG)
    return edited(folded, edits)


def _is_numbered(text: str, index: int) -> bool:
    """Return whether it is the number of a paper that stands at *index*."""
    return bool(_NUMBERED.search(text[max(0, index - _NUMBERED_REACH) : index]))


def _bridges(text: str, start: int, long: range) -> Iterator[Edit]:
    """Yield what stands between the pieces of the number from *start* on.

    Nothing where it is not as *long* as it must be, and where no piece leads on.
    """
    bridges: list[Edit] = []
    digits, index, end = 0, start, start
    while digits < long[-1] and (step := _STEP.match(text, index)):
        if digit_of(step[0]):
            digits, end = digits + 1, step.end()
        if step["bridge"]:
            bridges.append((*step.span(), ""))
        index = step.end()
    if digits in long and not digit_of(text[end : end + 1]):
        yield from bridges


def _turned(folded: Folded) -> Folded:
    """Turn round what is to be read from its end."""
    text = folded.text
    if not _BACK.search(text):
        return folded
    edits: list[Edit] = []
    for found in _BACKWARDS.finditer(text):
        turned = (found[1] or found[2])[::-1]
        digits = "".join(map(digit_of, turned))
        if len(digits) != MOBILE_DIGITS or MOBILE.fullmatch(digits):
            edits.append((*found.span(), turned))
    return edited(folded, edits)


def _digit(char: str) -> str:
    return digit_of(char) or "0"
