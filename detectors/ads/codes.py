"""Characters of a text as numbers: numpy looks all of them up in one go.

A step of the interpreter for each character is what makes reading slow, and tables of
Python objects push each other out of the processor's cache; these are a few flat
arrays.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Keys = NDArray[np.uint64]
_BITS = np.uint64(21)
"""Enough for any character, so three of them fit one number."""
# Any odd number spreads pieces; two pieces of one number cost time, nothing else.
_WIDE_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def codes_of(text: str) -> Codes:
    """Return the code point of each character of *text*."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def keys_in(text: str) -> Keys:
    """Return a number for each piece of one, two and three characters of *text*.

    >>> keys_in("免考").tolist() == keys_of(["免", "考", "免考"]).tolist()
    True
    """
    codes = codes_of(text).astype(np.uint64)
    twos = (codes[:-1] << _BITS) | codes[1:]
    return np.concatenate((codes, twos, (twos[:-1] << _BITS) | codes[2:]))


def keys_of(pieces: Iterable[str]) -> Keys:
    """Return the number of each of *pieces* of at most three characters."""
    return np.array([_key(piece) for piece in pieces], np.uint64)


def _key(piece: str) -> int:
    key = 0
    for char in piece:
        key = key << int(_BITS) | ord(char)
    return key


def piece_of(key: int) -> str:
    """Return the piece that has the number *key*.

    >>> [piece_of(key) for key in keys_of(["免考", "免考证"]).tolist()]
    ['免考', '免考证']
    """
    codes = (key >> 42, key >> 21, key)
    return "".join(chr(code & 0x1FFFFF) for code in codes if code & 0x1FFFFF)


def repeats_in(text: str, length: int) -> int:
    """Return how many pieces of *length* (2, 4, 8 …) characters stood there before.

    It may be too many where two pieces have one number, never too few.

    >>> repeats_in("三天拿证三天拿证三天", 4)
    3
    """
    runs = codes_of(text).astype(np.uint64)
    width = 1
    while width < length and len(runs) > width:
        runs = runs[:-width] * _WIDE_SPREAD + runs[width:]
        width *= 2
    if width < length:
        return 0
    runs.sort()
    return int(np.count_nonzero(runs[1:] == runs[:-1]))
