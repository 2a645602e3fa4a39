"""Digits as sellers write them: Chinese numerals, homophones, pieces with anything
between.
"""

import re

SPOKEN = {
    **dict.fromkeys("〇零○◯⭕", "0"), **dict.fromkeys("一壹弌幺", "1"),
    **dict.fromkeys("二贰弍两", "2"), **dict.fromkeys("三叁弎仨", "3"),
    **dict.fromkeys("四肆", "4"), **dict.fromkeys("五伍", "5"),
    **dict.fromkeys("六陆", "6"), **dict.fromkeys("七柒漆", "7"),
    **dict.fromkeys("八捌扒", "8"), **dict.fromkeys("九玖", "9"),
}  # fmt: skip
"""Characters that are numerals by themselves."""
# Said like a digit, or drawn like one: only inside a number that is long already.
ALIKE = {
    **dict.fromkeys("洞灵凌口圈欧令另玲o", "0"),
    **dict.fromkeys("妖衣医伊依腰夭邀亿么要li", "1"),
    **dict.fromkeys("尔儿爱俩而耳", "2"), **dict.fromkeys("散山伞参叄", "3"),
    **dict.fromkeys("是寺死似思司", "4"), **dict.fromkeys("舞吾物无武午", "5"),
    **dict.fromkeys("溜流留刘牛柳绿", "6"), **dict.fromkeys("拐期奇器其妻戚", "7"),
    **dict.fromkeys("吧巴拔爸叭霸芭", "8"), **dict.fromkeys("酒久勾韭旧救", "9"),
}  # fmt: skip
_ALL = {**{d: d for d in "0123456789"}, **SPOKEN}
CALLED = "洞妖拐勾腰么"
"""Called so over the radio: as sure as a numeral once they stand in a number."""
_SURE_MIN = 8
_SURE_IN_ONE = 5

SEPARATOR = r"[^\w\u3400-\u9fff\n]|[乄丶丿灬メㄨ巜丨亅乛彡〆ヽノ々艹卄氵_]"
"""One character that only stands between: signs, and strokes that are not words."""
# A remark between two digits that a person leaves out.
_REMARK = r"[(\[【「<{][\u3400-\u9fff]{1,5}[)\]】」>}]|(?:横杠|空格|减号|杠|减|加|点)"
BETWEEN = rf"(?:{SEPARATOR}|{_REMARK}){{0,4}}?"
# One set of characters first, what it must be behind it: found fastest.
_FIRST = (
    f"[0-9{''.join(SPOKEN)}妖腰伊衣依么要li]"
    r"(?:(?<![li])|(?<![a-z].)(?=[ -]?[3-9]))"
)
_LOOSE = f"[0-9{''.join(SPOKEN)}{''.join(ALIKE)}]"
MOBILE_DIGITS = 11
MOBILE = re.compile(r"1[3-9]\d{9}")
"""A mobile number, its digits read."""
# It is made of eleven; the first two are told from anything else.
_RUN = re.compile(rf"{_FIRST}(?:{BETWEEN}{_LOOSE}){{{MOBILE_DIGITS - 1},}}")
# Letters drawn like digits, in one word: l38OOl38OOO.
_DRAWN = re.compile(r"[1li](?<![a-z0-9].)[3-9][0-9oli]{9}(?![a-z0-9])")
_SURE = re.compile(f"[0-9{''.join(SPOKEN)}{CALLED}oli]")
_DRAWN_SIGNS = "oli0123456789"
_DRAWN_WORD = re.compile(r"[oli0-9]{1,22}(?![a-z])")
_PREFIXES = ("0086", "86", "0")


AS_DIGITS = str.maketrans("oli", "011")


NUMERALS = "".join(SPOKEN)


def digit_of(char: str) -> str:
    """Return the digit that *char* is by itself, or empty."""
    return _ALL.get(char, "")


def has_number(text: str) -> bool:
    """Return whether so many digits are in *text* that a telephone number may be.

    >>> has_number("电工证300元"), has_number("0571-8888")
    (False, True)
    """
    return len(_SURE.findall(text)) >= _SURE_IN_ONE


