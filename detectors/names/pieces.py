"""What the letters of a name may be read as, and what each piece tells.

A piece is worth the log of how much likelier its letters are in a name made to imitate
a body than in an innocent one: rare letters tell more, and one word chosen among many
tells less.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, inf, log
from typing import NamedTuple

from casebook.profiles import Kind
from detectors.names.background import surprise
from detectors.names.edits import edit_nats
from detectors.names.index import View
from detectors.names.letters import Letters
from detectors.names.nearby import near_word, stretches
from detectors.names.pinyin import spelt
from detectors.names.tokens import COMBINED, OF_HOSTS, Token
from detectors.names.words import Role, Word

# All figures are nats, fitted by hand on the train halves of the generated names and
# of the innocent list (benchmarks/screen.py prints both halves), 2026-11-23.
PREFERRED = {
    "whole": 2.5,
    "ending": 2.5,
    "host": 2.5,
    "suffix": 2.5,
    "label": 1.3,
    "letters": 1.2,
    "phrase": -4.0,
}
"""What is imitated more often than the average protected word, by kind; a part of a
name that others may carry too, less."""
WRITTEN_OF = {Kind.BODY: -17.0, Kind.GENERIC: -17.0, Kind.PLATFORM: -14.5}
"""Log of the chance that a lawful owner names the body, or what a platform is about,
in full: schools that train for a certificate have its name in theirs."""
SPOKEN = frozenset({"letters", "reading", "initials", "mixed", "characters", "phrase"})
"""Kinds of tokens that one who only writes of the body would use."""
ENDING = 2.8
"""The public suffix completes the word: ``.cn`` after ``gov``."""
CROSSING = {"": 0.0, "-": -0.3, ".": -1.0}
"""A separator inside a protected word that has none by nature."""
JOINT = 1.2
"""A separator inside letters that were labels of a host."""
DISGUISE = {"": 0.0, "script": 4.0, "foreign": 1.0, "shape": 0.0}
"""Letters of two scripts in one word, alike to the eye; all letters of another script,
where a word of that language may be meant; ``rn`` for ``m``, ``0`` for ``o``."""
MOSTLY = 0.6
"""Share of a misspelt stretch that a whole token covers, and so explains it."""
EXPLAINED = -0.5
"""What is left of that token's worth."""
OTHER_WORD = -2.0
"""What stands there instead of a word in pinyin is pinyin, too."""
OTHER_WORD_SYLLABLES = 3
"""Longer ones are seldom another word."""
NUMBER = Word(text="0", role=Role.FILLER)
NUMBER_MOST = 6
"""Digits of a date or a serial number; more are something else."""
TORN_LETTERS = 3
"""Fewer letters on one side of a separator, glued to others, are part of those."""
WORD_MISSPELT = 2.5
"""A context word with a typo."""
WORD_CHOICE = log(30)
"""Choosing one context word among those of its role."""
WORD_MOST = {
    Role.QUERY: 4.0,
    Role.CERTIFICATE: 4.0,
    Role.STATE: 4.0,
    Role.SUBJECT: 2.0,
    Role.PLACE: 1.5,
    Role.FILLER: 0.4,
    Role.LESSON: 0.1,
}
WORD_LEAST = 0.1
LONG_WORD_LETTERS = 5
"""From here on a context word may be glued to other letters, and may be disguised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of letters that is read as something."""

    start: int
    end: int
    nats: float
    """What it tells, without its place."""
    token: Token | None = None
    word: Word | None = None
    edits: int = 0
    disguised: str = ""
    """``script``, ``foreign`` or ``shape`` where characters were folded, else empty."""

    @property
    def is_short(self) -> bool:
        """Whether it may not be glued to letters that are read as nothing."""
        if self.token:
            return self.token.is_short
        assert self.word
        text = self.word.text
        return text.isascii() and len(text) < LONG_WORD_LETTERS


class Readings(NamedTuple):
    """What stands in a name without a typo."""

    whole: tuple[Piece, ...]
    words: Mapping[str, Word]


def pieces_of(letters: Letters, view: View, prior: float) -> tuple[Piece, ...]:
    """Return all that the letters may be read as; nothing where no token is there."""
    words = (*_words(letters, view), *_numbers(letters))
    breaks = {
        k for k, mark in enumerate(letters.breaks) if mark and k <= letters.chosen
    }
    whole = tuple(_whole_tokens(letters, view, prior))
    ends = breaks | {k for word in words for k in (word.start, word.end)}
    tokens = (*whole, *_misspelt_tokens(letters, view, prior, ends, whole))
    if not tokens:
        return ()
    cuts = breaks | {k for token in tokens for k in (token.start, token.end)}
    return (*words, *tokens, *_misspelt_words(letters, view, sorted(cuts)))


def _words(letters: Letters, view: View) -> Iterator[Piece]:
    for start, found in view.word_starts.within(letters.text, letters.chosen):
        word, end = view.words[found], start + len(found)
        if any(letters.breaks[start + 1 : end]):
            continue
        # Two letters look like two others too often.
        is_long = len(found) >= LONG_WORD_LETTERS
        if is_long or word.text == letters.characters(start, end):
            nats = _word_nats(word.role, found)
            yield Piece(start=start, end=end, nats=nats, word=word)


def _numbers(letters: Letters) -> Iterator[Piece]:
    """Yield each run of digits: a year, a serial number."""
    at = 0
    while at < letters.chosen:
        end = at
        while end < letters.chosen and letters.characters(end, end + 1).isdigit():
            end += 1
            if letters.breaks[end]:
                break
        if at < end <= at + NUMBER_MOST:
            yield Piece(start=at, end=end, nats=0.0, word=NUMBER)
        at = max(end, at + 1)


