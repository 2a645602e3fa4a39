"""Names of people, told by the labels that stand beside them.

A counterfeit that shows a certificate shows its holder. Nothing here knows who is a
person: a name is what stands next to a label such as 姓名 and reads like a name. The
words it goes by are in ``names.toml``.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from urllib.parse import quote, unquote_plus

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_GAP = rf"[ \t\u3000\u00a0{_HIDDEN}]{{0,2}}"
_TAGS = rf"(?:<[^<>]{{0,120}}>|[ \t\u3000\u00a0{_HIDDEN}]){{0,3}}"
"""What may stand between two characters of a name in markup."""

_DOTTED = re.compile(
    rf"[{_HAN}]{{1,12}}(?:{_GAP}[·•・‧．]{_GAP}[{_HAN}]{{1,12}}){{1,4}}"
)
_SPACED = re.compile(rf"[{_HAN}](?:[ \u3000\u00a0]{{1,2}}[{_HAN}]){{1,2}}(?![{_HAN}])")
_RUN = re.compile(rf"[{_HAN}]+")
_LATIN = re.compile(r"[A-Z][A-Za-z'’-]+(?:(?:, ?| )[A-Z][A-Za-z'’.-]*){0,3}")
_INVISIBLE = re.compile(f"[{_HIDDEN}]")
_MARKUP = re.compile(r"(<[^<>]*>)")

_LONGEST = 4
"""Characters of a Chinese name that is written without a dot."""
_WINDOW = 60
"""Characters after a label in which its name stands."""
_CLUES = ("名", "持", "考生", "学员", "ame", "AME", "older", "OLDER")
"""A text with none of these has no label: most are not looked at twice."""

_NUMBERED = re.compile(r"\s*[（(]?[0-9]{1,2}[)）.、．]\s{0,2}(?=\D)")
_JOINT = re.compile(
    rf"{_GAP}(?:[、,，;；/／|&＆]|和|及|与|以及|[\s\u3000]|{_NUMBERED.pattern})"
    rf"[\s\u3000]{{0,2}}(?:{_NUMBERED.pattern})?"
)
"""What stands between two names of a list."""
_AND_OTHERS = re.compile(r"等(?:[一二两三四五六七八九十0-9]|人|考生|学员|$)")
_LISTED_MOST = 200
"""Names after one label."""

_IN_QUERY = re.compile(
    r"(?<=[?&;#])((?:xm|xingming|name|username|realname|truename|fullname|姓名|"
    r"%E5%A7%93%E5%90%8D)=)([^&#\s]{1,200})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What ``names.toml`` says, ready to be asked."""

    label: re.Pattern[str]
    """All of a cell that says that a name stands beside or below it."""
    inline: re.Pattern[str]
    """A label in running text, with what stands before and behind it."""
    refused: re.Pattern[str]
    fields: re.Pattern[str]
    joined: re.Pattern[str]
    """A word that joins two names, as in 张三和李四."""
    surnames: frozenset[str]
    compound: tuple[str, ...]
    words: frozenset[str]


@cache
def _words() -> _Words:
    text = resources.files("reports").joinpath("names.toml").read_text("utf-8")
    table = tomllib.loads(text)
    # People space labels out to make columns meet: 姓　名.
    named = _any(_GAP.join(one) for one in table["named"])
    holding, english = _any(table["holding"]), _any(table["english"])
    owners = _any([*table["holding"], "人员", "申请人", "报考人"])
    surnames = frozenset(table["surnames"]) - {"\n"}
    colon = r"[\"'”]?\s{0,4}[:：=|]\s{0,4}[\"'“]?"
    return _Words(
        label=re.compile(
            rf"(?:(?:{owners})?的?(?:{named})(?:\s?[(（/]?\s?name[)）]?)?|{holding}"
            rf"|{english})\s?[:：]?",
            re.IGNORECASE,
        ),
        inline=re.compile(
            rf"(?P<other>{_any(table['others'])})?(?:"
            rf"(?:{named})(?:\s?[(（/]\s?name\s?[)）])?(?P<open>{colon}|\s{{0,3}})"
            rf"|(?:{holding}){colon}"
            rf"|(?<![\w.-])(?<![A-Za-z] )(?:{english})\s{{0,2}}[:：]\s{{0,4}})",
            re.IGNORECASE,
        ),
        refused=re.compile(
            rf"(?:{_any(table['refused'])}|(?:{_any(table['refused_english'])})\b)",
            re.IGNORECASE,
        ),
        fields=re.compile(_any(table["fields"])),
        joined=re.compile(
            rf"(?<=[{_HAN}]{{2}})(?:以及|和|及|与)(?=[{''.join(sorted(surnames))}])"
        ),
        surnames=surnames,
        compound=tuple(table["compound"]),
        words=frozenset(table["words"]),
    )


