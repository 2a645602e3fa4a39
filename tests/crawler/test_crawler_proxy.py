"""The forward proxy: dials as the crawler does, and never answers in its own name."""

import asyncio
import ssl

import pytest
import trustme
from crawling import RawServer, on_loopback, running

from crawler.network.names import Names
from crawler.network.proxy import GuardProxy


def through(request, *, allow=("127.0.0.1/32",), then=b""):
    """Send *request* to a proxy; return what comes back and the proxy's failures."""

    async def main():
        names = Names.from_config(on_loopback(allow_networks=list(allow)).network)
        async with GuardProxy(names, connect_seconds=2.0) as proxy:
            port = int(proxy.url.rpartition(":")[2])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            if then:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(then)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return answer, proxy.failures

    return asyncio.run(main())


def test_http_is_passed_on_without_the_proxys_own_headers(raw_server):
    answer = b"HTTP/1.1 200 OK\r\nX: \xb2\xe9\r\n\r\nbody"
    raw_server.answers = {"/a?b=1": answer}
    head = (
        f"GET http://127.0.0.1:{raw_server.port}/a?b=1 HTTP/1.1\r\nHost: a.test\r\n"
        "Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\n"
        "X-Own: 1\r\n\r\n"
    )

    got, failures = through(head.encode())

    assert got == answer
    assert failures == {}
    (sent,) = raw_server.heads
    assert sent.startswith(b"GET /a?b=1 HTTP/1.1\r\nHost: a.test\r\nX-Own: 1\r\n")
    assert b"Proxy-" not in sent


def test_connect_is_a_plain_tunnel(raw_server):
    raw_server.answers = {"/": b"HTTP/1.1 200 OK\r\n\r\nbody"}

    got, _ = through(
        f"CONNECT 127.0.0.1:{raw_server.port} HTTP/1.1\r\n\r\n".encode(),
        then=b"GET / HTTP/1.1\r\n\r\n",
    )

    assert got == b"HTTP/1.1 200 OK\r\n\r\nbody"


@pytest.mark.parametrize(
    ("host", "failure"),
    [
        ("127.0.0.3", "blocked-address"),
        ("2130706435", "blocked-address"),
        ("0x7f000003", "blocked-address"),
        ("10.0.0.1", "blocked-address"),
        ("[::ffff:10.0.0.1]", "blocked-address"),
        ("[::1]", "blocked-address"),
        ("169.254.169.254", "blocked-address"),
        ("name.test", "dns-timeout"),  # nobody answers for names here
    ],
)
@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_what_is_refused_is_noted_and_never_answered(host, failure, method):
    with running(RawServer("127.0.0.3")) as canary:
        target = f"{host}:{canary.port}"
        target = f"http://{target}/" if method == "GET" else target

        got, failures = through(f"{method} {target} HTTP/1.1\r\n\r\n".encode())

    assert got == b""
    ((place, (name, _)),) = failures.items()
    assert place == (host.strip("[]"), canary.port)
    assert name == failure
    assert canary.heads == []


@pytest.mark.parametrize(
    "request_",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"CONNECT a.test HTTP/1.1\r\n\r\n",
        b"CONNECT a.test:x HTTP/1.1\r\n\r\n",
        b"GET http://[bad/ HTTP/1.1\r\n\r\n",
        b"GET http://a.test:99999/ HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
        b"CONNECT \xff:80 HTTP/1.1\r\n\r\n",
        b"GET http://" + b"a" * 70_000 + b"/ HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_request_is_dropped(request_):
    assert through(request_)[0] == b""


def test_an_endless_answer_is_cut(raw_server):
    def endless(connection):
        while True:
            connection.sendall(b"x" * 65536)

    raw_server.answers = {"/": endless}

    got, _ = through(
        f"GET http://127.0.0.1:{raw_server.port}/ HTTP/1.1\r\n\r\n".encode()
    )

    assert 16 << 20 <= len(got) < 17 << 20


def test_tls_ends_at_the_site(raw_server):
    """The proxy sees none of it: the browser checks, or does not, by itself."""
    authority = trustme.CA()
    raw_server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(raw_server.context)

    got, _ = through(
        f"CONNECT 127.0.0.1:{raw_server.port} HTTP/1.1\r\n\r\n".encode(),
        then=b"no TLS greeting\r\n\r\n",
    )

    assert not got.startswith(b"HTTP/")
