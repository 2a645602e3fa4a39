"""The bad-input zoo: each case ends in a record or in one line, never in a traceback.

What comes over the network is in ``tests/crawler``: the testbed's dead and broken
sites, each with the failure it must be recorded under. Here is what an operator's
machine may hold: configurations, tables, pictures, pages, databases, packages.
"""

import gzip
import io
import json
import sqlite3
import struct
import zipfile
import zlib

import pytest
from click.testing import CliRunner

from zhaoyao.cli import main


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command line in a folder of its own; bugs are raised, not hidden."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        done = CliRunner().invoke(main, list(arguments))
        assert done.exception is None or isinstance(done.exception, SystemExit)
        assert "Traceback" not in done.output
        return done

    return run


@pytest.fixture
def workspace(call, tmp_path):
    assert call("init", ".").exit_code == 0
    return tmp_path


def refused(done, *words):
    """Exit 2, one line on standard error, and it says what is wrong."""
    assert done.exit_code == 2, done.output
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


CONFIGURATIONS = [
    ("unknown_key", b"colour = 1\n", "colour"),
    ("unknown_section", b"[netwrk]\n", "netwrk"),
    ("unknown_inner_key", b"[network]\ntimeout = 3\n", "network.timeout"),
    ("wrong_type", b'[network]\ntimeout_seconds = "3"\n', "timeout_seconds"),
    ("wrong_list", b"[network]\nnameservers = [1]\n", "nameservers"),
    ("table_for_value", b"[language]\na = 1\n", "language"),
    ("value_for_table", b"network = 1\n", "network"),
    ("negative", b"[inspect]\ninner_pages = -1\n", "inner_pages"),
    ("bad_network", b'[network]\nallow_networks = ["10.0.0.0/99"]\n', "allow_networks"),
    ("bad_port", b'[network]\nport_map = { "80" = 99999 }\n', "port_map"),
    ("bad_language", b'language = "fr"\n', "language"),
    ("odds_upside_down", b"[judge]\nflag_probability = 0.1\n", "probability"),
    ("not_toml", b"language = \n", "TOML"),
    ("not_utf8", b'language = "\xff"\n', "TOML"),
    ("truncated", b'[network]\nuser_agent = "Mozi', "TOML"),
    ("database_of_no_kind", b'database_url = "junk"\n', "database_url"),
    ("database_of_another_kind", b'database_url = "mysql://a/b"\n', "mysql"),
    ("hosts_of_no_profile", b'[profiles]\nextra_hosts = { nobody = ["a.test"] }\n', ""),
]


@pytest.mark.parametrize(
    ("content", "word"),
    [(content, word) for _, content, word in CONFIGURATIONS],
    ids=[name for name, _, _ in CONFIGURATIONS],
)
def test_configuration(call, workspace, content, word):
    (workspace / "zhaoyao.toml").write_bytes(content)

    # A list of profiles reads the configuration and the inventory; cases, the database.
    listed = call("profile", "list")
    refused(listed if listed.exit_code else call("cases", "list"), word)


PROFILES = [
    ("not_toml", b"title = \n"),
    ("unknown_key", b'title="x"\ntitle_en="x"\nkind="body"\nnmes=["x"]\n'),
    ("no_names", b'title="x"\ntitle_en="x"\nkind="body"\nhosts=["a.test"]\n'),
    ("no_hosts", b'title="x"\ntitle_en="x"\nkind="body"\nnames=["x"]\n'),
    ("wrong_kind", b'title="x"\ntitle_en="x"\nkind="x"\nnames=["x"]\nhosts=["a"]\n'),
]


@pytest.mark.parametrize(
    "content", [c for _, c in PROFILES], ids=[name for name, _ in PROFILES]
)
def test_profile_file(call, workspace, content):
    (workspace / "profiles/odd.toml").write_bytes(content)

    refused(call("profile", "list"), "odd.toml")


def test_references_that_are_not_json(call, workspace):
    (workspace / "profiles/mem-portal.refs.json").write_text("{")

    refused(call("profile", "list"), "mem-portal")


def bomb_png() -> bytes:
    """A PNG of 20,000 by 20,000 pixels in a few kilobytes."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    side = 20_000
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def bomb_xlsx() -> bytes:
    """A workbook whose sheet unpacks to 300 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (300 << 20))
    return stream.getvalue()


