"""Names and numbers of accounts, put together from the pieces they are written in."""

import itertools
import re
from dataclasses import dataclass

from detectors.ads.contacts.digits import MOBILE, NUMERALS, SEPARATOR, digit_of

VALUE_MAX = 20
"""Characters of the longest WeChat name; Telegram allows 32."""
_LONGEST = 32
_COMPLETE = 6
"""A first piece of this length is a name by itself: WeChat allows none shorter."""
_PIECE = re.compile(r"[a-z0-9]")
_STROKE = re.compile(f"(?:{SEPARATOR})")
_END = frozenset("。！？!?;；\n，,、()（）【】「」『』《》<>[]")
_OWN = frozenset("-_")
_UNDERSCORE = frozenset("_")
# Signs of a name that are spelled out, and the sign.
_CALLED = (
    ("下划线", "_"),
    ("下横线", "_"),
    ("底杠", "_"),
    ("下杠", "_"),
    ("减号", "-"),
    ("横杠", "-"),
    ("中杠", "-"),
    ("杠", "-"),
)
# A text may say that the pieces are one name: （连着打）, （去掉横杠）.
_HYPHENS = r"(?:下划线|下横线|横杠|横线|短横|短线|中划线|连字符|减号|杠杠?|符号|标点|-)"
_SPACES = r"(?:空格|空|间隔|空白)"
_NO = (
    r"(?:去掉?|删掉?|去除|除去|不要|没有?|不含|不带|不用?打|别打|无|省[略去]|忽略|拿掉|"
    r"跳过)(?:中间|里面|其中)?的?"
)
_OFF = (
    r"(?:请|要|都|全部?|统统|通通|一律|自己|自行)*"
    r"(?:去掉?|删掉?|去除|不要|[不别]用?[打输写]|忽略|省略|拿掉|跳过|无视)"
)
_WITHOUT_HYPHENS = re.compile(rf"{_NO}{_HYPHENS}|{_HYPHENS}{_OFF}")
_IN_ONE = re.compile(
    rf"{_NO}{_SPACES}|{_SPACES}{_OFF}|连[打写输搜]|一起[打输搜写]|是?一整?[串个][打输搜号]|"
    r"(?:连|合|拼|接|并)(?:着|起来|在一起|到一起|一起|成一[个串]|续)|"
    r"(?:不|别|没有?|勿)(?:断开|分开|隔开|空开|留空)"
)
_TOLD_BEFORE, _TOLD_BEHIND = 12, 14
# 4、4、0、0、9: all of one name, each sign alone.
_ONE = f"a-z0-9{NUMERALS}"
_LISTED = re.compile(
    rf"[{_ONE}](?:(?:[、,，]\s?[{_ONE}]){{4,11}}(?![{_ONE}])|(?:[\])】][\[(【][{_ONE}]){{4,}})"
)
# 973，014，826: a number in groups, with nothing behind that it would count.
_GROUPED = re.compile(
    rf"(?:[\d{NUMERALS}]{{3,4}}[、,，]\s?){{2,3}}[\d{NUMERALS}]{{2,4}}(?![\d{NUMERALS}.:%])"
)
_GROUPED_DIGITS = range(8, 12)
HIDDEN = "xxx"
"""Stands for what is not to be read: 1xxxxxxxxxx."""
_SINGLES = 3
_BANK = "壹贰叁肆伍陆柒捌玖"
"""Numerals that no other word begins with."""
_UNITS = "天日元块个年月张小本周号点岁名人期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A name found in folded text."""

    value: str
    start: int
    end: int


