"""Dates as boards write them: Chinese, relative, half said, or for machines.

A place in China means Beijing time where it names no zone. What is not understood is
None, never a guess: the date as written is kept beside it.
"""

import email.utils
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from casebook.times import BEIJING

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No board is older; smaller numbers are no dates."""

AHEAD = timedelta(days=2)
"""How far a server's clock may be before ours."""

TEXT_CHARACTERS = 80

_DIGITS = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")
_WORDS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7}
_WORDS |= {"八": 8, "九": 9, "十": 10, "几": 3}

_UNITS = {
    "秒": timedelta(seconds=1),
    "分": timedelta(minutes=1),
    "时": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "周": timedelta(days=7),
    "星期": timedelta(days=7),
    "月": timedelta(days=30),
    "年": timedelta(days=365),
}
_AGO = re.compile(
    r"(半|\d{1,4}|[一两二三四五六七八九十几])\s*个?\s*(半)?"
    r"\s*(秒|分|小?时|天|日|周|星期|礼拜|月|年)钟?[^前]{0,4}?(?:之|以)?前"
)
_NOW = re.compile(r"刚刚|刚才|just now", re.IGNORECASE)
_DAY_WORDS = {"今天": 0, "昨天": 1, "前天": 2, "今日": 0, "昨日": 1, "大前天": 3}
_DAY_WORD = re.compile("大前天|今天|昨天|前天|今日|昨日")
_CLOCK = (
    r"(?:\s*(?:上午|下午|晚上|凌晨|中午)?\s*(\d{1,2})[:时点](\d{1,2})?"
    r"(?:[:分](\d{1,2})秒?)?)?"
)
_FULL = re.compile(
    r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?[\sT]*" + _CLOCK
)
_SHORT_YEAR = re.compile(
    r"(?<!\d)(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})[\s]+" + _CLOCK[:-1]
)
_MONTH_DAY = re.compile(
    r"(?<!\d)(\d{1,2})\s*[-月/]\s*(\d{1,2})\s*日?(?!\d)\s*" + _CLOCK
)
_TIME_ONLY = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")
_EPOCH = re.compile(r"(?<!\d)(1\d{9}|1\d{12})(?!\d)")
_AFTERNOON = re.compile("下午|晚上")
_ZONE = re.compile(r"T\d{2}:?\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$|\d\s*Z$|[+-]\d{2}:\d{2}$")


def read_date(text: str, *, now: datetime, zone: tzinfo = BEIJING) -> datetime | None:
    """Return the moment that *text* names, in UTC, or None where none is understood.

    Args:
        text: as written; what stands around the date does not matter.
        now: in UTC; relative dates and dates without a year count from it.
        zone: of a date that names none.

    >>> now = datetime(2026, 1, 2, 4, 0, tzinfo=UTC)
    >>> read_date("发表于 昨天 08:30", now=now).isoformat()
    '2026-01-01T00:30:00+00:00'
    >>> read_date("12月30日 20:00", now=now).isoformat()
    '2025-12-30T12:00:00+00:00'
    """
    shown = " ".join(text.translate(_DIGITS).split())[:TEXT_CHARACTERS]
    if not shown:
        return None
    for read in (_for_machines, _relative, _absolute):
        try:
            found = read(shown, now.astimezone(zone))
        except (ValueError, OverflowError):
            continue
        if found is not None:
            return _believable(found.astimezone(UTC), now)
    return None


def _believable(moment: datetime, now: datetime) -> datetime | None:
    return moment if EARLIEST <= moment <= now + AHEAD else None


def _for_machines(text: str, now: datetime) -> datetime | None:
    if _ZONE.search(text):
        return datetime.fromisoformat(text)
    if re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4}", text):
        found = email.utils.parsedate_to_datetime(text)
        return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)
    if match := _EPOCH.fullmatch(text):
        seconds = int(match[1]) / (1000 if len(match[1]) > 10 else 1)  # noqa: PLR2004
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _relative(text: str, now: datetime) -> datetime | None:
    if match := _AGO.search(text):
        unit = _UNITS.get(match[3][-1]) or _UNITS["星期"]
        count = 0.5 if match[1] == "半" else float(_WORDS.get(match[1]) or match[1])
        return now - unit * (count + (0.5 if match[2] else 0))
    if _NOW.search(text):
        return now
    if match := _DAY_WORD.search(text):
        day = now - timedelta(days=_DAY_WORDS[match[0]])
        clock = re.search(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text[match.end() :])
        return _at(day, clock.groups() if clock else (), text)
    if match := _TIME_ONLY.match(text):
        return _at(now, match.groups(), text)
    return None


def _absolute(text: str, now: datetime) -> datetime | None:
    if match := _FULL.search(text):
        year, month, day, *clock = match.groups()
        start = now.replace(year=int(year), month=int(month), day=int(day))
        return _at(start, clock, text)
    if match := _SHORT_YEAR.search(text):
        year, month, day, *clock = match.groups()
        start = now.replace(year=2000 + int(year), month=int(month), day=int(day))
        return _at(start, clock, text)
    if match := _MONTH_DAY.search(text):
        month, day, *clock = match.groups()
        start = _this_year_or_last(now, int(month), int(day))
        return _at(start, clock, text)
    return None


def _this_year_or_last(now: datetime, month: int, day: int) -> datetime:
    """Return the latest such day that is not to come; 29 February finds its year."""
    for year in range(now.year, now.year - 5, -1):
        try:
            found = now.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        if found.date() <= (now + AHEAD).date():
            return found
    raise ValueError(f"{month}-{day} is no day")


def _at(day: datetime, clock: Iterable[str | None], text: str) -> datetime:
    given = (
        [int(one) for one in clock if one] if isinstance(clock, tuple | list) else []
    )
    hour, minute, second = [*given, 0, 0, 0][:3]
    if _AFTERNOON.search(text) and hour < 12:  # noqa: PLR2004 - noon
        hour += 12
    return day.replace(hour=hour, minute=minute, second=second, microsecond=0)
