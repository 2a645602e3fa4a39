"""Progress of a crawl on a terminal."""

import sys
from types import TracebackType
from typing import Self

from crawler.run import Progress


class Meter:
    """Writes one line that is written over; silent where no terminal is."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin; nothing is written before the first progress."""
        return self

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._shown:
            text = (
                f"\r{self._label}: {progress.done}/{progress.total}"
                f"  {progress.flagged} flagged  {progress.failed} not reached "
            )
            sys.stderr.write(text)
            sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line."""
        if self._shown:
            sys.stderr.write("\n")
