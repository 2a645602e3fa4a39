"""``zhaoyao discover`` as a user calls it, over every source."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import testbed
from casebook.config import FILE_NAME, read_config
from casebook.workspace import Workspace
from crawler.spiders import all_sources
from zhaoyao.cli import main
from zhaoyao.demo import configure

ROOT = Path(__file__).parents[2]

ENVIRONMENT = {
    "ZHAOYAO_FEEDS_ENABLED": (
        '{nrd-zip = "https://feeds.example/feeds/names.zip",'
        ' plain-list = "https://feeds.example/feeds/no.txt?key=s3cret"}'
    ),
    "ZHAOYAO_CRTSH_IDENTITIES": '["mem-gov-cn.test"]',
    "ZHAOYAO_LOOKALIKES_MAX_NAMES": "20",
}
"""A list that is there and one that is not; a domain to ask for."""

NEW = {"crtsh", "ctlogs", "feeds", "lookalikes", "pivots"}


def zhaoyao(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "zhaoyao", "--workspace", str(folder), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **ENVIRONMENT, "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A run over all that is set up, as a table; then one as JSON."""
    folder = tmp_path_factory.mktemp("discover") / "w"
    Workspace.create(folder).close()
    with testbed.serve(day=1) as net:
        configure(folder, net, "en")
        first = zhaoyao(folder, "discover")
        second = zhaoyao(folder, "discover", "--json")
        third = zhaoyao(folder, "discover", "ctlogs", "feeds:none")
    return folder, first, second, third


def test_every_source_is_run(runs):
    folder, first, second, _ = runs
    config = read_config(folder / FILE_NAME, ENVIRONMENT)
    expected = [n for n, one in all_sources().items() if one.is_configured(config)]

    head, *lines = first.stdout.splitlines()
    assert " ".join(head.split()) == "source found new behind by last read state"
    assert [one.split()[0] for one in lines if one[0] != " "] == expected
    assert set(expected) >= NEW
    assert [json.loads(one)["source"] for one in second.stdout.splitlines()] == expected


def test_a_failure_of_one_part_is_told_and_exits_1(runs):
    _, first, second, _ = runs
    lines = {one.split()[0]: one for one in first.stdout.splitlines()}

    assert first.returncode == second.returncode == 1
    assert "1 of 2 lists: plain-list:" in lines["feeds"]
    assert "HTTP 404" in lines["plain-list"]
    assert "Traceback" not in first.stderr + second.stderr
    assert "s3cret" not in first.stdout + first.stderr + second.stdout


def test_parts_tell_counts_lag_and_when_they_were_read(runs):
    _, first, _, _ = runs
    lines = {one.split()[0]: one for one in first.stdout.splitlines()}

    day = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"
    assert re.search(rf"nrd-zip +\d s +{day} +read · .*names \d+", lines["nrd-zip"])
    assert re.search(rf"ctlogs +\d+ +\d+ .*{day} .*entries", lines["ctlogs"])
    assert re.search(rf"links +0 +0 +{day}", lines["links"])
    logs = [
        one
        for one in first.stdout.splitlines()
        if one.startswith("  ") and "entr" in one
    ]
    assert len(logs) >= 2


def test_a_second_run_reads_nothing_twice_and_says_so(runs):
    _, _, second, _ = runs
    told = {one["source"]: one for one in map(json.loads, second.stdout.splitlines())}

    assert {name: told[name]["new"] for name in NEW - {"pivots"}} == dict.fromkeys(
        NEW - {"pivots"}, 0
    )
    state = told["feeds"]["detail"]["feeds"]["nrd-zip"]
    assert (state["outcome"], state["names"]) == ("not-due", 0)
    assert told["feeds"]["lag_seconds"] >= 0
    assert told["feeds"]["last_read"] is None  # a part of it never was
    assert told["ctlogs"]["last_read"]
    assert told["crtsh"]["detail"]["kept"] == 1


def test_an_unknown_source_is_one_line_that_names_the_known(runs):
    *_, third = runs

    assert third.returncode == 2
    (line,) = third.stderr.splitlines()
    assert "no source 'feeds:none'" in line
    assert all(name in line for name in all_sources())


@pytest.fixture
def call(tmp_path):
    """Call the command in a workspace whose only name server is ours, and silent."""
    Workspace.create(tmp_path / "w").close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)
        address = "{}:{}".format(*server.getsockname())
        (tmp_path / "w" / FILE_NAME).write_text(
            f'[network]\nnameservers = ["{address}"]\n'
            f'[lookalikes]\nnameservers = ["{address}"]\nprofiles = ["mem-portal"]\n'
            "attempts = 1\ntimeout_seconds = 0.2\n"
        )

        def run(*arguments):
            given = ["--workspace", str(tmp_path / "w"), "--language", "en"]
            return CliRunner().invoke(main, [*given, *arguments])

        run.server = server
        run.folder = tmp_path / "w"
        yield run


def test_nothing_is_asked_for_by_default(call):
    """Not even a name: what would be contacted would be looked up first."""
    done = call("discover", "--json")

    assert done.exit_code == 0, done.output
    told = list(map(json.loads, done.stdout.splitlines()))
    assert not {"crtsh", "ctlogs", "feeds", "lookalikes"} & {o["source"] for o in told}
    assert [one["found"] for one in told] == [0] * len(told)
    with pytest.raises(BlockingIOError):
        call.server.recvfrom(512)


def test_a_source_that_fails_exits_1(call):
    done = call("discover", "links", "lookalikes", "--max-names", "4", "--json")

    assert done.exit_code == 1
    links, names = map(json.loads, done.stdout.splitlines())
    assert (links["ok"], links["failure"]) == (True, "")
    assert names["failure"].startswith("4 of 4 names could not be told of")
    assert names["last_read"] is None
    assert call.server.recvfrom(512)


def test_another_run_that_holds_the_lock_exits_75(call):
    with Workspace.open(call.folder, {}) as workspace, workspace.lock():
        done = call("discover", "links")

    assert done.exit_code == 75
    assert "another run holds" in done.stderr


def test_a_budget_of_nothing_is_wrong_usage(call):
    assert call("discover", "lookalikes", "--max-names", "0").exit_code == 2
