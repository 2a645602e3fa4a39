"""Every byte that went over the wire comes back, whatever it says."""

import gzip
import socket
import ssl
import struct
import time

import pytest
import trustme
from crawling import on_loopback, workspace_at
from cryptography import x509

from casebook.records import Vantage
from crawler.running.run import capture_official

BODY = "<html><title>查询</title><p>页面</p></html>".encode()
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)

HOSTILE = {
    "odd-case": b"HTTP/1.1 200 OK\r\ncOnTeNt-TYPE: text/html\r\n" + LENGTH + BODY,
    "doubles": b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\nX-A: 3\r\n" + LENGTH + BODY,
    "padding": b"HTTP/1.1 200 OK\r\nX-A:   \t spaced  \r\n" + LENGTH + BODY,
    "gbk-value": b"HTTP/1.1 200 OK\r\nX-Name: \xb2\xe9\xd1\xaf\r\n" + LENGTH + BODY,
    "latin1-value": b"HTTP/1.1 200 OK\r\nX-Name: caf\xe9\r\n" + LENGTH + BODY,
    "no-colon": b"HTTP/1.1 200 OK\r\nthis line has no colon\r\n" + LENGTH + BODY,
    "folded": b"HTTP/1.1 200 OK\r\nX-A: one\r\n\ttwo\r\n" + LENGTH + BODY,
    "line-feeds": (b"HTTP/1.1 200 OK\nContent-Type: text/html\n" + LENGTH).replace(
        b"\r", b""
    )
    + BODY,
    "no-phrase": b"HTTP/1.1 200\r\n" + LENGTH + BODY,
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"%x;ext=1\r\n%b\r\n0\r\nX-Trailer: t\r\n\r\n" % (len(BODY), BODY),
    "interim": b"HTTP/1.1 100 Continue\r\n\r\n"
    b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n" + LENGTH + BODY,
    "no-length": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY,
    "gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
    % (len(gzip.compress(BODY, mtime=0)), gzip.compress(BODY, mtime=0)),
}
"""Named for what is odd; all hold the same page."""


def desktops(tmp_path, server, paths, **network):
    """Capture *paths* of *server*; return desktop captures and a reader of bytes."""
    with workspace_at(tmp_path / "w", on_loopback(**network)) as workspace:
        found = capture_official(workspace, [server.url(path) for path in paths])
        blobs = workspace.blobs
    captures = [
        next(c for c in captures if c.vantage is Vantage.DESKTOP) for captures in found
    ]
    return captures, blobs.read


def test_hostile_answers_come_back_byte_for_byte(tmp_path, raw_server):
    """The twelve kinds that other recorders change, and gzip; all are read, too."""
    raw_server.answers = {f"/{name}": answer for name, answer in HOSTILE.items()}

    captures, read = desktops(tmp_path, raw_server, raw_server.answers)

    for (name, answer), capture in zip(HOSTILE.items(), captures, strict=True):
        (exchange,) = capture.exchanges
        assert read(exchange.received_sha256) == answer, name
        assert exchange.received_bytes == len(answer), name
        assert capture.failure is None, name
        assert capture.status == 200, name
        assert read(capture.body_sha256) == BODY, name
        assert read(exchange.sent_sha256) in raw_server.heads, name
        assert exchange.peer == f"127.0.0.1:{raw_server.port}", name


def test_headers_are_read_as_sent(tmp_path, raw_server):
    raw_server.answers = {
        "/": b"HTTP/1.1 200 OK\r\nsErVeR: a\r\nX-N: \xb2\xe9\r\nsErVeR: b\r\n"
        + LENGTH
        + BODY
    }

    (capture,), _ = desktops(tmp_path, raw_server, ["/"])

    assert capture.headers == (
        ("sErVeR", "a"),
        ("X-N", "\xb2\xe9"),
        ("sErVeR", "b"),
        ("Content-Length", str(len(BODY))),
    )


def reset(connection):
    linger = struct.pack("ii", 1, 0)  # closed with RST, nothing sent
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def pour(piece, *, before=b""):
    """Return an answer that never ends."""

    def answer(connection):
        connection.sendall(before)
        while True:
            connection.sendall(piece)

    return answer