TIPS = [
    ("table_without_url.csv", b"name,price\na,1\n"),
    ("empty.csv", b""),
    ("binary.csv", bytes(range(256)) * 40),
    ("only_words.csv", b'url\n"not a link'),
    ("only_bad_rows.csv", b"url\nftp://a.test/\njavascript:alert(1)\n\n"),
    ("no_workbook.xlsx", b"PK\x03\x04 not a workbook"),
    ("bomb.xlsx", None),
    ("no_picture.png", b"\x89PNG\r\n\x1a\nnothing"),
    ("truncated.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    ("bomb.png", None),
    ("missing.csv", ...),
    ("folder", "folder"),
]


@pytest.mark.parametrize(("name", "content"), TIPS, ids=[name for name, _ in TIPS])
def test_tip(call, workspace, name, content):
    path = workspace / name
    if content == "folder":
        path.mkdir()
    elif content is not ...:
        made = {"bomb.png": bomb_png, "bomb.xlsx": bomb_xlsx}
        path.write_bytes(made[name]() if content is None else content)

    done = call("tip", str(path), "https://good.test/")

    # Either the file is refused, or its rows are counted and the good one is taken.
    assert done.exit_code in {1, 2}, done.output
    assert done.stderr.strip()
    if done.exit_code == 1:
        assert "1" in done.stdout


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.test/",  # a scheme that is never visited
        "javascript:alert(1)",  # no address at all
        "https://",  # no host
        "http://a.test:99999/",  # no such port
        "http://[::1/",  # an open bracket
        "https://a.test/\x1b[31m",  # a terminal escape
        "https://" + "a" * 300 + ".test/" + "b" * 5000,  # endless
    ],
)
def test_tip_url(call, workspace, url):
    done = call("tip", url)

    assert done.exit_code in {1, 2}
    assert "\x1b" not in done.output


PAGES = {
    "empty": b"",
    "nul_bytes": b"\x00" * 1000,
    "truncated_tag": b"<html><title",
    "deeply_nested": b"<div>" * 50_000 + b"x",
    "many_attributes": b"<a " + b"".join(b"a%d=1 " % i for i in range(30_000)) + b">",
    "lying_charset": '<meta charset="utf-8"><p>应急管理部'.encode("gb18030"),
    "utf16": "<p>特种作业操作证查询</p>".encode("utf-16"),
    "a_picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "gzip_not_undone": gzip.compress(b"<p>x</p>" * 100),
    "bidi_and_escapes": "<title>\u202e\u2066\x1b]0;x\x07</title>".encode(),
    "endless_line": b"<p>" + "特种作业操作证".encode() * 100_000,
    "unclosed_script": b"<script>" + b"x" * 100_000,
    "entities": b"<p>" + b"&amp;" * 50_000 + b"&#xD800;&#1114112;",
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page(call, tmp_path, name):
    (tmp_path / "page.html").write_bytes(PAGES[name])

    done = call("judge", "--url", "https://a.test/", "--html", "page.html", "--json")

    assert done.exit_code == 0, done.output
    verdict = json.loads(done.stdout)
    assert verdict["label"] in {"clear", "suspicious", "unreachable", "counterfeit"}
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("name", ["no_picture", "bomb", "blank"])
def test_screenshot(call, tmp_path, name):
    shots = {"no_picture": b"not a picture", "bomb": bomb_png(), "blank": b""}
    (tmp_path / "page.html").write_text("<p>内存条</p>")
    (tmp_path / "shot.png").write_bytes(shots[name])

    arguments = ["--url", "https://a.test/", "--html", "page.html", "--json"]
    done = call("judge", *arguments, "--screenshot", "shot.png")

    assert done.exit_code in {0, 2}, done.output
    if done.exit_code == 0:
        assert json.loads(done.stdout)["label"] in {"clear", "suspicious"}


DATABASES = [
    ("garbage", b"not a database at all" * 100),
    ("empty_file", b""),
    ("cut_in_the_head", b"SQLite format 3\x00\x10\x00"),
    ("missing", None),
]


@pytest.mark.parametrize(
    "content", [c for _, c in DATABASES], ids=[name for name, _ in DATABASES]
)
def test_database(call, workspace, content):
    for path in workspace.glob("casebook.db*"):
        path.unlink()
    if content is not None:
        (workspace / "casebook.db").write_bytes(content)

    refused(call("cases", "list"), "casebook.db")


def test_database_of_a_newer_program(call, workspace):
    with sqlite3.connect(workspace / "casebook.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'fffffff'")
    database.close()

    refused(call("cases", "list"), "newer")


def test_no_workspace(call):
    refused(call("cases", "list"), "zhaoyao init")


def test_second_workspace_in_one_place(call, workspace):
    refused(call("init", "."), "already")


PACKAGES = [
    ("no_zip.zip", b"not a zip"),
    ("empty.zip", b""),
    ("cut.zip", b"PK\x03\x04\x14\x00\x00\x00"),
    ("folder", None),
]


@pytest.mark.parametrize(
    ("name", "content"), PACKAGES, ids=[name for name, _ in PACKAGES]
)
def test_package(call, tmp_path, name, content):
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    done = call("clue", "verify", str(path))

    assert done.exit_code in {1, 2}
    assert done.output.strip()


def test_missing_package(call):
    assert call("clue", "verify", "nowhere.zip").exit_code in {1, 2}


@pytest.mark.parametrize(
    "arguments",
    [
        ("cases", "show", "CASE-2026-9999"),  # no such case
        ("clue", "export", "nobody.test", "--out", "x"),  # no such host
        ("profile", "show", "nobody"),  # no such profile
        ("profile", "refresh", "nobody"),  # no such profile
        ("profile", "add", "../x", "--host", "a.test", "--html", "zhaoyao.toml"),
        ("inspect", "ftp://a.test/"),  # a scheme that is never visited
    ],
    ids=" ".join,
)
def test_what_is_named_is_not_there(call, workspace, arguments):
    refused(call(*arguments))
