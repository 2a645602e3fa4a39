"""What a name must hold to be worth reading, as patterns for a whole block of names.

A name whose reading is flagged holds a protected word whole, or misspelt in one of the
ways of :mod:`detectors.names.nearby`. Each way is written here as a pattern that is at
least as wide, so nothing that would be flagged is lost; a property test compares the
two. The patterns are for an engine that runs all of them in one pass.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from detectors.names.distant import two_edits
from detectors.names.folding import PAIRS, SHAPES_FROM, SHAPES_TO, shape
from detectors.names.index import NameIndex, View
from detectors.names.nearby import WHOLE_LETTERS, Nearby, shares, swaps
from detectors.names.pieces import NUMBER_MOST
from detectors.names.tokens import ONE_EDIT_LETTERS, SHORT_LETTERS

NUMERALS = SHAPES_TO + "246789"
"""What digits are folded to, and what letters that look like digits are."""
AROUND = b" \t\r*"
"""What may stand around a name in a list."""

_UPPER = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TO_SHAPE = bytes.maketrans(SHAPES_FROM.encode(), SHAPES_TO.encode())
PLACED = bytes.maketrans(
    _UPPER + SHAPES_FROM.encode() + AROUND,
    _UPPER.lower().translate(_TO_SHAPE) + SHAPES_TO.encode() + b"." * len(AROUND),
)
"""Folds letter by letter and makes dots of what stands around: places stay."""

_EDGE = "[.\\n-]"
_LETTER = "[^.\\n-]"
_FOREIGN = "[\\x80-\\xff]"
_OTHER = "[^a-z0-9.\\n-]"
_PUNYCODE = "xn--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a match of one pattern may mean."""

    sure: bool = False
    """Enough by itself to read the name."""
    short: str = ""
    """Short folded word that stands there."""
    misspelt: str = ""
    """Folded word of middle length that may stand there misspelt, at a separator."""
    joined: str = ""
    """Folded word that may stand there misspelt over parts of the name."""
    long: str = ""
    """Long folded word that may stand there misspelt, anywhere."""


def flat_patterns(index: NameIndex) -> list[tuple[str, Meaning]]:
    """Return what is looked for in letters run together, without separators.

    Whole words, and misspelt ones that are long or may be crossed.
    """
    found: list[tuple[str, Meaning]] = []
    sure = Meaning(sure=True)
    for token, wide in _exact(index):
        if _is_suffix(index.shaped, token) or _is_suffix(index.merged, token):
            found.append((wide + _LETTER, sure))
        elif len(token) > SHORT_LETTERS:
            found.append((wide, sure))
    nearby = _nearby(index)
    for word in filter(str.isascii, nearby.edits):
        if word in nearby.crossed:
            found += [(pattern, Meaning(joined=word)) for pattern in _inner(word)]
        elif _is_middle(nearby, word):
            continue
        elif nearby.edits[word] == 1:
            found += [(pattern, sure) for pattern in _inner(word)]
        else:
            found += [(pattern, Meaning(long=word)) for pattern in two_edits(word)]
    return found


def placed_patterns(index: NameIndex) -> list[tuple[str, Meaning]]:
    """Return what is looked for among labels, separators in their place.

    Short words, misspelt words that touch a separator, and names in other scripts.
    """
    found = [(_FOREIGN, Meaning(sure=True)), (_PUNYCODE, Meaning(sure=True))]
    before, after = _beside(index)
    for token, wide in _exact(index):
        if len(token) <= SHORT_LETTERS:
            found.append((before + wide + after, Meaning(short=token)))
        if _is_suffix(index.shaped, token):
            # At the end of a name it is the true suffix, unless a hyphen is there.
            found.append(("[.-]?".join(("-", *token)), Meaning(sure=True)))
    nearby = _nearby(index)
    for word in filter(str.isascii, nearby.edits):
        if _is_middle(nearby, word):
            meaning = Meaning(misspelt=word)
            found += [(pattern, meaning) for pattern in _at_separators(word)]
    return found


def drawn_suffixes(index: NameIndex) -> list[tuple[str, Meaning]]:
    """Return government suffixes with letters drawn alike, for a block as it came.

    At the end of a name they are the true suffix once they are folded: ``qov.cn``.
    """
    ways: dict[str, str] = {}
    for drawn, letter in zip(SHAPES_FROM, SHAPES_TO, strict=True):
        ways[letter] = ways.get(letter, letter) + drawn
    found = []
    for suffix in _suffixes(index):
        spelt = ("".join(way) for way in product(*(ways.get(c, c) for c in suffix)))
        found += [f"(?i){re.escape(way)}" for way in spelt if way != suffix]
    return [(pattern, Meaning(sure=True)) for pattern in sorted(found)]


