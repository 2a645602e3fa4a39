"""A cheap second look at names that passed the gate by a short or a misspelt word.

Says yes wherever :mod:`detectors.names.reading` could flag the name by it: such a word
counts between separators and known words only, and a short one only beside another or
beside a word that tells something.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA, LCSseq

from detectors.names.folding import merged
from detectors.names.gate import NUMERALS, Meaning
from detectors.names.index import NameIndex, View
from detectors.names.nearby import WHOLE_LETTERS, near_word, shares
from detectors.names.pieces import NUMBER_MOST
from detectors.names.scoring import SPELT_OUT_LETTERS
from detectors.names.starts import Starts
from detectors.names.tokens import ONE_EDIT_LETTERS
from detectors.names.words import TELLING_ROLES, Role

_SEPARATORS = re.compile("[.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What is needed to look at names in one folding."""

    view: View
    begins: Starts
    """Known and protected words by how they begin."""
    ends: Starts
    """The same written backwards."""
    telling: Starts
    """Words that make a short one's context, wherever they stand."""
    places: frozenset[str]
    """Short names of places, that do so beside a hyphen."""
    misspelt_most: int
    """Letters that the longest context word has when it is misspelt."""

    @classmethod
    def of(cls, view: View) -> "Glance":
        """Prepare the words of *view*."""
        words = {*view.words, *view.exact}
        places = {t for t in view.words if view.words[t].role is Role.PLACE}
        spelt_out = {t for t in places if len(t) >= SPELT_OUT_LETTERS}
        telling = {t for t in view.words if view.words[t].role in TELLING_ROLES}
        return cls(
            view=view,
            begins=Starts.of(words),
            ends=Starts.of(word[::-1] for word in words),
            telling=Starts.of(telling | spelt_out),
            places=frozenset(places - spelt_out),
            misspelt_most=1 + max(map(len, view.near_words.values()), default=-1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Glances:
    """Both foldings."""

    shaped: Glance
    merged: Glance

    @classmethod
    def of(cls, index: NameIndex) -> "Glances":
        """Prepare the words of *index*."""
        return cls(shaped=Glance.of(index.shaped), merged=Glance.of(index.merged))

    def may_matter(
        self, placed: str, meanings: list[Meaning], *, disguised: bool
    ) -> bool:
        """Whether a name is worth a full reading.

        Args:
            placed: the name folded letter by letter, with its separators.
            meanings: what its matches may mean.
            disguised: it has letters of other scripts, and needs no context.
        """
        short = []
        seen = set()
        for meaning in meanings:
            if meaning.short:
                short.append(meaning.short)
            elif id(meaning) not in seen:
                seen.add(id(meaning))
                if _is_misspelt(self.shaped, placed, meaning.misspelt) or _is_joined(
                    self.shaped, placed, meaning.joined
                ):
                    return True
        if not short:
            return False
        if _may_stand(self.shaped, placed, set(short), alone=disguised):
            return True
        paired = merged(placed)
        return paired != placed and _may_stand(
            self.merged, paired, set(short), alone=disguised
        )


def _may_stand(glance: Glance, placed: str, short: set[str], *, alone: bool) -> bool:
    """Whether short words stand there in a way that can be flagged."""
    spans = [span for token in short for span in _spans(placed, token)]
    standing = [span for span in spans if _stands(glance, placed, span, spans)]
    if len(standing) > 1 or (standing and alone):
        return True
    return bool(standing) and _tells(glance, placed, spans, standing[0])


def _spans(placed: str, token: str) -> Iterator[tuple[int, int]]:
    for at in _finds(placed, token):
        yield at, at + len(token)


def _finds(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _stands(
    glance: Glance, placed: str, span: tuple[int, int], spans: list[tuple[int, int]]
) -> bool:
    """Whether a short word stands between separators and known words."""
    start, end = span
    # What is quick to see comes first: most stand in the middle of another word.
    before = _ends_known(glance.ends, placed, start, step=-1)
    if not before and not _has_room(placed[:start][::-1]):
        return False
    after = _ends_known(glance.begins, placed, end, step=1)
    if not after and not _has_room(placed[end:]):
        return False
    cuts = () if before and after else _cuts(placed, spans)
    return (before or _misspelt_word_between(glance, placed, cuts, end=start)) and (
        after or _misspelt_word_between(glance, placed, cuts, start=end)
    )


def _has_room(beside: str) -> bool:
    """Whether a misspelt word could lie between a short one and a separator."""
    found = _SEPARATORS.search(beside, 0, ONE_EDIT_LETTERS)
    return not found and len(beside) >= ONE_EDIT_LETTERS


def _ends_known(words: Starts, placed: str, at: int, *, step: int) -> bool:
    """Whether a separator or a known word lies next to *at*, or behind a number.

    Args:
        words: known words; backwards where *step* is.
        placed: the name.
        at: where a short word begins or ends.
        step: -1 to look at what is before, 1 at what is after.
    """
    for _ in range(NUMBER_MOST + 1):
        beside = placed[at:] if step > 0 else placed[:at][::-1]
        if _at_edge(placed, at) or words.begin(beside):
            return True
        if beside[0] not in NUMERALS:
            return False
        at += step
    return False


def _at_edge(placed: str, at: int) -> bool:
    """Whether a separator or an end lies between the letters before and after *at*."""
    return at in {0, len(placed)} or placed[at] in ".-" or placed[at - 1] in ".-"


def _cuts(placed: str, spans: list[tuple[int, int]]) -> list[int]:
    """Return where a misspelt word may begin or end: separators and short words."""
    found = {0, len(placed)} | {at for span in spans for at in span}
    for mark in _SEPARATORS.finditer(placed):
        found |= {mark.start(), mark.end()}
    return sorted(found)


def _misspelt_word_between(
    glance: Glance,
    placed: str,
    cuts: Sequence[int],
    *,
    start: int | None = None,
    end: int | None = None,
) -> bool:
    """Whether a misspelt context word begins or ends there, cut to cut."""
    for one in [start] if start is not None else [c for c in cuts if end and c < end]:
        for other in [end] if end is not None else [c for c in cuts if c > one]:
            text = placed[one:other]
            if len(text) > glance.misspelt_most or "." in text or "-" in text:
                continue
            if near_word(glance.view.near_words, text):
                return True
    return False


def _tells(
    glance: Glance, placed: str, spans: list[tuple[int, int]], beside: tuple[int, int]
) -> bool:
    """Whether a word that tells something may stand *beside*, right or misspelt."""
    start, end = beside
    for at, word in glance.telling.within(placed, len(placed)):
        if at >= end or at + len(word) <= start:
            return True
    if "-" in placed and not glance.places.isdisjoint(_SEPARATORS.split(placed)):
        return True
    cuts = _cuts(placed, spans)
    return any(_misspelt_word_between(glance, placed, cuts, start=cut) for cut in cuts)


def _is_misspelt(glance: Glance, placed: str, token: str) -> bool:
    """Whether *token* stands misspelt from a separator to a separator or a word."""
    if not token:
        return False
    for part in _SEPARATORS.split(placed):
        for length in range(len(token) - 1, len(token) + 2):
            if not ONE_EDIT_LETTERS <= length <= len(part):
                continue
            rest = len(part) - length
            if len(token) <= WHOLE_LETTERS and rest:
                continue
            if _is_near(part[:length], token) and _is_cut(glance, part, length):
                return True
            if rest and _is_near(part[rest:], token) and _is_cut(glance, part, rest):
                return True
    return False


def _is_joined(glance: Glance, placed: str, word: str) -> bool:
    """Whether parts of the name, run together, begin or end with *word* misspelt."""
    if not word:
        return False
    whole = glance.view.nearby is None or glance.view.nearby.is_whole(word)
    parts = _SEPARATORS.split(placed)
    least, most = len(word) - 1, len(word) + 1
    for first in range(len(parts)):
        text = ""
        for part in parts[first:]:
            text += part
            for length in range(least, min(most, len(text)) + 1):
                if whole and length < len(text):
                    continue
                if _is_near(text[:length], word) or _is_near(text[-length:], word):
                    return True
            if len(text) - len(parts[first]) >= most:
                break  # what ends later begins in a later part
    return False


def is_inside(text: str, word: str, edits: int) -> bool:
    """Whether the long *word* stands misspelt in letters run together."""
    least = len(word) - edits
    if LCSseq.similarity(text, word, score_cutoff=least) < least:
        return False  # an edit takes one letter out of the order at most
    for (one, first), (two, second) in combinations(shares(word, edits), 2):
        for at in _finds(text, first):
            low = at + two - one - edits
            later = text.find(second, max(0, low), low + 2 * edits + len(second))
            if later >= 0 and _is_about(text, word, at - one, edits):
                return True
    return False


def _is_about(text: str, word: str, begin: int, edits: int) -> bool:
    for start in range(max(0, begin - edits), max(0, begin + edits) + 1):
        for length in range(len(word) - edits, len(word) + edits + 1):
            here = text[start : start + length]
            if OSA.distance(here, word, score_cutoff=edits) <= edits:
                return True
    return False


def _is_near(text: str, token: str) -> bool:
    return OSA.distance(text, token, score_cutoff=1) == 1


def _is_cut(glance: Glance, part: str, at: int) -> bool:
    """Whether *part* ends there, or a known word or number begins or ends there."""
    if at == len(part) or glance.begins.begin(part[at:]):
        return True
    if part[at] in NUMERALS or (at and part[at - 1] in NUMERALS):
        return True
    return glance.ends.begin(part[:at][::-1])