def is_label(text: str) -> bool:
    """Whether a cell with *text* says that a name stands beside or below it.

    >>> is_label("持证人姓 名："), is_label("姓名不能为空"), is_label("域名")
    (True, False, False)
    """
    return _words().label.fullmatch(" ".join(text.split())) is not None


def name_in(value: str) -> str:
    """Return the name that *value* begins with, or empty where it is none.

    >>> name_in("张三 性别：男"), name_in("请输入姓名"), name_in("Li Lei")
    ('张三', '', 'Li Lei')
    """
    words = _words()
    text = _INVISIBLE.sub("", value.strip().lstrip("\"'“（(【["))
    if not text or words.refused.match(text):
        return ""
    for form in (_DOTTED, _SPACED, _LATIN):
        if found := form.match(text):
            is_word = words.fields.search("".join(found[0].split()))
            return "" if is_word else found[0].rstrip(" ,.")
    run = _RUN.match(text)
    if run is None:
        return ""
    ends = (words.fields.search(run[0]), words.joined.search(run[0]))
    name = run[0][: min((end.start() for end in ends if end), default=None)]
    if len(name) <= _LONGEST:
        return name if len(name) > 1 else ""
    if name[0] not in words.surnames:
        return ""
    return name[: 4 if name.startswith(words.compound) else 3]


def names_in(value: str) -> Iterator[str]:
    """Yield the names in *value*: the one it begins with, and those listed after it.

    >>> [*names_in("张三、李四和王五，男")], [*names_in("张三，高压电工")]
    (['张三', '李四', '王五'], ['张三'])
    """
    return (name for _, _, name in _listed(value, 0, name_in))


