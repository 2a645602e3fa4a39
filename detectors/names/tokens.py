"""What is protected: the letters and characters by which a body is named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from casebook.profiles import Kind, Profile
from detectors.names.folding import plain
from detectors.names.pinyin import spelt, syllables
from detectors.names.suffixes import Parts, cut
from detectors.names.words import WORDS, Role

SHORT_LETTERS = 4
"""Up to here a token may be anything, so it needs context."""
_TIGHT_LETTERS = 6
_VOWELS = frozenset("aeiou")
_WORD_HANZI = 2
ONE_EDIT_LETTERS = 5
TWO_EDIT_LETTERS = 12
OF_HOSTS = frozenset({"whole", "ending", "host", "label", "combined"})
"""Kinds of tokens that were made of an official host."""
_SPELT_RIGHT = frozenset({"suffix", "whole", "ending", "initials", "mixed"})
"""What deceives by being exact, holds such a part, or is near too much else."""

_NAME_WORDS = re.compile(
    "中华人民共和国|中国|国家|政府网站|官方网站|官网|门户网站|信息查询平台|查询平台"
    "|信息网|信息|查询|平台|公众号|网站|全国|联网|系统|及|的|·|[^\u3400-\u9fff]+"
)
_HANZI = re.compile("[\u3400-\u9fff]")
_HANZI_ONLY = re.compile("[\u3400-\u9fff]{3,}")
_NAME_MIN_HANZI = 4
_SHORTENED_MOST = 8
_MIXED_MOST = 8
_MIXED_LETTERS = 7
_PLACE = re.compile(
    "^(?:"
    + "|".join(w for w in WORDS if WORDS[w].role is Role.PLACE and not w.isascii())
    + ")(?:省|市|壮族|回族|维吾尔)*(?:自治区)?"
)
_ENGLISH_WORDS = re.compile("of the people['’]s republic of china|^the ")
_NAME_MIN_LETTERS = 8
_LABEL_MIN_LETTERS = 3
_OFFICES = frozenset({"bu", "ju", "ting", "wei", "shu", "yuan", "fu", "wang"})
"""Last syllables of what is one body: ministry, bureau, department, site."""
_NATIONAL = ("china", "guojia", "zhongguo", "quanguo", "national")
_ASKING = ("chaxun", "yanzheng")
_SUBJECTS = ("safety", "emergency")
COMBINED = ("chaxun", "zhengshu")
"""With these a short label is long enough to be known misspelt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One protected string."""

    text: str
    """As an official name has it: letters without separators, or characters."""
    profile: str
    kind: str
    """``whole`` (a host from end to end), ``ending`` (a registered label with its
    public suffix), ``host`` (labels of a host), ``label`` (one of them),
    ``combined`` (a short one with a context word), ``letters``
    (as the profile lists them), ``reading`` (pinyin of a name), ``initials`` (of that),
    ``mixed`` (some of its words in full, some as initials),
    ``characters``, ``phrase`` (a general part of a name) or ``suffix``."""
    body_kind: Kind
    """Of the profile."""
    shown: str
    """As people know it, such as ``mem.gov.cn``."""

    @property
    def edits(self) -> int:
        """How many typos it may have and still be known."""
        letters = len(self.text)
        if self.kind in _SPELT_RIGHT or self.is_short:
            return 0
        return 2 if letters >= TWO_EDIT_LETTERS else 1

    @property
    def is_short(self) -> bool:
        """Whether it needs context: few letters, or a word of two characters."""
        if not self.text.isascii():
            return len(self.text) <= _WORD_HANZI
        return len(self.text) <= SHORT_LETTERS or is_word(self.text)

    @property
    def is_trade(self) -> bool:
        """Whether it says what a body is about, not which body: the trade's own word.

        A school or a fair of the trade may have it in its name.
        """
        is_word = self.kind == "letters" or (
            self.kind == "reading" and self.body_kind is Kind.PLATFORM
        )
        return is_word and is_trade(self.text)

    @property
    def is_national(self) -> bool:
        """Whether it begins with the nation, as a body's name does."""
        return self.text.startswith(_NATIONAL)

    @property
    def touching(self) -> int | None:
        """How many letters of other words may touch it; None: as many as may be.

        ``cxmem`` stands in ``cxmemory``, and initials in longer initials.
        """
        if self.kind == "suffix" or not self.text.isascii():
            return None
        if len(self.text) > _TIGHT_LETTERS:
            return None
        return 1 if set(self.text) & _VOWELS else 0


@cache
def is_word(text: str) -> bool:
    """Whether *text* is the pinyin of two characters: many words read alike.

    >>> is_word("xuexin"), is_word("yingjibu")
    (True, False)
    """
    return len(spelt(text)) == _WORD_HANZI


@cache
def is_trade(text: str) -> bool:
    """Whether *text*, pinyin or English, names no office and asks nothing.

    >>> is_trade("tezhongzuoye"), is_trade("yingjiguanlibu"), is_trade("chinasafety")
    (True, False, True)
    """
    read = spelt(text)
    if read:
        is_long = len(read) > _WORD_HANZI
        return is_long and not (read[-1] in _OFFICES or text.endswith(_ASKING))
    return any(word in text for word in _SUBJECTS) and "ministry" not in text


