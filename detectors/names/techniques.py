"""Ways to make a label of a stem, each with its name and what choosing it costs."""

import unicodedata
from collections.abc import Iterator
from itertools import chain
from math import inf, log
from typing import NamedTuple

from detectors.names.companions import companions
from detectors.names.misspellings import drawn_throughout, misspellings
from detectors.names.scripts import other_scripts
from detectors.names.stems import Stem
from detectors.names.tokens import SHORT_LETTERS

# Share of each technique among imitations, before it is divided among its variants.
# Set by hand after the kinds of names in the survey of peers, section 4: combinations
# first, then slips of typing and letters drawn alike, then other scripts.
PLAIN = -log(0.2)
COMBINED = -log(0.5)
TWICE_COMBINED = -log(0.12)
NUMBERED = -log(0.03)
MISSPELT = -log(0.17)
MISSPELT_COMBINED = -log(0.06)
OTHER_SCRIPT = -log(0.12)

SHORT_ALONE = 2.0
"""A short stem by itself is most often somebody else's lawful name."""
FIRST, LAST, AROUND = 0.5, 0.9, 2.0
"""The stem before its words, behind them, or between two."""
HYPHENATED = 0.7
"""With a hyphen or glued: each is about half of all."""
HAN_HYPHENATED = 2.3
"""Among characters hyphens are rare."""

ALONE = {
    "joined": "host-joined",
    "label": "other-ending",
    "letters": "body-letters",
    "reading": "pinyin",
    "initials": "initials",
    "subject": "body-letters",
    "local": "province",
    "characters": "characters",
    "phrase": "characters",
}
"""What using a stem as it is is called, by the stem's kind."""
NEVER_ALONE = frozenset({"subject"})
"""Kinds of stems that say nothing without a word."""
SLIPS_WITH_WORDS = frozenset({"drawn-alike", "repetition", "omission", "transposition"})
"""Slips that are kept when a word is added: the commonest."""

NUMBERS = ("12350", "365", "123", "01", "1", "2", "24", "2025", "2026", "110", "315",
           "360", "520", "66", "666", "88", "888", "99", "999", "001", "3", "5", "8",
           "9", "51", "21", "114", "12345")  # fmt: skip
"""Digits beside a name: the hotline 12350, years, lucky numbers."""

MOST_LETTERS = 63


class Label(NamedTuple):
    """A label that could be registered, and how it was made; a tuple to be quick."""

    nats: float
    text: str
    """As people read it; not in punycode."""
    technique: str
    script: str
    """``ascii``, ``han``, ``latin`` (with marks), ``cyrillic`` or ``mixed``."""
    shown: str


Made = tuple[str, str, str, float]
"""Text, technique, script and cost of one label, the stem's cost left out."""


def labels_of(stem: Stem, *, most: float = inf) -> Iterator[Label]:
    """Yield the labels made of *stem* that cost no more than *most*.

    The same text may come twice, by two techniques.
    """
    left = most - stem.nats
    for text, technique, script, nats in _made(stem, left):
        if nats <= left and 1 < len(text) <= MOST_LETTERS:
            cost = round(stem.nats + nats, 6)
            yield Label(cost, text, technique, script, stem.shown)


def _made(stem: Stem, left: float) -> Iterator[Made]:
    lonely = SHORT_ALONE if _is_short(stem) else 0.0
    script = "ascii" if stem.is_latin else "han"
    if stem.kind not in NEVER_ALONE:
        yield stem.text, ALONE[stem.kind], script, PLAIN + lonely
    for text, technique, nats in _combined(stem, left):
        yield text, technique, script, nats
    if not stem.is_latin or stem.kind in NEVER_ALONE:
        return
    for place, number in enumerate(NUMBERS, start=1):
        nats = NUMBERED + log(len(NUMBERS) * place) / 2
        yield f"{stem.text}{number}", "number", script, nats
        yield f"{number}{stem.text}", "number", script, nats + 1.2
    yield from _misspelt(stem, left)
    if left > OTHER_SCRIPT:
        for text, other, nats in other_scripts(stem.text):
            made = unicodedata.normalize("NFC", text)
            yield made, "look-alike-letters", other, OTHER_SCRIPT + nats + lonely / 2


def _misspelt(stem: Stem, left: float) -> Iterator[Made]:
    if left <= MISSPELT:
        return
    slips = chain(misspellings(stem.text), drawn_throughout(stem.text))
    for text, technique, nats in slips:
        if not _is_short(stem):
            yield text, technique, "ascii", MISSPELT + nats
        elif technique == "drawn-alike":
            yield text, technique, "ascii", MISSPELT + nats + SHORT_ALONE
        if technique not in SLIPS_WITH_WORDS or MISSPELT_COMBINED + nats >= left:
            continue
        for word in companions(latin=True, local=stem.is_local):
            cost = MISSPELT_COMBINED + nats + word.nats
            if cost > left:
                break
            for made, extra in _beside(text, (word.text,)):
                yield made, technique, "ascii", cost + extra


def _combined(stem: Stem, left: float) -> Iterator[tuple[str, str, float]]:
    words = companions(latin=stem.is_latin, local=stem.is_local)
    beside = _beside if stem.is_latin else _beside_characters
    for word in words:
        if COMBINED + word.nats > left:
            break
        technique = "province" if word.is_place else "combination"
        for text, extra in beside(stem.text, (word.text,)):
            yield text, technique, COMBINED + word.nats + extra
    for first in words:
        if TWICE_COMBINED + first.nats + words[0].nats > left:
            break
        for second in words:
            nats = TWICE_COMBINED + first.nats + second.nats
            if nats > left:
                break
            if first is second or (first.is_place and second.is_place):
                continue
            technique = "province" if first.is_place else "two-words"
            for text, extra in beside(stem.text, (first.text, second.text)):
                yield text, technique, nats + extra


def _beside(text: str, words: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Yield the orders of text and words, glued and with hyphens, with their costs.

    >>> [made for made, _ in _beside("mem", ("cx",))]
    ['mem-cx', 'memcx', 'cx-mem', 'cxmem']
    """
    orders = [((text, *words), FIRST), ((*words, text), LAST)]
    if len(words) > 1:
        orders.append(((words[0], text, words[1]), AROUND))
    # With hyphens inside, glue beside them is a rarer taste.
    glued = HYPHENATED * (2 if any("-" in one for one in (text, *words)) else 1)
    for order, nats in orders:
        yield "-".join(order), nats + HYPHENATED
        yield "".join(order), nats + glued
        if len(order) > 2:  # noqa: PLR2004 - name and first word glued, then a hyphen
            yield f"{order[0]}{order[1]}-{order[2]}", nats + glued + HYPHENATED


def _beside_characters(
    text: str, words: tuple[str, ...]
) -> Iterator[tuple[str, float]]:
    glued = "".join(words)
    yield f"{text}{glued}", FIRST
    yield f"{glued}{text}", LAST + 0.6
    if len(words) > 1:
        yield f"{words[0]}{text}{words[1]}", LAST
    else:
        yield f"{text}-{glued}", HAN_HYPHENATED


def _is_short(stem: Stem) -> bool:
    return stem.is_latin and len(stem.letters) <= SHORT_LETTERS
