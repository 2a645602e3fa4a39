"""What every report format owes, asked of each one found."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import openpyxl
import pytest
from report_cases import (
    COUNTERFEIT,
    DAY,
    IDENTITY,
    NOW,
    SELLER_PHONE,
    VICTIM_PHONE,
    finding,
    inspection,
    verdict,
    visit,
    with_text,
)

from casebook.encoding import from_plain
from casebook.errors import EvidenceError, InputError
from casebook.language import LANGUAGES
from casebook.records import Label
from reports.daily import build, write
from reports.formats import all_formats
from reports.formats.json import SCHEMA
from reports.records import DailyReport

BESIDE = {"zh": "report.html", "en": "report.en.html"}

HOSTILE = {
    "formula": '=HYPERLINK("http://evil.test","x")',
    "full-width formula": "＝cmd|'/C calc'!A0",
    "markup": "<script>alert(1)</script><img src=http://evil.test/x.png>",
    "attribute": '" onmouseover="alert(1)" href=\'http://evil.test\'',
    "template": "{{ 7*7 }}{% for a in b %}{# x #}${7*7}",
    "control characters": "a\x00b\x1b[31m\x07\x0b\x0cc",
    "bidi": "abc\u202egpj.exe\u2066x",
    "zero width": "m\u200be\u200dm",
    "lone surrogate": "a\ud83db",
    "long": "证=" * 20_000,
    "lines": "a\r\nb\n\n=1+1",
    "style": "</style><style>*{background:url(http://evil.test)}",
    "braces": "{title}{0}{__class__}",
}


def written(name, report, workspace, language="zh"):
    out = io.BytesIO()
    all_formats()[name]().write(
        report, out, language=language, read=workspace.blobs.read, beside=BESIDE
    )
    return out.getvalue()


@pytest.fixture
def report(filled):
    return build(filled, day=DAY, at=NOW + timedelta(hours=1))


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def hostile(workspace, request):
    """A workspace whose one site says the hostile text wherever it can."""
    text = request.param
    run = workspace.casebook.start_run("crawl", at=NOW, details={})
    # What a database or UTF-8 cannot hold never comes out of one either.
    storable = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    workspace.casebook.note_source(
        run,
        "tip",
        at=NOW,
        ok=False,
        found=0,
        failure=storable,
        detail=told_by_a_source(storable),
    )
    seen = with_text(inspection(workspace.blobs, COUNTERFEIT, at=NOW), storable)
    found = (finding("title-copied", "the title is “{title}”", 3.0, title=storable),)
    visit(
        workspace,
        seen,
        verdict(COUNTERFEIT, Label.COUNTERFEIT, 0.9, findings=found),
        at=NOW,
        run=run,
    )
    made = build(workspace, day=DAY, at=NOW)
    (card,) = made.cards
    raw = (finding("title-copied", "the title is “{title}”", 3.0, title=text),)
    card = replace(card, verdict=replace(card.verdict, findings=raw))
    return workspace, replace(made, cards=(card,))


def told_by_a_source(text):
    words = ("feed", "outcome", "licence", "failure", "read_at")
    return {"lists": {text: dict.fromkeys(words, text) | {text: 3}}, text: 3}


@pytest.mark.parametrize("name", all_formats())
class TestEveryFormat:
    def test_same_report_same_bytes(self, name, report, filled):
        assert written(name, report, filled) == written(name, report, filled)

    def test_says_every_case_in_every_language(self, name, report, filled):
        for language in LANGUAGES:
            text = text_of(name, written(name, report, filled, language))
            for card in report.cards:
                assert card.case.id in text

    def test_masks_victims_and_not_sellers(self, name, report, filled):
        text = text_of(name, written(name, report, filled))

        assert IDENTITY not in text
        assert VICTIM_PHONE not in text
        assert SELLER_PHONE in text

    def test_survives_hostile_text(self, name, hostile):
        workspace, made = hostile

        assert made.cards[0].case.id in text_of(name, written(name, made, workspace))

    def test_a_day_of_nothing_is_written(self, name, workspace):
        made = build(workspace, day=DAY, at=NOW)

        assert text_of(name, written(name, made, workspace))


def text_of(name, data):
    if name == "xlsx":
        return "\n".join(str(cell.value) for cell in cells(data))
    return data.decode("utf-8")


def cells(data):
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            yield from row


class Tags(HTMLParser):
    """Every tag with its attributes, and whether the tags close as they must."""

    VOID = frozenset({"meta", "img", "br", "col", "link", "input", "hr"})

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.open, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def parsed(page):
    tags = Tags()
    tags.feed(page.decode("utf-8"))
    tags.close()
    assert tags.open == []
    return tags


ALLOWED = {
    *("html", "head", "body", "meta", "title", "style", "header", "main", "footer"),
    *("section", "article", "div", "span", "p", "b", "i", "br", "small", "a", "img"),
    *("h1", "h2", "h3", "ul", "li", "table", "tr", "th", "td", "dl", "dt", "dd"),
    *("figure", "figcaption"),
}
"""All that our page is made of; a tag from outside would show here."""


class TestHtml:
    def test_nothing_is_fetched_and_nothing_is_linked(self, report, filled):
        check_closed(written("html", report, filled))

    def test_hostile_text_stays_text(self, hostile):
        workspace, made = hostile
        page = written("html", made, workspace)

        check_closed(page)
        assert "\u202e" not in page.decode("utf-8")

    def test_the_page_forbids_scripts_and_loads(self, report, filled):
        (policy,) = [
            attrs["content"]
            for tag, attrs in parsed(written("html", report, filled)).tags
            if tag == "meta" and "http-equiv" in attrs
        ]

        assert policy == (
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        )

    def test_pictures_are_small_redrawn_jpegs(self, report, filled):
        page = written("html", report, filled)
        sources = [a["src"] for t, a in parsed(page).tags if t == "img"]

        # Two sites with a browser, two pictures each, and three that pose as a body,
        # each beside its page.
        assert len(sources) == 7
        assert all(s.startswith("data:image/jpeg;base64,") for s in sources)
        assert all(len(source) < 120_000 for source in sources)

    def test_lost_picture_does_not_cost_the_report(self, report, filled):
        def read(sha256):
            raise EvidenceError(f"{sha256} is gone")

        out = io.BytesIO()
        all_formats()["html"]().write(
            report, out, language="en", read=read, beside=BESIDE
        )

        assert b"No screenshot is kept of this visit." in out.getvalue()

    def test_zero_found_is_not_zero_there(self, workspace):
        made = build(workspace, day=DAY, at=NOW)
        page = written("html", made, workspace, "en").decode()

        assert "Nothing ran on this day" in page
        assert "No site is flagged. Read above" in page

    def test_hosts_are_defanged_in_both_forms(self, report, filled):
        page = written("html", report, filled).decode()

        assert "xn--vhq83aq48eoeg[.]test" in page
        assert "特种作业[.]test" in page
        assert "xn--vhq83aq48eoeg.test" not in page

    def test_reasons_for_and_against_have_bars(self, report, filled):
        page = written("html", report, filled).decode()

        assert 'class="for" style="width: 78%"' in page  # 3.1 of 4
        assert 'class="against" style="width: 22%"' in page  # -0.9 of 4


def check_closed(page):
    found = parsed(page)
    for tag, attrs in found.tags:
        assert tag in ALLOWED
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("href", "src"):
            if name in attrs:
                assert re.fullmatch(
                    r"#CASE-\d+-\d+|report(\.\w+)?\.html|data:image/jpeg;base64,.*",
                    attrs[name],
                )
    styles = re.findall(r"url\(|@import", page.decode("utf-8").split("</style>")[0])
    assert styles == []


class TestXlsx:
    def test_no_cell_calculates_or_links(self, hostile):
        workspace, made = hostile
        for cell in cells(written("xlsx", made, workspace)):
            assert cell.data_type in {"s", "n"}
            assert cell.hyperlink is None
            assert not str(cell.value).startswith(("=", "＝"))

    def test_long_text_is_there_and_cut(self, hostile):
        """xlsxwriter drops a cell over 32,767 characters without a word."""
        workspace, made = hostile
        for cell in cells(written("xlsx", made, workspace)):
            assert len(str(cell.value)) <= 32_767

    def test_probability_is_a_number(self, report, filled):
        book = openpyxl.load_workbook(io.BytesIO(written("xlsx", report, filled, "en")))
        sheet = book["Flagged sites"]

        assert sheet["D2"].value == pytest.approx(0.97)
        assert sheet["E2"].value == "cx-mem-query[.]test"


class TestJson:
    def test_round_trip(self, report, filled):
        plain = json.loads(written("json", report, filled))
        clean = json.loads(written("json", report, filled))["report"]

        assert plain["schema"] == SCHEMA
        again = from_plain(clean, DailyReport)
        assert again.cards[0] == report.cards[0]
        assert again.health == report.health

    def test_values_are_raw(self, report, filled):
        text = written("json", report, filled).decode()

        assert '"https://cx-mem-query.test/special?id=7"' in text


class TestWrite:
    def test_files_lie_in_the_day(self, report, filled):
        names = [path.name for path in write(report, filled)]

        assert names == ["report.html", "report.en.html", "report.json", "report.xlsx"]
        assert not [*filled.path.rglob("*.part")]
        assert (filled.path / "reports/2026-01-03/report.html").is_file()

    def test_other_language_changes_places(self, report, filled):
        paths = write(report, filled, ["html"], language="en")

        assert [path.name for path in paths] == ["report.html", "report.zh.html"]
        assert b'href="report.zh.html"' in paths[0].read_bytes()
        assert b'href="report.html"' in paths[1].read_bytes()
        assert b'lang="zh-CN"' in paths[1].read_bytes()

    def test_unknown_format_is_refused(self, report, filled):
        with pytest.raises(InputError, match="html, json, xlsx"):
            write(report, filled, ["odt"])

    def test_written_again_is_replaced(self, report, filled):
        first = [path.read_bytes() for path in write(report, filled)]

        assert [path.read_bytes() for path in write(report, filled)] == first
