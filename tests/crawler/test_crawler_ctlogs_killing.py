"""A reading of logs that is killed, wherever it is, loses no entry and repeats none."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from crawling import children_of, is_alive, workspace_at
from ct_logs import candidates, settings, write_sites

import testbed
from crawler.running.run import discover

ROOT = Path(__file__).parents[2]

KILLER = """
import os, signal, sys

if "crawler.running.child" in sys.orig_argv and os.environ.get("DIES_AT"):
    import sqlalchemy as sa

    word, left = os.environ["DIES_AT"].rsplit(" ", 1)
    left = int(left)

    def step(statement):
        global left
        left -= word in statement
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def before_cursor_execute(connection, cursor, statement, *others):
        step(statement)

    @sa.event.listens_for(sa.Engine, "commit")
    def commit(connection):
        step("COMMIT")
"""
"""Put into the child by way of the interpreter's own sitecustomize: no code of ours
is changed, and the child dies between two statements to its database."""

DEATHS = [
    "INSERT INTO source_progress 1",  # candidates are written, the place is not
    "INSERT INTO candidate 1",  # a tile has come, and nothing of it is stored
    "COMMIT 6",  # a step is written whole, and not yet stored
]

FILLERS = 400
COUNTERFEITS = [f"cx{n}-mem-gov-cn.test" for n in range(12)]
LOGS = {
    "tiles": {"truncated": 1, "fillers": FILLERS},
    "classic": {"protocol": "rfc6962", "fillers": FILLERS},
}
TOTAL = 2 * (FILLERS + len(COUNTERFEITS))

WAIT_SECONDS = 40


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """Two logs with counterfeits' names all over them."""
    folder = tmp_path_factory.mktemp("sites")
    with testbed.serve(sites=write_sites(folder, LOGS, COUNTERFEITS)) as served:
        yield served


@pytest.fixture(scope="module")
def unkilled(net, tmp_path_factory):
    """What a run that nobody disturbs finds."""
    folder = tmp_path_factory.mktemp("unkilled") / "w"
    with workspace_at(folder, settings(net, verify=True)) as workspace:
        (found,) = discover(workspace, ["ctlogs"])
        assert found.failure == ""
        assert found.detail["read"] == 2 * TOTAL
        return candidates(workspace)


def read_places(workspace):
    return [one.position for one in workspace.casebook.progress("ctlogs").values()]


def kill_the_command(folder, workspace, *, beyond):
    """Start the command, and kill it once it has read beyond so many entries.

    The process that reads is told to stop by the end of its input, and goes, too.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "zhaoyao", "--workspace", folder, "discover", "ctlogs"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    ) as command:
        deadline = time.monotonic() + WAIT_SECONDS
        while sum(read_places(workspace)) <= beyond and time.monotonic() < deadline:
            time.sleep(0.01)
        family = children_of(command.pid)
        command.kill()
    assert family
    while any(map(is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, family))


def test_every_death_is_made_good(net, unkilled, tmp_path, monkeypatch):
    """One run after the other dies, each further on; the last comes through."""
    folder = tmp_path / "w"
    with workspace_at(folder, settings(net, verify=True)) as workspace:
        before = 0
        (tmp_path / "sitecustomize.py").write_text(KILLER)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        for death in DEATHS:
            monkeypatch.setenv("DIES_AT", death)
            with contextlib.suppress(RuntimeError):
                (found,) = discover(workspace, ["ctlogs"])
                assert found.failure, f"{death} was never reached"
            reached = sum(read_places(workspace))
            assert before <= reached < 2 * TOTAL
            before = reached
        monkeypatch.delenv("DIES_AT")
        monkeypatch.delenv("PYTHONPATH")
        assert before > 0
        kill_the_command(folder, workspace, beyond=before)
        before = sum(read_places(workspace))
        (found,) = discover(workspace, ["ctlogs"])

        assert found.failure == ""
        # What was stored before is not read again: no entry counts twice.
        assert found.detail["read"] == 2 * TOTAL - before
        assert read_places(workspace) == [TOTAL, TOTAL]
        queued = candidates(workspace)
    assert queued == unkilled
    assert len(set(queued)) == 2 * len(COUNTERFEITS)
