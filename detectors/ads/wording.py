"""Turns of phrase: pieces of up to three characters, weighed by the model.

Tables of words know what somebody listed; pieces of words carry over to what nobody
did. They are read of the speaker's own text: what stands in quotation marks is another
person's, numbers are all alike, and names in Latin letters count by their kind only.
"""

import re
from collections import Counter

from detectors.ads.codes import Keys, keys_in, repeats_in

_QUOTED = re.compile(r"[“‘「『\"][^“”‘’「」『』\"\n]{4,120}[”’」』\"]")
_NUMBER = re.compile(r"\d[\d.]*|(?<=[a-z])[_\-]?\d+")
_NAME = re.compile(r"[a-z][a-z0-9_\-]{2,}")
_REPEATED = 8
_REPEATS_MAX = 1200
_SPACE = re.compile(r"\s{2,}|[^\S ]")


def spoken(text: str) -> str:
    """Return folded *text* without quotations, its names and numbers made alike.

    >>> spoken("他说“不用考试就能拿证”，加 zz8806kk 350元")
    '他说“”，加 @ 0元'
    """
    if "”" in text or "」" in text or "』" in text or '"' in text:
        text = _QUOTED.sub("“”", text)
    text = _NUMBER.sub("0", _NAME.sub("@", text))
    return _SPACE.sub(" ", text)


def pieces_in(text: str) -> Keys:
    """Return the pieces of up to three characters of folded *text*, as numbers."""
    return keys_in(f" {spoken(text)} ")


def repeated_in(text: str) -> str:
    """Return a piece of folded *text* that stands in it three times, or empty."""
    if not _REPEATED * 3 <= len(text) <= _REPEATS_MAX:
        return ""
    if repeats_in(text, _REPEATED) < 2:  # noqa: PLR2004 - thrice is two too many
        return ""
    starts = range(len(text) - _REPEATED + 1)
    counted = Counter(text[start : start + _REPEATED] for start in starts)
    piece, times = counted.most_common(1)[0]
    return piece if times > 2 and len(set(piece)) > 2 else ""  # noqa: PLR2004
