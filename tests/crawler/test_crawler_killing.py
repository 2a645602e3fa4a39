"""A crawl that is killed loses nothing, does nothing twice, and leaves no process."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from crawling import (
    children_of,
    crawl_process_of,
    is_alive,
    queue,
    towards,
    with_browser,
    workspace_at,
)

from casebook.times import now_utc
from casebook.urls import canonical
from casebook.workspace import Workspace
from crawler.running.run import crawl

ROOT = Path(__file__).parents[2]

CRAWL = """
import sys
from pathlib import Path
from casebook.times import now_utc
from casebook.urls import canonical
from casebook.workspace import Workspace
from crawler.running.run import crawl
with Workspace.open(Path(sys.argv[1]), {}) as workspace:
    crawl(workspace, progress=lambda p: print(p.done, flush=True))
"""

WAIT_SECONDS = 40
"""Longest wait for processes to go; a test that needs it fails."""


@contextmanager
def started(folder):
    """A crawl of its own process, not yet at its end."""
    with subprocess.Popen(
        [sys.executable, "-c", CRAWL, str(folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as process:
        yield process


def all_gone(pids):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def inspections(workspace):
    """Return how often each URL was inspected, by the ledger."""
    return Counter(
        line.detail["url"]
        for line in workspace.casebook.ledger.lines()
        if line.action == "inspected"
    )


@pytest.fixture
def watched(tmp_path, net, sites):
    """A workspace with a browser and some sites in its queue, and their URLs."""
    names = [name for name in sites if name.startswith(("innocent-", "dead-status"))]
    urls = [sites[name].url for name in names[:14]]
    folder = tmp_path / "w"
    with workspace_at(folder, with_browser(towards(net))) as workspace:
        queue(workspace, urls)
    return folder, urls


@pytest.mark.parametrize("victim", ["parent", "child"])
def test_sigkill_half_way(watched, victim):
    folder, urls = watched
    with started(folder) as parent:
        for _ in range(3):
            assert parent.stdout.readline()
        family = children_of(parent.pid)
        if victim == "parent":
            parent.kill()
        else:
            os.kill(crawl_process_of(parent.pid), signal.SIGKILL)
    assert family
    assert all_gone(family)

    with Workspace.open(folder, {}) as workspace:
        before = inspections(workspace)
        assert 3 <= before.total() < len(urls)
        crawl(workspace)

        after = inspections(workspace)
        assert after == Counter(dict.fromkeys(after, 1))
        assert {canonical(url) for url in urls} <= set(after)
        assert workspace.casebook.waiting(now_utc() + timedelta(days=1)) == 0
        checks = workspace.casebook.ledger.verify()
        assert "failed" not in {check.result for check in checks}
        states = [run.state for run in workspace.casebook.runs(10)]
    assert states == ["done", "killed" if victim == "parent" else "failed"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_crawl_gives_its_leases_back(watched, how):
    folder, urls = watched
    with started(folder) as parent:
        for _ in range(3):
            assert parent.stdout.readline()
        family = children_of(parent.pid)
        parent.send_signal(how)
    assert family
    assert all_gone(family)

    with Workspace.open(folder, {}) as workspace:
        done = inspections(workspace)
        left = workspace.casebook.waiting(now_utc())
    assert done.total() + left == len(urls)
