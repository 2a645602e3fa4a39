"""Behaviours, as a plain client meets them."""

import re
import zlib

import pytest
from plain_client import DESKTOP, PHONE, Unreachable

from testbed.behaviours.query_result import CHECKS, WEIGHTS, certificate

PAGE = (
    '<html><head><meta charset="utf-8"><title>证书</title></head><body>真</body></html>'
)
OTHER = "<html><body>other</body></html>"
WORDS = "真"


@pytest.fixture
def one(write_site, serve):
    """Serve one site with one behaviour and return its client."""

    def make(name, lines="", *, before="", hosts=("www.one.test",), **pages):
        files = {"www/index.html": PAGE, "www/other.html": OTHER, "www/a.css": "a{}"}
        files |= {"result.html": "{{ name }} {{ number }} {{ id }}"}
        table = f'{before}\n[[behaviour]]\nname = "{name}"\n{lines}\n'
        write_site("innocent-one", table, hosts=hosts, pages=files | pages)
        return serve()

    return make


def raw(client, target="/", **options):
    request = f"GET {target} HTTP/1.1\r\nHost: www.one.test\r\n\r\n".encode()
    return client.exchange("www.one.test", request, **options)


SPIDER = "Mozilla/5.0 (compatible; ExampleSpider/2.0)"
SEARCH = "https://search.example/s?wd=a"


@pytest.mark.parametrize(
    ("name", "lines", "path", "visitor", "is_shown"),
    [
        ("deep-link-only", "", "/?index=0", {}, True),
        ("deep-link-only", "", "/", {}, False),
        ("deep-link-only", 'keys = ["index"]', "/?index", {}, True),  # no value
        ("deep-link-only", 'keys = ["index"]', "/?id=0", {}, False),
        ("deep-link-only", 'keys = ["a", "b"]', "/?a=1", {}, False),
        ("phone-only", "", "/", {"agent": PHONE}, True),
        ("phone-only", "", "/", {"agent": DESKTOP}, False),
        ("referer-cloak", "", "/", {"referer": SEARCH}, True),
        ("referer-cloak", "", "/", {}, False),
        ("referer-cloak", "", "/", {"referer": "https://x.test/search.example"}, False),
        ("referer-cloak", "", "/", {"referer": "http://www.one.test/"}, True),  # own
        ("referer-cloak", "", "/", {"referer": "http://[::1"}, False),
        ("ua-cloak", "", "/", {"agent": DESKTOP}, True),
        ("ua-cloak", "", "/", {"agent": SPIDER}, False),
        ("ua-cloak", "", "/", {"agent": ""}, False),
        ("ua-cloak", 'wanted = ["MicroMessenger"]', "/", {"agent": PHONE}, True),
        ("ua-cloak", 'wanted = ["MicroMessenger"]', "/", {"agent": DESKTOP}, False),
    ],
)
@pytest.mark.parametrize("otherwise", ["", "/other.html"])
def test_cloaks(one, name, lines, path, visitor, is_shown, otherwise):
    client = one(name, f'{lines}\notherwise = "{otherwise}"')
    answer = client.get(f"http://www.one.test{path}", **visitor)

    assert (WORDS in answer.text) is is_shown
    if not is_shown:
        assert answer.status == (200 if otherwise else 404)
        assert answer.text == OTHER or not otherwise
    assert client.get("http://www.one.test/a.css", **visitor).text == "a{}"


def test_behaviours_wrap_each_other(one):
    """The first is asked first: a cloak before a status hides it."""
    client = one("phone-only", '[[behaviour]]\nname = "parked"')

    assert client.get("http://www.one.test/x", agent=PHONE).text == PAGE
    assert client.get("http://www.one.test/x", agent=DESKTOP).status == 404


def test_query_result(one):
    client = one("query-result", 'path = "/q"\nkey = "id"')
    answer = client.get("http://www.one.test/q?id=%3Cb%3E")

    assert re.fullmatch(r"\S某某 T990000\d{11}[\dX] &lt;b&gt;", answer.text)
    assert client.get("http://www.one.test/q?id=%3Cb%3E").text == answer.text
    assert client.get("http://www.one.test/q").status == 404
    assert client.get("http://www.one.test/").status == 200
    assert client.get("http://www.one.test/result.html").status == 404


