"""Result pages: saved ones, made ones, and what is none."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.engines import FOLDER, read_engine
from crawler.engines.results import Outcome, read_results, target_of
from crawler.posts.targets import unwrap

SAVED = Path(__file__).parents[3] / "shared/data/serp"

ENGINES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def engine(name):
    found = read_engine(FOLDER / f"{name}.toml")
    return found if found.base else pytest.skip(f"{name} has no address of its own")


def saved_pages():
    if not SAVED.is_dir():
        return []
    lines = (SAVED / "index.tsv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t")
    return [
        (row["file"], row["engine"], int(row["result_blocks_seen"])) for row in rows
    ]


def test_saved_pages_are_there():
    if not saved_pages():
        pytest.skip(
            f"NO SAVED RESULT PAGES: {SAVED} is missing; parsers are not proven"
        )


@pytest.mark.parametrize(("file", "name", "blocks"), saved_pages())
def test_a_saved_page(file, name, blocks):
    """Every block with an outward link is read; home pages are told as unreadable."""
    chosen = engine(name.removesuffix("-home"))

    page = read_results(chosen, (SAVED / file).read_bytes(), url=chosen.url("x", 0))

    if not blocks:
        assert page.outcome is Outcome.UNREADABLE
        assert page.detail
        return
    assert page.outcome is Outcome.RESULTS
    organic = [one for one in page.entries if not one.paid]
    assert 0.6 * blocks <= len(organic) <= blocks + 1
    assert all(one.title and (one.target or one.through) for one in page.entries)
    assert sum(bool(one.snippet) for one in organic) >= 0.6 * len(organic)


@pytest.mark.parametrize(
    ("file", "more", "paid"),
    [
        ("bing_caa71ff58c.html", True, 1),
        ("sogou_3c186019d0.html", True, 0),
        ("baidu_14bee582f3.html", True, 0),
        ("baidu_40ae4e8827.html", False, 0),  # two results and no further page
    ],
)
def test_paging_and_paid_places_of_saved_pages(file, more, paid):
    if not saved_pages():
        pytest.skip(f"NO SAVED RESULT PAGES: {SAVED} is missing")
    chosen = engine(file.partition("_")[0])

    page = read_results(chosen, (SAVED / file).read_bytes(), url=chosen.url("x", 0))

    assert page.has_next is more
    assert sum(one.paid for one in page.entries) == paid


def html(body, title="电工证_百度搜索"):
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


LEFT = '<div id="content_left">{}</div>'
RESULT = '<div class="c-container"><h3><a href="{}">{}</a></h3></div>'


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (html(LEFT.format(RESULT.format("http://a.test/", "甲"))), Outcome.RESULTS),
        (html('<div class="content_none">很抱歉，没有找到与x相关</div>'), Outcome.NONE),
        (html("", title="百度安全验证"), Outcome.CHALLENGE),
        (html('<div id="captcha"></div>'), Outcome.CHALLENGE),
        (html('<div class="new-layout"><a href="http://a.test/">甲</a></div>'), None),
        # Blocks are there, links are not: the layout changed half way.
        (html(LEFT.format('<div class="c-container"><b>甲</b></div>' * 3)), None),
        ("", None),
    ],
    ids=["results", "none", "asks", "asks-in-page", "layout", "half-layout", "empty"],
)
def test_four_answers_are_told_apart(body, outcome):
    """Only "none" may be read as zero."""
    chosen = engine("baidu")

    page = read_results(chosen, body.encode(), url=chosen.url("x", 0))

    assert page.outcome is (outcome or Outcome.UNREADABLE)
    assert bool(page.entries) is (outcome is Outcome.RESULTS)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("baidu", "https://wappass.baidu.com/static/captcha/tuxing.html?ak=1"),
        ("sogou", "https://www.sogou.com/antispider/?from=%2fweb"),
        ("so360", "https://qcaptcha.so.com/?ret=1"),
        ("bing", "https://cn.bing.com/turing/captcha/challenge"),
    ],
)
def test_a_page_to_prove_being_human_is_known_by_its_address(name, url):
    page = read_results(engine(name), b"<html></html>", url=url, status=200)

    assert page.outcome is Outcome.CHALLENGE


def test_a_status_other_than_200_is_no_answer():
    chosen = engine("baidu")
    page = read_results(chosen, b"<html></html>", url=chosen.url("x", 0), status=503)

    assert (page.outcome, page.detail) == (Outcome.UNREADABLE, "HTTP 503")


def test_a_mark_makes_a_result_a_paid_one():
    body = LEFT.format(
        '<div class="c-container"><h3><a href="http://a.test/">甲</a></h3>'
        '<span class="c-gray">广告</span></div>'
        '<div class="c-container"><h3><a href="http://b.test/">乙</a></h3>'
        '<span class="c-gray">百度快照</span></div>'
    )
    chosen = engine("baidu")

    page = read_results(chosen, html(body).encode(), url=chosen.url("x", 0))

    assert [(one.target, one.paid) for one in page.entries] == [
        ("http://a.test/", True),
        ("http://b.test/", False),
    ]


@pytest.mark.parametrize(
    ("body", "outcome", "count"),
    [
        (
            b'{"results":[{"title":"t","url":"http://a.test/","content":"c"}]}',
            "results",
            1,
        ),
        (b'{"results":[]}', "none", 0),
        (b'{"answers":[]}', "unreadable", 0),
        (b"<html>", "unreadable", 0),
        (b"[" * 100_000, "unreadable", 0),
        (b'{"results":[{"name":"t"},{"name":"u"}]}', "unreadable", 0),
        (b'{"results":{"a":1}}', "unreadable", 0),
    ],
    ids=["one", "none", "other-key", "html", "nested", "other-rows", "no-list"],
)
def test_json(body, outcome, count):
    found = read_engine(FOLDER / "searxng.toml")

    page = read_results(found, body, url="http://searx.test/search?q=x")

    assert (page.outcome.value, len(page.entries)) == (outcome, count)


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("http://a.test/?x=1", "http://a.test/?x=1"),
        ("http%3A%2F%2Fa.test%2F", "http://a.test/"),
        ("a1aHR0cDovL2EudGVzdC8", "http://a.test/"),  # Bing, results
        ("aHR0cHMlM2ElMmYlMmZhLnRlc3QlMmY=", "https://a.test/"),  # Bing, paid places
        ("a1!!!!", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_targets_in_parameters(value, url):
    assert unwrap(value) == url


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (
            b'<script>window.location.replace("http://a.test/")</script>',
            "http://a.test/",
        ),
        (b"<script>location.href = 'http://a.test/b'</script>", "http://a.test/b"),
        (
            b'<META http-equiv="refresh" content="0;URL=\'http://a.test/c\'">',
            "http://a.test/c",
        ),
        (b"<script>location.replace('javascript:alert(1)')</script>", ""),
        (b"", ""),
    ],
)
def test_targets_in_scripts(body, url):
    assert target_of(body, "http://e.test/link") == url


@pytest.mark.parametrize("name", ENGINES)
class TestEveryEngine:
    @settings(max_examples=40)
    @given(body=st.binary(max_size=400))
    def test_reads_any_bytes(self, name, body):
        found = read_engine(FOLDER / f"{name}.toml")
        page = read_results(found, body, url="http://e.test/s?q=x")
        assert page.outcome is Outcome.UNREADABLE or page.entries or not body

    @settings(max_examples=40)
    @given(
        pieces=st.lists(
            st.sampled_from(
                (
                    '<div id="content_left">', '<div class="c-container">', "<h3>",
                    '<a href="http://a.test/">t</a>', '<a href="/link?url=x">',
                    '<li class="b_algo">', '<ol id="b_results">', "</div>", "</h3>",
                    '<ul class="result">', '<li class="res-list">', "<h2>", "<!--",
                    '<div id="main">', '<div class="vrwrap">', "\x00", "<a href='http://['>",
                )
            ),
            max_size=40,
        )
    )  # fmt: skip
    def test_reads_any_markup(self, name, pieces):
        found = read_engine(FOLDER / f"{name}.toml")
        body = "".join(pieces).encode()
        page = read_results(found, body, url="http://e.test/s?q=x")
        assert all(one.title for one in page.entries)
        assert (page.outcome is Outcome.RESULTS) is bool(page.entries)
