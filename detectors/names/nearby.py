"""Protected words that are one or two typos away from what stands in a name.

Words of middle length are looked up as a whole part of the name, by what is left of
them without one letter. Long ones are found anywhere, by two pieces that stand about
as far apart as they belong: so many pieces are cut that the typos leave two of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

from detectors.names.letters import Letters
from detectors.names.starts import Starts
from detectors.names.tokens import ONE_EDIT_LETTERS, Token

WHOLE_LETTERS = 6
"""Up to here a misspelt word must be a whole part, from separator to separator."""
CROSSED_LETTERS = 7
"""From here on a misspelt word of middle length may have a separator inside; one made
of labels may at any length."""
INSIDE_LETTERS = 9
"""From here on it is looked for anywhere."""
JOINED = frozenset({"host", "ending"})
"""Kinds of tokens that are made of labels, and may be misspelt."""

_PARTS_MOST_LETTERS = 24
"""Longer labels misspell no word that is looked up whole; bounds the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """Protected words, folded letter by letter, ready to be found misspelt."""

    edits: dict[str, int]
    """How many typos each may have; words that must be spelt right are not here."""
    middle: dict[str, tuple[str, ...]]
    """Words of middle length, and registered labels with their ending, by what is
    left of them without one letter; themselves too."""
    crossed: frozenset[str]
    """Those of them that are still known with a separator inside."""
    shares: dict[str, tuple[tuple[str, int], ...]]
    """Long words by their pieces, with the number of the piece."""
    starts: Starts
    """Of the pieces."""
    swapped: dict[str, str]
    """Long words with the two letters swapped where pieces meet."""
    swapped_starts: Starts

    @classmethod
    def of(cls, exact: dict[str, tuple[Token, ...]]) -> "Nearby":
        """Prepare folded tokens."""
        edits: dict[str, int] = {}
        middle: dict[str, list[str]] = {}
        crossed: set[str] = set()
        pieces: dict[str, list[tuple[str, int]]] = {}
        swapped: dict[str, str] = {}
        for text, tokens in exact.items():
            allowed = max(1 if t.kind == "ending" else t.edits for t in tokens)
            if not allowed:
                continue
            edits[text] = allowed
            ending = any(token.kind == "ending" for token in tokens)
            if len(text) < INSIDE_LETTERS or ending:
                for rest in {text, *_without_one(text)}:
                    middle.setdefault(rest, []).append(text)
                if len(text) >= CROSSED_LETTERS or any(
                    t.kind in JOINED for t in tokens
                ):
                    crossed.add(text)
                continue
            for number, (_, piece) in enumerate(shares(text, allowed)):
                pieces.setdefault(piece, []).append((text, number))
            swapped |= dict.fromkeys(swaps(text, allowed), text)
        return cls(
            edits=edits,
            middle={rest: tuple(sorted(found)) for rest, found in middle.items()},
            crossed=frozenset(crossed),
            shares={piece: tuple(found) for piece, found in pieces.items()},
            starts=Starts.of(pieces),
            swapped=swapped,
            swapped_starts=Starts.of(swapped),
        )

    def misspelt(
        self, letters: Letters, ends: Iterable[int]
    ) -> set[tuple[int, int, str]]:
        """Return where protected words stand misspelt: begin, end and which.

        Args:
            letters: the name.
            ends: places where a word of middle length may begin or end; one of the
                two is at a separator in any case.
        """
        found = set(self._parts(letters, sorted(ends)))
        found.update(self._labels(letters))
        found.update(self._inside(letters))
        return found

    def _parts(
        self, letters: Letters, ends: list[int]
    ) -> Iterator[tuple[int, int, str]]:
        breaks = letters.breaks
        for start, end in stretches(ends, letters):
            edges = bool(breaks[start]) + bool(breaks[end])
            if not edges:
                continue
            crossed = any(breaks[start + 1 : end])
            for word in self.near(letters.text[start:end]):
                if crossed and word not in self.crossed:
                    continue
                if edges > 1 or not self.is_whole(word):
                    yield start, end, word

    def _labels(self, letters: Letters) -> Iterator[tuple[int, int, str]]:
        """Two labels read as one word, and the last with its public suffix."""
        dots = [
            at
            for at, mark in enumerate(letters.breaks)
            if mark == "." and at <= letters.chosen
        ]
        spans = list(zip(dots, dots[2:], strict=False))
        if len(dots) > 1:
            spans.append((dots[-2], len(letters.text)))
        for start, end in spans:
            if end - start <= _PARTS_MOST_LETTERS:
                for word in self.near(letters.text[start:end]):
                    if word in self.crossed:
                        yield start, end, word

    def is_whole(self, word: str) -> bool:
        """Whether *word* is known only where it fills whole parts of a name."""
        return len(word) <= WHOLE_LETTERS or len(word) >= INSIDE_LETTERS

    def near(self, text: str) -> Iterator[str]:
        """Yield the words of middle length that are one edit away from *text*."""
        if len(text) < ONE_EDIT_LETTERS:
            return
        found = set(self.middle.get(text, ()))
        for rest in _without_one(text):
            found.update(self.middle.get(rest, ()))
        for word in sorted(found):
            if OSA.distance(text, word, score_cutoff=1) == 1:
                yield word

    def _inside(self, letters: Letters) -> Iterator[tuple[int, int, str]]:
        text = letters.text
        places: dict[str, dict[int, list[int]]] = {}
        for at, piece in self.starts.within(text, len(text)):
            for word, number in self.shares[piece]:
                places.setdefault(word, {}).setdefault(number, []).append(at)
        begins = {
            (begin, word)
            for word, found in places.items()
            if len(found) > 1
            for begin in _begins(word, found, self.edits[word])
        }
        for at, swap in self.swapped_starts.within(text, len(text)):
            begins.add((at, self.swapped[swap]))
        for begin, word in sorted(begins):
            span = _closest(letters, word, begin, self.edits[word])
            if span and span[0] < letters.chosen:
                yield (*span, word)


