"""What the letter says and what it must never say; hostile text in both documents."""

import io
import re
import zipfile
from dataclasses import asdict, replace
from datetime import timedelta

import docx
import pytest
from clue_cases import strings
from report_cases import (
    COUNTERFEIT,
    IDENTITY,
    NOW,
    SELLER_PHONE,
    VICTIM_PHONE,
    finding,
    inspection,
    verdict,
)

from casebook.config import ClueConfig
from casebook.language import LANGUAGES
from casebook.records import Case, Claim, Label, Liveness
from reports.clue.letter.album import Album
from reports.clue.letter.blocks import (
    Blanks,
    Heading,
    PageBreak,
)
from reports.clue.letter.pdf import write_pdf
from reports.clue.letter.whole import letter
from reports.clue.letter.word import write_docx
from reports.clue.matter import dossier as gathering
from reports.clue.matter.law import provisions, provisions_for
from reports.clue.records import CaseFile, Dossier, Visit

HOSTILE = (
    "=1+1</p><script>alert(1)</script>{{ 7*7 }}\x00\x0b\ud800\u202e"
    "http://evil.test/ " + IDENTITY + " 长" * 20_000
)

OURS = HOSTILE.replace(IDENTITY, "")
"""The sender's own words are made inert too, but its own numbers are not masked."""


def words(block):
    """Every text of a block: strings anywhere in its fields."""
    return [*strings(asdict(block))]


def cover(blocks):
    end = blocks.index(PageBreak())
    return "\n".join(text for block in blocks[:end] for text in words(block))


def whole(blocks):
    return "\n".join(text for block in blocks for text in words(block))


@pytest.fixture
def dossier(filled):
    cases = gathering.open_cases(filled, ["CASE-2026-0001", "CASE-2026-0002"])
    return gathering.gather(filled, cases, number="CLUE-2026-0007", at=NOW)


@pytest.fixture
def hostile(workspace):
    """A dossier in which page, registry, finding and sender say the hostile text."""
    seen = inspection(workspace.blobs, COUNTERFEIT, at=NOW)
    seen = replace(
        seen,
        candidate=replace(seen.candidate, reason=HOSTILE, referer=HOSTILE),
        registration=replace(seen.registration, registrar=HOSTILE, domain=HOSTILE),
        captures=tuple(
            replace(c, final_url=f"https://x.test/{HOSTILE}", redirects=(HOSTILE,))
            for c in seen.captures
        ),
    )
    judged = verdict(
        COUNTERFEIT,
        Label.COUNTERFEIT,
        0.9,
        findings=(
            finding("title-copied", "the title is “{title}”", 2.0, title=HOSTILE),
            finding("other", "against: {what}", -1.0, what=HOSTILE),
        ),
    )
    case = Case(
        id="CASE-2026-0001",
        host="cx-mem-query.test",
        label=Label.COUNTERFEIT,
        probability=0.9,
        profile="mem-inquiry",
        state="proposed",
        first_seen=NOW,
        last_seen=NOW,
        liveness=Liveness.LIVE,
        reason=Claim(template="x"),
        url=COUNTERFEIT,
    )
    file = CaseFile(
        case=case,
        visits=(Visit(inspection=seen, verdict=judged, judged_at=NOW),),
        evidence=(),
        sightings=(),
        custody=(),
        body_titles={"zh": OURS, "en": OURS},
        official_hosts=("cx.mem.gov.cn",),
    )
    return workspace, Dossier(
        number="CLUE-2026-0007",
        made_at=NOW,
        language="zh",
        sender=ClueConfig(agency=OURS, handler=OURS),
        program="zhaoyao 0",
        ledger_head="0" * 64,
        cases=(file,),
    )


def test_cover_speaks_of_clues_only(dossier, filled):
    said = cover(letter(dossier, [], Album(dossier.cases, filled.blobs.read)))

    assert "线索移送函" in said
    assert "疑似" in said
    assert "证据" not in said
    assert "嫌疑人" not in said


def test_cover_leaves_blanks_for_hands(dossier, filled):
    blocks = letter(dossier, [], Album(dossier.cases, filled.blobs.read))
    blanks = {
        name: value
        for block in blocks
        if isinstance(block, Blanks)
        for name, value in block.rows
    }

    for name in ("编号", "送达", "经办人（一）", "经办人（二）", "移送单位（盖章）"):
        assert blanks[name] == ""
    assert blanks["线索包"] == "CLUE-2026-0007"


def test_known_sender_is_printed(dossier, filled):
    sender = ClueConfig(agency="示例局", handler="示例人", recipient="示例公安局")
    blocks = letter(
        replace(dossier, sender=sender), [], Album(dossier.cases, filled.blobs.read)
    )
    blanks = dict(row for b in blocks if isinstance(b, Blanks) for row in b.rows)

    assert blanks["移送单位（盖章）"] == "示例局"
    assert blanks["送达"] == "示例公安局"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_owed_is_said(dossier, filled, language):
    blocks = letter(
        replace(dossier, language=language), [], Album(dossier.cases, filled.blobs.read)
    )
    said = whole(blocks)

    for owed in {
        "zh": (
            "支持怀疑的理由",
            "不支持怀疑的理由",
            "网页截图",
            "进入步骤",
            "电子数据清单",
            "无可信时间戳",
            "未与授时服务器核对",
            "回　执",
            "两次访问",
        ),
        "en": (
            "Reasons for the suspicion",
            "What speaks against it",
            "Steps of entry",
            "Inventory of electronic data",
            "no trusted timestamp",
            "Receipt",
        ),
    }[language]:
        assert owed in said


