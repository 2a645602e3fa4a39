"""Contacts of an advertisement: normal form, and the text as it was written.

A name is only told by what announces it, so the announcers are read first, then what
stands between, then the name itself with its pieces put together. Numbers that need
no announcer come last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.ads.announcers import Announced, announced_in, overlaps
from detectors.ads.digits import mobiles_in
from detectors.ads.folding import Folded, fold
from detectors.ads.identifiers import Identifier, identifier_at
from detectors.ads.links import links_in
from detectors.ads.records import Contact, ContactKind
from detectors.ads.telling import as_told

# What stands between an announcer and the name, or between two announcers.
_QUOTED = (
    r"[“\"「『'《【](?=[^”\"」』'》】\n]{0,11}[\u3400-\u9fff])"
    r"[^“”\"「」『』《》【】\d\n]{1,12}[”\"」』'》】]"
)
_LINK_WORD = (
    r"[即就][是为]?|也是|一样|一致|相同|同一个?|号码?|同步?号?|账号|帐号|id|咨询|"
    r"联系(?:人|方式|我)?|客服|老师|经理|师傅|请|"
    r"加我?|我的|我|搜索?|添加|好友|在线|是|为|也是|或者?|和|及|[群裙]|都|通用|办证|"
    r"详(?:聊|情|谈)|了解|直接|点击|复制|私聊|私|热线|报名|"
    r"[\u3400-\u9fff]{1,4}\s?(?=[a-z])|[\u3400-\u9fff]{1,5}:(?=\s?[a-z0-9])|"
    r"[\u3400-\u9fff](?:老师|经理|工|姐|哥|总|先生|女士|师傅|主任)|"
    rf"(?:昵称|网名|名字|名称)?[:是叫为]?\s?{_QUOTED}|[(\[【][\u3400-\u9fff]{{2,8}}[)\]】]"
)
_SKIP = re.compile(rf"(?:{_LINK_WORD}|[^\w\u3400-\u9fff]|[乄丶丨灬丿]|\n){{0,8}}")
_SAME = re.compile(
    r"[\s:,，]?[(\[（【/]?\s?(?:号码?)?[都全也]?是?"
    r"(?:同(?:一个?|上面?|此)?(?:手机|电话)?号?|同步|一样|一致|相同|通用|一个号|[这此本]个?号?码?)"
    r"(?![学行事城时款意])"
)
# What makes the service named next another name of the number before it.
_ADD_IT = re.compile("[可以能]加")
_SAME_BEFORE = ("同", "同步", "即", "就是", "也是")
_LANDLINE = re.compile(
    r"(?<![\d.\-])(?:\(?0\d{2,3}\)?[\-\s]?\d{3,4}\s?\d{4}(?!\d)|"
    r"(?:400|800)[\-\s]?\d{3,4}[\-\s]?\d{3,4}(?![\d\-]))"
)
# 加 and + alone announce WeChat, where a name with digits follows.
_PLUS_NAME = re.compile(
    r"(?:加我?|\+|call|滴|联系|找)\s?:?\s?(?=[a-z][a-z0-9_\-]{4,}[0-9_])"
)
_AT_NAME = re.compile(r"(?<![\w@/.])@([a-z][a-z0-9_]{3,31})(?![\w.@])")
_BEFORE = 40
_TAIL = re.compile(r"([a-z][a-z0-9_\-]{4,19}|\d{5,12})[\s(（,，:]{0,3}$")
_QQ_MIN, _QQ_MAX = 5, 12
_NAME_MIN = 5
_MOBILE = re.compile(r"1[3-9]\d{9}")


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
    folded = as_told(folded)
    found = list(links_in(folded))
    taken = [(folded.at(c.start), folded.at(c.end)) for c in found]
    for read in (_announced, _unannounced, _numbers):
        more = list(read(folded, taken))
        found += more
        taken += [(folded.at(c.start), folded.at(c.end)) for c in more]
    found.sort(key=lambda contact: (contact.start, contact.end))
    found += [_from_qr(payload) for payload in qr_payloads]
    return tuple({contact.key: contact for contact in reversed(found)}.values())[::-1]


def _announced(folded: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[Contact]:
    """Yield names that an announcer stands before, or behind."""
    before: Contact | None = None
    for group in announced_in(folded, taken):
        services: list[ContactKind] = [k for k in group.kinds if k != "phone"]
        name = _name(folded, group, before, taken) if services else None
        if name is None or overlaps(name.start, name.end, taken):
            continue
        if _is_called(folded.text, group, name):
            services.append(ContactKind.PHONE)
        for kind in services:
            if _fits(kind, name.value):
                before = _contact(folded, kind, name.value, name.start, name.end)
                yield before


def _unannounced(folded: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[Contact]:
    """Yield names behind a mere plus or at sign."""
    text = folded.text
    for match in _PLUS_NAME.finditer(text):
        name = identifier_at(text, match.end(), len(text))
        if (
            name
            and len(name.value) > _NAME_MIN
            and not overlaps(name.start, name.end, taken)
        ):
            yield _contact(folded, ContactKind.WECHAT, name.value, name.start, name.end)
    for match in _AT_NAME.finditer(text) if "@" in text else ():
        if not overlaps(*match.span(), taken):
            yield _contact(folded, ContactKind.TELEGRAM, match[1], *match.span(1))


def _numbers(folded: Folded, taken: Sequence[tuple[int, int]]) -> Iterator[Contact]:
    """Yield telephone numbers that stand outside of other contacts."""
    for digits, start, end in mobiles_in(folded.text):
        if not overlaps(start, end, taken):
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
) -> Identifier | None:
    """Return the name behind an announcer, or the one before it (… 微信同号)."""
    text = folded.text
    limit = min([group.limit, *(first for first, _ in taken if first >= group.end)])
    skipped = _SKIP.match(text, group.end, limit)
    begin = skipped.end() if skipped else group.end
    name = identifier_at(text, begin, limit)
    if name is not None:
        return name
    said = _SAME.match(text, group.end)
    if not said and not _is_same(text, group):
        return None
    name = _name_before(folded, group.start, before)
    # Without the word itself only a telephone can be an account as well.
    return name if said or (name and _MOBILE.fullmatch(name.value)) else None


def _is_same(text: str, group: Announced) -> bool:
    """Return whether the number named before is the account: 电话即微信, （同V）."""
    return (
        (len(group.kinds) > 1 and ContactKind.PHONE in group.kinds)
        or text.endswith(_SAME_BEFORE, 0, group.start)
        or _ADD_IT.match(text, max(0, group.start - 1)) is not None
    )


def _name_before(folded: Folded, at: int, before: Contact | None) -> Identifier | None:
    """Return the number or name that ends just before *at*."""
    base = max(0, at - _BEFORE)
    head = folded.text[base:at]
    mobiles = mobiles_in(head)
    if mobiles and at - base - mobiles[-1][2] <= _NAME_MIN:
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
    if not _MOBILE.fullmatch(name.value):
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
        return value.isdigit() and _QQ_MIN <= len(value) <= _QQ_MAX
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
