"""SIGKILL at every step of an export: a whole package, or none, and no number twice."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.workspace import Workspace
from reports.clue import verify
from reports.clue.archive import PART, settle, whole_file

ROOT = Path(__file__).parents[2]

SCRIPT = """
import os, signal, sys
from pathlib import Path
from casebook.workspace import Workspace
from reports.clue import export
sys.path.insert(0, "tests/reports")
from report_cases import NOW

folder, out, name, done = sys.argv[1:]

def tell(step):
    if step.name == name and step.done >= int(done):
        os.kill(os.getpid(), signal.SIGKILL)

with Workspace.open(Path(folder), {}) as workspace:
    export(workspace, ["CASE-2026-0002"], out=Path(out), at=NOW, progress=tell)
"""

POINTS = [
    ("numbered", 0),
    ("files", 5),
    ("signature", 0),
    ("writing", 1),
    ("writing", 200_000),
    ("recorded", 0),
]


def run_export(folder, out, name, done=0):
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(out), name, str(done)],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "done"), POINTS, ids=[f"{name}-{done}" for name, done in POINTS]
)
def test_kill_leaves_a_whole_package_or_none(templates, tmp_path, name, done):
    folder = shutil.copytree(templates / "filled", tmp_path / "watch")
    out = tmp_path / "out"
    killed = run_export(folder, out, name, done)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert [*out.glob("*.zip")] == []
    with Workspace.open(folder, {}) as workspace:
        recorded = [clue.number for clue in workspace.casebook.clues()]
    assert recorded == (["CLUE-2026-0001"] if name == "recorded" else [])

    again = run_export(folder, out, "never")
    with Workspace.open(folder, {}) as workspace:
        clues = workspace.casebook.clues()
    assert [*out.glob(f"*{PART}")] == []
    (path,) = out.glob("*.zip")
    assert "failed" not in {check.result.value for check in verify(path)}
    assert [clue.file_name for clue in clues] == [path.name]
    if name == "recorded":
        # It was whole: it got its name, and the same cases are not exported twice.
        assert path.name == "CLUE-2026-0001.zip"
        assert "CLUE-2026-0001 holds CASE-2026-0002 already" in again.stderr
    else:
        # The number that was given is a gap which the ledger explains.
        assert path.name == "CLUE-2026-0002.zip"
        assert again.returncode == 0


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
