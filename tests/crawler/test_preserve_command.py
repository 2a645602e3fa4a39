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
    children_of,
    cmdline,
    is_alive,
    on_loopback,
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


def preserve(folder, url):
    """Run the command in this process; return what it printed."""
    done = CliRunner().invoke(main, order(folder, url)[3:])
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

    done = subprocess.run(
        [*order(folder, url), "--json"], cwd=ROOT, check=False, capture_output=True
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

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


def test_a_second_look_is_linked_to_the_first(tmp_path, raw_server):
    """A page that is not flagged makes no case; the ledger has its files."""
    folder, url = tmp_path / "w", raw_server.url("/q")
    with workspace_at(folder, on_loopback()):
        raw_server.answers = {"/q": page("一号")}
    preserve(folder, url)
    raw_server.answers = {"/q": page("二号")}

    shown = preserve(folder, url)

    assert "标题原为 一号，现为 二号" in shown
    with Workspace.open(folder, {}) as workspace:
        lines = [*workspace.casebook.ledger.lines()]
        kept = [
            line.detail["files"] for line in lines if line.action == "evidence-kept"
        ]
        assert len(kept) == 2
        told = [sum("-differences.json" in one for one in files) for files in kept]
        assert told == [0, 1], [(line.action, line.detail) for line in lines]
        name = next(name for name in kept[1] if name.endswith("-differences.json"))
        plain = json.loads(workspace.blobs.read(kept[1][name]))
        assert not workspace.casebook.cases()
    looks = [line for line in lines if line.action == "inspected"]
    assert plain["earlier"]["record_sha256"] == looks[0].detail["record"]
    assert plain["later"]["record_sha256"] == looks[1].detail["record"]


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
        (child,) = [pid for pid in family if b"crawler.child" in cmdline(pid)]
        os.kill(parent.pid if victim == "parent" else child, signal.SIGKILL)
    deadline = time.monotonic() + WAIT_SECONDS
    while any(map(is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)


def looks_kept(folder):
    """Return how many looks are in the ledger; every file of each must be whole."""
    with Workspace.open(folder, {}) as workspace:
        ledger = workspace.casebook.ledger
        assert "failed" not in {check.result for check in ledger.verify()}
        lines = [*ledger.lines()]
        kept = [
            line.detail["files"] for line in lines if line.action == "evidence-kept"
        ]
        for sha256 in (sha256 for files in kept for sha256 in files.values()):
            workspace.blobs.read(sha256)  # raises where it is not whole
    assert sum(line.action == "inspected" for line in lines) == len(kept)
    return len(kept)


def test_sigkill_leaves_a_whole_look_or_none(tmp_path, raw_server):
    """Killed at the first WARC of a look, then at a WACZ; then left alone."""
    folder, url = tmp_path / "w", raw_server.url("/q")
    with workspace_at(folder, on_loopback()):
        raw_server.answers = {"/q": page("一号")}

    killed(folder, url, b"\x1f\x8b", "child")
    first = looks_kept(folder)
    killed(folder, url, b"PK", "parent")
    second = looks_kept(folder)
    preserve(folder, url)

    assert first == 0
    assert second in {0, 1}  # the child may have been quicker
    assert looks_kept(folder) == second + 1
    for path in blobs_of(folder):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
