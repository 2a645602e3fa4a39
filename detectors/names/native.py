"""The gate's patterns in native code, and a finder of odd lines."""

import re
from collections.abc import Sequence

from detectors import engine
from detectors.names.gate import Meaning


class Matcher:
    """Patterns, compiled; threads may use it at the same time.

    Args:
        patterns: in Hyperscan's syntax, and what a match of each may mean.
        kept: where to look for them compiled; None: they are compiled here.
    """

    def __init__(
        self,
        patterns: Sequence[tuple[str, Meaning]],
        kept: engine.Compiled | None = None,
    ) -> None:
        self._meanings = tuple(meaning for _, meaning in patterns)
        texts = [pattern.encode("ascii") for pattern, _ in patterns]
        self._patterns = engine.Patterns(texts, kept=kept)

    def scan(self, text: bytes) -> list[tuple[int, Meaning]]:
        """Return each match: where its last byte lies, and what it may mean."""
        found: list[tuple[int, Meaning]] = []
        note, meanings = found.append, self._meanings

        def on_match(
            number: int, _start: int, end: int, _flags: int, _context: object
        ) -> None:
            note((end - 1, meanings[number]))

        self._patterns.scan(text, on_match)
        return found


class Finder:
    """Patterns of lines, looked for in megabytes; works without the engine too."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._slow = re.compile("|".join(patterns).encode("ascii"), re.MULTILINE)
        self._patterns: engine.Patterns | None = None
        if engine.IS_AVAILABLE:
            texts = [pattern.encode("ascii") for pattern in patterns]
            self._patterns = engine.Patterns(texts, flags=engine.MULTILINE)

    def ends(self, text: bytes, most: int) -> list[int] | None:
        """Return where matches end, in rising order; None where they are too many.

        Of matches that overlap not all need be there, but one in each line is.
        """
        found: list[int] = []
        if self._patterns is None:
            for match in self._slow.finditer(text):
                found.append(match.end())
                if len(found) > most:
                    return None
            return found

        def on_match(
            _number: int, _start: int, end: int, _flags: int, _context: object
        ) -> bool:
            found.append(end)
            return len(found) > most

        return sorted(found) if self._patterns.scan(text, on_match) else None
