"""Patterns for long words with two typos, few of them and quick to scan.

Pieces of three letters stand in every other name, and an engine that looks for
hundreds of them spends most of its time on those. So a word is cut in thirds: two
edits leave one of them whole, and it is looked for together with something of the rest.
Only a swap where two thirds meet breaks two at once; swapped letters are written out.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

EDITS = 2
_LETTER = "[^\\n]"

Part = tuple[int, str]
"""Where a part of a word begins, and its letters."""


def two_edits(word: str) -> Iterator[str]:
    """Yield patterns that are found in every text up to two edits from *word*.

    The text has its letters run together. Of an edit that is a swap both letters are
    next to each other in *word*, and neither is edited again.
    """
    yield from (re.escape(text) for _, text in _swapped(word, 3))
    for at, third in _cut(word, 3):
        before, after = word[:at], word[at + len(third) :]
        if not before:
            yield re.escape(third) + _after(after, EDITS)
        elif not after:
            yield _before(before, EDITS) + re.escape(third)
        else:  # one side of the middle has one edit at most
            yield re.escape(third) + _after(after, 1)
            yield _before(before, 1) + re.escape(third)


def _after(text: str, edits: int) -> str:
    """Return a pattern for something of *text*, which follows with so many edits."""
    ways = (_gap(at, edits) + re.escape(part) for at, part in _remains(text, edits + 1))
    return f"(?:{'|'.join(ways)})"


def _before(text: str, edits: int) -> str:
    """Return a pattern for something of *text*, which stands before."""
    ways = (
        re.escape(part) + _gap(len(text) - at - len(part), edits)
        for at, part in _remains(text, edits + 1)
    )
    return f"(?:{'|'.join(ways)})"


def _remains(text: str, count: int) -> list[Part]:
    """Return parts of which less than *count* edits leave at least one whole."""
    return [*_cut(text, count), *_swapped(text, count)]


def _cut(text: str, count: int) -> list[Part]:
    ends = [round(number * len(text) / count) for number in range(count + 1)]
    return [(start, text[start:end]) for start, end in pairwise(ends)]


def _swapped(text: str, count: int) -> list[Part]:
    """Return neighbours with letters swapped where they meet, and all with all so."""
    parts = _cut(text, count)
    found = [
        (at, one[:-1] + other[0] + one[-1] + other[1:])
        for (at, one), (_, other) in pairwise(parts)
    ]
    letters = list(text)
    for at, _ in parts[1:]:
        letters[at - 1], letters[at] = letters[at], letters[at - 1]
    return list(dict.fromkeys((*found, (0, "".join(letters)))))


def _gap(size: int, edits: int) -> str:
    least, most = max(0, size - edits), size + edits
    return f"{_LETTER}{{{least},{most}}}"