@pytest.mark.parametrize(
    ("language", "source"), [("zh", "群众举报"), ("en", "a report by a person")]
)
def test_a_source_is_called_as_people_call_it(certificate, language, source):
    """On the cover, and where the record of extraction says how a page was found."""
    dossier, _, read = certificate
    told = replace(dossier, language=language)
    said = whole(letter(told, [], Album(told.cases, read)))
    found = {"zh": "该网址于", "en": "The address was found on"}[language]

    assert said.count(source) == 2
    assert found in said


def test_steps_can_be_repeated(dossier, filled):
    said = whole(letter(dossier, [], Album(dossier.cases, filled.blobs.read)))

    assert "hxxps://cx-mem-query[.]test/special?id=7" in said
    assert "2026-01-03 09:30:00 +08:00 (2026-01-03 01:30:00 UTC)" in said
    assert "浏览器标识 UA" in said


def test_victims_are_masked_and_sellers_are_not(dossier, filled):
    said = whole(letter(dossier, [], Album(dossier.cases, filled.blobs.read)))

    assert IDENTITY not in said
    assert VICTIM_PHONE not in said
    assert SELLER_PHONE in said


def test_masked_address_says_where_the_whole_is(dossier, filled):
    file = dossier.cases[0]
    visit = file.visits[0]
    url = f"https://cx-mem-query.test/q?id={IDENTITY}"
    captures = tuple(replace(c, url=url) for c in visit.inspection.captures)
    seen = replace(visit.inspection, captures=captures)
    file = replace(file, visits=(replace(visit, inspection=seen),))
    said = whole(
        letter(
            replace(dossier, cases=(file,)), [], Album(dossier.cases, filled.blobs.read)
        )
    )

    assert IDENTITY not in said
    assert "110*************12（已遮盖，完整网址仅存于 WARC）" in said


def test_reasons_against_stand_under_their_own_heading(dossier, filled):
    blocks = letter(dossier, [], Album(dossier.cases, filled.blobs.read))
    place = blocks.index(Heading(text="不支持怀疑的理由", level=2))

    assert [one.signal for one in blocks[place + 1].items] == ["registration-old"]


def test_hostile_text_is_inert_in_every_block(hostile):
    workspace, dossier = hostile
    said = whole(letter(dossier, [], Album(dossier.cases, workspace.blobs.read)))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\ud800-\udfff\u202e]", said)
    assert "http://evil.test" not in said
    assert IDENTITY not in said
    assert max(map(len, said.split("\n"))) < 10_000


def test_documents_are_made_of_hostile_text(hostile):
    workspace, dossier = hostile
    blocks = letter(dossier, [], Album(dossier.cases, workspace.blobs.read))
    pdf, word = write_pdf(blocks, dossier), write_docx(blocks, dossier)

    assert pdf.startswith(b"%PDF-")
    assert b"/JavaScript" not in pdf
    assert b"/URI" not in pdf
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word)).paragraphs)
    assert "<script>alert(1)</script>" in text
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        document = archive.read("word/document.xml").decode()
    assert "<w:hyperlink" not in document
    assert "fldChar" not in document


def test_same_blocks_same_documents(dossier, filled):
    blocks = letter(dossier, [], Album(dossier.cases, filled.blobs.read))

    assert write_pdf(blocks, dossier) == write_pdf(blocks, dossier)
    assert write_docx(blocks, dossier) == write_docx(blocks, dossier)


def test_pdf_fonts_are_embedded_and_named(dossier, filled):
    """The family is named, for a generic one draws rare characters wrongly."""
    pdf = write_pdf(
        letter(dossier, [], Album(dossier.cases, filled.blobs.read)), dossier
    )

    assert b"Noto-Sans-CJK-SC" in pdf or b"ObjStm" in pdf


class TestLaw:
    def test_every_provision_has_its_source_and_both_languages(self):
        for one in provisions():
            assert one.source
            assert set(one.title) == set(one.subject) == set(LANGUAGES)

    def test_nothing_is_printed_without_its_mark(self, dossier, filled):
        said = cover(letter(dossier, [], Album(dossier.cases, filled.blobs.read)))

        for one in provisions_for([Label.COUNTERFEIT, Label.SELLER]):
            (line,) = [text for text in said.split("\n") if one.title["zh"] in text]
            assert "待核实" in line

    def test_a_sellers_letter_does_not_name_the_site_rule(self):
        titles = [one.title["en"] for one in provisions_for([Label.SELLER])]

        assert not [title for title in titles if title.endswith("article 10")]
        assert [title for title in titles if title.endswith("article 266")]


def test_first_seen_is_beijing_time(dossier, filled):
    later = replace(dossier, made_at=NOW + timedelta(days=1))

    assert "2026-01-03 09:30" in cover(
        letter(later, [], Album(dossier.cases, filled.blobs.read))
    )
