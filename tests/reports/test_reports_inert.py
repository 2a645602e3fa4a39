"""Text made harmless, border by border."""

import pytest

from reports.inert import (
    CELL_MAX_CHARACTERS,
    cell,
    file_name,
    safe_text,
    safe_url,
    visible,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("应急管理部", "应急管理部"),  # ordinary words stay
        ("a\u202egnp.exe", "a〈U+202E〉gnp.exe"),  # reversed file ending
        ("mem\u200b.test", "mem〈U+200B〉.test"),  # zero width
        ("\ufefftitle", "〈U+FEFF〉title"),  # byte order mark inside
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),  # NUL, terminal escape, DEL
        ("a\r\nb\tc\u2028d", "a b c d"),  # lines and tabs
        ("\ud800", "〈U+D800〉"),  # half a pair, which UTF-8 refuses
        ("\ue000", "〈U+E000〉"),  # private: every font shows another sign
        ("{{ 7*7 }}{% raw %}", "{{ 7*7 }}{% raw %}"),  # template words are words
        ("<script>", "<script>"),  # escaped where it is written, not here
        ("", ""),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


def test_long_text_is_cut_and_says_so():
    shown = visible("证" * 40_000, limit=100)

    assert shown == "证" * 100 + "… (40000)"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",  # full width, which a spreadsheet folds
        "＠SUM(A1)",
        "\t=1+1",  # a tab in front was a way round
        "\r=1+1",
        "  =1+1",
        "\x00=1+1",  # what is taken out must not bare a formula
    ],
)
def test_cell_never_calculates(text):
    assert cell(text).startswith("'")


def test_cell_fits_a_spreadsheet():
    assert len(cell("=" * 40_000)) <= CELL_MAX_CHARACTERS + 20


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.test/x.html", "hxxps://a[.]test/x.html"),
        ("HTTP://A.TEST/", "HXXP://A[.]TEST/"),  # upper case
        ("http://192.0.2.7:8080/", "hxxp://192[.]0[.]2[.]7[:]8080/"),
        ("http://[2001:db8::1]/", "hxxp://[2001[:]db8[:][:]1]/"),
        ("http://a.test/?u=http://b.test/", "hxxp://a[.]test/?u=http[:]//b.test/"),
        ("http://a.test/\u202ehtml", "hxxp://a[.]test/〈U+202E〉html"),
        ("a.test", "a[.]test"),  # a bare host
    ],
)
def test_safe_url(url, shown):
    assert safe_url(url) == shown


def test_addresses_in_a_sentence_are_defanged():
    said = safe_text("指向“https://a.test/x”，另有 weixin://dl/business")

    assert "https://" not in said
    assert "hxxps://a[.]test/x”" in said
    assert "weixin://dl" not in said


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("证书.png", "png"),
        ("con: a|b", "con-a-b"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("a" * 500, "a" * 120),
    ],
)
def test_file_name(text, name):
    assert file_name(text) == name