def test_query_result_of_a_copied_site(write_site, serve):
    pages = {"result.html": "{{ trade }}"}
    write_site("official-one", hosts=["one.example"], pages=pages)
    lines = 'copy_of = "official-one"\n[[behaviour]]\nname = "query-result"\n'
    write_site("counterfeit-one", lines, hosts=["one.test"])

    assert "作业" in serve().get("http://one.test/special?index=0").text


@pytest.mark.parametrize("given", ["0", "1", "很", "x" * 1000])
def test_invented_people_are_nobody(given):
    """The region 990000 is assigned to no place, and the rest is well-formed."""
    number = certificate(given)["number"]

    assert re.fullmatch(r"T990000(19[7-9]\d)(0\d|1[0-2])([0-2]\d)\d{3}[\dX]", number)
    digits = number[1:18]
    total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))
    assert number[18] == CHECKS[total % 11]


def test_redirect_chain(one):
    client = one("redirect-chain", 'hops = 3\nto = "/other.html"\nstatus = 301')
    hops = ["/"]
    while True:
        answer = client.get(f"http://www.one.test{hops[-1]}")
        if "location" not in answer.headers:
            break
        assert answer.status == 301
        hops.append(answer.headers["location"])

    assert hops == ["/", "/go/1", "/go/2", "/other.html"]
    assert answer.text == OTHER
    assert client.get("http://www.one.test/go/3").status == 404
    assert client.get("http://www.one.test/go/x").status == 404


def test_redirect_chain_over_hosts(one):
    hosts = ("www.one.test", "two.test", "three.test")
    client = one("redirect-chain", 'to = "/other.html"', hosts=hosts)
    first = client.get("http://www.one.test/").headers["location"]
    second = client.get(first).headers["location"]

    assert (first, second) == ("http://two.test/go/1", "http://three.test/go/2")
    assert client.get(second).headers["location"] == "http://www.one.test/other.html"


def test_redirect_chain_to_another_site(one):
    client = one("redirect-chain", 'hops = 1\nto = "https://two.test/a"')

    assert (
        client.get("http://www.one.test/").headers["location"] == "https://two.test/a"
    )


def test_redirect_loop(one):
    with pytest.raises(Unreachable, match="too many redirects"):
        one("redirect-loop").browse("http://www.one.test/")


def test_redirect_to_private(one):
    answer = one("redirect-to-private").get("http://www.one.test/")

    assert answer.headers["location"] == "http://127.0.0.1:22/"


def test_slow_answers_in_the_end(one):
    assert WORDS in one("slow", "seconds = 0.2").get("http://www.one.test/").text


def test_drip_is_whole_in_the_end(one):
    assert WORDS in one("drip", "seconds = 0.0001").get("http://www.one.test/").text


def test_drip_is_slower_than_a_client(one):
    with pytest.raises(Unreachable, match="TimeoutError"):
        raw(one("drip", "seconds = 5"), seconds=0.3)


def test_reset(one):
    with pytest.raises(Unreachable, match="ConnectionResetError"):
        raw(one("reset"))


def test_close_early(one):
    head, _, body = raw(one("close-early", "body_bytes = 5")).partition(b"\r\n\r\n")

    assert b"Content-Length: %d" % len(PAGE.encode()) in head
    assert body == PAGE.encode()[:5]


def test_huge(one):
    received = raw(one("huge", "megabytes = 3"), limit=2**30)
    head, _, body = received.partition(b"\r\n\r\n")

    assert body.startswith(PAGE.encode())
    assert len(body) == 3 * 2**20 + len(PAGE.encode())
    assert b"Content-Length: %d" % len(body) in head


def test_gzip_bomb_is_valid_gzip(one):
    received = raw(one("gzip-bomb", "megabytes = 5"), limit=2**30)
    head, _, body = received.partition(b"\r\n\r\n")
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    unpacked = unpacker.decompress(body) + unpacker.flush()

    assert b"Content-Encoding: gzip" in head
    assert unpacked == b"0" * 5 * 2**20
    assert unpacker.eof  # its checksum and its size are right
    assert len(body) < 10_000


