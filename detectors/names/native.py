"""Many patterns over megabytes of text in one pass, by Hyperscan."""

import re
from collections.abc import Sequence
from importlib import import_module
from threading import local
from typing import Any

from detectors.names.gate import Meaning

try:
    _hyperscan: Any = import_module("hyperscan")
except ImportError:  # no wheel for this machine
    _hyperscan = None

IS_AVAILABLE = _hyperscan is not None
"""Whether the engine is installed; without it names are read one by one."""


class Matcher:
    """Patterns, compiled; threads may use it at the same time."""

    def __init__(self, patterns: Sequence[tuple[str, Meaning]]) -> None:
        self._meanings = tuple(meaning for _, meaning in patterns)
        self._database = _hyperscan.Database()
        self._database.compile(
            expressions=[pattern.encode("ascii") for pattern, _ in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[0] * len(patterns),
        )
        self._own = local()

    def scan(self, text: bytes) -> list[tuple[int, Meaning]]:
        """Return each match: where its last byte lies, and what it may mean."""
        found: list[tuple[int, Meaning]] = []
        note, meanings = found.append, self._meanings

        def on_match(
            number: int, _start: int, end: int, _flags: int, _context: object
        ) -> None:
            note((end - 1, meanings[number]))

        self._database.scan(text, match_event_handler=on_match, scratch=self._scratch())
        return found

    def _scratch(self) -> Any:
        """Return what a scan writes to, one for each thread."""
        if not hasattr(self._own, "scratch"):
            self._own.scratch = _hyperscan.Scratch(self._database)
        return self._own.scratch


class Finder:
    """Patterns of lines, looked for in megabytes; works without the engine too."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._pattern = re.compile("|".join(patterns).encode("ascii"), re.MULTILINE)
        self._database = None
        if IS_AVAILABLE:
            self._database = _hyperscan.Database()
            self._database.compile(
                expressions=[pattern.encode("ascii") for pattern in patterns],
                ids=list(range(len(patterns))),
                elements=len(patterns),
                flags=[_hyperscan.HS_FLAG_MULTILINE] * len(patterns),
            )

    def ends(self, text: bytes, most: int) -> list[int] | None:
        """Return where matches end, in rising order; None where they are too many.

        Of matches that overlap not all need be there, but one in each line is.
        """
        found: list[int] = []
        if self._database is None:
            for match in self._pattern.finditer(text):
                found.append(match.end())
                if len(found) > most:
                    return None
            return found

        def on_match(
            _number: int, _start: int, end: int, _flags: int, _context: object
        ) -> bool:
            found.append(end)
            return len(found) > most

        try:
            self._database.scan(text, match_event_handler=on_match)
        except _hyperscan.ScanTerminated:
            return None
        return sorted(found)
