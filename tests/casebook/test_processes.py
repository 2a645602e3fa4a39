"""Many processes on one casebook, and processes that are killed at any point.

Nothing is lost and nothing is twice: every candidate is finished once, numbers have no
gap, the ledger chains, every blob is whole.
"""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

from casebook.blobs import Blobs
from casebook.store import Casebook

WORK = """
import sys
from datetime import UTC, datetime, timedelta

from casebook.records import Candidate, Capture, Evidence, Inspection, Label
from casebook.records import Vantage, Verdict
from casebook.store import Casebook

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
url, worker, hours = sys.argv[1], sys.argv[2], float(sys.argv[3])
at = AT + timedelta(hours=hours)
with Casebook.open(url) as book:
    while leased := book.lease(limit=2, worker=worker, lease_seconds=60, at=at):
        for one in leased:
            page = one.candidate.url
            capture = Capture(
                url=page, vantage=Vantage.DESKTOP, captured_at=at, final_url=page,
                status=200, body_sha256="1" * 64, body_bytes=1,
            )
            verdict = Verdict(
                url=page, label=Label.COUNTERFEIT, probability=0.9, profile="",
                findings=(), not_run=(), model="test 1",
            )
            evidence = Evidence(
                case="", kind="body", name="page.html", media_type="text/html",
                sha256="1" * 64, size_bytes=1, captured_at=at, url=page,
            )
            print("begin", flush=True)
            book.finish(
                one, Inspection(candidate=one.candidate, captures=(capture,)), verdict,
                evidence=[evidence], run="RUN-1", worker=worker, at=at,
            )
"""

ADD = """
import sys
from datetime import UTC, datetime

from casebook.records import Candidate
from casebook.store import Casebook

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
with Casebook.open(sys.argv[1], create=True) as book:
    found = (
        Candidate(url=f"https://a{n}.test/", source="tip", reason="r", seen_at=AT)
        for n in range(int(sys.argv[2]), int(sys.argv[3]))
    )
    print(book.add_candidates(found, run="R", at=AT).new)
    print(book.start_run("crawl", at=AT, details={}))
"""

STORE = """
import sys
from pathlib import Path

from casebook.blobs import Blobs

blobs = Blobs(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    data = str(number).encode() * 100_000
    print("begin", flush=True)
    blobs.store(data)
"""

ROOT = Path(__file__).parents[2]


