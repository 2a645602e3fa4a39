"""Floors under the figures, and why none of them sinks unseen.

    python -m benchmarks.eval.gate [--data ../shared/data]

``tests/eval/floors.toml`` says what the judge must reach on a fixed sample, judged by
the weights that ship. Its last ``[[history]]`` entry is what holds. Every entry names
the SHA-256 of the one before; a floor lower than before, or one left out, fails unless
the entry says why in ``lowered``.
"""

import argparse
import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.eval import copies, innocents, tables
from benchmarks.eval.cases import COPIES, look
from benchmarks.eval.copies import PLAIN, Body, Case
from benchmarks.eval.labelled import saved_pages
from benchmarks.eval.weights import Fitted
from casebook.profiles import Profiles
from detectors.model import load_model

FLOORS = Path(__file__).parents[2] / "tests" / "eval" / "floors.toml"
PAGE_MAX_BYTES = 40_000
EVASIONS = 6
"""Evasions of each page, in turn, so that every evasion is on some page."""
BODY_STEP = 2
"""Every second body: profiles without a body take a while to index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One state of the floors."""

    date: str
    before: str
    """SHA-256 of the entry before; empty for the first."""
    lowered: str
    """Why a floor is lower than before; empty where none is."""
    floors: Mapping[str, float]

    @property
    def sha256(self) -> str:
        """Digest of everything the entry says, 64 hex digits."""
        text = json.dumps(
            [self.date, self.before, self.lowered, sorted(self.floors.items())],
            ensure_ascii=False,
        )
        return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Print what the sample gives, beside its floors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    entries = read_entries(tomllib.loads(FLOORS.read_text("utf-8")))
    floors = entries[-1].floors if entries else {}
    for name, share in (played() | saved(options.data)).items():
        print(f"{name:32} {share:.4f}  floor {floors.get(name, 0.0):.4f}")
    if entries:
        print(f'before = "{entries[-1].sha256}"')


def read_entries(table: Mapping[str, Any]) -> list[Entry]:
    """Return the states in a table of the form of ``floors.toml``."""
    return [
        Entry(
            date=str(entry["date"]),
            before=entry["before"],
            lowered=entry.get("lowered", ""),
            floors=dict(entry["floors"]),
        )
        for entry in table["history"]
    ]


def faults(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield what is wrong with the history of the floors."""
    previous: Entry | None = None
    for entry in entries:
        if entry.before != (previous.sha256 if previous else ""):
            yield f"the entry of {entry.date} does not name the one before it"
        for name, floor in (previous.floors if previous else {}).items():
            sunk = entry.floors.get(name, 0.0) < floor
            if sunk and not entry.lowered:
                yield f"{name} sank on {entry.date}, and nobody says why"
        previous = entry


def played() -> dict[str, float]:
    """Return the shares right on the testbed's bodies and the innocents made."""
    known = [body for body in copies.bodies([]) if body.pages]
    every = copies.all_profiles(known)
    cases = [*_copies(known, every), *_made(every)]
    return {f"played.{k}": v for k, v in _shares(cases).items()}


def saved(data: Path) -> dict[str, float]:
    """Return the shares right on saved pages, copied and as they are."""
    pages = list(saved_pages(data / "pages"))
    known = [
        body
        for body in copies.bodies([s for s in pages if s.want == "official"])
        if not body.group.startswith("testbed|")
    ]
    every = copies.all_profiles(known)
    cases = [*_copies(known, every), *_clear(pages, every)]
    return {f"saved.{k}": v for k, v in _shares(cases).items()}


def _shares(cases: Iterable[Case]) -> dict[str, float]:
    """Return the share right of each table, and the right body's share."""
    known = Fitted(model=load_model(), held_out=())
    ruled = tables.ruled(map(look, cases), known)
    found: dict[str, float] = {}
    for table in sorted({case.looked.case.table for case in ruled}):
        own = [case for case in ruled if case.looked.case.table == table]
        found[table] = sum(case.is_right for case in own) / len(own)
    named = [c for c in ruled if c.looked.case.body and c.is_right]
    right = sum(case.profile == case.looked.case.body for case in named)
    found["right-body"] = right / max(1, len(named))
    wrong = sum((c.pose - (c.looked.case.table in COPIES)) ** 2 for c in ruled)
    found["one-less-brier"] = 1.0 - wrong / len(ruled)
    return found


def _copies(known: Iterable[Body], every: Profiles) -> Iterator[Case]:
    """Yield one page of some bodies as it is and under some evasions, in turn."""
    names = list(copies.evasions())
    small = [
        dataclasses.replace(body, pages=pages[:1])
        for body in known
        if (pages := [p for p in body.pages if len(p[1]) <= PAGE_MAX_BYTES])
    ]
    for number, body in enumerate(small[::BODY_STEP]):
        turn = {names[(number * EVASIONS + n) % len(names)] for n in range(EVASIONS)}
        yield from copies.copies([body], every, names=turn)


def _made(every: Profiles) -> Iterator[Case]:
    for sample in innocents.made():
        if sample.name.endswith((" 0", " 3")):
            yield _case(sample, "hard", every)


def _clear(pages: Iterable[Any], every: Profiles) -> Iterator[Case]:
    for sample in pages:
        if sample.want == "clear":
            hard = sample.name.startswith("benign-hard/")
            yield _case(sample, "hard" if hard else "ordinary", every)
        elif sample.name.startswith("counterfeit/") and sample.want == "counterfeit":
            yield _case(sample, "real", every)


def _case(sample: Any, table: str, profiles: Profiles) -> Case:
    return Case(
        name=sample.name,
        group=sample.group,
        table=table,
        evasion=PLAIN,
        site=sample.site,
        profiles=profiles,
    )


if __name__ == "__main__":
    main()