def identifier_at(text: str, begin: int, limit: int) -> Identifier | None:
    """Return the name that begins at *begin* and ends before *limit*, or None.

    Pieces are joined across signs and strokes; across spaces only while what there is
    cannot be a name yet, where every piece is short, or where the text says so.

    >>> identifier_at("zz乄八八 06-kk，电话", 0, 14).value
    'zz8806kk'
    """
    if listed := _LISTED.match(text, begin, limit):
        value = "".join(digit_of(one) or one for one in listed[0] if one.isalnum())
        return Identifier(value=value, start=begin, end=listed.end())
    if grouped := _grouped(text, begin, limit):
        return grouped
    pieces, gaps, ends = _pieces(text, begin, limit)
    if not pieces:
        return None
    if pieces[0].isdigit() and _is_no_number(pieces, gaps):
        return None
    several = len(pieces) > 1
    bare = _told(_WITHOUT_HYPHENS, text, begin, ends[-1]) if several else ""
    one = bare or (several and _told(_IN_ONE, text, begin, ends[-1]))
    count = len(pieces) if one else _joined(pieces, gaps)
    gaps = gaps[: count - 1]
    value = _stripped(pieces, gaps, bare) if bare else _value(pieces[:count], gaps)
    if len(value) < 4 or HIDDEN in value:  # noqa: PLR2004 - the shortest of any service
        return None
    return Identifier(value=value, start=begin, end=ends[count - 1])


def _grouped(text: str, begin: int, limit: int) -> Identifier | None:
    """Return the number that stands in groups at *begin*; prices in a row are none."""
    found = _GROUPED.match(text, begin, limit)
    if found is None or _counts(text, found.end()):
        return None
    value = "".join(digit_of(one) for one in found[0] if one.isalnum())
    prices = all(group.endswith("00") for group in re.split(r"\D+", found[0]))
    if prices or len(value) not in _GROUPED_DIGITS:
        return None
    return Identifier(value=value, start=begin, end=found.end())


def _is_no_number(pieces: list[str], gaps: list[str]) -> bool:
    """Return whether half of a number is hidden, or it is a time of day.

    >>> _is_no_number(["10", "00"], [":", ""]), _is_no_number(["44009917"], [":"])
    (True, False)
    """
    return (
        any(gap.count("*") > 1 for gap in gaps)
        or any(
            gap.strip() == ":" and len(hour) <= 2 and len(minute) <= 2  # noqa: PLR2004 - as of a clock
            for hour, gap, minute in zip(pieces, gaps, pieces[1:], strict=False)
        )
    )


def _pieces(
    text: str, begin: int, limit: int
) -> tuple[list[str], list[str], list[int]]:
    """Return runs of name characters, what stands between, and where each ends."""
    pieces: list[str] = []
    gaps: list[str] = []
    ends: list[int] = []
    index = begin
    if index < limit and text[index] == "@":
        index += 1
    while index < limit and sum(map(len, pieces)) < _LONGEST:
        run, stop = _run(text, index, limit)
        if not run or (pieces and run.isdigit() and _counts(text, stop)):
            break
        pieces.append(run)
        ends.append(stop)
        index = stop
        while index < limit and index - stop <= 4 and _between(text[index]):  # noqa: PLR2004
            index += 1
        gap = text[stop:index]
        if gap.startswith(" #"):  # a tag or a number of the list comes next
            index = stop
        if index == stop and not pieces[0].isdigit():
            gap, index = _called(text, index, limit)
        gaps.append(gap)
        if index == stop:
            break
    return pieces, gaps, ends


def _told(way: re.Pattern[str], text: str, begin: int, end: int) -> str:
    """Return the words just before or behind a name that tell to write it so."""
    found = way.search(text, end, end + _TOLD_BEHIND) or way.search(
        text, max(0, begin - _TOLD_BEFORE), begin
    )
    return found[0] if found else ""


def _stripped(pieces: list[str], gaps: list[str], told: str) -> str:
    """Return the name without the sign that is *told* to be left out.

    >>> _stripped(["ab", "c", "5"], ["_", "-"], "横杠去掉")
    'ab_c5'
    """
    if "下" in told or "底" in told:
        kept = frozenset("-")
    else:
        kept = frozenset() if "符号" in told or "标点" in told else _UNDERSCORE
    own = ("".join(kept.intersection(gap)) for gap in (*gaps, ""))
    return "".join(itertools.chain(*zip(pieces, own, strict=False)))


def _called(text: str, index: int, limit: int) -> tuple[str, int]:
    """Return the sign that is spelled out at *index*, and where it ends."""
    for word, sign in _CALLED:
        if text.startswith(word, index, limit):
            return sign, index + len(word)
    return "", index


def _counts(text: str, index: int) -> bool:
    """Return whether a number that ends at *index* counts something."""
    return index < len(text) and text[index] in _UNITS


