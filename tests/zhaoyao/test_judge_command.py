"""``zhaoyao judge`` as a user calls it: one page, a table, and what goes wrong."""

import json

import pytest
from click.testing import CliRunner

from zhaoyao.cli import main

KEYS = {
    "id",
    "url",
    "label",
    "probability",
    "profile",
    "findings",
    "not_run",
    "model",
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        return CliRunner().invoke(main, list(arguments))

    return call


PAGE = "<html><title>内存商店</title><body><h1>内存条</h1><p>DDR5 内存条促销。</p>"


def test_one_page_as_json(run, tmp_path):
    (tmp_path / "a.html").write_text(PAGE, "utf-8")

    done = run("judge", "--url", "https://a.test/", "--html", "a.html", "--json")

    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    assert set(json.loads(line)) == KEYS
    assert json.loads(line)["label"] == "clear"


def test_a_table_of_pages(run, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.html").write_text(PAGE, "utf-8")
    (tmp_path / "pages/in.csv").write_text(
        "id,url,html\none,https://a.test/,a.html\ntwo,https://www.mem.gov.cn/,a.html\n"
    )

    done = run("judge", "--batch", "pages/in.csv", "--out", "out.jsonl")

    assert done.exit_code == 0, done.output
    lines = [json.loads(x) for x in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(line["id"], line["label"]) for line in lines] == [
        ("one", "clear"),
        ("two", "official"),
    ]


def test_the_same_page_gives_the_same_bytes(run, tmp_path):
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    call = ("judge", "--url", "https://a.test/", "--html", "a.html", "--json")

    assert run(*call).stdout_bytes == run(*call).stdout_bytes


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("one,https://a.test/,missing.html", "cannot be read"),  # no such file
        ("one,ftp://a.test/,a.html", "not an http or https URL"),  # a scheme not ours
        ("one,,a.html", "not an http or https URL"),  # no URL
        ("one,https:///x,a.html", "URL without a host"),  # no host
        ("one,https://a.test/,.", "cannot be read"),  # a folder
        ("one,https://a.test/", "cannot be read"),  # a short row
    ],
)
def test_a_bad_row_is_a_record(run, tmp_path, rows, reason):
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "in.csv").write_text(
        f"id,url,html\n{rows}\ntwo,https://a.test/,a.html\n"
    )

    done = run("judge", "--batch", "in.csv", "--out", "out.jsonl")

    assert done.exit_code == 1
    first, second = (
        json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()
    )
    assert first["label"] == "unreachable"
    assert reason in first["not_run"][0]["reason"]
    assert second["label"] == "clear"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"url,html\n", "no column id"),  # a column is missing
        (b"", "no column"),  # nothing at all
        (b"id,url,html\n\xff\xfe", "not UTF-8"),  # saved in another charset
        (b'id,url,html\n"x,https://a.test/,a', "not a CSV table"),  # an open quote
    ],
)
def test_a_bad_table_is_one_line(run, tmp_path, content, message):
    (tmp_path / "in.csv").write_bytes(content)

    done = run("judge", "--batch", "in.csv", "--out", "out.jsonl")

    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        (),  # nothing
        ("--url", "https://a.test/"),  # no page
        ("--html", "a.html"),  # no URL
        ("--batch", "in.csv", "--url", "https://a.test/"),  # both ways at once
        ("--nonsense",),  # no such option
    ],
)
def test_wrong_usage_exits_2(run, arguments):
    assert run("judge", *arguments).exit_code == 2


COPY = """<html><title>特种作业操作证查询</title><body>
<h1>特种作业操作证及安全生产知识和管理能力考核合格信息查询平台</h1>
<form><input placeholder="请输入证件号码"><input placeholder="请输入姓名"></form>
<footer>主办单位：中华人民共和国应急管理部 网站标识码：bm99000001</footer>
</body></html>"""


def test_comparison_is_drawn(run, tmp_path):
    (tmp_path / "a.html").write_text(COPY, "utf-8")
    page = ("--url", "https://cx-mem-gov-cn.test/", "--html", "a.html")

    done = run("judge", *page, "--compare", "a.png")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_to_compare_with_is_said(run, tmp_path):
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    page = ("--url", "https://a.test/", "--html", "a.html")

    done = run("judge", *page, "--compare", "a.png")

    assert done.exit_code == 0, done.output
    assert "a.png" not in {path.name for path in tmp_path.iterdir()}
    assert "未冒充任何已知单位" in done.stderr


def test_a_clear_page_without_screenshot_says_so(run, tmp_path):
    (tmp_path / "a.html").write_text(PAGE, "utf-8")

    done = run("judge", "--url", "https://a.test/", "--html", "a.html")

    assert "未提供截图" in done.output
