"""`zhaoyao handoff`, `outcome` and `submission`, as a user starts them."""

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from casebook.config import FILE_NAME
from casebook.records import (
    Candidate,
    Capture,
    Claim,
    Clue,
    Finding,
    Inspection,
    Label,
    Vantage,
    Verdict,
)
from casebook.workspace import Workspace
from zhaoyao.cli import main
from zhaoyao.moments import read_moment

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

CASE, OTHER = "CASE-2026-0001", "CASE-2026-0002"

ZIPS = {"CLUE-2026-0001": b"first", "CLUE-2026-0002": b"second"}

SETTINGS = {
    'handler = ""': 'handler = "李明"',
    "channels = {}": 'channels = { "12321" = "举报中心" }',
}
"""What a user changes in zhaoyao.toml."""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A workspace with two cases and two packages, the second for the first."""
    folder = tmp_path_factory.mktemp("handoff") / "w"
    with Workspace.create(folder) as made:
        for host in ("a.test", "b.test"):
            add_case(made, f"https://{host}/")
        for number, data in ZIPS.items():
            (folder / f"{number}.zip").write_bytes(data)
            clue = Clue(
                number=number,
                cases=(CASE,),
                file_name=f"{number}.zip",
                sha256=hashlib.sha256(data).hexdigest(),
                size_bytes=len(data),
                made_at=AT + timedelta(hours=1),
                supersedes="CLUE-2026-0001" if number == "CLUE-2026-0002" else "",
            )
            made.casebook.add_clue(clue, at=clue.made_at)
    edit(folder / FILE_NAME, SETTINGS)
    return folder


def edit(path, changes):
    text = path.read_text("utf-8")
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, "utf-8")


def add_case(workspace, url):
    book, page = workspace.casebook, b"<title>page</title>"
    candidate = Candidate(url=url, source="tip", reason="r", seen_at=AT)
    book.add_candidates([candidate], run="RUN-0", at=AT)
    (leased,) = book.lease(limit=1, worker="w", lease_seconds=60, at=AT)
    capture = Capture(
        url=url,
        vantage=Vantage.DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256=workspace.blobs.store(page),
        body_bytes=len(page),
    )
    finding = Finding(
        detector="title",
        signal="title-copied",
        strength=0.9,
        claim=Claim(template="the title is “{title}”", values={"title": "x"}),
        where="desktop html:title",
        weight=2.0,
    )
    verdict = Verdict(
        url=url,
        label=Label.COUNTERFEIT,
        probability=0.9,
        profile="",
        findings=(finding,),
        not_run=(),
        model="test 1",
    )
    book.finish(
        leased,
        Inspection(candidate=candidate, captures=(capture,)),
        verdict,
        evidence=(),
        run="RUN-1",
        worker="w",
        at=AT,
    )


@pytest.fixture
def run(template, tmp_path):
    """Calls the program in a copy of the workspace, in English."""
    folder = tmp_path / "w"
    shutil.copytree(template, folder)

    def call(*arguments, language="en"):
        given = ["--workspace", str(folder), "--language", language]
        return CliRunner().invoke(main, [*given, *map(str, arguments)])

    call.folder = folder
    return call


def noted(done, code=0):
    assert done.exit_code == code, done.output
    (line,) = [json.loads(one) for one in done.stdout.splitlines()]
    return line


def test_from_the_handoff_to_the_arrest(run):
    first = noted(
        run(
            *("handoff", CASE, "--to", "某市公安局", "--package", "CLUE-2026-0002"),
            *("--file", run.folder / "CLUE-2026-0002.zip", "--means", "in-person"),
            *("--at", "2026-01-03 14:05", "--note", "附件两份", "--json"),
        )
    )
    receipt = noted(
        run("handoff", "--corrects", first["id"], "--receipt", 118, "--json")
    )
    noted(run("outcome", CASE, "--kind", "accepted", "--at", "2026-01-04", "--json"))
    caught = noted(
        run("outcome", "a.test", "--kind", "arrests", "--count", 3, "--json")
    )
    told = noted(
        run("submission", OTHER, "--channel", 12321, "--at", "2026-01-04", "--json")
    )

    assert first["at"] == "2026-01-03T06:05:00+00:00"
    assert first["by"] == "李明"
    assert first["package_sha256"] == hashlib.sha256(b"second").hexdigest()
    assert (receipt["to"], receipt["receipt"]) == ("某市公安局", "118")
    assert receipt["corrects"] == first["id"]
    assert (caught["handoff"], caught["count"]) == (receipt["id"], 3)
    assert told["status"] == "sent"

    shown = noted(run("cases", "show", CASE, "--json"))
    assert shown["state"] == "case-opened"
    assert [(one["what"], one["corrected_by"]) for one in shown["follow_ups"]] == [
        ("handoff", receipt["id"]),
        ("handoff", ""),
        ("outcome", ""),
        ("outcome", ""),
    ]
    text = run("cases", "show", CASE, language="zh").stdout
    assert "移送与处理结果" in text
    assert "已移送 某市公安局" in text
    assert f"已被 {receipt['id']} 更正" in text
    assert "抓获人数: 3" in text
    with Workspace.open(run.folder, {}) as workspace:
        results = {c.name: c.result for c in workspace.casebook.ledger.verify()}
    assert results["follow-ups"] == results["chain"] == "passed"


def test_in_a_process_of_its_own(run):
    """Only this shows what a shell gets: standard output, error and exit code."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "zhaoyao", "--workspace", run.folder),
            *("--language", "zh", "handoff", CASE, "--to", "某市公安局"),
            *("--package", "CLUE-2026-0001"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("HANDOFF-20")
    assert "CLUE-2026-0001 已被 CLUE-2026-0002 替代" in done.stderr


def test_a_package_alone_names_its_cases(run):
    line = noted(
        run(
            "handoff",
            "--to",
            "x",
            "--file",
            run.folder / "CLUE-2026-0002.zip",
            "--json",
        )
    )

    assert (line["cases"], line["package"]) == ([CASE], "CLUE-2026-0002")
    assert line["superseded_by"] == ""


def test_list_and_withdraw(run):
    first = noted(run("handoff", CASE, "--to", "x", "--json"))
    back = noted(run("handoff", "--corrects", first["id"], "--withdraw", "--json"))
    listed = run("handoff", "--list", "--json").stdout.splitlines()

    assert [json.loads(one)["corrected_by"] for one in listed] == [back["id"], ""]
    assert "takes back" in run("handoff", CASE, "--list").stdout
    assert run("handoff", OTHER, "--list").stdout == ""
    assert noted(run("cases", "show", CASE, "--json"))["state"] == "proposed"


def test_channels_are_off_until_they_are_set_up(run):
    edit(run.folder / FILE_NAME, {'"12321" = "举报中心"': ""})

    done = run("submission", CASE, "--channel", "12321")

    assert done.exit_code == 2
    assert "handoff.channels in zhaoyao.toml names none" in done.stderr


WRONG = [
    (["handoff", "--to", "x"], "at least one case", "nothing was handed over"),
    (["handoff", CASE], "say with --to", "to nobody"),
    (["handoff", "CASE-2026-0009", "--to", "x"], "CASE-2026-0009", "no such case"),
    (["handoff", "\x1b[31m", "--to", "x"], "no case", "a terminal's colours"),
    (["handoff", CASE, "--to", ""], "to: say who", "an empty name"),
    (["handoff", CASE, "--to", "x", "--package", "7"], "no package", "no number"),
    (["handoff", CASE, "--to", "x", "--file", "none.zip"], "does not exist", "no file"),
    (["handoff", CASE, "--to", "x", "--file", "."], "is a directory", "a folder"),
    (["handoff", OTHER, "--to", "x", "--package", "CLUE-2026-0002"], "hold", "other's"),
    (["handoff", CASE, "--to", "x", "--at", "tomorrow"], "is no time", "no time"),
    (["handoff", CASE, "--to", "x", "--at", "2026-13-01"], "is no time", "no month"),
    (["handoff", CASE, "--to", "x", "--at", "2999-01-01"], "not come", "to come"),
    (["handoff", CASE, "--to", "x", "--at", "0001-01-01"], "no time", "no calendar"),
    (["handoff", CASE, "--to", "x", "--at", "1999-01-01"], "too long ago", "long ago"),
    (
        ["handoff", CASE, "--to", "x", "--note", "电话 13900001111"],
        "identity or mobile number",
        "a victim's telephone",
    ),
    (["handoff", CASE, "--to", "x" * 201], "201 characters", "a page as a name"),
    (["handoff", "--withdraw"], "--corrects", "takes back nothing"),
    (["handoff", "--corrects", "HANDOFF-1"], "nothing was written", "corrects nothing"),
    (["handoff", CASE, "--to", "x", "--means", "drone"], "drone", "no such means"),
    (["outcome", CASE], "--kind", "nothing came of it"),
    (["outcome", CASE, "--kind", "arrests"], "count is missing", "how many"),
    (["outcome", CASE, "--kind", "arrests", "--count", "x"], "not a valid", "a word"),
    (["outcome", CASE, "--kind", "arrests", "--count", "-1"], "1 to", "below none"),
    (["outcome", CASE, "--kind", "returned"], "note must say", "nobody knows why"),
    (["outcome", CASE, "--kind", "accepted", "--handoff", "H"], "no handoff", "none"),
    (["submission", CASE], "--channel", "to no channel"),
    (["submission", CASE, "--channel", "12377"], "names 12321", "not set up"),
]


@pytest.mark.parametrize(
    ("arguments", "words", "why"),
    WRONG,
    ids=[f"{row[0][0]}: {row[2]}" for row in WRONG],
)
def test_what_cannot_be_true_is_refused_in_one_line(run, arguments, words, why):
    done = run(*arguments)

    assert done.exit_code == 2, why
    assert words in done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.output
    with Workspace.open(run.folder, {}) as workspace:
        assert workspace.casebook.follow_ups() == []


def test_a_changed_package_is_not_that_package(run):
    path = run.folder / "CLUE-2026-0002.zip"
    path.write_bytes(b"changed")

    named = run(
        "handoff", CASE, "--to", "x", "--package", "CLUE-2026-0002", "--file", path
    )
    alone = run("handoff", CASE, "--to", "x", "--file", path)

    assert (named.exit_code, alone.exit_code) == (2, 2)
    assert "is not CLUE-2026-0002 as it was made" in named.stderr
    assert "is no package of this casebook" in alone.stderr


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-03", "2026-01-02T16:00:00+00:00"),  # midnight in Beijing
        ("2026-01-03 14:05", "2026-01-03T06:05:00+00:00"),
        ("2026-01-03T14:05Z", "2026-01-03T14:05:00+00:00"),
        ("2026-01-03T14:05-05:00", "2026-01-03T19:05:00+00:00"),
    ],
)
def test_times_without_a_zone_are_beijings(text, moment):
    assert read_moment(text).isoformat() == moment
