"""Which names in Chinese characters are worth a full reading."""

from collections import Counter

from detectors.names.index import NameIndex

_BROKEN = 3
"""Neighbours that one edit parts at most: a swap."""


class Characters:
    """Protected Chinese words by their neighbouring characters."""

    def __init__(self, index: NameIndex) -> None:
        assert index.shaped.nearby
        edits = index.shaped.nearby.edits
        self._words: dict[str, list[str]] = {}
        self._least: dict[str, int] = {}
        for word in index.shaped.exact:
            if not word.isascii():
                pairs = _pairs(word)
                self._least[word] = max(1, len(pairs) - _BROKEN * edits.get(word, 0))
                for pair in pairs:
                    self._words.setdefault(pair, []).append(word)

    def may_matter(self, placed: str) -> bool:
        """Whether a name, decoded and folded, may hold one of them, even misspelt."""
        found: Counter[str] = Counter()
        for pair in _pairs(placed.replace(".", "").replace("-", "")):
            for word in self._words.get(pair, ()):
                found[word] += 1
                if found[word] >= self._least[word]:
                    return True
        return False


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