def stall(before):
    """Return an answer that stops in the middle and stays open."""

    def answer(connection):
        connection.sendall(before)
        time.sleep(8)

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

MOVED = b"HTTP/1.1 302 x\r\nLocation: %b\r\n\r\n"
REFRESH = b"\r\n<meta http-equiv=refresh content='0;url=%b'>"
ZEROS = gzip.compress(b"0" * (64 << 20))

FAILING = {
    "/nothing": (b"", "reset", b""),  # closed without a word
    "/reset": (reset, "reset", b""),
    "/garbage": (b"\0\1garbage\r\n\r\n", "bad-http", b"\0\1garbage\r\n\r\n"),
    "/http09": (b"<html>old</html>", "bad-http", b"<html>old</html>"),
    "/half-head": (HEAD, "bad-http", HEAD),  # closed within the head
    "/early": (HEAD + b"Content-Length: 9000\r\n\r\nshort", "bad-http", None),
    "/endless-head": (pour(b"X-A: 1\r\n", before=HEAD), "too-large", None),
    "/endless-line": (pour(b"x" * 999, before=HEAD), "bad-http", None),
    "/endless-1xx": (pour(b"HTTP/1.1 103 x\r\n\r\n"), "too-large", None),
    "/silent": (stall(b""), "timeout", b""),
    "/stalled-head": (stall(HEAD), "timeout", HEAD),
    "/loop": (MOVED % b"/loop", "redirect-loop", None),
    "/file": (MOVED % b"file:///etc/passwd", "bad-redirect", None),
    "/data": (MOVED % b"data:text/html,x", "bad-redirect", None),
    "/inside": (MOVED % b"http://10.0.0.1/", "blocked-address", None),
    "/decimal": (MOVED % b"http://167772161/", "blocked-address", None),
    "/cloud": (MOVED % b"//169.254.169.254/latest", "blocked-address", None),
    "/refresh": (
        HEAD + REFRESH % b"http://[::ffff:10.0.0.1]/",
        "blocked-address",
        None,
    ),
    "/bomb": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + ZEROS, "expansion", None),
}
"""What is answered, the failure it must end with, and which bytes must be kept."""


def test_failures_are_named_and_keep_what_came(tmp_path, raw_server):
    raw_server.answers = {path: answer for path, (answer, _, _) in FAILING.items()}

    captures, read = desktops(tmp_path, raw_server, FAILING)

    for (path, (_, failure, kept)), capture in zip(
        FAILING.items(), captures, strict=True
    ):
        assert capture.failure == failure, (path, capture.failure_detail)
        assert capture.body_sha256 == "", path
        exchange = capture.exchanges[0]
        assert read(exchange.sent_sha256).startswith(
            f"GET {path} HTTP/1.1\r\n".encode()
        )
        if kept is not None:
            received = exchange.received_sha256
            assert (read(received) if received else b"") == kept, path
        if failure in {"too-large", "timeout"}:
            assert exchange.truncated, path


def test_nobody_listens(tmp_path, raw_server):
    url = raw_server.url("/")
    raw_server.shutdown()
    raw_server.server_close()

    with workspace_at(tmp_path / "w", on_loopback()) as workspace:
        ((capture, *_),) = capture_official(workspace, [url])

    (exchange,) = capture.exchanges
    assert (capture.failure, exchange.failure) == ("refused", "refused")
    assert (exchange.peer, exchange.sent_sha256, exchange.received_sha256) == ("",) * 3


def test_a_long_body_is_cut_and_marked(tmp_path, raw_server):
    page = HEAD + b"\r\n<p>first</p>"
    raw_server.answers = {
        "/endless": pour(b"<p>more</p>", before=page),
        "/declared": HEAD + b"Content-Length: 99999\r\n\r\n" + b"x" * 99999,
        "/packed": HEAD
        + b"Content-Encoding: gzip\r\n\r\n"
        + gzip.compress(bytes(range(97, 123)) * 40_000, compresslevel=1),
    }

    captures, read = desktops(
        tmp_path, raw_server, raw_server.answers, max_body_bytes=50_000
    )

    for path, capture in zip(raw_server.answers, captures, strict=True):
        assert (capture.failure, capture.truncated) == (None, True), path
        assert len(read(capture.body_sha256)) in range(45_000, 50_001 + 65_536), path
    assert read(captures[0].body_sha256).startswith(b"<p>first</p>")