@pytest.mark.parametrize("name", ["endless-body", "endless-headers"])
def test_endless(one, name):
    client = one(name)
    received = raw(client, limit=300_000)

    assert len(received) >= 300_000
    assert (b"\r\n\r\n" in received) is (name == "endless-body")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("folded", b"\r\nX-Powered-By: an old server\r\n\twith a folded line\r\n"),
        ("no-colon", b"\r\nThis line has no colon\r\n"),
        ("raw-gbk", b"\r\nX-Site-Name: \xb0\xb2\xc8\xab\xc5\xe0\xd1\xb5\r\n"),
        ("no-phrase", b"HTTP/1.1 200\r\n"),
    ],
)
def test_bad_headers(one, kind, line):
    received = raw(one("bad-headers", f'kind = "{kind}"'))

    assert line in received
    assert received.endswith(PAGE.encode())


def test_http09(one):
    assert raw(one("http09")) == PAGE.encode()


def test_lying_charset(one):
    answer = one("lying-charset").get("http://www.one.test/")

    assert answer.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert b'<meta charset="utf-8">' in answer.body
    assert WORDS.encode("gb18030") in answer.body


@pytest.mark.parametrize("status", [403, 404, 500, 503, 521])
def test_status(one, status):
    answer = one("status", f"status = {status}").get("http://www.one.test/")

    assert answer.status == status
    assert str(status) in answer.text


def test_status_with_a_page(one):
    lines = 'status = 404\npage = "/other.html"'
    answer = one("status", lines).get("http://www.one.test/")

    assert (answer.status, answer.text) == (404, OTHER)


def test_empty_body(one):
    answer = one("empty-body").get("http://www.one.test/")

    assert (answer.status, answer.body) == (200, b"")


def test_binary_page(one):
    client = one("binary-page", "kilobytes = 4")
    answer = client.get("http://www.one.test/")

    assert answer.headers["content-type"].startswith("text/html")
    assert b"\0" in answer.body
    assert client.get("http://www.one.test/").body == answer.body


def test_nested_tags(one):
    body = one("nested-tags", "depth = 5000").get("http://www.one.test/").text

    assert body.count("<div>") == body.count("</div>") == 5000
    assert f"<body>{'<div>' * 5000}{WORDS}{'</div>' * 5000}</body>" in body


def test_parked(one):
    client = one("parked", 'page = "/other.html"')

    assert client.get("http://www.one.test/any/path?at=all").text == OTHER
    assert client.get("http://www.one.test/").text == PAGE


def test_challenge_page(one):
    client = one("challenge-page")
    answer = client.get("http://www.one.test/")

    assert answer.status == 521
    assert "document.cookie" in answer.text
    assert client.browse("http://www.one.test/").text == PAGE
    assert client.get("http://www.one.test/a.css").text == "a{}"


def test_meta_refresh(one):
    client = one("meta-refresh", 'to = "/other.html?a=1&b=2"')

    page = client.get("http://www.one.test/").text
    assert 'content="0;url=/other.html?a=1&amp;b=2"' in page
    assert client.get("http://www.one.test/other.html").text == OTHER


def test_js_redirect(one):
    page = one("js-redirect", 'to = "/other.html"').get("http://www.one.test/").text

    assert "/other.html" not in page
    assert 'atob("L290aGVyLmh0bWw=")' in page


@pytest.mark.parametrize(
    ("name", "lines", "says"),
    [
        ("dns", "", "dns nxdomain"),
        ("dns", 'does = "servfail"', "dns servfail"),
        ("dns", 'does = "timeout"', "dns timeout"),
        ("refused", "", "ConnectionRefusedError"),
    ],
)
def test_names_that_lead_nowhere(one, name, lines, says):
    with pytest.raises(Unreachable, match=says):
        raw(one(name, lines), seconds=0.3)


def test_behaviours_and_dressing_go_together(one):
    """A page made by a behaviour is encoded like any other."""
    client = one("query-result", before='charset = "gb18030"')
    answer = client.get("http://www.one.test/special?index=1")

    assert answer.headers["content-type"] == "text/html; charset=gb18030"
    assert "某某".encode("gb18030") in answer.body
