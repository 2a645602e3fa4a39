"""What a photographed card says of itself, checked: number, trade, dates, host.

A check has three results. The number on a card is its holder's identity number, and
the holder may be the victim: it is shown masked and never written down; the picture
itself lies in the evidence store under its digest.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casebook.language import mark, translate
from casebook.profiles import Profiles
from casebook.times import BEIJING
from casebook.urls import host_of
from crawler.posts.links import links_in
from detectors.ads import trades_in

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SIGNS = "10X98765432"
"""Check signs by remainder (GB 11643-1999, ISO 7064 MOD 11-2)."""

IDENTITY = re.compile(r"(?<![0-9A-Za-z])[Tt]?([1-9]\d{16}[\dXx])(?![0-9A-Za-z])")
ANY_NUMBER = re.compile(
    r"(?:证号|编号|证书号|档案号)\s*[:：]?\s*([A-Za-z]{0,4}[\d*＊Xx]{8,24})"
)
DATE = re.compile(r"(20\d{2}|19\d{2})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
CARD_WORDS = re.compile(r"作业类别|操作项目|准操项目|特种作业操作证|初领日期|应复审")

VALID_YEARS = 6
"""A certificate is valid for six years (order No. 30, article 21; to be verified)."""

OLDEST = 1900


class Result(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCheck:
    """One thing that a card says, and whether it can be so."""

    name: str
    """``number``, ``trade``, ``dates`` or ``host``."""
    result: Result
    detail: str
    """One sentence; numbers of persons masked."""


def is_card(lines: Iterable[str]) -> bool:
    """Whether the words are those of a certificate."""
    return sum(bool(CARD_WORDS.search(line)) for line in lines) > 0


def check_card(
    lines: Sequence[str] | None,
    codes: Iterable[str],
    profiles: Profiles,
    *,
    at: datetime,
    language: str,
) -> tuple[CardCheck, ...]:
    """Check what a card says.

    Args:
        lines: its words; None where they were not read.
        codes: payloads of its QR codes.
        profiles: which hosts are official.
        at: now, in UTC.
        language: of the sentences.
    """

    def say(message: str, **values: object) -> str:
        return translate(message, language, **values)

    unread = say(mark("the words on it were not read"))
    text = "\n".join(lines or ())
    checks: dict[str, Callable[[], Checked]] = {
        "number": lambda: check_number(text, say),
        "trade": lambda: check_trade(text, say),
        "dates": lambda: check_dates(text, at, say),
    }
    found = []
    for name, check in checks.items():
        read = (Result.NOT_CHECKED, unread) if lines is None else check()
        found.append(CardCheck(name=name, result=read[0], detail=read[1]))
    result, detail = check_host(codes, profiles, say)
    return (*found, CardCheck(name="host", result=result, detail=detail))


Say = Callable[..., str]
Checked = tuple[Result, str]


def check_number(text: str, say: Say) -> Checked:
    """Check the shape of the number, its birth date and its check sign."""
    match = IDENTITY.search(text.replace(" ", ""))
    if match is None:
        other = ANY_NUMBER.search(text)
        if other is None:
            return Result.NOT_CHECKED, say(mark("no number was read"))
        shown = masked(other[1])
        if "*" in other[1] or "＊" in other[1]:
            said = say(mark("the number {number} is masked"), number=shown)
            return Result.NOT_CHECKED, said
        return Result.FAILED, say(
            mark("the number {number} is not T and an identity number"), number=shown
        )
    number = match[1].upper()
    shown = masked(number)
    if not has_birth_date(number):
        said = say(mark("the number {number} holds no birth date"), number=shown)
        return Result.FAILED, said
    if check_sign(number[:17]) != number[17]:
        said = say(
            mark("the number {number} ends in {sign}, its check sign would be {right}"),
            number=shown,
            sign=number[17],
            right=check_sign(number[:17]),
        )
        return Result.FAILED, said
    return Result.PASSED, say(mark("the number {number} has its form"), number=shown)


def check_trade(text: str, say: Say) -> Checked:
    """Check whether the trade is one that the ministry certifies."""
    trades = trades_in(text)
    if not trades:
        return Result.NOT_CHECKED, say(mark("no trade was read"))
    foreign = [one for one in trades if not one.category]
    if foreign:
        names = ", ".join(dict.fromkeys(one.name for one in foreign))
        said = say(mark("not among the ministry's trades: {names}"), names=names)
        return Result.FAILED, said
    names = ", ".join(dict.fromkeys(one.name for one in trades))
    return Result.PASSED, say(mark("among the ministry's trades: {names}"), names=names)


def check_dates(text: str, at: datetime, say: Say) -> Checked:
    """Check that the dates are days, in order, past and no longer than the term."""
    days, impossible = _days(text)
    if impossible:
        return Result.FAILED, say(mark("no such day: {days}"), days=impossible)
    if not days:
        return Result.NOT_CHECKED, say(mark("no date was read"))
    first, last = min(days), max(days)
    shown = f"{first:%F} – {last:%F}"
    if first > at.astimezone(BEIJING).date():
        return Result.FAILED, say(mark("all dates are to come: {days}"), days=shown)
    later = [day for day in days if day > at.astimezone(BEIJING).date()]
    begun = max((day for day in days if day not in later), default=first)
    if later and _years(begun, last) > VALID_YEARS:
        return Result.FAILED, say(
            mark("valid for more than {years} years: {days}"),
            years=VALID_YEARS,
            days=shown,
        )
    return Result.PASSED, say(mark("the dates fit each other: {days}"), days=shown)


def check_host(codes: Iterable[str], profiles: Profiles, say: Say) -> Checked:
    """Check whether the QR code leads to an official host."""
    hosts = list(dict.fromkeys(host_of(link) for link in links_in(codes)))
    if not hosts:
        return Result.NOT_CHECKED, say(mark("no QR code with a link was read"))
    foreign = [host for host in hosts if profiles.owner_of(host) is None]
    if foreign:
        said = say(mark("leads to {hosts}, not official"), hosts=", ".join(foreign))
        return Result.FAILED, said
    return Result.PASSED, say(
        mark("leads to {hosts}, official"), hosts=", ".join(hosts)
    )


def check_sign(first: str) -> str:
    """Return the check sign of the first 17 digits of an identity number.

    >>> check_sign("11010519491231002")
    'X'
    """
    total = sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True))
    return SIGNS[total % 11]


def has_birth_date(number: str) -> bool:
    """Whether digits 7 to 14 are a day in the past hundred and some years."""
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return day.year >= OLDEST


def masked(number: str) -> str:
    """Return a number with its middle hidden.

    >>> masked("11010519491231002X")
    '110*************2X'
    """
    return f"{number[:3]}{'*' * max(0, len(number) - 5)}{number[-2:]}"


def without_numbers(text: str) -> str:
    """Return *text* with every identity number masked."""
    return IDENTITY.sub(
        lambda match: match[0].replace(match[1], masked(match[1])), text
    )


def _days(text: str) -> tuple[list[date], str]:
    found = []
    for match in DATE.finditer(text):
        try:
            found.append(date(*(int(part) for part in match.groups())))
        except ValueError:
            return [], match[0]
    return found, ""


def _years(first: date, last: date) -> float:
    # A day is given for the end that is counted in.
    return ((last - first).days - 1) / 365.25
