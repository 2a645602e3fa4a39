"""Misspellings of a word, by the slip that makes them, as typing and reading go wrong.

The kinds and their costs are those of :mod:`detectors.names.edits`, so a name that is
cheap to make is one that scoring knows for a misspelling.
"""

from collections.abc import Iterator
from math import log

from detectors.names import edits
from detectors.names.folding import PAIRS

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")

# Read alike on a phone's screen. Source: as detectors.names.folding, whose folds these
# undo; the single letters are the commonest of dnstwist's glyph table.
DRAWN_ALIKE = {
    "o": ("0",),
    "0": ("o",),
    "l": ("1", "i"),
    "i": ("1", "l"),
    "e": ("3", "c"),
    "s": ("5",),
    "g": ("q", "9"),
    "q": ("g",),
    "z": ("2",),
    "b": ("6", "d"),
    "u": ("v",),
    "v": ("u",),
    "n": ("r", "m"),
    "m": ("n",),
    "h": ("n",),
    **{letter: (pair,) for pair, letter in PAIRS[::-1]},
}
DRAWN_ALIKE["m"] = ("rn", "nn", "n")


EVERY = 0.7
"""What it costs more to exchange a letter wherever it stands."""


def misspellings(text: str) -> Iterator[tuple[str, str, float]]:
    """Yield each text one slip away from *text*, the technique, and -ln of its share.

    The same text may come by several slips.

    >>> [t for t, how, _ in misspellings("mem-gov") if how == "repetition"][:2]
    ['mmem-gov', 'meem-gov']
    """
    place = log(max(2, len(text)))
    for wrong, technique, nats in _slips(text):
        if wrong != text:
            yield wrong, technique, nats + place


def drawn_throughout(text: str) -> Iterator[tuple[str, str, float]]:
    """Yield *text* with a letter exchanged wherever it stands more than once.

    >>> [found for found, _, _ in drawn_throughout("mem-gov")]
    ['rnern-gov', 'nnenn-gov', 'nen-gov']
    """
    place = log(max(2, len(text)))
    for letter in sorted(set(text)):
        for alike in DRAWN_ALIKE.get(letter, ()) if text.count(letter) > 1 else ():
            nats = edits.ALIKE + EVERY + place
            yield text.replace(letter, alike), "drawn-alike", nats


def _slips(text: str) -> Iterator[tuple[str, str, float]]:
    for at, letter in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        yield before + after, "omission", edits.DROPPED
        if letter != "-":
            yield from _of_letter(before, letter, after)
    for letter in sorted(_LETTERS):
        yield text + letter, "addition", edits.ADDED + 2.0
    for at in range(2, len(text) - 1):
        if "-" not in text[at - 1 : at + 1]:
            yield f"{text[:at]}-{text[at:]}", "hyphenation", edits.DROPPED + 1.0


def _of_letter(
    before: str, letter: str, after: str
) -> Iterator[tuple[str, str, float]]:
    yield before + letter + letter + after, "repetition", edits.REPEATED
    if after[:1] not in {"", "-", letter}:
        swapped = before + after[0] + letter + after[1:]
        yield swapped, "transposition", edits.SWAPPED
    for alike in DRAWN_ALIKE.get(letter, ()):
        yield before + alike + after, "drawn-alike", edits.ALIKE
    for other in beside(letter):
        yield before + other + after, "replacement", edits.BESIDE + 1.0
        yield before + other + letter + after, "insertion", edits.BESIDE + 2.0
        yield before + letter + other + after, "insertion", edits.BESIDE + 2.0
    for vowel in _VOWELS if letter in _VOWELS else "":
        yield before + vowel + after, "vowel-swap", edits.VOWEL
    for flipped in _flips(letter):
        yield before + flipped + after, "bit-flip", edits.FLIPPED + 1.0


def beside(letter: str) -> tuple[str, ...]:
    """Return the keys around that of *letter*.

    >>> beside("a")
    ('q', 'w', 's', 'z')
    """
    found: list[str] = []
    for y, row in enumerate(_ROWS):
        x = row.find(letter)
        if x < 0:
            continue
        # Each row lies half a key to the right of the one above.
        above = _ROWS[y - 1][x : x + 2] if y else ""
        below = _ROWS[y + 1][max(0, x - 1) : x + 1] if y + 1 < len(_ROWS) else ""
        found += [*above, *row[max(0, x - 1) : x], *row[x + 1 : x + 2], *below]
    return tuple(found)


def _flips(letter: str) -> Iterator[str]:
    """Yield what one wrong bit makes of a letter, where a host name may hold it."""
    for bit in range(7):
        other = chr(ord(letter) ^ 1 << bit)
        if other in _LETTERS:
            yield other