def stretches(ends: list[int], letters: Letters) -> Iterator[tuple[int, int]]:
    """Yield the stretches within a label that a word of middle length could fill."""
    breaks = letters.breaks
    for number, start in enumerate(ends):
        for end in ends[number + 1 :]:
            size = end - start
            if size > INSIDE_LETTERS:
                break
            if size >= ONE_EDIT_LETTERS:
                if "." in breaks[start + 1 : end]:
                    break
                yield start, end


@cache
def shares(text: str, edits: int) -> tuple[tuple[int, str], ...]:
    """Cut *text* so that after its edits two pieces are whole, each with its offset.

    >>> shares("chinasafety", 1)
    ((0, 'chin'), (4, 'asa'), (7, 'fety'))
    """
    count = edits + 2
    ends = [round(number * len(text) / count) for number in range(count + 1)]
    return tuple((start, text[start:end]) for start, end in pairwise(ends))


def swaps(text: str, edits: int) -> set[str]:
    """Return *text* with letters swapped where its pieces meet: that breaks two."""
    offsets = [offset for offset, _ in shares(text, edits)][1:]
    swapped = {
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] for at in offsets
    }
    return swapped - {text} if edits == 1 else set()


def _without_one(text: str) -> Iterator[str]:
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def near_word(words: dict[str, str], text: str) -> str | None:
    """Return the context word that is one edit away from *text*, or None.

    Args:
        words: made by :func:`by_what_is_left`.
        text: folded letters.
    """
    if len(text) < ONE_EDIT_LETTERS:
        return None
    for rest in (text, *_without_one(text)):
        word = words.get(rest)
        if word and OSA.distance(text, word, score_cutoff=1) == 1:
            return word
    return None


def by_what_is_left(words: Iterable[str]) -> dict[str, str]:
    """Return *words* by what is left of them without one letter, and by themselves."""
    found: dict[str, str] = {}
    for word in words:
        if len(word) >= ONE_EDIT_LETTERS:
            for rest in (word, *_without_one(word)):
                found.setdefault(rest, word)
    return found


def _begins(word: str, places: dict[int, list[int]], limit: int) -> set[int]:
    """Return where *word* may begin: two of its pieces stand about right."""
    offsets = [offset for offset, _ in shares(word, limit)]
    return {
        at - offsets[one]
        for one, other in combinations(sorted(places), 2)
        for at in places[one]
        for later in places[other]
        if abs((later - at) - (offsets[other] - offsets[one])) <= limit
    }


def _closest(
    letters: Letters, word: str, begin: int, limit: int
) -> tuple[int, int] | None:
    """Return the stretch about *begin* closest to *word*, at separators first."""
    text = letters.text
    best: tuple[int, int, int, int] | None = None
    for start in range(max(0, begin - limit), max(0, begin + limit) + 1):
        shortest = start + len(word) - limit
        for end in range(shortest, min(len(text), shortest + 2 * limit) + 1):
            distance = OSA.distance(text[start:end], word, score_cutoff=limit)
            if 0 < distance <= limit:
                ragged = (not letters.breaks[start]) + (not letters.breaks[end])
                found = (distance, ragged, start, end)
                best = found if best is None else min(best, found)
    return best[2:] if best else None
