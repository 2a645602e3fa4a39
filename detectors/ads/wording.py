"""Turns of phrase: pieces of two and three characters, weighed by the model.

Tables of words know what somebody listed; pieces of words carry over to what nobody
did. They are read of the speaker's own text: what stands in quotation marks is another
person's, numbers are all alike, and names in Latin letters count by their kind only.
"""

import re

_QUOTED = re.compile(r"[“‘「『\"][^“”‘’「」『』\"\n]{4,120}[”’」』\"]")
_NUMBER = re.compile(r"\d[\d.]*|(?<=[a-z])[_\-]?\d+")
_NAME = re.compile(r"[a-z][a-z0-9_\-]{2,}")
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


def pieces_in(text: str) -> set[str]:
    """Return the pieces of two and three characters of folded *text*."""
    own = f" {spoken(text)} "
    twos = list(map(str.__add__, own, own[1:]))
    return {*twos, *map(str.__add__, twos, own[2:])}
