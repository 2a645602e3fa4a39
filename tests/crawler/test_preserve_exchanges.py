"""Twelve hostile answers, over a socket and out of the archive, byte for byte."""

import gzip
import io
import subprocess
import sys

import pytest
from crawling import RawServer, on_loopback, running, workspace_at
from warcio.archiveiterator import ArchiveIterator

from casebook.records import Candidate, Inspection, Vantage
from casebook.times import now_utc
from crawler.preserve import archive
from crawler.preserve.circumstances import Circumstances, Clock
from crawler.running.run import capture_official

# The library leaves buffers of broken pages to be closed by the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HERE = Circumstances(
    program="zhaoyao test",
    commit="",
    config_sha256="0" * 64,
    clock=Clock(synchronised=None, told_by=""),
)
MAX_BODY_BYTES = 20_000
PAGE = "<title>查询</title><p>页面".encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(PAGE)
OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = OK + b"Content-Type: text/html\r\n\r\n"
PIECE = b"<p>more and more</p>"


def endless(connection):
    connection.sendall(ENDLESS)
    while True:
        connection.sendall(PIECE)


HOSTILE = {
    "bad-header-lines": OK + b"no colon\r\n: no name\r\nA b: c\r\n" + LENGTH + PAGE,
    "obs-fold": OK + b"X-A: one\r\n two\r\n\tthree\r\n" + LENGTH + PAGE,
    "line-feeds": (OK + b"X-A: b\r\n" + LENGTH).replace(b"\r", b"") + PAGE,
    "gbk-header": OK + b"X-Name: \xb2\xe9\xd1\xaf\r\n" + LENGTH + PAGE,
    "chunked-trailers": OK
    + b"Transfer-Encoding: chunked\r\n\r\n%x;a=b\r\n" % len(PAGE)
    + PAGE
    + b"\r\n0\r\nX-Late: 1\r\n\r\n",
    "gzip-lies": OK + b"Content-Encoding: gzip\r\n" + LENGTH + PAGE,
    "no-phrase": b"HTTP/1.1 200\r\n" + LENGTH + PAGE,
    "endless": endless,
    "interim": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + LENGTH + PAGE,
    "doubled-headers": OK + b"A: 1\r\na: 2\r\nA: 1\r\n" + LENGTH + PAGE,
    "http-0.9": b"<html>no head at all</html>",
    "early-close": OK + b"Content-Length: 9000\r\n\r\n" + PAGE[:9],
}
"""The twelve that the field's usual writers change, refuse or lose."""

PACKED = gzip.compress(b"late();", mtime=0)


@pytest.fixture(scope="module")
def server():
    with running(RawServer()) as one:
        one.answers = {f"/{name}": answer for name, answer in HOSTILE.items()}
        one.answers["/page"] = (
            OK + b"Content-Type: text/html\r\n\r\n"
            b"<title>x</title><script src=/a.js></script><script src=/b.js></script>"
            b"<a href=/inner>in</a>"
        )
        one.answers["/a.js"] = b"HTTP/1.1 200\nContent-Encoding: gzip\n\n" + PACKED
        one.answers["/b.js"] = (
            b"HTTP/1.1 302 x\r\nX: \xd6\xa4\r\nLocation: /a.js\r\n\r\n"
        )
        one.answers["/inner"] = OK + b"A: 1\r\na: 2\r\n" + LENGTH + PAGE
        yield one


@pytest.fixture(scope="module")
def archives(server, tmp_path_factory):
    """The desktop's WARC and the WACZ of every page, by path, and their names."""
    folder = tmp_path_factory.mktemp("kept")
    at = now_utc()
    paths = [*(f"/{name}" for name in HOSTILE), "/page"]
    config = on_loopback(max_body_bytes=MAX_BODY_BYTES)
    found = {}
    with workspace_at(folder / "w", config) as workspace:
        visits = capture_official(workspace, [server.url(path) for path in paths])
        for path, captures in zip(paths, visits, strict=True):
            candidate = Candidate(
                url=server.url(path), source="tip", reason="told", seen_at=at
            )
            kept = archive(
                Inspection(candidate=candidate, captures=captures),
                workspace.blobs,
                HERE,
            )
            for one in kept:
                (folder / one.name).write_bytes(workspace.blobs.read(one.sha256))
            desktop = next(one for one in kept if one.vantage == Vantage.DESKTOP)
            whole = next(one for one in kept if one.kind == "wacz")
            found[path] = (folder / desktop.name, folder / whole.name)
    return found


def records(path):
    """Return type, path, block and truncation of each record, blocks unread."""
    found = []
    for record in ArchiveIterator(io.BytesIO(path.read_bytes()), no_record_parse=True):
        field = record.rec_headers.get_header
        found.append(
            (
                record.rec_type,
                "/" + (field("WARC-Target-URI") or "").rpartition("/")[2],
                record.raw_stream.read(),
                field("WARC-Truncated"),
            )
        )
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_comes_back_byte_for_byte(archives, name):
    responses = [
        one for one in records(archives[f"/{name}"][0]) if one[0] == "response"
    ]

    _, path, block, truncated = responses[0]
    assert path == f"/{name}"
    if name == "endless":
        sent = ENDLESS + PIECE * (len(block) // len(PIECE) + 1)
        assert block == sent[: len(block)]
        assert len(block) >= MAX_BODY_BYTES
        assert truncated == "length"
    else:
        assert block == HOSTILE[name]
        assert truncated is None


def test_parts_and_inner_pages_keep_their_exchanges(archives, server):
    found = records(archives["/page"][0])

    blocks = {path: block for kind, path, block, _ in found if kind == "response"}
    for path in ("/a.js", "/b.js", "/inner"):
        assert blocks[path] == server.answers[path]
    asked = [
        block for kind, path, block, _ in found if (kind, path) == ("request", "/b.js")
    ]
    assert asked
    assert all(block in server.heads for block in asked)


def test_the_checkers_of_the_field_agree(archives):
    """On the WARC of every page and vantage, and on a WACZ."""
    folder = archives["/page"][0].parent
    warcs = [str(path) for path in sorted(folder.glob("*-wire.warc.gz"))]
    assert len(warcs) > 2 * len(archives)
    check = [sys.executable, "-m", "warcio.cli", "check", *warcs]
    done = subprocess.run(check, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout

    whole = str(archives["/page"][1])
    order = [sys.executable, "-m", "wacz.main", "validate", "--file", whole]
    done = subprocess.run(order, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_changed_byte_is_found(archives, tmp_path):
    """The agreement above is worth something."""
    data = gzip.decompress(archives["/obs-fold"][0].read_bytes())
    bad = tmp_path / "bad.warc"
    bad.write_bytes(data.replace(b"\tthree", b"\tTHREE"))

    check = [sys.executable, "-m", "warcio.cli", "check", str(bad)]
    assert subprocess.run(check, check=False, capture_output=True).returncode == 1