def mobiles_in(text: str) -> list[tuple[str, int, int]]:
    """Return mobile numbers in folded *text*: digits, start and end.

    >>> mobiles_in("1 三 8 - 0013乄8000"), mobiles_in("身份证11010119900307123")
    ([('13800138000', 0, 17)], [])
    """
    found: list[tuple[str, int, int]] = []
    for run in _RUN.finditer(text):
        found += _in_run(text, run.start(), run.end())
    for word in _DRAWN.finditer(text):
        digits = word[0].translate(AS_DIGITS)
        if not word[0].isdigit() and not any(word.start() < e for _, _, e in found):
            found.append((digits, *word.span()))
    return found


def _in_run(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the mobile numbers in one run of digits and what is between."""
    at: list[int] = []
    digits: list[str] = []
    sure: list[bool] = []
    index = start
    while index < end:
        char = text[index]
        digit = _ALL.get(char) or ALIKE.get(char, "")
        if digit and not (char.isascii() and char.isalpha()):
            at.append(index)
            digits.append(digit)
            sure.append(char in _ALL or char in CALLED)
        elif digit and _stands_in(text, index):
            at.append(index)
            digits.append(digit)
            sure.append(_is_alone(text, index))
        index += 1
    return _windows(text, at, "".join(digits), sure)


def _windows(
    text: str, at: list[int], digits: str, sure: list[bool]
) -> list[tuple[str, int, int]]:
    """Return the mobile numbers among *digits*, which stand *at* places in *text*."""
    found: list[tuple[str, int, int]] = []
    first, count = 0, len(digits)
    while first + MOBILE_DIGITS <= count:
        last = first + MOBILE_DIGITS - 1
        number = digits[first : last + 1]
        if (
            number[0] == "1"
            and number[1] in "3456789"
            and (
                _is_sure(number, sure[first : last + 1])
                or _is_chain(text, at[first], at[last], sum(sure[first : last + 1]))
            )
            and _begins(text, at, digits, first)
            and not _goes_on(text, at[last])
            and len(set(number)) > 2  # noqa: PLR2004 - 1 and one more is a filler
        ):
            found.append((number, at[first], at[last] + 1))
            first = last + 1
        else:
            first += 1
    return found


def _is_sure(number: str, sure: list[bool]) -> bool:
    """Return whether enough digits are; one less where one sign stands for the rest.

    >>> _is_sure("13900005678", [True] * 3 + [False] * 4 + [True] * 4)
    True
    """
    count = sum(sure)
    if count >= _SURE_MIN:
        return True
    unsure = {digit for digit, told in zip(number, sure, strict=True) if not told}
    return count == _SURE_MIN - 1 and len(unsure) == 1


def _is_chain(text: str, start: int, end: int, sure: int) -> bool:
    """Return whether eleven signs stand for themselves, with nothing on either side."""
    return (
        end - start == MOBILE_DIGITS - 1
        and sure >= _SURE_IN_ONE
        and not _is_han(text[start - 1 : start])
        and not _is_han(text[end + 1 : end + 2])
    )


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _begins(text: str, at: list[int], digits: str, first: int) -> bool:
    """Return whether a number can begin at the digit number *first*."""
    if first == 0:
        before = text[at[0] - 1] if at[0] else ""
        return not (before.isascii() and before.isalnum() and not before.isalpha())
    if at[first - 1] != at[first] - 1 or not _goes_on(text, at[first - 1]):
        return True
    return any(digits[:first] == prefix for prefix in _PREFIXES)


def _goes_on(text: str, index: int) -> bool:
    """Return whether the digit at *index* is followed by one of its own script."""
    after = text[index + 1 : index + 2]
    return after in _ALL and after.isascii() == text[index].isascii()


def _stands_in(text: str, index: int) -> bool:
    """Return whether a letter stands between two digits, as a digit would."""
    before = text[index - 1] if index else ""
    after = text[index + 1] if index + 1 < len(text) else ""
    near = (*_ALL, *"oli")
    return before in near or after in near or not _is_latin(before + after)


def _is_alone(text: str, index: int) -> bool:
    """Return whether no other letter is in the word of the letter at *index*.

    >>> _is_alone("178 oo 3365", 4), _is_alone("178 to 3365", 5)
    (True, False)
    """
    start = index
    while start and index - start < MOBILE_DIGITS and text[start - 1] in _DRAWN_SIGNS:
        start -= 1
    whole = _DRAWN_WORD.match(text, start)
    return whole is not None and not _is_latin(text[start - 1 : start])


def _is_latin(chars: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in chars)
