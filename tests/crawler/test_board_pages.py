"""Boards: definitions, lists, posts, feeds, dates, and what is none of them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import ConfigError, PluginError
from casebook.times import BEIJING
from crawler.boards import FOLDER, Board, chosen_boards, read_board
from crawler.boards.machine import read_answer
from crawler.boards.pages import Answer, read_list, read_post
from crawler.boards.selectors import alternatives, pick
from crawler.boards.words import count_of, words_of
from crawler.posts.dates import read_date

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

BOARDS = sorted(path.stem for path in FOLDER.glob("*.toml"))

URL = "http://bbs.test/list"


@pytest.mark.parametrize(
    ("text", "beijing"),
    [
        ("2026-11-20 08:15", "2026-11-20 08:15:00"),
        ("发表于 2026-11-2 8:05:09", "2026-11-02 08:05:09"),
        ("2026年11月20日", "2026-11-20 00:00:00"),
        ("2026年11月20日 下午3:20", "2026-11-20 15:20:00"),
        ("２０２６／１１／２０", "2026-11-20 00:00:00"),  # full width
        ("26-11-20 08:15", "2026-11-20 08:15:00"),
        ("11-20 08:15", "2026-11-20 08:15:00"),
        ("12-30", "2025-12-30 00:00:00"),  # not to come: last year's
        ("9月3日", "2026-09-03 00:00:00"),
        ("2-29", "2024-02-29 00:00:00"),  # the latest year that has one
        ("3分钟前", "2026-11-23 13:57:00"),
        ("半小时前", "2026-11-23 13:30:00"),
        ("1个半小时前", "2026-11-23 12:30:00"),
        ("3 天前", "2026-11-20 14:00:00"),
        ("一周前", "2026-11-16 14:00:00"),
        ("两个月前", "2026-09-24 14:00:00"),
        ("昨天 08:15", "2026-11-22 08:15:00"),
        ("前天", "2026-11-21 00:00:00"),
        ("刚刚", "2026-11-23 14:00:00"),
        ("08:15", "2026-11-23 08:15:00"),
        ("2026-11-20T08:15:00Z", "2026-11-20 16:15:00"),
        ("2026-11-20T08:15:00+09:00", "2026-11-20 07:15:00"),
        ("Fri, 20 Nov 2026 08:15:00 +0800", "2026-11-20 08:15:00"),
        ("1763600000", "2025-11-20 08:53:20"),
        ("1763600000000", "2025-11-20 08:53:20"),
        ("2027-11-20", None),  # to come
        ("1980-01-01", None),  # before there were boards
        ("2026-13-45", None),
        ("13-45", None),
        ("阅读 1234", None),
        ("", None),
    ],
)
def test_dates(text, beijing):
    found = read_date(text, now=NOW)

    shown = found.astimezone(BEIJING).strftime("%F %T") if found else None
    assert shown == beijing


@given(text=st.text(max_size=40))
def test_any_text_is_a_date_or_none(text):
    found = read_date(text, now=NOW)

    assert found is None or found.utcoffset() == timedelta(0)


@given(
    moment=st.datetimes(
        min_value=datetime(2001, 1, 1),  # noqa: DTZ001 - hypothesis wants it naive
        max_value=datetime(2026, 11, 23),  # noqa: DTZ001
    )
)
def test_what_boards_write_is_read_back(moment):
    written = moment.replace(microsecond=0, tzinfo=BEIJING)

    for form in ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %H:%M:%S"):
        assert read_date(written.strftime(form), now=NOW) == written


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("b", "x y"),
        ("i, b", "x y"),  # the first that gives something
        ("b@title", "t"),
        ("@data-field:author.name", "金老师"),
        ("@data-field:n", "7"),
        ("@data-field:author", ""),  # a table is no value
        ("@data-broken:a", ""),
        ("i", ""),
        ("", ""),
    ],
)
def test_selectors(selector, found):
    field = json.dumps({"author": {"name": "金老师"}, "n": 7})
    soup = BeautifulSoup(
        f"<p data-field='{field}' data-broken='{{'><b title=t>x <u>y</u></b></p>",
        "lxml",
    )

    assert pick(soup.p, selector) == found


def test_commas_and_at_signs_inside_brackets_do_not_split():
    (one,) = alternatives("a:has(b, c)[href*='@x,y']@title")

    assert (one.css, one.attribute) == ("a:has(b, c)[href*='@x,y']", "title")


WRONG = {
    "not-toml": "row = ",
    "unknown-key": "row='a'\ncolour='red'",
    "no-row": "shape='html'",
    "bad-css": "row='a[['",
    "bad-shape": "row='a'\nshape='pdf'",
    "bad-pattern": "row='a'\nlink_pattern='('",
    "bad-part": "row='a'\nurl='http://a.test/{seite}'",
    "bad-charset": "row='a'\nencoding='klingon'",
    "bad-zone": "row='a'\nzone_hours=99",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_definition_that_is_wrong(tmp_path, name):
    path = tmp_path / f"{name}.toml"
    path.write_text(WRONG[name], "utf-8")

    with pytest.raises(PluginError, match=name) as caught:
        read_board(path)

    assert "\n" not in str(caught.value)


def test_a_workspace_may_have_definitions_of_its_own(tmp_path):
    (tmp_path / "rss.toml").write_text('shape="feed"\nzone_hours=0', "utf-8")

    (board,) = chosen_boards({"rss:x": "http://a.test/rss"}, tmp_path)

    assert (board.name, board.zone_hours) == ("rss:x", 0)
    assert board.list_url() == "http://a.test/rss"


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("myspace", "http://a.test/", "there are"),
        ("rss", "", "boards.enabled.rss"),
        ("rss", "ftp://a.test/", "boards.enabled.rss"),
        ("rss", "http://a.test/{seite}", "boards.enabled.rss"),
    ],
)
def test_a_board_that_cannot_be_read(name, url, said):
    with pytest.raises(ConfigError, match=said):
        chosen_boards({name: url})


BOARD = Board(
    name="x",
    row="li",
    link="a",
    title="a",
    author="i",
    date="time",
    next="a.next",
    post="div.post",
    text="p",
    post_author="b",
    drop=".quote",
    none_words=("没有帖子",),
    challenge="form#login",
    challenge_words=("安全验证",),
)


def page(body, title=""):
    return (
        f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    )


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (page('<li><a href="/t/1">甲</a></li>'), Answer.POSTS),
        (page("<p>本版没有帖子</p>"), Answer.NONE),
        (page('<form id="login"></form>'), Answer.CHALLENGE),
        (page("", title="安全验证"), Answer.CHALLENGE),
        (page('<section><a href="/t/1">甲</a></section>'), Answer.UNREADABLE),
        (b"", Answer.UNREADABLE),
    ],
    ids=["posts", "none", "login", "human", "layout", "empty"],
)
def test_answers_of_a_list_are_told_apart(body, answer):
    assert read_list(BOARD, body, url=URL).answer is answer


def test_rows_of_a_list():
    body = page(
        '<base href="http://bbs.test/f/">'
        '<li><a href="t1?x=1#p">甲 <em>乙</em></a><i>金老师</i><time>昨天</time></li>'
        '<li><a href="javascript:void(0)">no</a></li>'
        '<li><a href="t1?x=1">twice</a></li>'
        '<a class="next" href="?page=2">下一页</a>'
    )

    found = read_list(BOARD, body, url=URL)

    (row,) = found.listed
    assert (row.url, row.title) == ("http://bbs.test/f/t1?x=1", "甲 乙")
    assert (row.author, row.posted_as) == ("金老师", "昨天")
    assert found.next == "http://bbs.test/f/?page=2"


def test_a_post_without_what_is_not_its_own():
    body = page(
        '<div class="post"><b>金老师</b><p>电工证<br>免考'
        '<span class="quote">骗子</span>'
        '<script>x()</script><a href="/jump?url=http%3A%2F%2Ffake.test%2Fq">查</a>'
        '<a href="http://bbs.test/home">own</a><img src="/a.png"></p></div>'
        '<div class="post"><b>路人</b><p>顶</p></div>'
    )

    found = read_post(BOARD, body, url="http://bbs.test/t/1")

    first, second = found.written
    assert first.text == "电工证\n免考查own"
    assert first.links == ("http://fake.test/q",)  # the board's own jump undone
    assert first.images == ("http://bbs.test/a.png",)
    assert [(one.author, one.part) for one in found.written] == [
        ("金老师", "1"),
        ("路人", "2"),
    ]
    assert second.text == "顶"


@pytest.mark.parametrize(
    ("charset", "header", "forced"),
    [
        ("gb18030", "text/html; charset=utf-8", ""),  # the header lies
        ("utf-8", "text/html; charset=gbk", ""),
        ("gb18030", "", "gbk"),
        ("big5", "text/html; charset=big5", ""),
    ],
)
def test_charsets(charset, header, forced):
    words = (
        "專業代辦電工證" if charset == "big5" else "专业代办电工证，免考包过，官网可查"
    )
    board = Board(name="x", post="div", encoding=forced)
    body = f"<html><body><div>{words}</div></body></html>".encode(charset)

    (post,) = read_post(board, body, url=URL, content_type=header).written

    assert post.text == words


RSS = """<?xml version="1.0"?><rss><channel><title>版块</title>
<item><title>甲</title><link>http://a.test/1</link><author>金</author>
<pubDate>Fri, 20 Nov 2026 08:15:00 +0800</pubDate>
<description>&lt;p&gt;电工证&lt;/p&gt;&lt;a href="http://fake.test/"&gt;查&lt;/a&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>f</title><entry><title>甲</title>
<link href="http://a.test/1"/><author><name>金</name></author>
<published>2026-11-20T08:15:00+08:00</published>
<content type="html">&lt;p&gt;电工证&lt;/p&gt;&lt;a href="http://fake.test/"&gt;查&lt;/a&gt;</content>
</entry></feed>"""


@pytest.mark.parametrize("text", [RSS, ATOM], ids=["rss", "atom"])
def test_feeds(text):
    (post,) = read_answer(
        read_board(FOLDER / "rss.toml"), text.encode(), url="http://a.test/rss"
    ).written

    assert (post.url, post.title, post.author) == ("http://a.test/1", "甲", "金")
    assert post.text.startswith("电工证")
    assert post.links == ("http://fake.test/",)
    assert read_date(post.posted_as, now=NOW) == datetime(
        2026, 11, 20, 0, 15, tzinfo=UTC
    )


def test_entities_that_unfold_without_end_are_not_unfolded():
    bomb = (
        '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    )
    text = f'<?xml version="1.0"?>{bomb}{RSS[21:].replace("甲", "&b;")}'

    found = read_answer(
        read_board(FOLDER / "rss.toml"), text.encode(), url="http://a.test/rss"
    )

    assert all("aaaa" not in post.title for post in found.written)


def test_a_sitemap_newest_first():
    text = (
        "<urlset><url><loc>http://a.test/old</loc><lastmod>2025-01-01</lastmod></url>"
        "<url><loc>http://a.test/new</loc><lastmod>2026-01-01</lastmod></url></urlset>"
    )

    found = read_answer(
        read_board(FOLDER / "sitemap.toml"), text.encode(), url="http://a.test/s.xml"
    )

    assert [row.url for row in found.listed] == [
        "http://a.test/new",
        "http://a.test/old",
    ]


@pytest.mark.parametrize(
    ("name", "body", "answer"),
    [
        ("rss", b"<rss><channel></channel></rss>", Answer.NONE),
        ("rss", b"<html>no feed</html>", Answer.UNREADABLE),
        ("sitemap", b"<urlset></urlset>", Answer.NONE),
        ("sitemap", b"", Answer.UNREADABLE),
        ("github-issues", b'{"items": []}', Answer.NONE),
        ("github-issues", b'{"message": "rate limit"}', Answer.UNREADABLE),
        ("github-issues", b'{"items": [{"id": 1}]}', Answer.UNREADABLE),
        ("gitlab-issues", b"[]", Answer.NONE),
        ("gitlab-issues", b"{}", Answer.UNREADABLE),
    ],
)
def test_answers_for_programs_are_told_apart(name, body, answer):
    board = read_board(FOLDER / f"{name}.toml")

    assert read_answer(board, body, url=URL).answer is answer
    assert read_answer(board, body, url=URL, status=403).answer is Answer.UNREADABLE


@settings(max_examples=30)
@given(body=st.binary(max_size=300) | st.text(max_size=120).map(str.encode))
@pytest.mark.parametrize("name", BOARDS)
def test_any_bytes_are_read_or_refused(name, body):
    board = read_board(FOLDER / f"{name}.toml")
    if board.shape == "html":
        assert read_list(board, body, url=URL).answer in Answer
        assert read_post(board, body, url=URL).answer in Answer
    else:
        assert read_answer(board, body, url=URL).answer in Answer


PIECES = (
    "<div id='post_1'>", "<td class='t_f'>", "</td>", "<table>", "</table>", "<br>",
    "<li class='j_thread_list' data-field='{'>", "<div class='d_post_content'>",
    "<a class='j_th_tit' href='/p/1'>t</a>", "<a href='http://['>x</a>", "</div>",
    "<div class='l_post' data-field='{\"author\":[1]}'>", "\x00", "<base href='::'>",
    "<div class='tgme_widget_message' data-post='c/1'>", "<!--", "<script>", "甲",
    "<div class='tgme_widget_message_text'>", "<tbody id='normalthread_1'>",
    "<a class='xst' href='t'>t</a>",
)  # fmt: skip


@settings(max_examples=40)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
@pytest.mark.parametrize("name", BOARDS)
def test_any_markup_is_read_or_refused(name, pieces):
    board = read_board(FOLDER / f"{name}.toml")
    body = "".join(pieces).encode()
    if board.shape != "html":
        return
    for found in (read_list(board, body, url=URL), read_post(board, body, url=URL)):
        assert (found.answer is Answer.POSTS) is bool(found.listed or found.written)
        assert all(post.text or post.images for post in found.written)


@pytest.mark.parametrize(
    "body",
    [b"http:", b"/etc/passwd", b"<?xml version='1.0'?><rss/>", b"<?xml?><html><p>x"],
)
def test_what_looks_like_an_address_or_a_feed_is_read_as_a_page(body):
    """Found by the tests above: the library warns, and warnings are errors here."""
    assert read_list(BOARD, body, url=URL).answer is Answer.UNREADABLE


@given(text=st.text(max_size=60))
def test_counts_are_numbers_or_none(text):
    found = count_of(text)
    assert found is None or found >= 0


def test_words_are_those_of_a_reader():
    soup = BeautifulSoup("<div>甲 <b>乙</b><p>丙</p>丁<!-- no --><br>戊</div>", "lxml")

    assert words_of(soup) == "甲 乙\n丙\n丁\n戊" or words_of(soup) == "甲 乙\n丙丁\n戊"
