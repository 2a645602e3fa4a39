"""Names by the million through the gate: what ``zhaoyao screen`` does."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from casebook.errors import InputError
from casebook.language import say
from detectors.engine import Compiled
from detectors.names import HostScore, NameIndex
from detectors.names.screening import screen
from zhaoyao.lists import Tally, names_in

EXCEPTIONS_KEPT = 5


@dataclass(slots=True, kw_only=True)
class Totals:
    """What went through so far."""

    read: Tally = field(default_factory=Tally)
    """Names and bad lines."""
    flagged: int = 0
    known: int = 0
    """Flagged names that the casebook has already."""
    exceptions: int = 0
    """Names unknown, but under a suffix that only government registers, that would be
    flagged elsewhere: no look-alikes."""
    exception_names: list[str] = field(default_factory=list)
    """The first of them."""
    failed: list[str] = field(default_factory=list)
    """Files that could not be read to their end, and why."""

    def note_exception(self, score: HostScore) -> None:
        """Count an unknown host under a government suffix."""
        self.exceptions += 1
        if len(self.exception_names) < EXCEPTIONS_KEPT:
            self.exception_names.append(score.name)


def screen_files(
    paths: Sequence[str],
    index: NameIndex,
    out: Callable[[HostScore], None],
    *,
    column: str = "",
    is_known: Callable[[str], bool] | None = None,
    progress: Callable[[Totals], None] | None = None,
    kept: Compiled | None = None,
) -> Totals:
    """Hand each name in *paths* that a person should see to *out*, in their order.

    Args:
        paths: files, folders (all files below them), or ``-`` for standard input.
        index: what names are compared with.
        out: takes one score after the other.
        column: name or number (from 1) of the CSV column with the names; empty: the
            first one that holds some.
        is_known: says which names the casebook has; they are counted, not handed out.
        progress: called after each block that was read.
        kept: where compiled patterns are kept from one run to the next.

    Raises:
        InputError: a path does not exist, or a table lacks the column.
    """
    totals = Totals()
    blocks = _blocks(paths, column, totals, progress)
    for score in screen(blocks, index, totals.note_exception, kept):
        if is_known and is_known(score.name):
            totals.known += 1
        else:
            totals.flagged += 1
            out(score)
    return totals


def as_row(score: HostScore, language: str) -> dict[str, Any]:
    """Return *score* as plain data: what ``--json`` and ``--out`` write."""
    return {
        "name": score.name,
        "score": round(score.score, 4),
        "profile": score.profile,
        "signals": [{"code": s.code, "part": s.part} for s in score.signals],
        "claim": say(score.claim, language),
    }


def _blocks(
    paths: Sequence[str],
    column: str,
    totals: Totals,
    progress: Callable[[Totals], None] | None,
) -> Iterator[bytes]:
    for path in paths:
        for name, stream in _streams(path):
            try:
                for block in names_in(stream, column, totals.read):
                    yield block
                    if progress:
                        progress(totals)
            except InputError:
                raise
            except Exception as exc:  # noqa: BLE001 - a damaged file stops no other
                totals.failed.append(f"{name}: {type(exc).__name__}: {exc}")


def _streams(path: str) -> Iterator[tuple[str, IO[bytes]]]:
    if path == "-":
        yield "standard input", sys.stdin.buffer
        return
    root = Path(path)
    if not root.exists():
        raise InputError(f"{path} does not exist")
    files = (p for p in sorted(root.rglob("*")) if p.is_file())
    for file in files if root.is_dir() else (root,):
        with file.open("rb") as stream:
            yield str(file), stream
