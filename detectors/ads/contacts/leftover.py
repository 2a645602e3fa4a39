"""Names that no announcer stands before: told by their shape and by what is near.

``lao_wang66（薇）`` stands before its announcer; in ``加我聊聊，lao_wang66`` a letter,
a digit and an underscore in one word are a name, whatever the words between.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from detectors.ads.contacts.announcers import Announced, overlaps
from detectors.ads.contacts.digits import MOBILE, NUMERALS, mobiles_in
from detectors.ads.contacts.identifiers import HIDDEN, Identifier, identifier_at
from detectors.ads.folding import Folded
from detectors.ads.records import ContactKind

_HAN = "\u3400-\u9fff"
# What may stand between a name and its announcer: brackets, 是我的, whose it is.
_TO_ANNOUNCER = re.compile(
    rf"[^\w{_HAN}\n。！？!?;；]{{0,4}}(?:[这就]?是我?的?|[{_HAN}]{{1,2}}(?:老师|姐|哥|经理|总)的?)?"
    rf"[^\w{_HAN}\n]{{0,2}}"
)
_REACH = 44
_BEGINNING = re.compile(rf"(?<![a-z0-9_./\-{NUMERALS}])[a-z0-9{NUMERALS}]")
_NAME_MIN = 6
# A word that is a name by its shape: a letter first, a digit or a sign in it.
_SHAPED = re.compile(
    r"[a-z](?<![a-z0-9@._/\-].)(?=[a-z\-]*[0-9_\-])[a-z0-9_\-]{3,30}[a-z0-9]"
    r"(?![a-z0-9_@%/\-]|\.[a-z0-9])"
)
_WORDED = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Who says so wants to be written to; a name near it is one of WeChat.
_ASKED = (
    r"(?:[加+滴嘀私搜找戳]|联系|问)(?:一?下)?[我俺咱他她]?|昵称|名片|客服号?|顾问|助教|老师|"
    r"[帐账]号|号[是:]|\bcall|[加滴私找]\s?[我俺]"
)
_ASKED_BEFORE = re.compile(rf"(?:{_ASKED})[^\w{_HAN}。！？]{{0,3}}$")
# Whose name it is, or what is to be sent there, with nothing behind: 范姐 kq_fanmei.
_PERSON_BEFORE = re.compile(
    rf"(?:[{_HAN}](?:姐|哥|工|总|叔|师傅|经理|主任|老板|律师)|(?<![{_HAN}])[老小阿][{_HAN}]|"
    rf"咨询|对接|(?:资料|照片|信息|证件|材料)[传发]到?|"
    rf"[证照料片息名件]发?[给到至]|有(?:需要|意)的?)(?:[^\w{_HAN}。！？]{{1,3}}|(?<=[姐哥叔]))$"
)
_CALLED_SO = re.compile(
    r"(?!(?:ppt|pdf|jpe?g|png|docx?|xlsx?|excel|word|wps|cad|office|win|python|iphone|ios|"
    r"ipad|redmi|huawei|mate|covid|sap|plc|mail|wi-fi|wlan|type|usb)[\d_-])[a-z]{2,}[a-z0-9]*[_-]"
    r"[a-z0-9_-]*(?=\s?(?:[,，。;；!！、)）\]】|\n]|$))"
)
_ASKED_BEHIND = re.compile(
    rf"[^\w{_HAN}\n]{{0,4}}(?:[加滴嘀私找戳搜]\s?(?:我|俺|一?下|这个))"
)
# Letters, then digits: of no standard and no model, were it written so in a post.
_OWN = re.compile(
    r"(?!qq\d|excel|office|win|word|wps|iphone|ios|ipad|python|cad|covid|log4j|redmi|"
    r"huawei|mate\d)(?=.{7})[a-z]{2,}[_-]?\d{2,}[a-z]{0,2}|"
    r"(?=.{7})[a-z]+\d*_[a-z0-9_]*\d[a-z0-9]*"
)
_NEAR = 60
_CLOSE = 4
_NUMBERS_ONLY = frozenset({ContactKind.PHONE, ContactKind.QQ})
_ASKED_REACH = 10


def standing_before(text: str, done: int, at: int) -> Identifier | None:
    """Return the name behind *done* that ends just before the announcer *at*, or None.

    >>> standing_before("找 lao_wang66（薇）", 0, 13).value
    'lao_wang66'
    """
    base = max(done, at - _REACH)
    if mobiles := mobiles_in(text[base:at]):
        base += mobiles[-1][2]
    for first in _BEGINNING.finditer(text, base, at):
        name = identifier_at(text, first.start(), at)
        if (
            name is not None
            and len(name.value) >= _NAME_MIN
            and not MOBILE.fullmatch(name.value)
            and _TO_ANNOUNCER.fullmatch(text, name.end, at)
        ):
            return name
    return None


def left_over(
    folded: Folded, groups: Sequence[Announced], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[ContactKind, Identifier]]:
    """Yield names outside of *taken* that only can be of an account."""
    text = folded.text
    free: list[Announced] | None = None
    for shaped in _SHAPED.finditer(text):
        start, end = shaped.span()
        if overlaps(start, end, taken) or _is_standard(folded, start, end):
            continue
        if HIDDEN in shaped[0]:
            continue
        asked = _is_asked(text, start, end)
        if not asked and (end - start < _NAME_MIN or _WORDED.fullmatch(shaped[0])):
            continue
        if free is None:
            free = _unnamed(groups, taken)
        name = Identifier(value=shaped[0], start=start, end=end)
        if kind := _nearest(free, name):
            yield kind, name
        elif asked or _OWN.fullmatch(name.value):
            yield ContactKind.WECHAT, name


def _unnamed(
    groups: Sequence[Announced], taken: Sequence[tuple[int, int]]
) -> list[Announced]:
    """Return the announcers of messengers that no contact stands right behind."""
    starts = sorted(start for start, _ in taken)
    return [
        group
        for group in groups
        if set(group.kinds) - _NUMBERS_ONLY
        and not 0 <= _following(starts, group.end) - group.end <= _CLOSE
    ]


def _following(starts: Sequence[int], index: int) -> int:
    """Return the first of *starts* at or behind *index*, or -1."""
    place = bisect_left(starts, index)
    return starts[place] if place < len(starts) else -1


def _is_asked(text: str, start: int, end: int) -> bool:
    """Return whether who speaks asks just there to be written to."""
    return bool(
        _ASKED_BEFORE.search(text, max(0, start - _ASKED_REACH), start)
        or _ASKED_BEHIND.match(text, end)
        or (
            _CALLED_SO.match(text, start)
            and _PERSON_BEFORE.search(text, max(0, start - _ASKED_REACH), start)
        )
    )


def _is_standard(folded: Folded, start: int, end: int) -> bool:
    """Return whether it is written as standards and models are: GB30871, ER50-6."""
    written = folded.written(start, end)
    return written.isupper() and "_" not in written


def _nearest(groups: Sequence[Announced], name: Identifier) -> ContactKind | None:
    """Return the service named nearest to *name*, or None; *groups* are in order."""
    place = bisect_left(groups, name.start, key=lambda group: group.start)
    near = [
        (min(abs(name.start - group.end), abs(group.start - name.end)), group)
        for group in groups[max(0, place - 1) : place + 1]
    ]
    for distance, group in sorted(near, key=lambda pair: pair[0]):
        kinds = [kind for kind in group.kinds if kind not in _NUMBERS_ONLY]
        if distance <= _NEAR:
            return kinds[0]
    return None
