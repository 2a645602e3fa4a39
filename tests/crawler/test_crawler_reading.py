"""Heads, encodings, charsets and markup, read from bytes that nobody should send."""

import gzip
import zlib

import brotli
import pytest

from casebook.archives.names import media_type
from crawler.network.heads import read_head
from crawler.network.unpack import unpack
from crawler.visiting.markup import look, outgoing
from crawler.visiting.parts import choose_pages, choose_parts
from crawler.visiting.visit import as_text

PAGE = b"<p>" + b"abcdefghij" * 1000


def deflate_raw(data):
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


def squeeze(data):
    """Compress without the time of day, which would be in the names of cases."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("packed", "encodings"),
    [
        (PAGE, []),
        (squeeze(PAGE), ["gzip"]),
        (squeeze(PAGE), ["x-gzip"]),
        (squeeze(PAGE), ["GZIP "]),
        (zlib.compress(PAGE), ["deflate"]),
        (deflate_raw(PAGE), ["deflate"]),  # as Microsoft's servers send it
        (brotli.compress(PAGE), ["br"]),
        (squeeze(squeeze(PAGE)), ["gzip, gzip"]),
        (brotli.compress(squeeze(PAGE)), ["gzip", "br"]),  # two headers
        (PAGE, ["gzip"]),  # announced, and not done
        (PAGE, ["br"]),
        (PAGE, ["unknown"]),
        (squeeze(PAGE) + b"trailing", ["gzip"]),
    ],
)
def test_encodings_are_undone(packed, encodings):
    found = unpack(packed, encodings, limit=100_000)

    assert (found.body, found.truncated, found.bomb) == (PAGE, False, False)


@pytest.mark.parametrize("pack", [squeeze, zlib.compress, brotli.compress])
def test_a_cut_stream_gives_what_came(pack):
    name = {squeeze: "gzip", zlib.compress: "deflate"}.get(pack, "br")
    text = b"".join(b"%d " % number for number in range(20_000))
    packed = pack(text)

    found = unpack(packed[: len(packed) // 2], [name], limit=1 << 20)

    assert found.truncated
    assert len(found.body) > 1000
    assert text.startswith(found.body)


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (squeeze(b"0" * (30 << 20)), "gzip"),
        (zlib.compress(b"0" * (30 << 20)), "deflate"),
        (brotli.compress(b"0" * (30 << 20)), "br"),
        (squeeze(squeeze(b"0" * (30 << 20))), "gzip, gzip"),
    ],
)
def test_bombs_are_refused(packed, encoding):
    found = unpack(packed, [encoding], limit=1 << 20)

    assert (found.bomb, found.body) == (True, b"")


def test_a_long_page_is_cut_and_no_bomb():
    text = b"".join(b"<tr><td>%d" % number for number in range(300_000))

    found = unpack(squeeze(text), ["gzip"], limit=1 << 20)

    assert (found.truncated, found.bomb) == (True, False)
    assert found.body == text[: 1 << 20]


@pytest.mark.parametrize(
    ("raw", "status", "headers", "rest"),
    [
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n\r\nx", 200, (("A", "1"),), b"x"),
        (b"HTTP/1.1 200 OK\nA: 1\n\nx", 200, (("A", "1"),), b"x"),
        (b"HTTP/1.0 404\r\n\r\n", 404, (), b""),
        (b"HTTP/2 200 \r\nA:1\r\n\r\n", 200, (("A", "1"),), b""),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n  2\r\n\r\n", 200, (("A", "1 2"),), b""),
        (b"HTTP/1.1 200 OK\r\nno colon\r\nA: 1\r\n\r\n", 200, (("A", "1"),), b""),
        (b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 N\r\n\r\n", 204, (), b""),
        (b"HTTP/1.1 100 C\r\n\r\n", None, (), b""),  # nothing after the interim head
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n", 200, (("A", "1"),), b""),  # never ended
        (b"<html>", None, (), b""),
        (b"", None, (), b""),
        (b"\r\n\r\n", None, (), b""),
        (b"HTTP/1.1 9999 x\r\n\r\n", None, (), b""),
    ],
)
def test_heads(raw, status, headers, rest):
    head = read_head(raw)

    assert (head.status, head.headers) == (status, headers)
    if rest:
        assert raw[head.end :] == rest


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("/查询".encode(), "/查询"),
        ("/查询".encode("gb18030"), "/查询"),
        (b"/plain", "/plain"),
    ],
)
def test_header_values_in_unknown_charsets(sent, text):
    assert as_text(sent.decode("latin-1")) == text


URL = "http://a.test/dir/page.html?x=1"


@pytest.mark.parametrize(
    ("html", "kind", "url"),
    [
        ("<link rel='shortcut icon' href='/f.ico'>", "icon", "http://a.test/f.ico"),
        ("<LINK HREF=i.png REL=apple-touch-icon>", "icon", "http://a.test/dir/i.png"),
        ("<img src=../logo.png>", "image", "http://a.test/logo.png"),
        ("<img data-src='//cdn.test/a.jpg'>", "image", "http://cdn.test/a.jpg"),
        ("<div style='background:url(bg.png)'>", "image", "http://a.test/dir/bg.png"),
        ("<td background=bg.gif>", "image", "http://a.test/dir/bg.gif"),
        ("<script src='/a.js'></script>", "script", "http://a.test/a.js"),
        ("<link rel=stylesheet href=s.css>", "style", "http://a.test/dir/s.css"),
        ("<img\nsrc = 'x.png'\n/>", "image", "http://a.test/dir/x.png"),
        ("<base href='/b/'><img src=x.png>", "image", "http://a.test/b/x.png"),
        ("<img src='a&amp;b.png'>", "image", "http://a.test/dir/a&b.png"),
        ("<div>" * 60_000 + "<img src=x.png>", "image", "http://a.test/dir/x.png"),
    ],
)
def test_parts_are_found(html, kind, url):
    (part,) = look(html.encode(), URL).parts

    assert (part.kind, part.url) == (kind, url)


@pytest.mark.parametrize(
    "html",
    [
        "<img src='data:image/png;base64,AAAA'>",
        "<a href='javascript:void(0)'>x</a>",
        "<a href='#top'>x</a>",
        "<a href='mailto:a@b.test'>x</a>",
        "<a href='http://[bad'>x</a>",
        "<!-- <img src=x.png> -->",
        "<img src=''>",
        f"<img src='{'x' * 5000}'>",
        "<img " + "a=1 " * 100_000 + ">",
    ],
)
def test_what_is_no_part(html):
    assert look(html.encode(), URL).parts == ()


def test_links_are_sorted_by_where_they_lead():
    html = (
        b"<a href=/b>1</a><a href='http://b.test/x'>2</a><a href=/b#z>3</a>"
        b"<area href='//a.test/c?y=2'><a href='page.html?x=1'>self</a>"
        b"<a href='http://sub.a.test/'>other host</a>"
    )

    assert look(html, URL).links == ("http://a.test/b", "http://a.test/c?y=2")
    assert outgoing(html, URL) == ("http://b.test/x", "http://sub.a.test/")


def test_a_page_in_gb18030_is_read():
    html = "<a href='/查'>查</a>".encode("gb18030")

    assert look(html, URL).links == ("http://a.test/%E6%9F%A5",)


def test_what_claims_an_identity_is_fetched_first():
    rows = "".join(f"<img src='/n{number}.png'>" for number in range(30))
    html = f"{rows}<img class='site-logo' src='/z.png'><img width=600 src='/wide.png'>"

    chosen = [part.url for part in choose_parts(look(html.encode(), URL), URL, 16)]

    assert chosen[:3] == [
        "http://a.test/favicon.ico",
        "http://a.test/z.png",
        "http://a.test/wide.png",
    ]
    assert len(chosen) <= 16


def test_inner_pages_are_different_pages_first():
    html = "".join(
        f"<a href='{link}'>x</a>"
        for link in ("/a?1", "/a?2", "/b", "/x.apk", "/c.pdf", "/d", "?x=2")
    )

    chosen = choose_pages(look(html.encode(), URL), URL, 4)

    assert chosen == [f"http://a.test/{path}" for path in ("a?1", "b", "d", "a?2")]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("text/html;charset=gbk", "text/html"),
        ("image/svg+xml", "image/svg+xml"),
        ("text/html\r\nX: y", "application/octet-stream"),
        ("图片/png", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("a/b/c", "application/octet-stream"),
    ],
)
def test_media_types_are_harmless(given, kept):
    assert media_type(given) == kept
