"""Names that a lawful owner of the same trade is likelier to have than an impostor."""

from detectors.names.letters import Letters
from detectors.names.pieces import Piece
from detectors.names.pinyin import spelt
from detectors.names.reading import Reading

COUNTRY_LETTERS = 2
_OF_ADDRESSES = frozenset(
    ("www", "com", "net", "org", "cn", "online", "site", "xyz", "top", "info")
)
"""What begins or ends an address; inside a name it makes it look like another."""
_FIRMLY_HELD = frozenset(("com", "net", "org", "edu"))
_SOLD_CHEAPLY = frozenset(
    ("cc", "tk", "ml", "ga", "cf", "gq", "pw", "ws", "me", "io", "co")
)
"""Endings of countries that anybody buys."""


def is_of_the_trade(reading: Reading, letters: Letters) -> bool:
    """Whether all that stands there is the trade's own word, whole and right.

    Nothing beside it asks, certifies or claims the state: a school, a fair or a dealer
    may be called so. They have had their name for years, under an old ending; where a
    label costs nothing or next to nothing, an impostor is as likely.
    """
    if reading.context or letters.parts.shared:
        return False
    if not (reading.lessons or _is_old(letters.parts.suffix)):
        return False
    if any(p.word and p.word.text in _OF_ADDRESSES for p in reading.pieces):
        return False
    return all(_is_trade(piece, letters, reading) for piece in reading.tokens)


def _is_old(suffix: str) -> bool:
    last = suffix.rpartition(".")[2]
    is_country = len(last) == COUNTRY_LETTERS and last not in _SOLD_CHEAPLY
    return is_country or last in _FIRMLY_HELD


def _is_trade(piece: Piece, letters: Letters, reading: Reading) -> bool:
    token = piece.token
    if token is None or not token.is_trade or piece.edits or piece.disguised:
        return False
    # English words are parted by hyphens, syllables are not.
    if spelt(token.text) and any(letters.breaks[piece.start + 1 : piece.end]):
        return False
    return bool(reading.lessons) or not token.is_national