def labelled(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where names begin and end that stand after a label in *text*, and they.

    >>> [*labelled("姓名：张三，证书有效")]
    [(3, 5, '张三')]
    """
    if not any(clue in text for clue in _CLUES):
        return
    last = 0
    for found in _words().inline.finditer(text):
        if found["other"] or found.end() < last:
            continue  # a label among the names of a list is not read twice
        is_set_off = found["open"] is None or bool(found["open"].strip())
        for one in _listed(text, found.end(), name_in if is_set_off else _bare_name):
            last = one[1]
            yield one


def hide_labelled(text: str) -> str:
    """Return *text* with the names masked that stand after a label in it.

    >>> hide_labelled("姓名：张三，证书有效")
    '姓名：张*，证书有效'
    >>> hide_labelled("姓名：1.张三 2.李四")
    '姓名：1.张* 2.李*'
    >>> hide_labelled("请输入姓名和证件号码")
    '请输入姓名和证件号码'
    """
    parts, last = [], 0
    for start, end, name in labelled(text):
        parts += [text[last:start], hidden(name)]
        last = end
    return "".join([*parts, text[last:]])


def hide_in_query(url: str) -> str:
    """Return *url* with names masked in parameters that are called so.

    >>> hide_in_query("http://a.test/q?xm=%E5%BC%A0%E4%B8%89&id=7")
    'http://a.test/q?xm=***&id=7'
    """

    def hide_one(found: re.Match[str]) -> str:
        readings = (
            unquote_plus(found[2], encoding=one) for one in ("utf-8", "gb18030")
        )
        named = any(name_in(value) for value in readings if "\ufffd" not in value)
        return f"{found[1]}***" if named else found[0]

    return _IN_QUERY.sub(hide_one, url) if "=" in url else url


def hide(text: str, names: frozenset[str], *, markup: bool = False) -> str:
    """Return *text* with every one of *names* masked, percent-encoded ones too.

    Args:
        text: any text.
        names: as :func:`name_in` gives them.
        markup: whether tags may stand between the characters of a name.

    >>> hide("查到张三的证书", frozenset({"张三"}))
    '查到张*的证书'
    """
    return _pattern(names, markup).sub(_hide_found, text) if names else text


def reads_like_one(name: str) -> bool:
    """Whether *name* can be looked for away from its label.

    >>> reads_like_one("张三"), reads_like_one("安全"), reads_like_one("验证码")
    (True, False, False)
    """
    words = _words()
    is_known = name[:1] in words.surnames and name not in words.words
    return is_known or _DOTTED.fullmatch(name) is not None or _is_latin(name)


def hidden(name: str) -> str:
    """Return *name* with all but the first character of it, or of each word, masked.

    >>> hidden("张三"), hidden("买买提·艾力"), hidden("Li Lei")
    ('张*', '买**·**', 'L* L**')
    """
    first = rf"(?<![A-Za-z])[A-Za-z]|^[{_HAN}]"
    kept = {found.start() for found in re.finditer(first, name)}
    return "".join(
        sign if number in kept or not sign.isalnum() else "*"
        for number, sign in enumerate(name)
    )


def _listed(
    text: str, start: int, read: Callable[[str], str]
) -> Iterator[tuple[int, int, str]]:
    """Yield where the names of a list that begins at *start* stand, and they.

    The first is whatever *read* takes for one; any further must read like one.
    """
    numbered = _NUMBERED.match(text, start)
    at = numbered.end() if numbered else start
    for _ in range(_LISTED_MOST):
        name = read(text[at : at + _WINDOW])
        if not name:
            return
        begin = text.index(name[0], at)
        written = re.compile(_GAP.join(map(re.escape, name))).match(text, begin)
        end = written.end() if written else begin + len(name)
        yield begin, end, name
        joint = _JOINT.match(text, end)
        if joint is None:
            return
        at, read = joint.end(), _further_name


def _further_name(rest: str) -> str:
    """Return the name that follows another in a list, or empty where none does.

    A name has two or three characters, or a surname of two; what a colon follows is
    the next label.
    """
    others = _AND_OTHERS.search(rest)
    name = _bare_name(rest[: others.start()] if others else rest)
    if not name or rest[len(name) :].lstrip()[:1] in {":", "："}:
        return ""
    is_short = len(name) < _LONGEST or name.startswith(_words().compound)
    return name if is_short or _DOTTED.fullmatch(name) else ""


def _bare_name(rest: str) -> str:
    """Return the name after a label that at most a space sets off.

    It must read like a name all the more: a common surname, and an end.
    """
    words, text = _words(), _INVISIBLE.sub("", rest.lstrip())
    name = name_in(text)
    if not name or name[0] not in words.surnames or name in words.words:
        return ""
    after = text[len(name) :]
    ends = not re.match(f"[{_HAN}]", after) or words.fields.match(after)
    return name if ends or words.joined.match(text, len(name)) else ""


def _is_latin(name: str) -> bool:
    return name.isascii() and _LATIN.fullmatch(name) is not None


def _hide_found(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith("%"):
        return "***"
    parts = _MARKUP.split(text)
    first = next(number for number in range(0, len(parts), 2) if parts[number].strip())
    parts[::2] = [
        hidden(part) if number == first else re.sub(r"\w", "*", part)
        for number, part in zip(range(0, len(parts), 2), parts[::2], strict=True)
    ]
    return "".join(parts)


@lru_cache(maxsize=64)
def _pattern(names: frozenset[str], markup: bool) -> re.Pattern[str]:
    forms: list[str] = []
    for name in sorted(names, key=lambda one: (-len(one), one)):
        if name.isascii():
            words = r"[\s,.]{1,3}".join(map(re.escape, re.split(r"[ ,.]+", name)))
            forms.append(rf"(?<![A-Za-z]){words}(?![A-Za-z])")
            continue
        signs = "".join(name.split())
        forms.append((_TAGS if markup else _GAP).join(map(re.escape, signs)))
        forms += [re.escape(quote(signs, encoding=c)) for c in ("utf-8", "gb18030")]
    return re.compile("|".join(forms), re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    """Return a pattern of *words*, the longest tried first."""
    return "|".join(sorted(words, key=lambda one: (-len(one), one)))
