"""Contacts for made-up texts: invented, disguised, and what is to be read again.

The ways to disguise are written down here on their own, not taken from the reader, so
that what is measured is not what was built. Numbers are drawn at random; mobile
numbers begin with the unassigned 160 to 164.
"""

# ruff: noqa: PLR2004 - chances and sizes of what is drawn

import random
from dataclasses import dataclass

_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "0123456789"
_CIRCLED = dict(zip(_DIGITS, "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
_BLACK = dict(zip(_DIGITS, "⓿❶❷❸❹❺❻❼❽❾", strict=True))
_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_HAN = dict(zip(_DIGITS, "零一二三四五六七八九", strict=True))
_BANK = dict(zip(_DIGITS, "零壹贰叁肆伍陆柒捌玖", strict=True))
_BOLD = {d: chr(0x1D7CE + n) for n, d in enumerate(_DIGITS)} | {
    letter: chr(0x1D41A + ord(letter) - 97) for letter in _LETTERS
}
_BETWEEN = ("乄", "丶", "·", "*", "★", "~", ".", " ", "＋", "♥", "丨", "/", "…", "灬")
_KEYCAP = "\ufe0f\u20e3"

ANNOUNCED = {
    "wechat": (
        "微信", "微信号：", "加微信", "薇信：", "薇：", "加薇", "＋薇", "卫星：",
        "威信：", "VX：", "vx", "V信：", "wx：", "微芯", "Ｖｅｉ：", "V❤", "╬溦：",
        "加V:", "微 信 ", "V X：", "訁：", "WeChat:", "徽信：", "➕V：", "薇芯同步",
        "ⓋⓍ：", "🅥🅧", "溦信", "绿泡泡：", "维❤：", "weixin:",
    ),
    "qq": (
        "QQ：", "qq", "扣扣：", "企鹅：", "企鹅号", "Q：", "扣", "球球：", "ＱＱ:",
        "Q Q：", "抠抠", "加Q",
    ),
    "telegram": (
        "TG：", "电报：", "飞机：", "Telegram:", "tg@", "纸飞机：", "『岱发/TG』——",
        "飞机号@",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A contact, as it goes into a text."""

    kind: str
    value: str
    text: str


def messenger(draw: random.Random, *, level: float) -> Written:
    """Return an announced account; *level* is the chance of a disguise."""
    kind = draw.choices(("wechat", "qq", "telegram"), (7, 2, 1))[0]
    if kind == "qq":
        value = draw.choice("123456789") + _some(draw, _DIGITS, draw.randint(7, 9))
    elif kind == "wechat" and draw.random() < 0.2:
        value = mobile_value(draw)
    else:
        value = _some(draw, _LETTERS, draw.randint(2, 4)) + _some(
            draw, _DIGITS, draw.randint(4, 6)
        )
    usual = draw.random() > level + 0.3
    spelled = draw.choice(ANNOUNCED[kind][:3] if usual else ANNOUNCED[kind])
    if spelled[-1].isascii() and spelled[-1].isalpha():
        spelled += draw.choice(" :")
    return Written(
        kind=kind, value=value, text=spelled + disguised(draw, value, level=level)
    )


def mobile(draw: random.Random, *, level: float) -> Written:
    """Return a mobile number."""
    value = mobile_value(draw)
    return Written(kind="phone", value=value, text=disguised(draw, value, level=level))


def mobile_value(draw: random.Random) -> str:
    """Return eleven digits of a range nobody was given."""
    return f"16{draw.choice('01234')}{_some(draw, _DIGITS, 8)}"


def disguised(draw: random.Random, value: str, *, level: float) -> str:
    """Return *value* as a seller may write it."""
    if draw.random() >= level:
        return value
    return draw.choice(_WAYS)(draw, value)


def _mapped(
    draw: random.Random, value: str, table: dict[str, str], share: float
) -> str:
    return "".join(table.get(c, c) if draw.random() < share else c for c in value)


def _cut(draw: random.Random, value: str, longest: int) -> list[str]:
    parts = []
    while value:
        size = draw.randint(2, longest)
        parts.append(value[:size])
        value = value[size:]
    return parts


def _some(draw: random.Random, letters: str, count: int) -> str:
    return "".join(draw.choice(letters) for _ in range(count))


def _wide(draw: random.Random, value: str) -> str:
    return _mapped(draw, value, _WIDE, 1.0)


def _circled(draw: random.Random, value: str) -> str:
    return _mapped(draw, value, draw.choice((_CIRCLED, _BLACK, _BOLD)), 0.6)


def _spelled(draw: random.Random, value: str) -> str:
    # A name with letters is not spelled out: nobody could tell where it ends.
    tables = (_HAN, _BANK) if value.isdigit() else (_CIRCLED,)
    return _mapped(draw, value, draw.choice(tables), 0.5)


def _in_pieces(draw: random.Random, value: str) -> str:
    return draw.choice(_BETWEEN).join(_cut(draw, value, 4))


def _one_by_one(draw: random.Random, value: str) -> str:
    marks = ("-", " ", "·", "*") if value.isdigit() else _BETWEEN[:6]
    return draw.choice(marks).join(value)


def _keycaps(_: random.Random, value: str) -> str:
    return "".join(c + _KEYCAP if c.isdigit() else c for c in value)


def _unseen(draw: random.Random, value: str) -> str:
    return "\u200b".join(_cut(draw, value, 3))


def _bracketed(draw: random.Random, value: str) -> str:
    return f"【{_mapped(draw, value, _WIDE, 0.5)}】"


def _circled_pieces(draw: random.Random, value: str) -> str:
    parts = _cut(draw, value, 4)
    return draw.choice(_BETWEEN).join(_mapped(draw, p, _CIRCLED, 0.4) for p in parts)


_WAYS = (
    _wide, _circled, _spelled, _in_pieces, _one_by_one, _keycaps, _unseen, _bracketed,
    _circled_pieces,
)  # fmt: skip
