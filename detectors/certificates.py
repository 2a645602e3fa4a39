"""A certificate, licence or score shown as a table: which kinds of fields it has.

Labels are told by what they ask, with their synonyms, because copies rename them; a
body's own words for them stand in its profile.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from detectors.organs import is_other, state_organ
from detectors.pages.guard import Words
from detectors.pages.page import Page
from detectors.pages.plaintext import flat

KINDS: Mapping[str, re.Pattern[str]] = {
    "person": re.compile(
        r"^(?:姓名|持证人|持有人|考生|学员|人员姓名|证书持有人|本人|持证人员|持卡人)"
    ),
    "identity": re.compile(r"身份证|证件号|身份号|公民身份|^证件$|证件类型"),
    "number": re.compile(
        r"(?:证书|证件|证|资格证|操作证|登记|档案|成绩单|报告单|防伪|查询)(?:编号|"
        r"号码|号|序列)|准考证|^编号$|^证号$"
    ),
    "kind": re.compile(
        r"作业类别|操作项目|准操|工种|职业|专业|资格名称|证书名称|证书类别|级别|等级|"
        r"岗位|类别$|行业|项目$"
    ),
    "date": re.compile(
        r"(?:初领|初次|发证|签发|颁发|批准|复审|审验|有效|领证|取得|核发|到期|首领|"
        r"换证|毕业).{0,6}(?:日期|时间|期|至|起|止)$|效期"
    ),
    "issuer": re.compile(
        r"(?:发证|签发|颁发|核发|发放|审批|授予|批准|管理|评价)(?:机关|单位|机构|"
        r"部门|院校)|^颁证"
    ),
    "status": re.compile(
        r"(?:证书|证件|持证|查询|核验|验证)?(?:状态|结果)$|是否有效|真伪"
    ),
    "score": re.compile(
        r"^(?:总分|总成绩|笔试成绩|口试成绩|听力|阅读|写作|翻译|理论成绩|实操成绩|"
        r"成绩|考试成绩|合格标准|政治|外国语|业务课)"
    ),
    "gender": re.compile(r"^性别$"),
}
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in KINDS.values()))
_DATE = re.compile(r"(?:19|20)\d{2}\s*[-年./]\s*\d{1,2}\s*[-月./]?\s*\d{0,2}")
_MASKED = re.compile(r"\d{3,8}[*＊xX]{4,}\w{0,4}|^[\u4e00-\u9fff][*＊○某]{1,2}")
_LONG_NUMBER = re.compile(r"^[A-Za-z]{0,4}\d{9,20}[Xx]?$")
# Cheap first look: no answer lacks two of these.
_WORDS = (
    *("姓名", "持证人", "证件号", "身份", "编号", "证号", "总分", "有效期", "效期"),
    *("发证", "签发", "核发", "颁发", "作业类别", "工种", "准考"),
)
_FIRST_LOOK = Words(_WORDS)
_WORTH = re.compile("|".join(_WORDS))
_WORTH_MIN = 2
_LABEL_MAX = 14
_VALUE_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of what is shown."""

    kind: str
    label: str
    value: str
    """What stands beside or below it; empty where nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The rows of an answer."""

    rows: tuple[Row, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of fields that have a value."""
        return frozenset(row.kind for row in self.rows if row.value)

    @property
    def is_answer(self) -> bool:
        """Whether there are values as only an answer has: dates, numbers, masks."""
        return any(
            _DATE.search(row.value)
            or _MASKED.search(row.value)
            or _LONG_NUMBER.match(row.value)
            for row in self.rows
        )

    @property
    def issuing_organ(self) -> str:
        """The state organ named as the issuer, or empty."""
        values = [row.value for row in self.rows if row.kind == "issuer"]
        return next((organ for v in values if (organ := state_organ(v))), "")

    @property
    def issuing_other(self) -> str:
        """The company, school or other body named as the issuer, or empty."""
        values = [row.value for row in self.rows if row.kind == "issuer"]
        return next((v for v in values if is_other(v) and not state_organ(v)), "")


def read_certificate(page: Page) -> Certificate:
    """Return the certificate that *page* shows, without rows where it shows none.

    A label and its value may share a line or not, and may share an element or not;
    the reading that gives more kinds of fields is taken.
    """
    if page not in _read:
        _read[page] = _certificate(page)
    return _read[page]


# Held weakly: a page that is done with gives its memory to the next one.
_read: WeakKeyDictionary[Page, Certificate] = WeakKeyDictionary()


def _certificate(page: Page) -> Certificate:
    if len(_FIRST_LOOK.found(page.flat)) < _WORTH_MIN:
        return Certificate(rows=())
    if len(set(_WORTH.findall(page.flat))) < _WORTH_MIN:  # 有效期 is one word
        return Certificate(rows=())
    readings = [Certificate(rows=_rows(runs)) for runs in (page.lines, page.pieces)]
    return max(readings, key=lambda shown: len(shown.kinds))


def _rows(runs: tuple[str, ...]) -> tuple[Row, ...]:
    """Return the labelled rows among *runs*, the first of each label."""
    found: dict[str, Row] = {}
    for label, value in _pairs(runs):
        if label.isascii() or not _ANY.search(label):
            continue
        key = flat(label)
        kind = next((k for k, pattern in KINDS.items() if pattern.search(label)), "")
        if kind and key not in found:
            found[key] = Row(kind=kind, label=label, value=value)
    return tuple(found.values())


def _pairs(lines: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what can be label and value: on one line, or one below the other."""
    for number, text in enumerate(lines):
        head, colon, tail = text.partition(":")
        if colon and len(head) <= _LABEL_MAX:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            yield head.strip(), (tail.strip() or below)[:_VALUE_MAX]
        elif len(text) <= _LABEL_MAX:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            yield text, below[:_VALUE_MAX]
        elif len(text) <= _LABEL_MAX + _VALUE_MAX and " " in text:
            head, _, tail = text.partition(" ")
            if len(head) <= _LABEL_MAX:
                yield head, tail.strip()[:_VALUE_MAX]