@cache
def _word_nats(role: Role, folded: str) -> float:
    return max(WORD_LEAST, min(WORD_MOST[role], surprise(folded) - WORD_CHOICE))


def _misspelt_words(letters: Letters, view: View, cuts: list[int]) -> Iterator[Piece]:
    for start, end in stretches(cuts, letters):
        text = letters.text[start:end]
        if text in view.words or any(letters.breaks[start + 1 : end]):
            continue
        found = near_word(view.near_words, text)
        if found:
            word = view.words[found]
            yield Piece(start=start, end=end, nats=WORD_MISSPELT, word=word, edits=1)


def _whole_tokens(letters: Letters, view: View, prior: float) -> Iterator[Piece]:
    for start, found in view.exact_starts.within(letters.text, letters.chosen):
        for token in view.exact[found]:
            end = start + len(found)
            if token.kind == "combined" and not _is_split(letters, start, end):
                continue  # read as the two words it is made of
            if _may_stand(token, letters, start, end):
                disguised = _disguise(letters.characters(start, end), token)
                nats = DISGUISE[disguised] + _token_nats(
                    token, letters, start, end, spelt_right=True
                )
                yield Piece(
                    start=start,
                    end=end,
                    nats=nats - prior,
                    token=token,
                    disguised=disguised,
                )


def _is_split(letters: Letters, start: int, end: int) -> bool:
    """Whether a separator is inside one of the two words that were combined."""
    joints = {at for word in COMBINED for at in (start + len(word), end - len(word))}
    return any(letters.breaks[at] for at in {*range(start + 1, end)} - joints)


def _may_stand(token: Token, letters: Letters, start: int, end: int) -> bool:
    inner = [k for k in range(start + 1, end) if letters.breaks[k]]
    if token.is_short:
        return not inner
    if inner and _is_torn(letters, start, end, inner):
        return False
    if inner and token.kind == "suffix" and not letters.breaks[end]:
        return False  # gov.cn in gov.cnxyz.example
    # ngov.cn, nbosta.org.cn: a true ending after a label that ends alike.
    at_end = end > letters.chosen
    return bool(letters.breaks[start]) or not at_end


def _is_torn(letters: Letters, start: int, end: int, inner: list[int]) -> bool:
    """Whether a few letters of it belong to another part: ``yjgl-tech``."""
    left, right = inner[0] - start, end - inner[-1]
    return (not letters.breaks[start] and left < TORN_LETTERS) or (
        not letters.breaks[end] and right < TORN_LETTERS
    )


def _misspelt_tokens(
    letters: Letters,
    view: View,
    prior: float,
    ends: set[int],
    whole: tuple[Piece, ...],
) -> Iterator[Piece]:
    if view.nearby is None:
        return
    readings = Readings(whole=whole, words=view.words)
    for start, end, folded in sorted(view.nearby.misspelt(letters, ends)):
        cost, edits = edit_nats(folded, letters.text[start:end])
        written = spelt(letters.characters(start, end))
        for token in view.exact[folded]:
            if token.edits or token.kind == "ending":
                nats = _token_nats(token, letters, start, end, spelt_right=False)
                most = _explained(token, letters, start, end, readings)
                # yingjitong, a word by itself, and no yingjiting with a typo
                alike = len(written) == len(spelt(token.text)) <= OTHER_WORD_SYLLABLES
                if token.kind == "reading" and written and alike:
                    nats += OTHER_WORD
                if most == -inf:
                    continue
                yield Piece(
                    start=start,
                    end=end,
                    nats=min(nats - prior - cost, most),
                    token=token,
                    edits=edits,
                )


def _explained(
    token: Token, letters: Letters, start: int, end: int, readings: Readings
) -> float:
    """The most a misspelling may tell where a token stands whole in its letters."""
    most = inf
    for piece in readings.whole:
        assert piece.token
        shared = min(piece.end, end) - max(piece.start, start)
        covers = shared >= MOSTLY * (end - start)
        same = shared > 0 and piece.token.text == token.text
        if same and piece.start <= start and end <= piece.end:
            return -inf  # it stands there whole, the missing letter too
        if same or (covers and not piece.token.is_short):
            most = min(most, piece.nats + EXPLAINED)
        elif covers and end - start > len(token.text):
            others = letters.text[start : piece.start], letters.text[piece.end : end]
            if all(not other or other in readings.words for other in others):
                most = min(most, 0.0)  # yjgl and kj, no misspelt yjglj
    return most


def _token_nats(
    token: Token, letters: Letters, start: int, end: int, *, spelt_right: bool
) -> float:
    nats = surprise(letters.text[start : min(end, letters.chosen)])
    if token.kind in SPOKEN:
        if spelt_right:
            nats = -log(exp(-nats) + exp(WRITTEN_OF[token.body_kind]))
        nats += sum(CROSSING[mark] for mark in letters.breaks[start + 1 : end])
    elif token.kind in OF_HOSTS:
        nats += JOINT * sum(bool(mark) for mark in letters.breaks[start + 1 : end])
    nats += ENDING if end > letters.chosen else 0.0
    return nats + PREFERRED.get(token.kind, 0.0)


def _disguise(characters: str, token: Token) -> str:
    if characters == token.text:
        return ""
    if characters.isascii() or not token.text.isascii():
        return "shape"
    mixed = any(c.isascii() and c.isalpha() for c in characters)
    return "script" if mixed else "foreign"
