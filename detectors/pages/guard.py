"""Whether a pattern can match a text at all: asked of many at once, before each search.

Most pages hold none of the words without which a pattern cannot match. Hyperscan looks
for the words of all patterns in one pass, which takes as long as one search by one
pattern; only what may match is then searched for. A guard errs to yes: without the
engine, or where it cannot tell, everything may match, and findings stay the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from itertools import product
from typing import Any

from detectors import engine

try:
    # How Python itself reads a pattern; a table of words kept by hand beside each
    # pattern would go stale. Not public, so nothing depends on its being there.
    _reading: Any = import_module("re._parser")
except ImportError:
    _reading = None

WORDS_MAX = 600
"""Words of one pattern; what would need more is told by fewer and shorter ones."""
_CLASS_MAX = 16
_REPEATED_MAX = 12
_OTHER_CASES = "\u0130\u0131\u017f\u212a"
"""Letters beyond ASCII that are an i, an s or a k where case does not count: what they
stand in may match anything, so the engine looks for them, too."""


class Scan:
    """Expressions of the engine's own, looked for in one pass."""

    def __init__(
        self, expressions: Mapping[str, bytes], *, caseless: bool = False
    ) -> None:
        """Take names and expressions; *caseless* concerns ASCII letters."""
        self._names = tuple(expressions)
        others = map(_escaped, _OTHER_CASES if caseless else "")
        self._expressions = (*expressions.values(), *others)
        self._caseless = caseless

    def found(self, text: str, encoded: bytes = b"") -> frozenset[str]:
        """Return the names of what *text* holds; all where that cannot be told.

        Args:
            text: what is searched.
            encoded: the same in UTF-8, where the caller has it.
        """
        if self._patterns is None:
            return frozenset(self._names)
        found: list[int] = []

        def on_match(
            number: int, _start: int, _end: int, _flags: int, _context: object
        ) -> None:
            found.append(number)

        self._patterns.scan(encoded or text.encode("utf-8", "replace"), on_match)
        names = self._names
        if found and max(found) >= len(names):
            return frozenset(names)
        return frozenset([names[number] for number in found])

    @cached_property
    def _patterns(self) -> engine.Patterns | None:
        """The expressions compiled, at first use; None without the engine."""
        if not engine.IS_AVAILABLE or not self._names:
            return None
        flags = engine.ONCE | (engine.CASELESS if self._caseless else 0)
        return engine.Patterns(self._expressions, flags=flags)


class Words(Scan):
    """Plain words, looked for in one pass; each is its own name."""

    def __init__(self, words: Iterable[str], *, caseless: bool = False) -> None:
        super().__init__({word: _escaped(word) for word in words}, caseless=caseless)


class Guard:
    """Patterns, and the words that each needs."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        self._needed = {pattern: necessary(pattern) for pattern in patterns}
        every = (
            word
            for ways in self._needed.values()
            for way in ways
            for words in way
            for word in words
        )
        # Without regard to case for all: that finds more words, never fewer.
        self._words = Words(every, caseless=True)
        self._by_word: dict[str, set[re.Pattern[str]]] = {}
        self._always = set()
        for pattern, ways in self._needed.items():
            if not all(ways):
                self._always.add(pattern)
            for word in {word for way in ways for words in way for word in words}:
                self._by_word.setdefault(word, set()).add(pattern)

    def may(self, text: str) -> frozenset[re.Pattern[str]]:
        """Return the patterns that may match *text*; no other one does."""
        found = self._words.found(text)
        told = {pattern for word in found for pattern in self._by_word[word]}
        return frozenset(
            pattern
            for pattern in told | self._always
            if any(not any(map(found.isdisjoint, way)) for way in self._needed[pattern])
        )


def necessary(pattern: re.Pattern[str]) -> tuple[tuple[frozenset[str], ...], ...]:
    """Return the ways in which *pattern* can match, by words that a match holds.

    In at least one way it holds a word of each set; words are in lower case. A way
    without sets tells nothing.

    >>> [[sorted(x) for x in way] for way in necessary(re.compile("(?:a|b)c.*d|ef?g"))]
    [[['ac', 'bc'], ['d']], [['efg', 'eg']]]
    """
    if _reading is None:
        return ((),)
    tree = list(_reading.parse(pattern.pattern, pattern.flags))
    if len(tree) == 1 and str(tree[0][0]) == "BRANCH":
        return tuple(_way(branch) for branch in tree[0][1][1])
    return (_way(tree),)


def _way(sequence: Iterable[tuple[Any, Any]]) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(word.lower() for word in words)
        for words in _candidates(sequence)
        if words and "" not in words
    )


def _best(candidates: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the most telling set: that whose shortest word is longest."""
    return max(
        (words for words in candidates if words and "" not in words),
        key=lambda words: (min(map(len, words)), -len(words)),
        default=frozenset(),
    )


