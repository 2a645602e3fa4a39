"""Text with a seller's spellings undone, each character traceable to the raw text.

Almost every trick replaces one character by one: full-width and circled letters and
digits, traditional characters, look-alikes of other scripts, mathematical alphabets.
So folding is one table look-up a character and positions stay as they are; only
invisible characters and signs that stand for several letters cost a list of offsets.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from detectors.names.folding import plain
from detectors.pages.plaintext import normal

TEXT_MAX = 20_000
"""Characters read of one text: the longest post that boards allow, with room; what
comes after is not looked at."""

# Stands for a character that has not exactly one folded form.
_AWKWARD = "\x00"
_CJK_FROM = 0x2E80
# Signs that are drawn like, or said like, the one on the right. Squared and
# regional letters have no decomposition in Unicode.
_SIGNS = {
    **{0x1F170 + n: chr(97 + n) for n in range(26)},  # negative squared
    **{0x1F150 + n: chr(97 + n) for n in range(26)},  # negative circled
    **{0x1F1E6 + n: chr(97 + n) for n in range(26)},  # regional indicators
    **dict.fromkeys(map(ord, "＋➕✚✛✜✙╬╋┼⊕⨁卝"), "+"),
    **dict.fromkeys(map(ord, "：︰﹕∶ː"), ":"),
    **dict.fromkeys(map(ord, "—–‐‑‒―－─━﹣−"), "-"),
    **dict.fromkeys(map(ord, "～〜∼˜"), "~"),
    **dict.fromkeys(map(ord, "＠﹫"), "@"),
    **dict.fromkeys(map(ord, "￥"), "¥"),
    ord("訁"): "讠",
    ord("丅"): "t",
    ord("攷"): "考",
}
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cs", "Cc"})
_HAN = "\u3400-\u9fff"
# 特 种 作 业 证, 免/考: three characters or more, each alone, with one sign between.
_GAP = r"[ /\\|.*_+~@·-]"
_SPLIT = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:{_GAP}[{_HAN}]){{2,}}(?![{_HAN}])")
_GONE = "\x01"
# Words written with another character of the same sound, as filters are passed.
_SAME_SOUND = {
    "殿工": "电工", "店工": "电工", "悍工": "焊工", "汗工": "焊工", "焊公": "焊工",
    "登糕": "登高", "免烤": "免考", "勉考": "免考", "代烤": "代考", "替烤": "替考",
    "办正": "办证", "拿正": "拿证", "正件": "证件", "富款": "付款",
}  # fmt: skip
_SOUNDS = re.compile("|".join(_SAME_SOUND))
_LINES = "\n\r\t"


_OFF = re.compile(f"[{_AWKWARD}{_GONE}]")


class _Forms(dict[int, str]):
    """Folded form of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _one_form(chr(code))
        return self[code]


def _one_form(char: str) -> str:
    form = _form(char)
    return form if len(form) == 1 else _AWKWARD


_FORMS = _Forms()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back."""

    raw: str
    """As written; what lies beyond :data:`TEXT_MAX` is cut."""
    text: str
    """Lower case, simplified characters, ASCII letters and digits."""
    offsets: tuple[int, ...] | None
    """Index in ``raw`` of each folded character and of the end; None: the same."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where folded ``text[start:end]`` stands in the raw text."""
        if self.offsets is None:
            return start, end
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self._after(end - 1)

    def written(self, start: int, end: int) -> str:
        """Return folded ``text[start:end]`` as it was written."""
        first, last = self.span(start, end)
        return self.raw[first:last]

    def at(self, raw_index: int) -> int:
        """Return the folded index at or after *raw_index*."""
        if self.offsets is None:
            return raw_index
        return min(bisect_left(self.offsets, raw_index), len(self.text))

    def _after(self, index: int) -> int:
        """Return the raw index behind the character that gave ``text[index]``."""
        assert self.offsets is not None
        first = self.offsets[index]
        following = index + 1
        while self.offsets[following] == first and following < len(self.text):
            following += 1
        # Invisible characters after the last visible one are not part of it.
        return min(first + 1, self.offsets[following])


def fold(text: str) -> Folded:
    r"""Return *text* folded.

    >>> fold("Ｖ訁➕ ①③⑧ 電工證").text
    'v讠+ 138 电工证'
    >>> folded = fold("免\u200b考")
    >>> folded.text, folded.written(0, 2)
    ('免考', '免\u200b考')
    """
    raw = text[:TEXT_MAX]
    if raw.isascii() and _AWKWARD not in raw:
        return Folded(raw, raw.lower(), None)
    simple = raw.translate(_FORMS)
    if _SPLIT.search(simple):
        simple = _SPLIT.sub(_closed, simple)
    simple = _SOUNDS.sub(_meant, simple)
    if _AWKWARD not in simple and _GONE not in simple:
        return Folded(raw, simple, None)
    return _with_offsets(raw, simple)


def _meant(found: re.Match[str]) -> str:
    """Return the word of the same sound and length."""
    return _SAME_SOUND[found[0]]


def _closed(found: re.Match[str]) -> str:
    """Return a word that was split, its separators marked to be left out."""
    return re.sub(rf"(?<=[{_HAN}]){_GAP}(?=[{_HAN}])", _gone, found[0])


def _gone(found: re.Match[str]) -> str:
    return _GONE * len(found[0])


def _with_offsets(raw: str, simple: str) -> Folded:
    """Return *raw* folded where some characters have no form or several letters."""
    pieces: list[str] = []
    offsets: list[int] = []
    done = 0
    for found in _OFF.finditer(simple):
        index = found.start()
        form = "" if found[0] == _GONE else _form(raw[index])
        pieces += simple[done:index], form
        offsets += range(done, index)
        offsets += [index] * len(form)
        done = index + 1
    pieces.append(simple[done:])
    offsets += range(done, len(raw) + 1)
    return Folded(raw, "".join(pieces), tuple(offsets))


def _form(char: str) -> str:
    """Return the folded form of one character: mostly one, none or few."""
    code = ord(char)
    if code in _SIGNS:
        return _SIGNS[code]
    if char in _LINES:
        return char
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category in {"No", "Nl", "Nd"} and (digits := _digits(char)):
        return digits
    wide = unicodedata.normalize("NFKC", char).strip() or " "
    if len(wide) == 1 and ord(wide) < _CJK_FROM:
        return plain(wide)[:1] or wide
    # ⒜ and ㈠ are drawn with brackets that nobody reads.
    return normal(wide).lower().strip("()〔〕. ") or " "


def _digits(char: str) -> str:
    """Return what a numeral sign counts, or empty where it is a letter or a share."""
    letter = unicodedata.normalize("NFKC", char)
    if len(letter) == 1 and letter.isalpha():
        return letter.lower()
    value = unicodedata.numeric(char, -1.0)
    return str(int(value)) if value >= 0 and value == int(value) else ""
