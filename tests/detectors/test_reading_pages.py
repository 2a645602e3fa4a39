"""What a page says is read whatever its charset, its disguise and its size."""

import base64

import pytest

from detectors.pages import plaintext
from detectors.pages.charsets import decode
from detectors.pages.shield import DEPTH_MAX, TAG_MAX, shield
from detectors.pages.visible import hidden_names

CHINESE = "特种作业操作证查询，请输入证件号码和姓名，的是了不在有人这中国"


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("證件 號碼：", "证件号码"),  # traditional, and a colon
        ("证\u200b件\u2060号", "证件号"),  # zero-width between
        ("Ｍｅｍ ＣＸ", "memcx"),  # full width
        ("⼯作", "工作"),  # a Kangxi radical
        ("⻔户", "门户"),  # a radical of the supplement, which NFKC leaves
        ("査询内容", "查询内容"),  # a Japanese form
        ("\u202e询查\u202c网", "查询网"),  # stored back to front
        ("", ""),
    ],
)
def test_disguises_are_undone(text, flat):
    assert plaintext.flat(text) == plaintext.flat(flat)


def test_innocent_text_keeps_its_characters():
    """What claims quote must be what a reader sees."""
    text = "一枚邮票，干燥剂，入口处，已于千年前。"

    assert plaintext.line(text) == "一枚邮票,干燥剂,入口处,已于千年前。"


@pytest.mark.parametrize(
    ("encode", "header", "meta"),
    [
        ("utf-8", "", ""),  # nobody says
        ("utf-8", "text/html; charset=gbk", ""),  # the header lies
        ("gb18030", "text/html; charset=utf-8", "utf-8"),  # both lie
        ("gb18030", "", "gb2312"),  # the meta element names a subset
        ("gb18030", "text/html; charset=ISO-8859-1", ""),  # a server's default
        ("utf-8-sig", "text/html; charset=big5", ""),  # a mark at the start decides
        ("utf-16", "", ""),  # with its mark
        ("utf-16-le", "", ""),  # without
    ],
)
def test_charset_is_found(encode, header, meta):
    declared = f'<meta charset="{meta}">' if meta else ""
    html = f"<html><head>{declared}</head><body>{CHINESE * 20}</body></html>"

    assert CHINESE in decode(html.encode(encode), header).text


def test_traditional_page_in_big5_is_found():
    text = "這是一個查詢網站,請輸入證件號碼和姓名,我們的人在這裡"

    assert text in decode(f"<body>{text * 9}".encode("big5")).text


@pytest.mark.parametrize(
    "html",
    [
        "<div " + " ".join(f"a{i}=1" for i in range(60_000)) + ">证书</div>",
        "<div " + " ".join(f'a{i}=">"' for i in range(60_000)) + ">证书</div>",
        "<div "
        + " ".join(f'a{i}="{"<" if i % 900 == 0 else 1}"' for i in range(60_000))
        + ">证书</div>",
        "<!--<script>--><div "
        + " ".join(f"a{i}=1" for i in range(60_000))
        + ">证书</div>",
        "<!--><div " + " ".join(f"a{i}=1" for i in range(60_000)) + ">证书</div>-->",
        "<b>" * 60_000 + "证书",
    ],
    ids=[
        "attributes",
        "attributes with brackets",
        "attributes with a start of a tag now and then",
        "attributes after a script that is a comment",
        "attributes after a comment that ends at once",
        "depth",
    ],
)
def test_what_makes_parsers_slow_is_cut(html):
    shielded = shield(html).html

    assert "证书" in shielded
    assert len(shielded) < max(TAG_MAX, 10 * DEPTH_MAX) + 1000


def test_script_is_not_taken_for_tags():
    """A cut inside a script would swallow the page after it."""
    script = f"<script>if(a<b){{x='{'y' * 90_000}'}}</script>"

    assert "<p>证书查询</p>" in shield(f"{script}<p>证书查询</p>").html


@pytest.mark.parametrize(
    "html",
    [
        f"<script>x={'y' * 120_000}</script><p title='<'>证书</p>",
        f"<!-- {'y' * 120_000} -- <b> --><p>证书</p>",
        f"<p title='>'>{'y' * 120_000}</p><input value=\"<a '\">",
        f"<p>{'y' * 120_000} a<b <</p><SCRIPT>'</p>'</SCRIPT >",
    ],
    ids=["script", "comment", "quotes", "text"],
)
def test_what_is_long_and_no_tag_stays_as_it_is(html):
    assert shield(html).html == html
    assert not shield(html).cut


