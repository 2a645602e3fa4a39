"""``zhaoyao clue`` as a user calls it: export, replace, list and check."""

import io
import json
import shutil

import pytest
from click.testing import CliRunner
from test_handoff import CASE, add_case

from casebook.workspace import Workspace
from reports.clue.records import Step
from zhaoyao.cli import main
from zhaoyao.progress import StepMeter

FIRST = "CLUE-2026-0001"


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """Calls the program in a workspace with a package, and one in its place."""
    folder = tmp_path_factory.mktemp("clue") / "w"
    with Workspace.create(folder) as made:
        add_case(made, "https://a.test/")

    def call(*words):
        return CliRunner().invoke(
            main, ["--workspace", str(folder), "--language", "en", "clue", *words]
        )

    again = ["export", CASE, "--out", str(folder / "out")]
    replacing = ["--supersedes", "LAST", "--reason", "again"]
    done = {"first": call(*again, "--json"), "refused": call(*again)}
    number = json.loads(done["first"].stdout)["number"]
    replacing[1] = number
    done["second"] = call(*again, *replacing, "--json")
    return call, done, folder / "out"


def test_export_says_what_it_made(called):
    _, done, out = called
    first = json.loads(done["first"].stdout)

    assert done["first"].exit_code == 0
    assert first["path"] == str(out / f"{first['number']}.zip")
    assert (first["supersedes"], first["no_timestamp"]) == ("", "")


def test_same_case_again_is_refused_with_the_way_out(called):
    _, done, _ = called
    number = json.loads(done["first"].stdout)["number"]

    assert done["refused"].exit_code == 2
    assert f"--supersedes {number} --reason" in done["refused"].stderr


def test_replaced_package_is_listed_as_such(called):
    call, done, _ = called
    first, second = (json.loads(done[n].stdout) for n in ("first", "second"))
    lines = [json.loads(x) for x in call("list", "--json").stdout.splitlines()]

    assert second["supersedes"] == first["number"]
    assert [(x["number"], x["supersedes"], x["superseded_by"]) for x in lines] == [
        (first["number"], "", second["number"]),
        (second["number"], first["number"], ""),
    ]
    assert lines[1]["reason"] == "again"
    assert first["number"] in call("list").stdout


def test_verify_has_a_line_for_each_check_and_an_exit_code(called, tmp_path):
    call, done, _ = called
    path = json.loads(done["first"].stdout)["path"]
    whole = call("verify", path, "--json")
    broken = shutil.copy(path, tmp_path / "x.zip")
    with broken.open("r+b") as stream:
        stream.seek(2000)
        stream.write(b"XXXX")
    lines = [json.loads(line) for line in whole.stdout.splitlines()]

    assert whole.exit_code == 0
    assert {line["result"] for line in lines} == {"passed", "not-checked"}
    assert "not-checked  timestamp  no trusted timestamp" in call("verify", path).stdout
    assert call("verify", str(broken)).exit_code == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def steps(meter):
    with meter as tell:
        tell(Step("files", FIRST, 1, 2))
        tell(Step("writing", FIRST, 10, 10))
        tell(Step("recorded", FIRST))


def test_progress_has_a_bar_on_a_terminal(monkeypatch):
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    steps(StepMeter("clue export"))
    lines = shown.getvalue().split("\r")[1:]

    assert "files  [############------------]  50%" in lines[0]
    assert "writing  [########################]  100%" in lines[1]
    assert lines[2].rstrip().endswith("recorded\x1b[K")


def test_progress_is_silent_where_no_terminal_is(monkeypatch):
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    steps(StepMeter("clue export"))

    assert shown.getvalue() == ""
