"""SIGKILL at every step: before each statement, before each change of the disk.

A forked child counts its steps and kills itself before the one it was told; then the
parent looks at what is left and does the work again. The steps end when a child comes
through alive.
"""

import os
import signal
import sys
from itertools import count

import pytest
import sqlalchemy as sa

from casebook.blobs import Blobs
from casebook.errors import WorkspaceError
from casebook.records import Label
from casebook.store import Casebook
from casebook.workspace import Workspace

DISK = ("open", "os.", "tempfile.", "sqlite3.connect")
"""Audit events (PEP 578) of work on the disk."""

STEPS_MAX = 500
"""More than any work here has; a loop that never ends is a test that fails."""


def comes_through(work, *, dies_at, counts_on):
    """Run *work* in a child that kills itself before its step *dies_at*."""
    child = os.fork()
    if child == 0:
        try:
            counts_on(killer(dies_at))
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def killer(dies_at):
    steps = count(1)

    def step():
        if next(steps) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def statements(step):
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: step())
    sa.event.listen(sa.Engine, "commit", lambda *_: step())


def disk(step):
    sys.addaudithook(lambda name, _: step() if name.startswith(DISK) else None)


def test_finish(casebook_url, desk):
    """Everything of a visit or nothing: then it is done again by another."""
    desk.visit("https://a.test/1", Label.SUSPICIOUS, 0.3)
    before = desk.casebook.ledger.head()
    desk.add("https://a.test/2")

    for dies_at in range(1, STEPS_MAX):
        (leased,) = desk.lease(worker=f"w{dies_at}", hours=dies_at)

        def work(leased=leased, dies_at=dies_at):
            with Casebook.open(casebook_url) as desk.casebook:
                desk.finish(
                    leased,
                    worker=f"w{dies_at}",
                    hours=dies_at,
                    evidence=[desk.evidence()],
                )

        if comes_through(work, dies_at=dies_at, counts_on=statements):
            break
        assert desk.casebook.ledger.head() == before
        assert len(desk.casebook.sightings("a.test")) == 1
        assert desk.casebook.evidence("a.test") == []
        assert desk.casebook.case("a.test").label is Label.SUSPICIOUS

    assert dies_at > 10
    assert len(desk.casebook.sightings("a.test")) == 2
    assert len(desk.casebook.evidence("a.test")) == 1
    assert desk.casebook.case("a.test").label is Label.COUNTERFEIT
    assert len(list(desk.casebook.latest_inspections())) == 2
    assert not [c for c in desk.casebook.ledger.verify() if c.result == "failed"]


def test_clue_numbers_have_no_gap_and_no_double(casebook_url, casebook, at):
    def work():
        with Casebook.open(casebook_url) as book:
            book.next_clue_number(2026, at)

    for dies_at in range(1, STEPS_MAX):
        if comes_through(work, dies_at=dies_at, counts_on=statements):
            break

    assert dies_at > 3
    assert casebook.next_clue_number(2026, at) == "CLUE-2026-0002"


def test_store(tmp_path):
    blobs = Blobs(tmp_path)
    data = b"page" * 1000

    for dies_at in range(1, STEPS_MAX):
        alive = comes_through(
            lambda: blobs.store(data), dies_at=dies_at, counts_on=disk
        )
        found = [check.result for check in blobs.verify()]
        assert set(found) <= {"passed"}
        if alive:
            break
        if found:  # after the rename: begin again without it
            blobs.path(blobs.store(data)).unlink()

    assert dies_at > 5
    assert blobs.read(blobs.store(data)) == data


@pytest.mark.parametrize("counts_on", [statements, disk])
def test_creation_of_a_workspace(tmp_path, counts_on):
    """What was cut short is no workspace, and can be made again."""
    for dies_at in range(1, STEPS_MAX, 4):
        path = tmp_path / f"{dies_at}"
        alive = comes_through(
            lambda path=path: Workspace.create(path).close(),
            dies_at=dies_at,
            counts_on=counts_on,
        )
        if alive or (path / "zhaoyao.toml").exists():
            with pytest.raises(WorkspaceError, match="already"):
                Workspace.create(path)
        else:
            with pytest.raises(WorkspaceError, match="zhaoyao init"):
                Workspace.open(path, {})
            Workspace.create(path).close()
        with Workspace.open(path, {}) as workspace:
            assert workspace.casebook.cases() == []
        if alive:
            break

    assert dies_at > 10
