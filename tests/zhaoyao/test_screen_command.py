"""``zhaoyao screen`` as a user calls it: a pipe, a file, a damaged file."""

import gzip
import json

import pytest
from click.testing import CliRunner

from zhaoyao.cli import main

NAMES = "cx-mem-gov-cn.a.test\nbakery.test\nwww.mem.gov.cn\nmemory-shop.test\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def call(*arguments, given=None):
        return CliRunner().invoke(main, ["screen", *arguments], input=given)

    return call


def test_a_pipe(run):
    done = run("-", "--json", given=NAMES)

    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    row = json.loads(line)
    assert set(row) == {"name", "score", "profile", "signals", "claim"}
    assert row["name"] == "cx-mem-gov-cn.a.test"
    assert row["profile"] == "mem-inquiry"
    assert 0.5 <= row["score"] <= 1


def test_a_packed_file_into_a_file(run, tmp_path):
    (tmp_path / "names.gz").write_bytes(gzip.compress(NAMES.encode()))

    done = run("names.gz", "--out", "out.jsonl")

    assert done.exit_code == 0, done.output
    assert not done.stdout
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 1


def test_a_damaged_file_is_told_and_stops_no_other(run, tmp_path):
    (tmp_path / "cut.gz").write_bytes(gzip.compress(NAMES.encode() * 999)[:-40])
    (tmp_path / "good.txt").write_text(NAMES)

    done = run("cut.gz", "good.txt")

    assert done.exit_code == 1
    assert "cut.gz" in done.stderr
    assert "cx-mem-gov-cn.a.test" in done.stdout


def test_a_file_that_is_not_there(run):
    done = run("nowhere.txt")

    assert done.exit_code == 2
    assert "nowhere.txt does not exist" in done.stderr


def test_bad_lines_are_counted(run):
    done = run("-", given="a.test\n<<<>>>\n\x00\x01\nb.test\n")

    assert done.exit_code == 0
    assert "2" in done.stderr


def test_unknown_hosts_under_government_suffixes_are_told(run):
    done = run("-", given="cx-mem.a.gov.cn\nbakery.gov.cn\n")

    assert not done.stdout
    assert "1" in done.stderr
    assert "cx-mem.a.gov.cn" in done.stderr


def test_bad_lines_are_shown_escaped(run):
    done = run("-", given="a.test\n\x1b[31m\n")

    assert "\\x1b[31m" in done.stderr