def _between(char: str) -> bool:
    return char not in _END and _STROKE.match(char) is not None


def _run(text: str, index: int, limit: int) -> tuple[str, int]:
    """Return letters and digits from *index* on, Chinese numerals read, and the end."""
    out: list[str] = []
    start, spoken = index, False
    while index < limit:
        char = text[index]
        if _PIECE.match(char):
            out.append(char)
        elif (digit := digit_of(char)) and (
            spoken or _is_numeral(text, index, start, limit)
        ):
            out.append(digit)
            spoken = True
        else:
            break
        index += 1
    return "".join(out), index


def _is_numeral(text: str, index: int, start: int, limit: int) -> bool:
    """Return whether a Chinese numeral belongs to the name, not to what follows it.

    ``zz8806一手`` ends before 一; ``zz八八06`` does not.
    """
    if text[index] in _BANK:
        return True
    after = text[index + 1] if index + 1 < limit else ""
    before = text[index - 1] if index > start else ""
    if digit_of(after) or (digit_of(before) and not before.isascii()):
        return True
    return not "\u3400" <= after <= "\u9fff"


def _joined(pieces: list[str], gaps: list[str]) -> int:
    """Return how many of *pieces* make the name."""
    if len(pieces) == 1:
        return 1
    short = all(len(piece) <= 4 for piece in pieces)  # noqa: PLR2004 - as phones are split
    length, count = len(pieces[0]), 1
    while count < len(pieces) and length + len(pieces[count]) <= _LONGEST:
        gap = gaps[count - 1]
        whole = "".join(pieces[:count])
        spelled = len(whole) == count
        if not gap.strip() and _is_whole(
            whole, pieces[count], short=short, spelled=spelled
        ):
            break
        if _is_next(pieces[count], gap, gaps[count]) and len(whole) >= _COMPLETE:
            break
        if whole.isdigit() and MOBILE.fullmatch(whole):
            break
        length += len(pieces[count])
        count += 1
    return count


def _is_next(piece: str, before: str, behind: str) -> bool:
    """Return whether *piece* announces what comes next.

    >>> _is_next("email", " | ", ": "), _is_next("kk", "-", "")
    (True, False)
    """
    if before.strip() == "/" and len(piece) >= _COMPLETE and not piece.isdigit():
        return True
    apart = before != before.strip() and before.strip() in {"/", "|", "·", ","}
    return piece.isalpha() and (apart or behind.lstrip().startswith(":"))


def _is_whole(so_far: str, following: str, *, short: bool, spelled: bool) -> bool:
    """Return whether a name may end at a space."""
    if spelled and len(following) == 1:
        return False
    if short and (so_far + following).isdigit():
        return len(so_far) > 10  # noqa: PLR2004 - a mobile number
    if short and len(so_far) < _COMPLETE + (4 if following.isdigit() else 2):
        return False
    if so_far.isdigit() and following.isdigit():
        return len(so_far) >= 9 or len(following) < 2  # noqa: PLR2004 - a QQ number
    return len(so_far) >= _COMPLETE


def _value(pieces: list[str], gaps: list[str]) -> str:
    """Return the name: a hyphen or underscore in it is its own, other signs are not.

    A number has none, nor has what is spelled with one sign between all its letters;
    a hyphen beside other signs is one of them.

    >>> _value(["h", "l", "ok"], [" ", " _ "]), _value(["lao", "ben", "5"], ["_", "-"])
    ('hl_ok', 'lao_ben-5')
    >>> _value(["z", "z", "8", "8"], ["-"] * 3), _value(["zz", "8", "k"], ["*", "-"])
    ('zz88', 'zz8k')
    """
    singles = sum(len(piece) == 1 for piece in pieces)
    spelled = singles >= _SINGLES and len({gap.strip() for gap in gaps}) == 1
    if spelled or "".join(pieces).isdigit():
        return "".join(pieces)
    own = _OWN if set("".join(gaps)) <= _OWN | {" "} else _UNDERSCORE
    kept = ("".join(own.intersection(gap)) for gap in (*gaps, ""))
    return "".join(itertools.chain(*zip(pieces, kept, strict=False)))
