"""Requests and responses as bytes."""

import pytest

from testbed.exchange import (
    BadRequestError,
    Response,
    error_page,
    parse_head,
    redirect,
    to_bytes,
)

AGENTS = [
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148", True),
    ("Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0", True),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0", False),
    ("", False),
]


def head(first="GET / HTTP/1.1", *lines):
    return "\r\n".join([first, *lines, "", ""]).encode("utf-8")


def test_a_request_is_taken_apart():
    request = parse_head(
        head("GET /a%20b?index=0&x&x=2 HTTP/1.1", "HOST: Www.One.Test:8080", "X:  y "),
    )

    assert request.host == "www.one.test"
    assert request.path == "/a b"
    assert request.query == {"index": "0", "x": ""}
    assert request.headers["x"] == "y"


def test_a_proxy_s_request_is_for_its_path():
    request = parse_head(head("GET http://www.one.test/a?b HTTP/1.1", "Host: h"))

    assert request.target == "/a?b"


@pytest.mark.parametrize(("agent", "is_phone"), AGENTS)
def test_telephones_call_themselves_so(agent, is_phone):
    assert parse_head(head(lines := "GET / HTTP/1.1")).is_phone is False, lines
    request = parse_head(head("GET / HTTP/1.1", f"User-Agent: {agent}"))
    assert request.is_phone is is_phone


@pytest.mark.parametrize(
    "first",
    [
        "",
        "GET",
        "GET /",  # HTTP/0.9
        "GET / HTTP/2.0",
        "GET  / HTTP/1.1",  # two spaces
        "GET http://[::1 HTTP/1.1",  # an address that is none
        "GET * HTTP/1.1 x",
    ],
)
def test_what_is_no_request_is_refused(first):
    with pytest.raises(BadRequestError):
        parse_head(head(first))


def test_a_response_as_bytes():
    response = Response(
        content_type="text/plain",
        headers=(("Server", "old"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
        body=b"hello",
    )
    first, *lines = to_bytes(response).split(b"\r\n")

    assert first == b"HTTP/1.1 200 OK"
    assert lines[-2:] == [b"", b"hello"]
    assert b"Content-Length: 5" in lines
    assert lines.count(b"Server: old") == 1
    assert b"Server: nginx" not in lines
    assert b"Set-Cookie: a=1" in lines
    assert b"Set-Cookie: b=2" in lines


def test_a_head_without_its_body_keeps_the_length():
    data = to_bytes(Response(body=b"hello"), has_body=False)

    assert b"Content-Length: 5\r\n" in data
    assert data.endswith(b"\r\n\r\n")


def test_a_status_that_is_not_registered_has_no_phrase():
    """Web firewalls answer 521 and the like."""
    assert to_bytes(error_page(521)).startswith(b"HTTP/1.1 521 \r\n")


def test_a_redirect_names_its_target():
    data = to_bytes(redirect("https://www.one.test/a?b=c", status=301))

    assert data.startswith(b"HTTP/1.1 301 Moved Permanently\r\n")
    assert b"\r\nLocation: https://www.one.test/a?b=c\r\n" in data
