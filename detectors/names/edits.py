"""What a misspelling costs: how many others could have been made of the same word."""

from math import log

from rapidfuzz.distance import OSA, Levenshtein

from detectors.names.folding import shape

# -ln of the share of each kind among misspellings (dnstwist's fuzzers run on the
# train half of the protected words); the place in the word comes on top.
REPEATED = 1.5
SWAPPED = 1.5
DROPPED = 0.6
ALIKE = 1.8
BESIDE = 2.2
VOWEL = 2.5
FLIPPED = 3.0
ADDED = 3.2
OTHER = 5.5

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset(shape("aeiou"))
_DRAWN_ALIKE = frozenset(
    frozenset(shape(pair))
    for pair in ("bd", "ce", "mn", "nr", "hk", "hn", "vy", "uv", "gy", "ft", "tl", "jl")
)
"""Letters drawn alike on a small screen; from dnstwist's glyph table."""


def _beside() -> frozenset[tuple[str, str]]:
    found = set()
    for y, row in enumerate(_ROWS):
        for x, key in enumerate(row):
            for other_y in range(max(0, y - 1), min(len(_ROWS), y + 2)):
                for other_x in range(max(0, x - 1), x + 2):
                    if other_x < len(_ROWS[other_y]):
                        found.add((shape(key), shape(_ROWS[other_y][other_x])))
    return frozenset(found)


_BESIDE = _beside()


def edit_nats(token: str, text: str) -> tuple[float, int]:
    """Return -ln of the chance that *token* is misspelt as *text*, and the edits made.

    Both are folded.

    >>> edit_nats("chlnasa", "chlnassa") < edit_nats("chlnasa", "chlnasx")
    True
    """
    kinds = _kinds(token, text)
    return sum(kinds) + len(kinds) * log(max(2, len(token))), len(kinds)


def _kinds(token: str, text: str) -> list[float]:
    operations = Levenshtein.editops(token, text)
    if OSA.distance(token, text) < len(operations):
        return [SWAPPED, *([OTHER] if OSA.distance(token, text) > 1 else [])]
    found = []
    for operation in operations:
        if operation.tag == "delete":
            found.append(DROPPED)
        elif operation.tag == "insert":
            found.append(_added(text, operation.dest_pos))
        else:
            before, after = token[operation.src_pos], text[operation.dest_pos]
            found.append(_replaced(before, after))
    return found


def _added(text: str, at: int) -> float:
    around = {text[k] for k in (at - 1, at + 1) if 0 <= k < len(text)}
    if text[at] in around:
        return REPEATED
    if at in {0, len(text) - 1}:
        return ADDED
    return BESIDE if any((text[at], near) in _BESIDE for near in around) else OTHER


def _replaced(before: str, after: str) -> float:
    if frozenset((before, after)) in _DRAWN_ALIKE:
        return ALIKE
    if (before, after) in _BESIDE:
        return BESIDE
    if {before, after} <= _VOWELS:
        return VOWEL
    flipped = ord(before) ^ ord(after)
    return FLIPPED if flipped and not flipped & (flipped - 1) else OTHER
