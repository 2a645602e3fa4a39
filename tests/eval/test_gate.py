"""The judge keeps to its floors, and no floor sinks unseen."""

import dataclasses
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.eval import gate  # noqa: E402 - found from the root
from benchmarks.eval.labelled import digest  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
TABLE = tomllib.loads(gate.FLOORS.read_text("utf-8"))
ENTRIES = gate.read_entries(TABLE)


def below(shares):
    floors = ENTRIES[-1].floors
    return {
        name: (share, floors[name])
        for name, share in shares.items()
        if share < floors[name]
    }


def test_history_is_whole_and_no_floor_sank_unseen():
    assert list(gate.faults(ENTRIES)) == []


def test_a_sunken_floor_is_told():
    """A gate that cannot shut is none."""
    last = ENTRIES[-1]
    lower = {name: floor - 0.01 for name, floor in last.floors.items()}
    sunk = gate.Entry(date="later", before=last.sha256, lowered="", floors=lower)

    assert len(list(gate.faults([*ENTRIES, sunk]))) == len(lower)
    assert not list(
        gate.faults([*ENTRIES, dataclasses.replace(sunk, lowered="a reason")])
    )


def test_a_changed_entry_is_told():
    first = dataclasses.replace(ENTRIES[0], date="another day")
    later = gate.Entry(
        date="later", before=ENTRIES[0].sha256, lowered="", floors=first.floors
    )

    assert len(list(gate.faults([first, later]))) == 1


def test_played_bodies_and_made_innocents():
    shares = gate.played()

    assert set(shares) == {n for n in ENTRIES[-1].floors if n.startswith("played.")}
    assert below(shares) == {}


def test_saved_pages():
    if not (DATA / "pages" / "labels.csv").is_file():
        pytest.skip(
            "THE LABELLED DATA IS NOT HERE: the floors of saved pages are not held"
        )
    assert digest(DATA / "pages") == TABLE["data_sha256"], "other data, other floors"

    assert below(gate.saved(DATA)) == {}