def tokens_of(profile: Profile, suffixes: frozenset[str]) -> Iterator[Token]:
    """Yield what *profile* protects, once each.

    Args:
        profile: the body.
        suffixes: where only government registers, by all profiles.
    """
    seen: set[str] = set()
    for text, kind, shown in _all(profile, suffixes):
        known = text in WORDS and kind != "suffix"
        if text not in seen and len(text) > 1 and not known:
            seen.add(text)
            yield Token(
                text=text,
                profile=profile.name,
                kind=kind,
                body_kind=profile.kind,
                shown=shown,
            )


def _all(profile: Profile, suffixes: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    for host in profile.hosts:
        yield from _of_host(host, suffixes)
    for suffix in profile.suffixes:
        if "." in suffix:
            yield suffix.replace(".", ""), "suffix", suffix
    for token in profile.host_tokens:
        text = plain(token).replace("-", "").replace(".", "")
        yield text, "characters" if _HANZI.search(text) else "letters", token
        for mixed in _mixed(syllables(text) if _HANZI.search(text) else spelt(text)):
            yield mixed, "mixed", token
    for name in (*profile.names, *profile.accounts):
        yield from _of_name(name, own=profile.kind is not Kind.GENERIC)


def _of_host(host: str, suffixes: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    parts = _cut(host, suffixes)
    chosen = tuple(label for label in parts.chosen if label != "www")
    if not chosen or not parts.suffix:
        return
    suffix = parts.suffix.split(".")
    own = chosen[-1].replace("-", "")
    for start in range(len(chosen)):
        labels = [label.replace("-", "") for label in chosen[start:]]
        if _says_nothing(own):
            continue  # yjglt.henan.gov.cn: the label below is protected by itself
        shown = ".".join((*chosen[start:], parts.suffix))
        state = suffix[0] in WORDS and WORDS[suffix[0]].role is Role.STATE
        # Below a government's suffix nobody else can spell it nearly right.
        free = start == len(chosen) - 1 and not state
        yield "".join((*labels, *suffix)), "ending" if free else "whole", shown
        if len(suffix) > 1:  # memgov, ostaorg: how people write it
            kind = "host" if state else "whole"
            yield "".join((*labels, suffix[0])), kind, shown
        if start < len(chosen) - 1:
            yield "".join(labels), "host", shown
    for label in chosen:
        if not _says_nothing(label):
            root = f"{label}.{parts.suffix}" if label == chosen[-1] else host
            yield from _of_label(label.replace("-", ""), root)


def _of_label(label: str, shown: str) -> Iterator[tuple[str, str, str]]:
    yield label, "label", shown
    if len(label) <= SHORT_LETTERS:
        for word in COMBINED:
            yield label + word, "combined", shown
            yield word + label, "combined", shown


def _cut(host: str, suffixes: frozenset[str]) -> Parts:
    for suffix in suffixes:
        if host.endswith(f".{suffix}"):
            chosen = host.removesuffix(f".{suffix}").split(".")
            return Parts(chosen=tuple(chosen), suffix=suffix, shared=False)
    return cut(host)


def _says_nothing(label: str) -> bool:
    return label in WORDS or len(label) < _LABEL_MIN_LETTERS


def _of_name(name: str, *, own: bool) -> Iterator[tuple[str, str, str]]:
    if name.isascii():
        letters = re.sub("[^a-z]", "", _ENGLISH_WORDS.sub("", name.lower()))
        if len(letters) >= _NAME_MIN_LETTERS:
            yield letters, "letters", name
        return
    if own and _HANZI_ONLY.fullmatch(name):
        yield plain(name), "characters", name
    pieces = [p for p in _NAME_WORDS.split(name) if len(p) >= _NAME_MIN_HANZI]
    for piece in pieces:
        for form in _forms(piece):
            yield form, "characters" if own else "phrase", name
            read = syllables(form) if own else ()
            if read:
                yield "".join(read), "reading", name
                yield "".join(syllable[0] for syllable in read), "initials", name
                for mixed in _mixed(read):
                    yield mixed, "mixed", name
    bare = _PLACE.sub("", pieces[0]) if own and pieces else ""
    if len(bare) > _NAME_MIN_HANZI:
        yield bare[:_NAME_MIN_HANZI], "phrase", name


def _mixed(read: tuple[str, ...]) -> Iterator[str]:
    """Yield a reading with some of its words in full and some as initials.

    >>> list(_mixed(("ying", "ji", "guan", "li")))
    ['yingjigl', 'yjguanli']
    """
    if not _NAME_MIN_HANZI <= len(read) <= _MIXED_MOST:
        return
    words = [read[at : at + _WORD_HANZI] for at in range(0, len(read), _WORD_HANZI)]
    ways = (("".join(word), "".join(part[0] for part in word)) for word in words)
    full, *mixed, _ = ("".join(way) for way in product(*ways))
    yield from (text for text in mixed if len(text) >= _MIXED_LETTERS and text != full)


def _forms(piece: str) -> Iterator[str]:
    """Yield a name as people write it: without its place, and cut short.

    >>> list(_forms("江苏省应急管理厅"))
    ['应急管理厅', '应急厅']
    """
    bare = _PLACE.sub("", piece)
    if len(bare) < _NAME_MIN_HANZI:
        bare = piece
    yield bare
    if bare[-1] in "部厅局委" and _NAME_MIN_HANZI < len(bare) <= _SHORTENED_MOST:
        yield bare[:2] + bare[-1]
