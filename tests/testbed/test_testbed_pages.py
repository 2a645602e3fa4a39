"""Files, and what a site puts on them."""

import gzip
import zlib

import brotli
import pytest

from testbed.exchange import Response
from testbed.pages import dress, find, serve_file
from testbed.sites import load_sites

PAGE = '<html><head><meta charset="utf-8"><title>证书</title></head></html>'


@pytest.fixture
def site(write_site):
    """Return a function that makes one site and reads it."""

    def make(lines="", **pages):
        files = {f"www/{path}": text for path, text in pages.items()}
        return load_sites(write_site("innocent-one", lines, pages=files))[0]

    return make


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/a", "a/index.html"),
        ("/a/", "a/index.html"),
        ("/b", "b.html"),  # a path without a suffix
        ("/a/c.txt", "a/c.txt"),
        ("//a///c.txt", "a/c.txt"),  # as web servers do
        ("/nowhere", None),
        ("/a/c", None),  # only .html is added
        ("/../site.toml", None),
        ("/a/../../site.toml", None),
        ("/..", None),
        ("/a\\..\\c.txt", None),
        ("/\0", None),
        ("/" + "x" * 5000, None),  # longer than file systems allow
    ],
)
def test_find(site, path, file):
    one = site(**dict.fromkeys(("index.html", "a/index.html", "b.html"), "x"))
    (one.roots[0] / "a/c.txt").write_text("x")

    assert find(one, path) == (one.roots[0] / file if file else None)


def test_a_copy_s_own_files_come_first(write_site):
    pages = {"www/index.html": "original", "www/style.css": "original"}
    write_site("official-one", hosts=["one.example"], pages=pages)
    folder = write_site(
        "counterfeit-one",
        'copy_of = "official-one"\n',
        hosts=["one.test"],
        pages={"www/index.html": "copy"},
    )
    copy = load_sites(folder)[0]

    assert serve_file(copy, "/").body == b"copy"
    assert serve_file(copy, "/style.css").body == b"original"


def test_missing_files_are_404(site):
    response = serve_file(site(), "/nowhere")

    assert response.status == 404
    assert b"404 Not Found" in response.body


def test_a_site_may_have_its_own_404(site):
    response = serve_file(site(**{"404.html": "gone"}), "/nowhere")

    assert (response.status, response.body) == (404, b"gone")


@pytest.mark.parametrize(
    ("lines", "header", "meta", "codec"),
    [
        ("", "text/html; charset=utf-8", "utf-8", "utf-8"),
        ('charset = "gb18030"', "text/html; charset=gb18030", "gb18030", "gb18030"),
        (  # a lie in both places
            'charset = "gb18030"\ndeclared_charset = "utf-8"',
            "text/html; charset=utf-8",
            "utf-8",
            "gb18030",
        ),
        (  # nothing in the header, and the meta element as on disk
            'charset = "gb18030"\ndeclared_charset = "none"',
            "text/html",
            "utf-8",
            "gb18030",
        ),
    ],
)
def test_charset(site, lines, header, meta, codec):
    one = site(lines + "\n", **{"index.html": PAGE})
    response = dress(one, serve_file(one, "/"))

    assert response.content_type == header
    assert response.body == PAGE.replace("utf-8", meta).encode(codec)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="utf-8">',
        "<meta charset=UTF-8 />",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8">',
    ],
)
def test_each_form_of_the_meta_element_is_rewritten(site, meta):
    one = site('charset = "gb18030"\n', **{"index.html": meta})

    body = dress(one, serve_file(one, "/")).body.lower()
    assert b"charset" in body
    assert b"gb18030" in body
    assert b"utf-8" not in body


def test_what_a_charset_lacks_is_written_as_a_reference(site):
    one = site('charset = "gb2312"\n', **{"index.html": "证\N{SNOWMAN}"})

    assert dress(one, serve_file(one, "/")).body == "证".encode("gb2312") + b"&#9731;"


@pytest.mark.parametrize(
    ("method", "unpack"),
    [
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("deflate", zlib.decompress),
    ],
)
def test_compression(site, method, unpack):
    one = site(f'compression = "{method}"\n', **{"index.html": PAGE})
    response = dress(one, serve_file(one, "/"))

    assert unpack(response.body) == PAGE.encode()
    assert ("Content-Encoding", method) in response.headers


def test_techniques_are_put_on_pages_in_order(site):
    both = 'techniques = ["traditional", "boasting"]\n'
    one = site(both, **{"index.html": "<body>证书</body>", "a.css": "/*证书*/"})

    body = dress(one, serve_file(one, "/")).body.decode()
    assert "證書" in body
    assert "工信部已备案" in body  # put in after the characters were changed
    assert dress(one, serve_file(one, "/a.css")).body.decode() == "/*证书*/"


def test_error_pages_keep_out_of_techniques(site):
    one = site('techniques = ["boasting"]\n')

    assert b"<center>" in dress(one, serve_file(one, "/nowhere")).body


def test_dressed_responses_are_left_alone(site):
    one = site('charset = "gb18030"\ncompression = "gzip"\n')
    response = Response(body="证".encode(), is_dressed=True)

    assert dress(one, response) is response


def test_extra_headers(site):
    one = site('[headers]\nX-Powered-By = "PHP/5.2"\n', **{"index.html": PAGE})

    assert ("X-Powered-By", "PHP/5.2") in dress(one, serve_file(one, "/")).headers


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.png", "image/png"),
        ("favicon.ico", "image/x-icon"),
        ("a.js", "application/javascript; charset=utf-8"),
        ("a.json", "application/json"),
        ("A.HTML", "text/html; charset=utf-8"),
        ("a.unheard-of", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_types(site, name, kind):
    one = site(**{name: "x"})

    assert dress(one, serve_file(one, f"/{name}")).content_type == kind


@pytest.mark.parametrize("name", ["view.aspx", "query.do", "saved"])
def test_pages_of_other_names_are_pages(site, name):
    one = site(**{name: f"<!DOCTYPE html>\n{PAGE}"})

    kind = dress(one, serve_file(one, f"/{name}")).content_type
    assert kind == "text/html; charset=utf-8"
