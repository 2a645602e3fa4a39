"""Many patterns over megabytes of text in one pass, by Hyperscan."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from detectors.names.gate import Meaning

try:
    _hyperscan: Any = import_module("hyperscan")
except ImportError:  # no wheel for this machine
    _hyperscan = None

IS_AVAILABLE = _hyperscan is not None
"""Whether the engine is installed; without it names are read one by one."""


class Matcher:
    """Patterns, compiled."""

    def __init__(self, patterns: Sequence[tuple[str, Meaning]]) -> None:
        self._meanings = tuple(meaning for _, meaning in patterns)
        self._database = _hyperscan.Database()
        self._database.compile(
            expressions=[pattern.encode("ascii") for pattern, _ in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[0] * len(patterns),
        )

    def scan(self, text: bytes) -> list[tuple[int, Meaning]]:
        """Return each match: where its last byte lies, and what it may mean."""
        found: list[tuple[int, Meaning]] = []
        note, meanings = found.append, self._meanings

        def on_match(
            number: int, _start: int, end: int, _flags: int, _context: object
        ) -> None:
            note((end - 1, meanings[number]))

        self._database.scan(text, match_event_handler=on_match)
        return found