def test_documents_of_tags_without_end_are_read_in_linear_time():
    """Each took minutes if a search began again at each bracket."""
    for piece in ("<a", "<a '\"", "<script ", "<!--", "<!-", "</scrip", "<script><"):
        assert len(shield(piece * (400_000 // len(piece))).html) <= 400_001


@pytest.mark.parametrize(
    ("sheet", "names"),
    [
        (".a{color:red;display :\n none}", ["a"]),
        (".a{VISIBILITY:hidden}.b{font-size:0}", ["a", "b"]),
        (".a{display:\u3000none}", ["a"]),  # white space beyond ASCII
        (".a{display:block}", []),
    ],
)
def test_classes_that_a_style_sheet_hides(sheet, names):
    assert hidden_names(sheet) == names


WORDS = "茶叶检验员证书查询平台的说明文字在这里"
ENCODED = base64.b64encode(f"<div>{WORDS}</div>".encode()).decode()
CODES = ",".join(str(ord(c)) for c in f"<p>{WORDS}</p>")
ESCAPES = "".join(f"%u{ord(c):04x}" for c in WORDS)


def test_title_and_links_that_a_script_sets(page):
    shown = page(
        f"<title>加载中</title><div id=app></div><script>document.title='{WORDS}';"
        "h('a',{href:'https://cx.tea.example/q'},'证书查询')</script>"
    )

    assert shown.title == WORDS
    assert "cx.tea.example" in {link.host for link in shown.links}


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{WORDS}</p>",
        "".join(f"<span>{c}</span>" for c in WORDS),  # one element a character
        f'<script>document.write(atob("{ENCODED}"))</script>',
        f"<script>document.write(String.fromCharCode({CODES}))</script>",
        f'<script>document.write(unescape("{ESCAPES}"))</script>',
        f'<div id=app></div><script>app.innerHTML = "<p>{WORDS}</p>"</script>',
        f"<iframe srcdoc='&lt;p&gt;{WORDS}&lt;/p&gt;'></iframe>",
        f"<x-a><template shadowrootmode=open><p>{WORDS}</p></template></x-a>",
        f'<style>p::before{{content:"{WORDS}"}}</style><p></p>',
        f'<bdo dir="rtl">{WORDS[::-1]}</bdo>',
        f"<svg><text>{WORDS}</text></svg>",
        f'<img alt="{WORDS}">',
        "<style>i.k{display:none}</style>"
        + "".join(f"{c}<i class=k>x</i>" for c in WORDS),  # decoys between
        "".join(f"&#{ord(c)};" for c in WORDS),
        " ".join(WORDS),  # set apart
        f'<style>s::after{{content:attr(data-t)}}</style><s data-t="{WORDS}"></s>',
        f"<style>#w s:after {{ content: '{WORDS}' }}</style><p id=w><s></s></p>",
        f"<script>c=[{CODES}];document.write(c.map(String.fromCharCode))</script>",
        f'<script>x="{WORDS[:8]}"+"{WORDS[8:]}"</script>',  # joined when it runs
        f'<script>s="{ENCODED[:40]}"+"{ENCODED[40:]}";document.write(atob(s))</script>',
        "<textarea>"
        + f"<p>{WORDS}</p><i></i><b></b><u></u>".replace("<", "&lt;")
        + "</textarea>",
        f'<script type="text/template"><p>{WORDS}</p></script>',
    ],
)
def test_text_is_found_wherever_it_is_kept(page, html):
    assert plaintext.flat(WORDS) in page(f"<html><body>{html}</body></html>").flat


def test_hidden_text_is_not_shown(page):
    """A disclaimer that nobody sees protects nobody."""
    read = page('<p>证书查询</p><p style="display:none">本站仅为演示</p>')

    assert "本站仅为演示" in read.text
    assert read.shown == "证书查询"


def test_fields_know_their_labels(page):
    (form,) = page(
        '<form action="/cx?x=1" method="POST"><div>'
        "<label>姓名</label><input name=a></div>"
        '<div><span>证件号码</span><input name=b placeholder="请输入证件号码"></div>'
        "<input type=hidden name=c><button>查询</button></form>"
    ).forms

    assert form.action == "https://k3.test/cx?x=1"
    assert [field.name for field in form.fields] == ["a", "b"]
    assert form.fields[0].label == "姓名"
    assert "请输入证件号码" in form.fields[1].label
    assert form.buttons == ("查询",)


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("/a", "k3.test"),  # inner
        ("//cx.tea.example/x", "cx.tea.example"),  # the page's own scheme
        ("HTTPS://CX.tea.example:8443/", "cx.tea.example"),
        ("http://a@cx.tea.example/", "cx.tea.example"),  # a user part is no host
        ("mailto:a@b.example", ""),
        ("javascript:void(0)", ""),
    ],
)
def test_links_know_where_they_lead(page, href, host):
    (link,) = page(f'<a href="{href}">进入</a>').links

    assert link.host == host
