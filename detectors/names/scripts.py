"""Letters of other scripts in the place of Latin ones, as registries let them through.

Most registries take a label of one script only, so a word is written whole in Cyrillic
letters or stays Latin with a mark on one letter; a mixture is possible in few places
and costs more.
"""

from collections.abc import Iterator
from math import log

# Lower-case Cyrillic letters drawn like Latin ones (Unicode confusables.txt, TR #39),
# with those that read as one in a word (м, к, т, н, ԝ).
CYRILLIC = {
    "a": "а", "b": "ь", "c": "с", "d": "ԁ", "e": "е", "g": "ԍ", "h": "һ", "i": "і",
    "j": "ј", "k": "к", "l": "ӏ", "m": "м", "n": "п", "o": "о", "p": "р", "q": "ԛ",
    "r": "г", "s": "ѕ", "t": "т", "u": "ц", "v": "ѵ", "w": "ԝ", "x": "х", "y": "у",
}  # fmt: skip

# Latin letters with a mark that is easily missed, commonest first.
MARKED = {
    "a": "áàạâä", "c": "ćç", "e": "éèẹėê", "g": "ġğ", "h": "ĥħ", "i": "íìıị", "j": "ĵ",
    "k": "ķ", "l": "ĺł", "m": "ṃ", "n": "ńñņ", "o": "óòọôö", "r": "ŕ", "s": "śşṣ",
    "t": "ţťṭ", "u": "úùụûü", "w": "ŵ", "y": "ýÿỵ", "z": "żźẓ",
}  # fmt: skip

SAME = frozenset("aceijopsxy")
"""Letters whose Cyrillic form is drawn exactly alike in most typefaces."""

WHOLE = 2.0
ONE_MARKED = 2.6
MIXED = 3.0
NOT_SAME = 2.0
"""What a mixture costs more where the letter is only similar."""


def other_scripts(text: str) -> Iterator[tuple[str, str, float]]:
    """Yield *text* in other letters, the script of the result, and -ln of its share.

    Scripts are ``cyrillic``, ``latin`` (marked) and ``mixed``.

    >>> [found for found, script, _ in other_scripts("ab") if script == "cyrillic"]
    ['аь']
    """
    letters = [c for c in text if c.isalpha()]
    place = log(max(2, len(letters)))
    if all(c in CYRILLIC for c in letters) and not any(c.isdigit() for c in text):
        yield "".join(CYRILLIC.get(c, c) for c in text), "cyrillic", WHOLE
    for at, letter in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        for rank, mark in enumerate(MARKED.get(letter, ""), start=1):
            nats = ONE_MARKED + place + log(rank)
            yield before + mark + after, "latin", nats
        if letter in CYRILLIC:
            nats = MIXED + place + (0.0 if letter in SAME else NOT_SAME)
            yield before + CYRILLIC[letter] + after, "mixed", nats
