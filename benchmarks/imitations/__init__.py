"""Names made to imitate official ones, by technique, in two halves that share little.

The train half may be looked at while rules are made; the test half is for measuring
only: other filler domains, endings, context words, names, seeds of the random choices,
and techniques' rarer forms. Nothing here is a name that was seen in use.
"""

import random
from collections.abc import Iterator

from imitations import built, mechanical, spoken
from imitations.words import TEST, TRAIN, Half, Vocabulary

__all__ = ["HALVES", "TEST", "TRAIN", "Half", "Vocabulary", "ascii_name", "imitations"]

HALVES: dict[Half, Vocabulary] = {"train": TRAIN, "test": TEST}

TECHNIQUES: dict[str, built.Make] = {
    **built.TECHNIQUES,
    "mixed pinyin": spoken.mixed,
    "numbers": spoken.numbered,
    "place and department": spoken.place_apart,
    "place and label": spoken.place_and_label,
    "full Chinese name": spoken.full_name,
    "Chinese label in front": spoken.chinese_in_front,
    "two words": spoken.two_words,
    "words of the state": spoken.state_words,
    "tunnel": spoken.tunnel,
    "ending inside": spoken.ending_inside,
}
OFFICIAL = (".gov.cn", *(f".{host}" for host in built.OTHERS), *built.OTHERS)
"""Chance makes names that are no imitations too."""


def imitations(half: Half, each: int) -> Iterator[tuple[str, str]]:
    """Yield technique and name, at most *each* a technique, always the same."""
    words = HALVES[half]
    for technique, make in TECHNIQUES.items():
        chance = random.Random(f"{half} {technique}")
        seen: set[str] = set()
        for _ in range(each * 50):
            name = ascii_name(make(chance, words))
            if name and name not in seen and not name.endswith(OFFICIAL):
                seen.add(name)
                yield technique, name
            if len(seen) == each:
                break
    yield from _by_machine(half, each)


def _by_machine(half: Half, each: int) -> Iterator[tuple[str, str]]:
    made: dict[str, list[str]] = {}
    for technique, name in mechanical.misspelt(HALVES[half]):
        made.setdefault(f"dnstwist {technique}", []).append(name)
    chance = random.Random(f"{half} by machine")
    for technique in sorted(made):
        names = made[technique]
        for name in chance.sample(names, min(each, len(names))):
            yield technique, name


def ascii_name(name: str) -> str:
    """Return *name* as feeds carry it, or nothing where it cannot be registered."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
