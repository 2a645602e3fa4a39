"""``zhaoyao judge-ads`` as a user calls it: one text, a table, and what goes wrong."""

import csv
import json

import pytest
from click.testing import CliRunner

from zhaoyao.cli import main

KEYS = {
    "id", "label", "probability", "findings", "contacts", "prices", "trades",
    "places", "promises", "model",
}  # fmt: skip
AD = "电工证代办，免考，官网可查，先查后付款，加薇：zz乄8806kk，350元一张"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(main, list(arguments))

    return call


def table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def test_a_table_outside_a_workspace(run, tmp_path):
    rows = [
        ["id", "text", "url"],
        ["1", AD, "https://b.test/1"],
        ["2", "你好\n再见", ""],
    ]
    table(tmp_path / "in.csv", rows)

    done = run("judge-ads", "--batch", "in.csv", "--out", "out.jsonl")

    assert done.exit_code == 0, done.output
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    first, second = map(json.loads, lines)
    assert set(first) == KEYS
    assert (first["id"], first["label"]) == ("1", "seller")
    assert (second["id"], second["label"]) == ("2", "other")
    assert first["contacts"] == [
        {"kind": "wechat", "value": "zz8806kk", "written": "zz乄8806kk"}
    ]
    assert first["prices"][0]["low"] == 350
    assert first["prices"][0]["unit"] == "张"
    assert first["trades"][0]["certified_by"] == "mem"
    assert first["findings"][0]["where"] == "https://b.test/1"


def test_the_column_url_may_be_missing(run, tmp_path):
    table(tmp_path / "in.csv", [["id", "text"], ["1", AD]])

    done = run("judge-ads", "--batch", "in.csv")

    assert json.loads(done.stdout)["label"] == "seller"


def test_a_cell_longer_than_the_csv_module_likes(run, tmp_path):
    table(tmp_path / "in.csv", [["id", "text"], ["1", AD + "诗" * 200_000]])

    done = run("judge-ads", "--batch", "in.csv")

    assert done.exit_code == 0, done.output


def test_one_text_for_people_has_no_escapes(run):
    done = run("--language", "en", "judge-ads", "--text", f"{AD} 加薇 \x1b[31mzz8806kk")

    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("seller")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,name\n1,x\n", "no column text"),  # a column is missing
        (b"\xff\xfe\x00", "not UTF-8"),  # saved by a spreadsheet
    ],
    ids=["no-column", "not-utf-8"],
)
def test_a_table_that_is_none(run, tmp_path, content, said):
    (tmp_path / "in.csv").write_bytes(content)

    done = run("judge-ads", "--batch", "in.csv")

    assert done.exit_code == 2
    assert said in done.stderr


def test_nothing_given(run):
    assert run("judge-ads").exit_code == 2
