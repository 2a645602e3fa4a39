"""Many strings, found in a text by how they begin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """Strings by how they begin."""

    by_two: Mapping[str, tuple[str, ...]]
    """By their first two letters; a character that is a word, by itself."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Starts":
        """Sort *texts* by how they begin; one Latin letter alone is left out."""
        found: dict[str, list[str]] = {}
        for text in set(texts):
            if len(text) > 1 or not text.isascii():
                found.setdefault(text[:2], []).append(text)
        return cls(by_two={two: tuple(sorted(some)) for two, some in found.items()})

    def begin(self, text: str) -> bool:
        """Whether *text* begins with one of them."""
        found = self.by_two.get(text[:2])
        if found and text.startswith(found):
            return True
        return text[:1] in self.by_two

    def within(self, text: str, until: int) -> Iterator[tuple[int, str]]:
        """Yield each place before *until* where one of them stands, and which."""
        get = self.by_two.get
        has_characters = not text.isascii()
        for at in range(until):
            for found in get(text[at : at + 2], ()):
                if text.startswith(found, at):
                    yield at, found
            if has_characters and at + 1 < len(text):  # else the two were one
                for found in get(text[at], ()):
                    yield at, found
