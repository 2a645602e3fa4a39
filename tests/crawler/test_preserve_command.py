"""``zhaoyao inspect --preserve`` as a user starts it: once, again, and killed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from click.testing import CliRunner
from crawling import (
    RawServer,
    children_of,
    crawl_process_of,
    is_alive,
    on_loopback,
    running,
    towards,
    with_browser,
    workspace_at,
)

from casebook.records import Vantage
from casebook.workspace import Workspace
from zhaoyao.cli import main

ROOT = Path(__file__).parents[2]

PAGE = "<title>{title}</title><h1>证书查询</h1><form><input name=xm placeholder=姓名>"

WAIT_SECONDS = 120
"""Longest wait for something to happen; a test that needs it fails."""


def order(folder, url):
    start = [sys.executable, "-m", "zhaoyao", "--workspace", str(folder)]
    return [*start, "inspect", "--preserve", url]


def preserve(folder, url, *more):
    """Run the command in this process; return what it printed."""
    done = CliRunner().invoke(main, [*order(folder, url)[3:], *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def page(title):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + (
        PAGE.format(title=title).encode()
    )


def test_a_counterfeit_is_kept_with_everything(tmp_path, net, sites):
    folder = tmp_path / "w"
    with workspace_at(folder, with_browser(towards(net))):
        url = sites["counterfeit-exact-clone"].url

    told = json.loads(preserve(folder, url, "--json"))

    with Workspace.open(folder, {}) as workspace:
        (case,) = workspace.casebook.cases()
        kept = workspace.casebook.evidence(case.id)
        (seen,) = workspace.casebook.inspections(case.id)
    assert (told["case"], told["differences"]) == (case.id, None)
    listed = {(one.name, one.sha256) for one in kept}
    assert {(one["name"], one["sha256"]) for one in told["evidence"]} == listed
    for one in told["evidence"]:
        data = Path(one["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == one["sha256"]
    kinds = {one.kind for one in kept}
    assert kinds >= {"warc", "wacz", "protocol", "dom", "screenshot", "traffic"}
    drawn = next(c for c in seen.captures if c.vantage is Vantage.BROWSER_DESKTOP)
    assert drawn.first_view_sha256
    wired = next(c for c in seen.captures if c.vantage is Vantage.DESKTOP)
    assert all(part.wire_sha256 for part in wired.resources if part.sha256)
    hop = wired.exchanges[0]
    assert hop.started_at <= hop.first_byte_at <= hop.ended_at
    assert hop.peer.split(":")[0] in hop.checked
    assert all(answer.message and answer.resolver for answer in wired.dns)


def blobs_of(folder):
    return [path for path in (folder / "evidence/objects").rglob("*") if path.is_file()]


def begun(folder, magic):
    """Wait until the first file with *magic* is stored."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if any(path.read_bytes().startswith(magic) for path in blobs_of(folder)):
            return True
        time.sleep(0.03)
    return False


def killed(folder, url, magic, victim):
    """Start the command, and kill it once the first file with *magic* is stored."""
    with subprocess.Popen(
        order(folder, url),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as parent:
        assert begun(folder, magic)
        family = children_of(parent.pid)
        dies = parent.pid if victim == "parent" else crawl_process_of(parent.pid)
        os.kill(dies, signal.SIGKILL)
    deadline = time.monotonic() + WAIT_SECONDS
    while any(map(is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)


def looks_kept(folder):
    """Return the looks in the ledger, and the files of each, which must be whole."""
    with Workspace.open(folder, {}) as workspace:
        ledger = workspace.casebook.ledger
        assert "failed" not in {check.result for check in ledger.verify()}
        lines = [*ledger.lines()]
        kept = [
            line.detail["files"] for line in lines if line.action == "evidence-kept"
        ]
        for sha256 in (sha256 for files in kept for sha256 in files.values()):
            workspace.blobs.read(sha256)  # raises where it is not whole
        assert not workspace.casebook.cases()
    looks = [line for line in lines if line.action == "inspected"]
    assert len(looks) == len(kept)
    return looks, kept


def test_a_look_is_kept_whole_or_not_and_the_next_is_linked_to_it(tmp_path):
    """Killed at the first WARC of a look, then at a WACZ; then left alone, twice.

    The page is not flagged and makes no case; the ledger has the files of each look.
    """
    # What is proven here is not how soon a page comes on a busy machine.
    patient = on_loopback(timeout_seconds=60.0)
    folder = tmp_path / "w"
    with workspace_at(folder, patient):
        pass
    with running(RawServer()) as server:
        url = server.url("/q")
        server.answers = {"/q": page("一号")}
        killed(folder, url, b"\x1f\x8b", "child")
        _, first = looks_kept(folder)
        killed(folder, url, b"PK", "parent")
        _, second = looks_kept(folder)
        preserve(folder, url)
        server.answers = {"/q": page("二号")}
        shown = preserve(folder, url)

    looks, kept = looks_kept(folder)
    assert len(first) == 0
    assert len(second) in {0, 1}  # the child may have been quicker
    assert len(kept) == len(second) + 2
    for path in blobs_of(folder):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name

    assert "标题原为 一号，现为 二号" in shown
    told = [[name for name in files if "-differences" in name] for files in kept]
    assert [len(names) for names in told] == [0, *[1] * (len(kept) - 1)]
    with Workspace.open(folder, {}) as workspace:
        plain = json.loads(workspace.blobs.read(kept[-1][told[-1][0]]))
    assert plain["earlier"]["record_sha256"] == looks[-2].detail["record"]
    assert plain["later"]["record_sha256"] == looks[-1].detail["record"]
