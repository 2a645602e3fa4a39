"""What was read out of one text, and what a feature of it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from detectors.ads.folding import Folded
from detectors.ads.lexicon import Token
from detectors.ads.records import Contact, Phrase, Price, Trade

LISTED_MOST = 4
"""Words quoted for one feature."""


class Feature(NamedTuple):
    """One feature of a text."""

    value: float
    """0 to 1."""
    said: str | Sequence[str]
    """What gave it, as written; empty where nothing can be quoted."""
    beside: str | Sequence[str] = ""
    """What stands together with it, or empty."""

    @property
    def words(self) -> str:
        """What gave it, in one line; put together only for what is shown."""
        said = self.said if isinstance(self.said, str) else _listed(self.said)
        if not self.beside:
            return said
        beside = self.beside if isinstance(self.beside, str) else _listed(self.beside)
        return f"{said} + {beside}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was read out of one text."""

    folded: Folded
    tokens: Sequence[Token]
    phrases: tuple[Phrase, ...]
    contacts: tuple[Contact, ...]
    prices: tuple[Price, ...]
    trades: tuple[Trade, ...]
    places: tuple[str, ...]
    turns: Mapping[str, Sequence[str]]
    """Turns of clauses by their table, see :mod:`detectors.ads.turns`."""


def _listed(words: Sequence[str]) -> str:
    return "、".join(list(dict.fromkeys(words))[:LISTED_MOST])