def test_a_body_that_stalls_is_kept_as_far_as_it_came(tmp_path, raw_server):
    """A page must not escape judgement by holding back its last byte."""
    raw_server.answers = {
        "/": stall(HEAD + b"Content-Length: 20\r\n\r\n<p>counterfeit</p>")
    }

    (capture,), read = desktops(tmp_path, raw_server, ["/"])

    assert (capture.failure, capture.truncated) == (None, True)
    assert read(capture.body_sha256) == b"<p>counterfeit</p>"


def test_every_hop_is_kept(tmp_path, raw_server):
    raw_server.answers = {
        "/a": b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nfirst",
        "/b": HEAD
        + b"\r\n<meta http-equiv='Refresh' content='1; url=/c?x=\xe6\x9f\xa5'>",
        "/c?x=%E6%9F%A5": HEAD + b"Refresh: 0; url=/d\r\n\r\nthird",
        "/d": HEAD + b"\r\n<meta http-equiv=refresh content='60;url=/a'>last",
    }

    (capture,), read = desktops(tmp_path, raw_server, ["/a"])

    assert [raw_server.url(path) for path in raw_server.answers] == [
        exchange.url.replace("查", "%E6%9F%A5") for exchange in capture.exchanges
    ]
    assert len(capture.redirects) == 3
    received = [read(one.received_sha256) for one in capture.exchanges]
    assert received == list(raw_server.answers.values())
    assert capture.final_url == raw_server.url("/d")


def test_cookies_go_with_their_visit(tmp_path, raw_server):
    raw_server.answers = {
        "/in": b"HTTP/1.1 302 x\r\nSet-Cookie: seen=1\r\nLocation: /out\r\n\r\n",
        "/out": HEAD + b"\r\nwelcome",
    }

    desktops(tmp_path, raw_server, ["/in"])

    heads = [head for head in raw_server.heads if head.startswith(b"GET /out")]
    assert heads
    assert all(b"\r\nCookie: seen=1\r\n" in head for head in heads)
    first = [head for head in raw_server.heads if head.startswith(b"GET /in")]
    assert not any(b"Cookie:" in head for head in first)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.mark.parametrize(
    ("names", "trusted", "verified", "problem"),
    [
        (["127.0.0.1"], True, True, ""),
        (["127.0.0.1"], False, False, "unable to get local issuer certificate"),
        (["other.test"], True, False, "certificate does not name 127.0.0.1"),
    ],
)
def test_tls_is_recorded_and_never_refused(
    tmp_path, raw_server, authority, names, trusted, verified, problem
):
    issued = authority.issue_cert(*names)
    raw_server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(raw_server.context)
    raw_server.answers = {"/": HEAD + LENGTH + BODY}
    pem = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(pem)

    (capture,), read = desktops(
        tmp_path, raw_server, ["/"], ca_file=str(pem) if trusted else ""
    )

    (exchange,) = capture.exchanges
    assert capture.failure is None
    assert read(exchange.received_sha256) == HEAD + LENGTH + BODY
    assert exchange.tls.version == "TLSv1.3"
    assert exchange.tls.verified is verified
    assert problem in exchange.tls.problem
    leaf = x509.load_der_x509_certificate(read(exchange.tls.chain_sha256s[0]))
    sent = x509.load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
    assert leaf == sent


def test_a_broken_handshake_is_a_tls_failure(tmp_path, raw_server):
    """Plain HTTP on the port of an https link; nothing of ours was let out."""
    raw_server.answers = {"/": b"never read"}
    with workspace_at(tmp_path / "w", on_loopback()) as workspace:
        url = raw_server.url("/").replace("http:", "https:")
        raw_server.RequestHandlerClass = PlainHandler
        ((capture, *_),) = capture_official(workspace, [url])

    assert capture.failure == "tls"
    assert capture.exchanges[0].sent_sha256 == ""
    assert capture.exchanges[0].tls is None


class PlainHandler:
    """Answers a TLS greeting with words."""

    def __init__(self, request, client_address, server):
        request.recv(4096)
        request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
