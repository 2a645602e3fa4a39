"""Prices: what is asked, per what, and sums that are no price at all.

A number is a price where a currency stands with it, where it is so much a piece, or
where it is called a price. Voltages, years, altitudes and floors are none.
"""

import re
from decimal import Decimal, InvalidOperation

from detectors.ads.folding import Folded, fold
from detectors.ads.records import Price

_HAN = "零〇一二两三四五六七八九十百千万半"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,4})?"
_NUMBER = rf"(?:{_ARABIC}|[{_HAN}]+)"
_TIMES = r"[万千百kw]"
_CURRENCY = (
    r"(?:元(?![旦宵素件首器老月])|块(?!地|儿地|头|链)钱?|rmb|人民币|圆(?!形|满)|"
    r"大洋|¥|\$?软妹币)"
)
_PIECE = (
    r"(?:张|本|个(?!月|工作|小时)|份|套|人|位|科|项|门|次|证|件|学时|课时|年|月|天|期)"
)
_PER = rf"(?:/|每|一|／)\s?(?P<per>{_PIECE})"
_PRICE = re.compile(
    rf"(?=[\d{_HAN}每¥$价售报收费特只仅原现])"  # most characters begin none
    rf"(?P<before>(?:每|一|(?P<lot>\d{{1,3}}|[两三四五六七八九十]))\s?(?P<each>{_PIECE})"
    rf"(?:只要|只需|仅需|仅|才|就|收费?|价格?|特价|[:：])?\s?)?"
    rf"(?P<named>(?:价格|售价|报价|收费|费用|特价|一口价|只要|只需|仅需|原价|现价|价)"
    rf"(?:是|为|在|约|大概|大约)?\s?[:：]?\s?)?"
    rf"(?P<sign>[¥$]\s?)?"
    rf"(?<![\d.a-z\-/])(?P<low>{_NUMBER})\s?(?P<lowx>{_TIMES})?(?:\s?{_CURRENCY})?"
    rf"(?:\s?(?:-|~|至|到|—)+\s?[¥]?(?P<high>{_NUMBER})\s?(?P<highx>{_TIMES})?)?"
    rf"\s?(?P<money>{_CURRENCY})?(?P<after>\s?{_PER})?"
    rf"(?P<tail>(?<=\d)(?:v|kv|伏|mm|cm|kg|米|年|号|日|岁|分|名|楼|层|平|届|级|%|小时|"
    rf"℃|条|场|期|小?时|天))?"
)
# A gate: a price without any of these is not read.
_GATE = re.compile(rf"{_CURRENCY}|[/每一]\s?{_PIECE}|价|收费|费用|只要|只需|仅需|[¥]")
_ROLES = (
    (
        "deposit",
        re.compile(r"(?:定金|订金|押金|预付|首付|先付|先收|先交)[^,。，]{0,4}$"),
    ),
    ("balance", re.compile(r"(?:尾款|余款|剩余|剩下|再付|补齐?)[^,。，]{0,4}$")),
    (
        "salary",
        re.compile(r"(?:薪|工资|月入|收入|待遇|日结|提成|补贴|奖金)[^。]{0,6}$"),
    ),
    (
        "fine",
        re.compile(
            r"(?:罚款|罚金|处罚|罚|没收|获利|涉案(?:金额)?|赃款|骗走?|损失|案值|"
            r"转账|转了|被骗)[^,。，]{0,8}$"
        ),
    ),
)
_MULTIPLES = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LEAST = Decimal("0.1")
_MOST = Decimal(100_000_000)
_MERE = Decimal(5)
"""A number this small is called a price by itself only with a currency."""


def prices_in(text: str) -> tuple[Price, ...]:
    """Return the prices that *text* names, in order.

    >>> [(p.low, p.high, p.unit) for p in prices_in("电工证300-500元/张，满18岁")]
    [(Decimal('300'), Decimal('500'), '张')]
    """
    return prices_of(fold(text))


def prices_of(folded: Folded) -> tuple[Price, ...]:
    """Return the prices in *folded* text; see :func:`prices_in`."""
    text = folded.text
    if not _GATE.search(text):
        return ()
    found: list[Price] = []
    for match in _PRICE.finditer(text):
        price = _price(folded, match)
        if price is not None:
            found.append(price)
    return tuple(found)


def _price(folded: Folded, match: re.Match[str]) -> Price | None:
    """Return the price in *match*, or None where it is another number."""
    text = folded.text
    money = match["money"] or match["sign"] or "元" in match[0] or "块" in match[0]
    if match["tail"] and not money:
        return None
    called = money or match["per"] or match["named"]
    if not called and not (match["each"] and _is_lone(text, match)):
        return None
    low = _amount(match["low"], match["lowx"])
    high = _amount(match["high"], match["highx"]) if match["high"] else low
    if low is None or high is None:
        return None
    if match["highx"] and not match["lowx"] and low < Decimal(1000):
        # 1.5-2万 means both.
        low *= _MULTIPLES[match["highx"]]
    if not _LEAST <= low <= _MOST or not low <= high <= _MOST:
        return None
    if not money and low < _MERE:
        return None
    start, end = _trimmed(match)
    first, last = folded.span(start, end)
    return Price(
        low=low.normalize() + 0,
        high=high.normalize() + 0,
        unit=_unit(match),
        role=_role(text[max(0, start - 14) : start]),
        written=folded.raw[first:last],
        start=first,
        end=last,
    )


def _is_lone(text: str, match: re.Match[str]) -> bool:
    """Return whether nothing behind the number says it is a count of something."""
    after = text[match.end() : match.end() + 1]
    number = match["low"]
    return number.isdigit() and len(number) > 1 and not ("\u3400" <= after <= "\u9fff")


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Return the span from the number or its sign to the currency or piece."""
    start = match.start("sign") if match["sign"] else match.start("low")
    if match["each"]:
        start = match.start("before")
    end = match.end()
    while end > start and match.string[end - 1].isspace():
        end -= 1
    return start, end


def _unit(match: re.Match[str]) -> str:
    if match["per"]:
        return match["per"]
    if match["each"]:
        return f"{match['lot'] or ''}{match['each']}"
    return ""


def _role(before: str) -> str:
    return next((name for name, form in _ROLES if form.search(before)), "")


def _amount(number: str, times: str | None) -> Decimal | None:
    """Return the value of *number*, times what stands behind it."""
    if number[0].isdigit():
        try:
            value = Decimal(number.replace(",", ""))
        except InvalidOperation:
            return None
    else:
        read = _han(number)
        if read is None:
            return None
        value = Decimal(read)
    return value * _MULTIPLES[times] if times else value


def _han(number: str) -> int | None:
    """Return the value of a Chinese numeral, or None where it is no amount.

    >>> _han("一千二"), _han("三百五十"), _han("两万"), _han("八")
    (1200, 350, 20000, 8)
    """
    total = section = digit = 0
    unit = 1
    for char in number:
        if char == "半":
            return None
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "万":
            section += digit
            total, section, digit, unit = total + (section or 1) * 10_000, 0, 0, 10_000
        else:
            unit = _UNITS[char]
            section += (digit or 1) * unit
            digit = 0
    # 一千二 is 1,200, 一千零二 is 1,002.
    if digit and unit > 10 and "零" not in number[-2:]:  # noqa: PLR2004 - tens end here
        digit *= unit // 10
    return total + section + digit
