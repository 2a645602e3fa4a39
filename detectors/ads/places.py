"""Provinces and cities that a text names: spun titles name one after the other."""

from collections.abc import Iterable

from detectors.ads.folding import Folded, fold
from detectors.ads.lexicon import Token, load_lexicon, tokens_in


def places_in(text: str) -> tuple[str, ...]:
    """Return the short names of places in *text*, each once, in order.

    >>> places_in("石家庄、唐山电工证代办")
    ('石家庄', '唐山')
    """
    folded = fold(text)
    return places_of(folded, tokens_in(folded.text, load_lexicon()))


def places_of(folded: Folded, tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the places among *tokens*, each once."""
    return tuple(
        dict.fromkeys(folded.text[t.start : t.end] for t in tokens if t.kind == "place")
    )