def start(program, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def outputs(processes):
    found = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return found


def kill_after(process, begins):
    """Kill *process* after it has begun that many times; it may be anywhere then."""
    for line in process.stdout:
        begins -= line == "begin\n"
        if begins <= 0:
            break
    process.send_signal(signal.SIGKILL)
    process.stdout.read()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL


def assert_each_finished_once(url, hosts):
    with Casebook.open(url) as book:
        cases = book.cases()
        assert sorted(case.host for case in cases) == sorted(hosts)
        assert sorted(case.id for case in cases) == [
            f"CASE-2026-{number:04d}" for number in range(1, len(hosts) + 1)
        ]
        for case in cases:
            assert len(book.sightings(case.id)) == 1
            assert len(book.evidence(case.id)) == 1
        actions = [line.action for line in book.ledger.lines()]
        for action in ("inspected", "case-opened", "evidence-kept"):
            assert actions.count(action) == len(hosts)
        assert not [c for c in book.ledger.verify() if c.result == "failed"]


def test_eight_workers_finish_each_candidate_once(desk, casebook_url):
    hosts = [f"a{number}.test" for number in range(60)]
    desk.add(*(f"https://{host}/" for host in hosts))

    outputs([start(WORK, casebook_url, f"w{number}", 0) for number in range(8)])

    assert_each_finished_once(casebook_url, hosts)


def test_four_that_add_count_each_new_candidate_once(database_url):
    """They also all make the tables, of which there must be one set."""
    ranges = [(number * 100, number * 100 + 700) for number in range(4)]

    found = outputs([start(ADD, database_url, *bounds) for bounds in ranges])

    assert sum(int(output.split()[0]) for output in found) == 1000
    assert sorted(output.split()[1] for output in found) == [
        f"RUN-2026-{number:04d}" for number in range(1, 5)
    ]
    with Casebook.open(database_url) as book:
        assert not [c for c in book.ledger.verify() if c.result == "failed"]


def test_killed_worker_loses_nothing(desk, casebook_url):
    hosts = [f"a{number}.test" for number in range(12)]
    desk.add(*(f"https://{host}/" for host in hosts))
    chance = random.Random(1)

    for number in range(2):
        process = start(WORK, casebook_url, f"killed{number}", number)
        kill_after(process, chance.randint(1, 6))
    # Another worker at once, while the last lease still holds, then after its end.
    outputs([start(WORK, casebook_url, "w1", 1)])
    outputs([start(WORK, casebook_url, "w2", 2)])

    assert_each_finished_once(casebook_url, hosts)


def test_killed_store_leaves_whole_blobs_only(tmp_path):
    for begins in (1, 2, 3, 5, 8):
        kill_after(start(STORE, tmp_path, 40), begins)

    blobs = Blobs(tmp_path)
    assert {check.result for check in blobs.verify()} <= {"passed"}
    outputs([start(STORE, tmp_path, 12)])
    assert len(list(blobs.verify())) >= 12
    assert {check.result for check in blobs.verify()} == {"passed"}


def test_eight_store_the_same_bytes(tmp_path):
    outputs([start(STORE, tmp_path, 10) for _ in range(8)])

    assert [check.result for check in Blobs(tmp_path).verify()] == ["passed"] * 10
    assert list((tmp_path / "parts").iterdir()) == []


HOLD = """
import os, signal, sys
from pathlib import Path

from casebook.workspace import Workspace

with Workspace.open(Path(sys.argv[1]), {}) as workspace, workspace.lock():
    print("held", flush=True)
    sys.stdin.read()
"""

TRY = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path

from casebook.errors import WorkspaceBusy
from casebook.workspace import Workspace

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
with Workspace.open(Path(sys.argv[1]), {}) as workspace:
    try:
        with workspace.lock():
            workspace.casebook.start_run("crawl", at=AT, details={})
            leased = workspace.casebook.lease(
                limit=9, worker="w", lease_seconds=99999, at=AT
            )
            print(json.dumps([one.candidate.url for one in leased]), flush=True)
            if sys.argv[2] == "die":
                import os, signal
                os.kill(os.getpid(), signal.SIGKILL)
    except WorkspaceBusy as exc:
        print(json.dumps(str(exc)))
        sys.exit(exc.exit_code)
"""


def test_second_run_is_told_that_another_holds_the_lock(workspace):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(workspace.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert holder.stdout.readline() == "held\n"

    second = start(TRY, workspace.path, "live")
    said, _ = second.communicate()

    assert second.returncode == 75
    assert "another run holds" in json.loads(said)
    holder.communicate("")
    outputs([start(TRY, workspace.path, "live")])


def test_leases_of_a_killed_run_are_free_at_once(workspace, at, desk_on):
    desk = desk_on(workspace.casebook)
    desk.add("https://a.test/", "https://b.test/")
    dying = start(TRY, workspace.path, "die")
    assert len(json.loads(dying.communicate()[0])) == 2
    assert dying.returncode == -signal.SIGKILL
    assert desk.lease(worker="unlocked", limit=9) == []

    (said,) = outputs([start(TRY, workspace.path, "live")])

    assert len(json.loads(said)) == 2
    states = [run.state for run in workspace.casebook.runs()]
    assert states == ["started", "killed"]


def test_a_killed_process_holds_no_lock(workspace):
    dying = start(TRY, workspace.path, "die")
    dying.communicate()

    with workspace.lock():
        assert (workspace.path / "zhaoyao.lock").exists()
