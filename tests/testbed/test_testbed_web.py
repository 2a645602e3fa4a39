"""HTTP and HTTPS: the right site for each name, and no client that can break it."""

import contextlib
import socket
import ssl
import threading

import pytest
from plain_client import Unreachable

HOST = "www.mem.gov.example"
LENGTH = b"Host: www.one.test\r\nContent-Length: %s\r\n\r\n"


@pytest.fixture
def one(write_site, serve):
    """Serve one site and return its client."""

    def make(lines="", **options):
        pages = {"www/index.html": "<title>one</title>", "www/form.html": "<form>"}
        write_site("innocent-one", lines, pages=pages, **options)
        return serve()

    return make


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page(one, scheme):
    answer = one().get(f"{scheme}://www.one.test/")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == "<title>one</title>"


def test_sites_are_told_apart_by_name(write_site, serve):
    for name in ("one", "two"):
        pages = {"www/index.html": name}
        write_site(f"innocent-{name}", hosts=[f"{name}.test"], pages=pages)
    client = serve()

    assert client.get("http://one.test/").text == "one"
    assert client.get("https://two.test/").text == "two"


def test_a_second_host_shows_the_same(one):
    client = one(hosts=["www.one.test", "one.test"])

    assert client.get("http://one.test/").text == "<title>one</title>"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: WWW.ONE.TEST:80\r\n\r\n", 200),  # port and case
        (b"GET http://www.one.test/ HTTP/1.1\r\nHost: www.one.test\r\n\r\n", 200),
        (b"GET / HTTP/1.0\r\nHost: www.one.test\r\n\r\n", 200),
        (b"GET /none HTTP/1.1\r\nHost: www.one.test\r\n\r\n", 404),
        (b"GET /../site.toml HTTP/1.1\r\nHost: www.one.test\r\n\r\n", 404),
        (b"GET /%2e%2e/site.toml HTTP/1.1\r\nHost: www.one.test\r\n\r\n", 404),
        (b"GET / HTTP/1.1\r\nHost: other.test\r\n\r\n", 421),  # not served here
        (b"GET / HTTP/1.1\r\n\r\n", 421),  # for nobody
        (b"DELETE / HTTP/1.1\r\nHost: www.one.test\r\n\r\n", 405),
        (b"no request\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: www.one.test\r\nX: " + b"x" * 99_999, 400),
        (b"POST /form HTTP/1.1\r\n" + LENGTH % b"3" + b"a=b", 200),
        (b"POST / HTTP/1.1\r\n" + LENGTH % b"9e9", 400),
        (b"POST / HTTP/1.1\r\n" + LENGTH % b"99999999", 400),
    ],
    ids=lambda value: value[:50] if isinstance(value, bytes) else str(value),
)
def test_status(one, data, status):
    received = one().exchange("www.one.test", data)

    assert received.startswith(b"HTTP/1.1 %d " % status)


def test_head_has_no_body(one):
    received = one().exchange(
        "www.one.test",
        b"HEAD / HTTP/1.1\r\nHost: www.one.test\r\n\r\n",
    )

    head, _, body = received.partition(b"\r\n\r\n")
    assert b"Content-Length: 18" in head
    assert body == b""


def test_http_is_not_answered_where_only_https_is(one):
    client = one('schemes = ["https"]\n')

    assert client.get("https://www.one.test/").status == 200
    with pytest.raises(Unreachable, match="ConnectionResetError"):
        client.get("http://www.one.test/")


def test_tls_is_not_answered_where_only_http_is(one):
    client = one('schemes = ["http"]\n')

    assert client.get("http://www.one.test/").status == 200
    with pytest.raises(Unreachable, match="SSLEOFError"):
        client.get("https://www.one.test/")


@pytest.mark.parametrize("host", ["www.one.test", "one.test"])
def test_each_host_has_a_certificate_that_verifies(one, host):
    client = one(hosts=["www.one.test", "one.test"])
    with client.connect(host, scheme="https", verify=True) as connection:
        certificate = connection.getpeercert()

    assert ("DNS", host) in certificate["subjectAltName"]


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("expired", "certificate has expired"),
        ("self-signed", "self-signed certificate"),
        ("wrong-host", "Hostname mismatch"),
    ],
)
def test_bad_tls_is_refused_and_readable_behind(one, trouble, says):
    client = one(f'[[behaviour]]\nname = "bad-tls"\ntrouble = "{trouble}"\n')

    with (
        pytest.raises(ssl.SSLCertVerificationError, match=says),
        client.connect("www.one.test", scheme="https", verify=True),
    ):
        pass
    assert client.get("https://www.one.test/").status == 200


def test_every_run_has_its_own_root(write_site, serve):
    write_site("innocent-one")
    first, second = serve(), serve()

    assert first.net.ca_pem_path.read_bytes() != second.net.ca_pem_path.read_bytes()


HOSTILE = [
    b"",
    b"\0" * 1000,
    b"\r\n\r\n",
    b"GET",
    b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",  # TLS that stops in its hello
    b"GET / HTTP/1.1\r\nHost: " + b"\xff" * 300 + b"\r\n\r\n",
    b"GET /%00%ff%zz?%ff=%00&=&&a HTTP/1.1\r\nHost: www.mem.gov.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nReferer: http://[::1\r\nHost: www.mem.gov.example\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: www.mem.gov.example\r\nContent-Length: 9\r\n\r\n",
    b"x" * 300_000,
]


@pytest.mark.parametrize("port", ["http_port", "https_port"])
@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("is_rude", [False, True], ids=["closes", "resets"])
def test_no_client_breaks_it(client, caplog, port, data, is_rude):
    address = ("127.0.0.1", getattr(client.net, port))
    with socket.create_connection(address, 2) as connection:
        if is_rude:
            linger = b"\1\0\0\0\0\0\0\0"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        with contextlib.suppress(OSError):  # it may have heard enough before the end
            connection.sendall(data)

    assert client.get(f"http://{HOST}/").status == 200
    assert client.get(f"https://{HOST}/").status == 200
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == []


def test_clients_that_say_nothing_do_not_stop_others(client):
    address = ("127.0.0.1", client.net.http_port)
    silent = [socket.create_connection(address, 2) for _ in range(30)]
    try:
        assert client.get(f"http://{HOST}/").status == 200
    finally:
        for connection in silent:
            connection.close()


def test_many_at_once(client):
    statuses = []

    def visit():
        for scheme in ("http", "https"):
            statuses.append(client.get(f"{scheme}://{HOST}/").status)  # noqa: PERF401

    threads = [threading.Thread(target=visit) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 32


def test_a_broken_behaviour_is_a_500_and_is_told(one, caplog):
    """A template that is missing is the site's fault; others go on."""
    client = one('[[behaviour]]\nname = "query-result"\n')

    assert client.get("http://www.one.test/special?index=1").status == 500
    assert client.get("http://www.one.test/").status == 200
    assert "www.one.test /special?index=1 broke" in caplog.text
