"""`zhaoyao board try`: what a definition would extract, from a page or a saved one."""

import json

import pytest
from click.testing import CliRunner

import testbed
from casebook.config import FILE_NAME
from casebook.workspace import Workspace
from zhaoyao.cli import main

LIST = """<html><head><title>示例版块</title></head><body><ul>
<li><a href="/t/1">电工证免考\x1b[31m</a><i>金老师</i><time>昨天 08:15</time></li></ul>
<a class="next" href="?page=2">下一页</a></body></html>"""

DEFINITION = """url = "http://bbs.test/f"
row = "li"
link = "a"
title = "a"
author = "i"
date = "time"
next = "a.next"
post = "body"
"""


@pytest.fixture
def tried(tmp_path):
    (tmp_path / "mine.toml").write_text(DEFINITION, "utf-8")
    (tmp_path / "list.html").write_text(LIST, "utf-8")

    def run(*arguments):
        words = [
            str(tmp_path / one) if (tmp_path / one).is_file() else one
            for one in arguments
        ]
        base = ["--workspace", str(tmp_path), "--language", "en", "board", "try"]
        return CliRunner().invoke(main, [*base, *words])

    return run


def test_a_saved_list(tried):
    done = tried("mine.toml", "list.html")

    assert done.exit_code == 0, done.output
    assert "1 rows" in done.output
    assert "金老师" in done.output
    assert "昨天 08:15 = 20" in done.output  # both: as written, and as understood
    assert "UTC" in done.output
    assert "http://bbs.test/t/1" in done.output
    assert "\x1b" not in done.output


def test_as_json(tried):
    done = tried("mine.toml", "list.html", "--json")

    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (found["kind"], found["answer"]) == ("list", "posts")
    assert found["next"] == "http://bbs.test/f?page=2"
    assert found["listed"][0]["posted_at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("discuz", "list.html"), 1, "unreadable"),  # a definition that does not fit
        (("mine.toml", "missing.html"), 2, "cannot be read"),
        (("myspace", "list.html"), 2, "no definition"),
        (("rss",), 2, "boards.enabled.rss"),  # no address
    ],
)
def test_what_cannot_be_shown(tried, arguments, code, said):
    done = tried(*arguments)

    assert done.exit_code == code, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_an_address_and_its_first_post(tmp_path):
    with testbed.serve(day=1) as net:
        Workspace.create(tmp_path / "w").close()
        settings = (tmp_path / "w" / FILE_NAME).read_text("utf-8")
        for name, value in (
            ("nameservers", f'["{net.dns_address}"]'),
            ("allow_networks", '["127.0.0.0/30"]'),
            ("port_map", f'{{ "80" = {net.http_port} }}'),
        ):
            before = next(x for x in settings.splitlines() if x.startswith(f"{name} ="))
            settings = settings.replace(before, f"{name} = {value}", 1)
        (tmp_path / "w" / FILE_NAME).write_text(settings, "utf-8")
        url = "http://bbs.board.example/forum.php?mod=forumdisplay&fid=2"

        done = CliRunner().invoke(
            main,
            [
                "--workspace",
                str(tmp_path / "w"),
                "board",
                "try",
                "discuz",
                url,
                "--json",
            ],
        )

    listed, post = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0, done.output
    assert (listed["kind"], listed["charset"]) == ("list", "gb18030")
    assert len(listed["listed"]) == 15
    assert post["kind"] == "post"
    assert post["posts"][0]["title"] == listed["listed"][0]["title"]
    assert post["posts"][0]["posted_at"]
