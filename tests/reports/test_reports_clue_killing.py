"""SIGKILL at every step of an export: a whole package, or none, and no number twice."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from report_cases import NOW

from casebook.errors import InputError
from reports.clue import export, verify
from reports.clue.sealing.archive import PART, settle, whole_file

ROOT = Path(__file__).parents[2]

SCRIPT = """
import json, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from casebook.workspace import Workspace
from reports.clue import export

folder, out, at, points = sys.argv[1:]

def make(case, name, done):
    def tell(step):
        if step.name == name and step.done >= done:
            os.kill(os.getpid(), signal.SIGKILL)

    with Workspace.open(Path(folder), {}) as workspace:
        now = datetime.fromisoformat(at)
        export(workspace, [case], out=Path(out), at=now, progress=tell)

# One process imports everything and is copied for each export: that is what takes long.
for case, name, done in json.loads(points):
    if not (child := os.fork()):
        make(case, name, done)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with Workspace.open(Path(folder), {}) as workspace:
        recorded = [clue.number for clue in workspace.casebook.clues()]
    left = sorted(path.name for path in Path(out).glob("*"))
    print(json.dumps([os.waitstatus_to_exitcode(status), recorded, left]))
"""

EARLY = [
    ("numbered", 0),
    ("files", 5),
    ("signature", 0),
    ("writing", 1),
    ("writing", 200_000),
]
"""Points before a package is recorded."""


def killed(workspace, out, points):
    """Export in one process after another, each killed at a point; what each left."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", SCRIPT, str(workspace.path), str(out)),
            *(NOW.isoformat(), json.dumps(points)),
        ],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_kill_leaves_a_whole_package_or_none(quick, tmp_path):
    """Each kill meets what the ones before it left."""
    out = tmp_path / "out"
    points = [("CASE-2026-0002", *point) for point in EARLY]
    points.append(("CASE-2026-0001", "recorded", 0))
    *early, late = killed(quick, out, points)

    for point, (code, recorded, left) in zip(EARLY, early, strict=True):
        assert code == -signal.SIGKILL, point
        assert recorded == [], point
        # A part that was written to is there until the next export takes it away.
        number = EARLY.index(point) + 1
        part = f"CLUE-2026-{number:04}.zip{PART}"
        assert left == ([part] if point[0] == "writing" else []), point

    # It was whole when it was killed: it gets its name, and is not made again.
    assert late == [
        -signal.SIGKILL,
        ["CLUE-2026-0006"],
        [f"CLUE-2026-0006.zip{PART}"],
    ]
    with pytest.raises(InputError, match="CLUE-2026-0006 holds CASE-2026-0001 already"):
        export(quick, ["CASE-2026-0001"], out=out, at=NOW)
    # The numbers that were given are a gap which the ledger explains.
    clue = export(quick, ["CASE-2026-0002"], out=out, at=NOW)
    assert clue.number == "CLUE-2026-0007"
    assert [path.name for path in sorted(out.iterdir())] == [
        "CLUE-2026-0006.zip",
        "CLUE-2026-0007.zip",
    ]
    for path in out.iterdir():
        assert "failed" not in {check.result.value for check in verify(path)}


def test_part_of_a_living_process_is_let_be(tmp_path):
    with whole_file(tmp_path / "CLUE-2026-0001.zip") as stream:
        stream.write(b"half")
        stream.flush()

        assert settle(tmp_path, {}) == []
        assert (tmp_path / f"CLUE-2026-0001.zip{PART}").read_bytes() == b"half"


def test_part_that_is_not_what_was_recorded_goes(tmp_path):
    part = tmp_path / f"CLUE-2026-0001.zip{PART}"
    part.write_bytes(b"changed after it was recorded")

    assert settle(tmp_path, {"CLUE-2026-0001.zip": "0" * 64}) == []
    assert [*tmp_path.iterdir()] == []
