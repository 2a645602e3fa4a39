"""Many patterns over megabytes of text in one pass, by Hyperscan."""

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from threading import local
from typing import Any, Protocol

from detectors.names.gate import Meaning

try:
    _hyperscan: Any = import_module("hyperscan")
except ImportError:  # no wheel for this machine
    _hyperscan = None

IS_AVAILABLE = _hyperscan is not None
"""Whether the engine is installed; without it names are read one by one."""


class Compiled(Protocol):
    """Keeps compiled patterns from one run to the next."""

    def read(self, name: str) -> bytes | None:
        """Return what was written under *name*, or None where that is not whole."""

    def write(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*, if that is possible."""


class Matcher:
    """Patterns, compiled; threads may use it at the same time.

    Args:
        patterns: in Hyperscan's syntax, and what a match of each may mean.
        kept: where to look for them compiled; None: they are compiled here.
    """

    def __init__(
        self, patterns: Sequence[tuple[str, Meaning]], kept: Compiled | None = None
    ) -> None:
        self._meanings = tuple(meaning for _, meaning in patterns)
        texts = [pattern.encode("ascii") for pattern, _ in patterns]
        self._database = _kept(texts, kept) if kept else _compile(texts)
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


def _compile(patterns: Sequence[bytes], flags: int = 0) -> Any:
    database = _hyperscan.Database()
    database.compile(
        expressions=list(patterns),
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags] * len(patterns),
    )
    return database


def _kept(patterns: Sequence[bytes], kept: Compiled) -> Any:
    """Return the patterns as they were compiled once; compile and keep them else."""
    version = _hyperscan.__version__.encode("ascii")
    name = sha256(b"\n".join((version, *patterns))).hexdigest()
    data = kept.read(name)
    if data is not None:
        try:
            return _hyperscan.loadb(data, _hyperscan.HS_MODE_BLOCK)
        except _hyperscan.error:
            pass  # another processor wrote it
    database = _compile(patterns)
    kept.write(name, _hyperscan.dumpb(database))
    return database


class Finder:
    """Patterns of lines, looked for in megabytes; works without the engine too."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._pattern = re.compile("|".join(patterns).encode("ascii"), re.MULTILINE)
        self._database: Any = None
        if IS_AVAILABLE:
            texts = [pattern.encode("ascii") for pattern in patterns]
            self._database = _compile(texts, _hyperscan.HS_FLAG_MULTILINE)

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
