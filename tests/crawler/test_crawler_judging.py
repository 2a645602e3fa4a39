"""The judge's own process: what it says, and what happens when it does not."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casebook.blobs import Blobs
from casebook.config import JudgeConfig
from casebook.errors import PluginError
from casebook.profiles import read_profiles
from casebook.records import Candidate, Capture, Inspection, Label, Vantage
from crawler.judging import Brief, JudgeProcess

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PAGE = "<title>茶叶</title><h1>山里的茶叶店</h1><p>新茶上市，欢迎选购。</p>".encode()


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path)


@pytest.fixture
def brief(blobs):
    return Brief(profiles=read_profiles(), lines=JudgeConfig(), evidence=blobs.root)


@pytest.fixture
def judge(brief):
    process = JudgeProcess(brief)
    yield process
    process.close()


def look(blobs, *, sha256=""):
    url = "https://tea.test/"
    return Inspection(
        candidate=Candidate(url=url, source="tip", reason="told", seen_at=AT),
        captures=(
            Capture(
                url=url,
                vantage=Vantage.DESKTOP,
                captured_at=AT,
                final_url=url,
                status=200,
                body_sha256=sha256 or blobs.store(PAGE),
                body_bytes=len(PAGE),
            ),
        ),
    )


def test_one_process_judges_look_after_look(judge, blobs):
    labels = [judge.verdict(look(blobs)).label for _ in range(2)]
    first = judge.pid

    assert labels == [Label.CLEAR, Label.CLEAR]
    assert judge.verdict(look(blobs)).url == "https://tea.test/"
    assert judge.pid == first
    assert first not in {None, os.getpid()}


def test_killed_between_looks_is_started_again(judge, blobs):
    judge.verdict(look(blobs))
    killed = judge.pid
    os.kill(killed, signal.SIGKILL)
    while os.waitid(os.P_PID, killed, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        time.sleep(0.01)

    assert judge.verdict(look(blobs)).label is Label.CLEAR
    assert judge.pid != killed


def test_one_that_hangs_costs_one_verdict(brief, blobs):
    """Stopped by a signal, it is as silent as one caught in a picture."""
    judge = JudgeProcess(brief)
    try:
        judge.verdict(look(blobs))  # the process is under way, however slow the start
        judge.seconds = 0.5
        os.kill(judge.pid, signal.SIGSTOP)
        hung = judge.verdict(look(blobs))
        assert judge.pid is None
        assert hung.label is Label.SUSPICIOUS
        assert [lost.detector for lost in hung.not_run] == ["judge"]
        assert "no answer within 0.5 s" in hung.not_run[0].reason
    finally:
        judge.close()


def test_a_detector_that_cannot_be_loaded_stops_the_run(
    judge, blobs, tmp_path, monkeypatch
):
    """It would be missed by nobody: a page without its findings looks innocent."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['detectors.checks.host'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    for _ in range(2):  # visits under way ask as well before the run has stopped
        with pytest.raises(PluginError, match=r"judge cannot start: .*checks\.host"):
            judge.verdict(look(blobs))
        assert judge.pid is None


def test_goes_with_whoever_started_it(brief, tmp_path):
    """Killed hard, a crawl leaves no process behind."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from casebook.config import JudgeConfig\n"
        "from casebook.profiles import read_profiles\n"
        "from crawler.judging import Brief, JudgeProcess\n"
        "brief = Brief(profiles=read_profiles(), lines=JudgeConfig(),"
        " evidence=Path(sys.argv[1]))\n"
        "judge = JudgeProcess(brief)\n"
        "judge._start()\n"
        "print(judge.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
    ) as starter:
        pid = int(starter.stdout.readline())
        starter.kill()
    deadline = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not is_running(pid)


def is_running(pid):
    """Whether it is there, and no mere entry that waits to be read."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_lost_bytes_are_told_in_the_verdict(judge, blobs):
    verdict = judge.verdict(look(blobs, sha256="0" * 64))

    assert verdict.label is not Label.CLEAR
    assert verdict.not_run


def test_closing_twice_is_no_mistake(judge, blobs):
    judge.verdict(look(blobs))

    assert judge.close() == 0
    assert judge.close() is None
