"""Contacts of an advertisement: normal form, and the text as it was written.

A name is only told by what announces it, so the announcers are read first, then what
stands between, then the name itself with its pieces put together. Numbers that need
no announcer come last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.ads.contacts.announcers import Announced, announced_in, overlaps
from detectors.ads.contacts.digits import (
    AS_DIGITS,
    CALLED,
    MOBILE,
    NUMERALS,
    has_number,
    mobiles_in,
)
from detectors.ads.contacts.identifiers import Identifier, identifier_at
from detectors.ads.contacts.leftover import left_over, standing_before
from detectors.ads.contacts.links import links_in
from detectors.ads.contacts.telling import as_told
from detectors.ads.folding import Folded, fold
from detectors.ads.records import Contact, ContactKind

# What stands between an announcer and the name, or between two announcers.
_QUOTED = (
    r"[“\"「『'《【](?=[^”\"」』'》】\n]{0,11}[\u3400-\u9fff])"
    r"[^“”\"「」『』《》【】\d\n]{1,12}[”\"」』'》】]"
)
# When somebody answers, and a hint at the number: 9:00-21:30, 440开头, 九位数.
_HINT = (
    r"(?:[01]?\d|2[0-4])[:.][0-5]\d\s?(?:[-~]|至|到)+\s?(?:次日|凌晨|晚上?)?"
    r"(?:[01]?\d|2[0-4])[:.][0-5]\d(?!\d)|"
    r"(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:-])|以?\d(?:\s?\d){0,8}\s?[开打起]头的?那?个?|"
    r"[开打]头\d{2,5}的?(?:那个)?|[跟和与](?:昵称|网名|名字|(?:抖音|快手|小红书)号?)|"
    r"(?:尾号|末尾)\d{2,4}的|[\d一八九十]{1,2}位(?:数字?|的)?|\d:(?=\s?[a-z0-9])"
)
_LINK_WORD = (
    rf"{_HINT}|is(?=\s)|hao(?=\s?:)|"
    r"[即就][是为]?|一个号|同号|同名|也是|一样|一致|相同|同一个?|号码?|同步?号?|账号|帐号|id|咨询|"
    r"这(?:一?个)?号?|分[两三]段|联系(?:人|方式|我)?|客服|老师|经理|师傅|请|"
    r"加我?|我的|我|搜索?|添加|好友|在线|是|为|也是|或者?|和|及|[群裙]|都|通用|办证|"
    r"详(?:聊|情|谈)|了解|直接|点击|复制|私聊|私|热线|报名|"
    r"[\u3400-\u9fff]{1,4}\s?(?=[a-z])|[\u3400-\u9fff]{1,5}:(?=\s?[a-z0-9])|[a-z]{1,2}:(?=\s?[a-z0-9])|"
    r"[\u3400-\u9fff](?:老师|经理|工|姐|哥|总|先生|女士|师傅|主任)|"
    rf"(?:昵称|网名|名字|名称)?[:是叫为]?\s?{_QUOTED}|[(\[【][\u3400-\u9fff]{{2,8}}[)\]】]"
)
_SKIP = re.compile(rf"(?:{_LINK_WORD}|[^\w\u3400-\u9fff]|[乄丶丨灬丿]|\n){{0,8}}")
_SAME = re.compile(
    r"[\s:,，]?[(\[（【/]?\s?(?:号码?)?[都全也就]?是?"
    r"(?:同(?:一个?|上面?|此)?(?:手机|电话)?号?|同步|一样|一致|相同|通用|一个号|[这此本]个?号?码?|它|也[行可能是]|"
    r"搜(?:这个|此|手机|电话)号?)"
    r"(?![学行事城时款意])"
)
# What makes the service named next another name of the number before it.
_ADD_IT = re.compile("[可以能]加")
_SAME_BEFORE = ("同", "同步", "即", "就是", "也是")
_LANDLINE = re.compile(
    r"[(048](?<![\d.\-].)(?<!\d .)"
    r"(?:(?:(?<=0)|(?<=\()0)\d{2,3}\)?[\-\s]?\d{3,4}\s?\d{4}(?! ?\d)|"
    r"(?<=[48])00(?:[\-\s]?\d{3,4}[\-\s]?\d{3,4}|\d-\d{3}-\d{3})(?![\d\-]))"
)
# A parcel or a machine has numbers as long as a telephone's.
_SERIAL = re.compile(r"(?:[编单货学案]号|批次?号|序列号|流水号|条码)码?[是为:\s]{0,3}$")
_SERIAL_REACH = 8
_AT_NAME = re.compile(r"(?<![a-z0-9_@/.])@([a-z][a-z0-9_]{3,31})(?![\w.@])")
_BEFORE = 40
# 139…17拼起来就是我手机，也是(V)
_TOO = re.compile(r"[^\d\n。！？]{0,10}(?:手机|电话)号?码?[,，\s]?(?:也是|也?同)?")
_TAIL = re.compile(r"([a-z][a-z0-9_\-]{4,19}|\d{5,12})[\s(（,，:]{0,3}$")
_ENDS = ("", *"\n)，,。;；!！")
_QQ_MIN, _QQ_MAX = 5, 12
_ANOTHER = re.compile(
    r"\s?(?:[、,，/]|或者?|和|以?及)\s?(?!1[3-9]\d{9})(\d{6,11})(?![\d.%元块年月日号个人\-])"
)
_NAME_MIN = 5
# Four letters or digits, numerals too: fewer are no account's name.
_NAMING = f"a-z0-9{NUMERALS}{CALLED}"
_TRACE = re.compile(f"[{_NAMING}](?:[^{_NAMING}]*[{_NAMING}]){{3}}")
# Letters drawn like digits, in what is to be a number: 44oooo7125.
_DRAWN = re.compile(r"(?=(?:.*\d){4})[1-9li][0-9oli]{5,11}")


def contacts_in(text: str, *, qr_payloads: Iterable[str] = ()) -> tuple[Contact, ...]:
    """Return the contacts in *text*, each once, in order; then those in QR codes.

    >>> [c.key for c in contacts_in("加╬溦：zz乄八八〇6kk，扣扣 ７７⑧⑧91234")]
    ['wechat:zz8806kk', 'qq:778891234']
    """
    return contacts_of(fold(text), qr_payloads=qr_payloads)


def contacts_of(
    folded: Folded, *, qr_payloads: Iterable[str] = ()
) -> tuple[Contact, ...]:
    """Return the contacts in *folded* text; see :func:`contacts_in`."""
    found = _read(folded) if _may_name(folded.text) else []
    found += [_from_qr(payload) for payload in qr_payloads]
    return tuple({contact.key: contact for contact in reversed(found)}.values())[::-1]


def _may_name(text: str) -> bool:
    """Return whether so many signs of a name are in *text* that it may hold one.

    Half of all posts name nobody; they need not be read any further.
    """
    told = any(word in text for word in ("拼", "首字", "谐音"))
    return told or _TRACE.search(text) is not None


def _read(folded: Folded) -> list[Contact]:
    """Return the contacts in *folded* text by their places, some twice."""
    folded = as_told(folded)
    found = list(links_in(folded))
    taken = [(folded.at(c.start), folded.at(c.end)) for c in found]
    groups = tuple(announced_in(folded, taken))
    for read in (_announced, _unannounced, _numbers):
        more = list(read(folded, groups, taken))
        found += more
        taken += [(folded.at(c.start), folded.at(c.end)) for c in more]
    found.sort(key=lambda contact: (contact.start, contact.end))
    return found


def _announced(
    folded: Folded, groups: Sequence[Announced], taken: Sequence[tuple[int, int]]
) -> Iterator[Contact]:
    """Yield names that an announcer stands before, or behind."""
    before: Contact | None = None
    done = 0
    for group in groups:
        services: list[ContactKind] = [k for k in group.kinds if k != "phone"]
        name = _name(folded, group, before, taken, done) if services else None
        done = max(group.end, name.end if name else 0)
        if name is None or overlaps(name.start, name.end, taken):
            continue
        if _is_called(folded.text, group, name):
            services.append(ContactKind.PHONE)
        for kind in services:
            value = name.value
            if kind is ContactKind.QQ and _DRAWN.fullmatch(value):
                value = value.translate(AS_DIGITS)
            if _fits(kind, value):
                before = _contact(folded, kind, value, name.start, name.end)
                yield before
                if kind is ContactKind.QQ:
                    yield from _further(folded, name.end, len(value))


def _further(folded: Folded, at: int, long: int) -> Iterator[Contact]:
    """Yield QQ numbers listed behind the one that ends *at*, about as *long*."""
    while (another := _ANOTHER.match(folded.text, at)) and (
        abs(len(another[1]) - long) <= 1
    ):
        yield _contact(folded, ContactKind.QQ, another[1], *another.span(1))
        at = another.end()


def _unannounced(
    folded: Folded, groups: Sequence[Announced], taken: Sequence[tuple[int, int]]
) -> Iterator[Contact]:
    """Yield names behind an at sign, and what only can be a name of an account."""
    text = folded.text
    for match in _AT_NAME.finditer(text) if "@" in text else ():
        if not overlaps(*match.span(), taken):
            yield _contact(folded, ContactKind.TELEGRAM, match[1], *match.span(1))
    for kind, name in left_over(folded, groups, taken):
        yield _contact(folded, kind, name.value, name.start, name.end)


def _numbers(
    folded: Folded, _: Sequence[Announced], taken: Sequence[tuple[int, int]]
) -> Iterator[Contact]:
    """Yield telephone numbers that stand outside of other contacts."""
    if not has_number(folded.text):
        return
    for digits, start, end in mobiles_in(folded.text):
        numbered = _SERIAL.search(folded.text, max(0, start - _SERIAL_REACH), start)
        if not numbered and not overlaps(start, end, taken):
            yield _contact(folded, ContactKind.PHONE, digits, start, end)
    for match in _LANDLINE.finditer(folded.text):
        if not overlaps(*match.span(), taken):
            value = re.sub(r"\D", "", match[0])
            yield _contact(folded, ContactKind.PHONE, value, *match.span())


def _name(
    folded: Folded,
    group: Announced,
    before: Contact | None,
    taken: Sequence[tuple[int, int]],
    done: int,
) -> Identifier | None:
    """Return the name behind an announcer, or the one before it (… 微信同号)."""
    text = folded.text
    if _is_bracketed(text, group) and (
        name := standing_before(text, done, group.start)
    ):
        return name
    limit = min([group.limit, *(first for first, _ in taken if first >= group.end)])
    skipped = _SKIP.match(text, group.end, limit)
    begin = skipped.end() if skipped else group.end
    name = identifier_at(text, begin, limit)
    if name is not None:
        return name
    said = _SAME.match(text, group.end)
    if said or _is_same(text, group):
        name = _name_before(folded, group.start, before)
        # Without the word itself only a telephone can be an account as well.
        if name and (said or MOBILE.fullmatch(name.value)):
            return name
    return standing_before(text, done, group.start)


def _is_bracketed(text: str, group: Announced) -> bool:
    """Return whether brackets hold the announcer and no more: abc_12（薇）."""
    around = (
        text[max(0, group.start - 1) : group.start] + text[group.end : group.end + 1]
    )
    return around in {"()", "[]", "【】", "〔〕", "「」", "〈〉", "<>"}


def _is_same(text: str, group: Announced) -> bool:
    """Return whether the number named before is the account: 电话即微信, （同V）."""
    return (
        (len(group.kinds) > 1 and ContactKind.PHONE in group.kinds)
        or _is_label(text, group)
        or text.endswith(_SAME_BEFORE, 0, group.start)
        or _ADD_IT.match(text, max(0, group.start - 1)) is not None
    )


def _is_label(text: str, group: Announced) -> bool:
    """Return whether the announcer only labels the number before: 139…17(微)."""
    before = text[max(0, group.start - 3) : group.start]
    glued = before.rstrip(" +(")[-1:].isdigit()
    return glued and text[group.end : group.end + 1] in _ENDS


def _name_before(folded: Folded, at: int, before: Contact | None) -> Identifier | None:
    """Return the number or name that ends just before *at*."""
    base = max(0, at - _BEFORE)
    head = folded.text[base:at]
    mobiles = mobiles_in(head)
    if mobiles and (
        at - base - mobiles[-1][2] <= _NAME_MIN or _TOO.fullmatch(head, mobiles[-1][2])
    ):
        digits, start, end = mobiles[-1]
        return Identifier(value=digits, start=base + start, end=base + end)
    if before and 0 <= at - folded.at(before.end) <= _NAME_MIN:
        start, end = folded.at(before.start), folded.at(before.end)
        return Identifier(value=before.value, start=start, end=end)
    tail = _TAIL.search(head)
    if tail is None:
        return None
    return Identifier(value=tail[1], start=base + tail.start(1), end=base + tail.end(1))


def _is_called(text: str, group: Announced, name: Identifier) -> bool:
    """Return whether the name is a number that is to be telephoned as well."""
    if not MOBILE.fullmatch(name.value):
        return False
    return (
        ContactKind.PHONE in group.kinds
        or name.end <= group.start
        or _SAME.match(text, name.end) is not None
        or "同号" in text[group.end : name.start]
    )


def _fits(kind: ContactKind, value: str) -> bool:
    """Return whether *value* can be a name of the service."""
    if kind is ContactKind.PHONE:
        return True
    if kind is ContactKind.QQ:
        number = value.isdigit() and _QQ_MIN <= len(value) <= _QQ_MAX
        return number and not MOBILE.fullmatch(value)
    if kind is ContactKind.TELEGRAM:
        return len(value) >= _NAME_MIN - 1
    return len(value) >= _NAME_MIN


def _from_qr(payload: str) -> Contact:
    """Return what a QR code says: a link where it is one."""
    for contact in links_in(fold(payload)):
        if contact.kind is ContactKind.LINK:
            return Contact(
                kind=ContactKind.LINK,
                value=contact.value,
                written=payload,
                start=-1,
                end=-1,
            )
    return Contact(
        kind=ContactKind.QR, value=payload.strip(), written=payload, start=-1, end=-1
    )


def _contact(
    folded: Folded, kind: ContactKind, value: str, start: int, end: int
) -> Contact:
    first, last = folded.span(start, end)
    return Contact(
        kind=kind, value=value, written=folded.raw[first:last], start=first, end=last
    )
