"""Evasions change a page, always alike, and leave what they do not mean to."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.eval.copies import evasions
from detectors.pages.page import Page

PAGE = """<!DOCTYPE html><html><head><title>茶叶检验总署证书查询</title>
<link rel="icon" href="/f.ico"><style>.a{color:#123456}</style></head>
<body class="b"><div class="nav"><a href="/">首页</a><a href="/f">服务</a></div>
<div class="c"><h1>茶叶检验员证书查询</h1><img src="/logo-x.png" alt="">
<form action="/q"><input type="text" placeholder="请输入证件号码">
<input type="text" placeholder="请输入姓名"><button>查询</button></form></div>
<div class="d"><p>本平台由国家茶叶检验总署负责管理。</p></div>
<div class="foot">主办单位：茶叶检验总署 京ICP备99112233号</div></body></html>"""

WANTED = {
    "line pictures",  # text as picture
    "frame",
    "drawn by script",  # JS-rendered
    "base64 write",
    "zero width",
    "look alike",
    "traditional",
    "form only",
    "footer only",
    "reskinned",
    "renamed",
    "shuffled",
    "with noise",
    "english menus",
    "redrawn logos",
    "no icon",
    "one picture",  # screenshot-only
    "declared shadow",
    "scripted shadow",
    "style content",
    "split spans",
    "lazy",
}
"""The evasions that were asked for, by our names for them."""

UNREADABLE = {"own font", "line pictures", "one picture", "picture and form"}
"""Evasions after which only a reader of pictures finds the words again."""

PARTS = {"form only", "footer only", "head half"}


def test_the_evasions_asked_for_are_there():
    assert set(evasions()) >= WANTED


@pytest.mark.parametrize("name", sorted(evasions()))
def test_changes_the_page_and_always_alike(name):
    other = evasions()[name](PAGE)

    assert other != PAGE
    assert evasions()[name](PAGE) == other


@pytest.mark.parametrize("name", sorted(set(evasions()) - UNREADABLE - PARTS))
def test_words_can_still_be_read(name):
    """Else a copy that nobody could read would be counted as missed."""
    page = Page(
        where="desktop", url="https://k3.test/", body=evasions()[name](PAGE).encode()
    )

    assert "国家茶叶检验总署" in page.flat


@pytest.mark.parametrize("name", sorted(evasions()))
def test_takes_any_page(name):
    for html in ("", "<", "<title>", "<body>茶", "茶" * 300):
        evasions()[name](html)