def ends_in_suffix(name: str, folded: str, index: NameIndex) -> bool:
    """Whether *name* ends in a government suffix only once it is *folded*."""
    return any(
        folded.endswith(shape(suffix)) and not name.endswith(suffix)
        for suffix in _suffixes(index)
    )


def _suffixes(index: NameIndex) -> list[str]:
    return [token.shown for token in index.tokens if token.kind == "suffix"]


def _beside(index: NameIndex) -> tuple[str, str]:
    """Return patterns for what may stand before and after a short word.

    A separator, a letter of another script, known words by the letters next to it, or
    room for a misspelt one; a number may be between.
    """
    ends, begins = set(), set()
    for view in (index.shaped, index.merged):
        for word in filter(str.isascii, {*view.words, *view.exact}):
            if len(word) > 1:
                ends |= {drawn[:-3:-1] for drawn in _drawings(word[-2:])}
                begins |= {drawn[:2] for drawn in _drawings(word[:2])}
    else_ = (_EDGE, _OTHER, f"{_LETTER}{{{ONE_EDIT_LETTERS}}}")
    before = "|".join((*else_, *_grouped(ends, backwards=True)))
    after = "|".join((*else_, *_grouped(begins, backwards=False)))
    number = f"[{NUMERALS}]{{0,{NUMBER_MOST}}}"
    return f"(?:{before}){number}", f"{number}(?:{after})"


def _grouped(texts: set[str], *, backwards: bool) -> Iterator[str]:
    """Yield patterns that hold these texts, few of them: they compile faster."""
    lasts: dict[str, set[str]] = {}
    for text in texts:
        if not any(text[:size] in texts for size in range(1, len(text))):
            lasts.setdefault(text[:-1], set()).add(text[-1])
    for begin in sorted(lasts):
        last = f"[{''.join(sorted(lasts[begin]))}]"
        yield last + begin[::-1] if backwards else begin + last


def _drawings(text: str) -> set[str]:
    """Return *text* and all other ways to draw its letters with pairs."""
    found = {""}
    for letter in text:
        ways = [letter, *(pair for pair, drawn in PAIRS if drawn == letter)]
        found = {begin + way for begin in found for way in ways}
    return found


def _nearby(index: NameIndex) -> Nearby:
    assert index.shaped.nearby
    return index.shaped.nearby


def _is_middle(nearby: Nearby, word: str) -> bool:
    return word in nearby.middle.get(word, ())


def _is_suffix(view: View, token: str) -> bool:
    return any(found.kind == "suffix" for found in view.exact.get(token, ()))


def _exact(index: NameIndex) -> Iterator[tuple[str, str]]:
    """Yield each folded word and the pattern for it.

    A word with pairs folded is matched by them too, and so by the name as it stands:
    folding pairs in the name first would cost another pass.
    """
    for token in filter(str.isascii, index.merged.exact):
        drawn = {"m": "(?:m|rn|nn)", "w": "(?:w|vv)"}
        yield token, "".join(drawn.get(letter, re.escape(letter)) for letter in token)
    for token in filter(str.isascii, index.shaped.exact):
        if token not in index.merged.exact:
            yield token, re.escape(token)


def _one_edit(word: str) -> set[str]:
    """Return patterns that hold every text one edit away from *word*."""
    letters = [re.escape(letter) for letter in word]
    found = {(*letters, _LETTER)}
    for at in range(len(letters)):
        before, letter, after = letters[:at], letters[at], letters[at + 1 :]
        found.add((*before, _LETTER, *after))
        found.add((*before, _LETTER, letter, *after))
        found.add((*before, *after))
        if after:
            found.add((*before, after[0], letter, *after[1:]))
    return {"".join(parts) for parts in found}


def _inner(word: str) -> list[str]:
    """Return patterns that are found in every text one edit away from *word*."""
    # What has any letter at its end is found by what lacks that letter.
    return sorted(p for p in _one_edit(word) if p.strip("[]") == p)


def _at_separators(word: str) -> Iterator[str]:
    """Yield patterns that hold every text one edit away, at one or two separators."""
    if len(word) <= WHOLE_LETTERS:
        yield f"{_EDGE}(?:{'|'.join(sorted(_one_edit(word)))}){_EDGE}"
        return
    # One edit leaves two of three pieces whole, or swaps the letters where two meet.
    texts = [("", re.escape(swapped), "") for swapped in sorted(swaps(word, 1))]
    for (one, first), (two, second) in combinations(shares(word, 1), 2):
        between = _gap(two - one - len(first), 1)
        after = _gap(len(word) - two - len(second), 1)
        texts.append(
            (_gap(one, 1), re.escape(first) + between + re.escape(second), after)
        )
    for before, text, after in texts:
        yield _EDGE + before + text
        yield text + after + _EDGE


def _gap(size: int, edits: int) -> str:
    return f"{_LETTER}{{{max(0, size - edits)},{size + edits}}}"