def _candidates(sequence: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """Yield sets of words, one of each of which stands in whatever *sequence* matches.

    Neighbours whose spellings are few are put together, so that words grow long.
    """
    run = frozenset(("",))
    for item in sequence:
        spellings = _spellings(item)
        if spellings is not None and len(run) * len(spellings) <= WORDS_MAX:
            run = frozenset(map("".join, product(run, spellings)))
            continue
        yield run
        run = spellings if spellings is not None else frozenset(("",))
        if spellings is None:
            yield _inside(*item)
    yield run


def _inside(kind: Any, value: Any) -> frozenset[str]:
    """Return the words of an element that has too many spellings to be listed."""
    name = str(kind)
    if name == "SUBPATTERN":
        return _best(_candidates(value[3]))
    if name == "BRANCH":
        parts = [_best(_candidates(branch)) for branch in value[1]]
        whole = frozenset().union(*parts)
        return whole if all(parts) and len(whole) <= WORDS_MAX else frozenset()
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and value[0]:
        least = [part for _ in range(value[0]) for part in value[2]][:_REPEATED_MAX]
        return _best(_candidates(least))
    if name == "ATOMIC_GROUP":
        return _best(_candidates(value))
    return frozenset()


def _spellings(item: tuple[Any, Any]) -> frozenset[str] | None:
    """Return everything that an element matches, or None where that is too much."""
    kind, value = item
    found: frozenset[str] | None = None
    match str(kind):
        case "LITERAL" if _is_plain(chr(value)):
            found = frozenset((chr(value),))
        case "AT" | "ASSERT" | "ASSERT_NOT":
            found = frozenset(("",))  # what stands beside is never asked: errs to yes
        case "IN" if len(value) <= _CLASS_MAX:
            plain = [chr(c) for name, c in value if str(name) == "LITERAL"]
            if len(plain) == len(value) and all(map(_is_plain, plain)):
                found = frozenset(plain)
        case "SUBPATTERN":
            found = _spelled(value[3])
        case "BRANCH":
            found = _either([_spelled(branch) for branch in value[1]])
        case "MAX_REPEAT" | "MIN_REPEAT" if value[1] == 1:
            once = _spelled(value[2])
            found = once if once is None or value[0] else once | {""}
    return found


def _either(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    whole: frozenset[str] = frozenset().union(*known)
    return whole if len(known) == len(parts) and len(whole) <= WORDS_MAX else None


def _spelled(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    whole = frozenset(("",))
    for item in sequence:
        spellings = _spellings(item)
        if spellings is None or len(whole) * len(spellings) > WORDS_MAX:
            return None
        whole = frozenset(map("".join, product(whole, spellings)))
    return whole


def _is_plain(letter: str) -> bool:
    """Whether *letter* has one case, or two that the engine knows."""
    return letter.isascii() or letter.lower() == letter.upper()


def _escaped(word: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in word.encode("utf-8"))
