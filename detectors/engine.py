"""Many patterns looked for in one pass: Hyperscan, where it is installed.

Whoever uses it has a slower way without it, so that findings are the same everywhere.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from importlib import import_module
from threading import local
from typing import Any, Protocol

try:
    # No types, and no wheel for some machines.
    _hyperscan: Any = import_module("hyperscan")
except ImportError:
    _hyperscan = None
IS_AVAILABLE = _hyperscan is not None
"""Whether the engine is installed."""

CASELESS = _hyperscan.HS_FLAG_CASELESS if IS_AVAILABLE else 0
"""Of ASCII letters."""
MULTILINE = _hyperscan.HS_FLAG_MULTILINE if IS_AVAILABLE else 0
ONCE = _hyperscan.HS_FLAG_SINGLEMATCH if IS_AVAILABLE else 0
"""Each pattern is told once, however often it is found."""

OnMatch = Callable[[int, int, int, int, object], bool | None]
"""Told a pattern's number, where its match begins (not always known) and ends, flags
and context; True ends the scan."""


class Compiled(Protocol):
    """Keeps compiled patterns from one run to the next."""

    def read(self, name: str) -> bytes | None:
        """Return what was written under *name*, or None where that is not whole."""

    def write(self, name: str, data: bytes) -> None:
        """Keep *data* under *name*, if that is possible."""


class Patterns:
    """Patterns, compiled; threads may use them at the same time.

    Args:
        patterns: in Hyperscan's syntax; each is told by its index.
        flags: of all of them.
        kept: where to look for them compiled; None: they are compiled here.
    """

    def __init__(
        self,
        patterns: Sequence[bytes],
        *,
        flags: int = 0,
        kept: Compiled | None = None,
    ) -> None:
        self._database = (
            _kept(patterns, flags, kept) if kept else _compile(patterns, flags)
        )
        self._own = local()

    def scan(self, text: bytes, on_match: OnMatch) -> bool:
        """Call *on_match* for each match in *text*; False where it ended the scan."""
        try:
            self._database.scan(
                text, match_event_handler=on_match, scratch=self._scratch()
            )
        except _hyperscan.ScanTerminated:
            return False
        return True

    def _scratch(self) -> Any:
        """Return what a scan writes to, one for each thread."""
        if not hasattr(self._own, "scratch"):
            self._own.scratch = _hyperscan.Scratch(self._database)
        return self._own.scratch


def _compile(patterns: Sequence[bytes], flags: int) -> Any:
    database = _hyperscan.Database()
    database.compile(
        expressions=list(patterns),
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[flags] * len(patterns),
    )
    return database


def _kept(patterns: Sequence[bytes], flags: int, kept: Compiled) -> Any:
    """Return the patterns as they were compiled once; compile and keep them else."""
    version = f"{_hyperscan.__version__} {flags}".encode("ascii")
    name = sha256(b"\n".join((version, *patterns))).hexdigest()
    data = kept.read(name)
    if data is not None:
        try:
            return _hyperscan.loadb(data, _hyperscan.HS_MODE_BLOCK)
        except _hyperscan.error:
            pass  # another processor wrote it
    database = _compile(patterns, flags)
    kept.write(name, _hyperscan.dumpb(database))
    return database
