"""Progress of a crawl and of a package on a terminal."""

import sys
from types import TracebackType
from typing import Self

from crawler.running.run import Progress
from reports.clue.records import Step

BAR_CHARACTERS = 24


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


class StepMeter:
    """Writes what the making of a package is at; silent where no terminal is."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._shown = sys.stderr.isatty()
        self._written = False

    def __enter__(self) -> Self:
        """Begin; nothing is written before the first step."""
        return self

    def __call__(self, step: Step) -> None:
        """Show the step."""
        if not self._shown:
            return
        self._written = True
        # To the end of the line, as the last step may have had a longer one.
        sys.stderr.write(f"\r{self._label}: {step.number}  {_bar(step)}\x1b[K")
        sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line."""
        if self._written:
            sys.stderr.write("\n")


def _bar(step: Step) -> str:
    """Return the step's name, with a bar where it has parts.

    >>> _bar(Step("signature", "CLUE-2026-0001")), _bar(Step("writing", "", 1, 2))
    ('signature', 'writing  [############------------]  50%')
    """
    if not step.total:
        return step.name
    full = BAR_CHARACTERS * step.done // step.total
    bar = "#" * full + "-" * (BAR_CHARACTERS - full)
    return f"{step.name}  [{bar}]  {step.done / step.total:.0%}"
