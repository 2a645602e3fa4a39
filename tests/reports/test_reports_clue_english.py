"""Both editions are whole: each in its own language, but for what is quoted."""

import re
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from clue_cases import answer, gathered, keep, strings
from report_cases import NOW, fill, finding
from test_reports_promotion import fill_ads

from casebook.language import LANGUAGES
from casebook.records import NotRun
from casebook.workspace import Workspace
from reports.clue.letter.album import Album
from reports.clue.letter.inventory import inventory
from reports.clue.letter.whole import letter
from reports.clue.records import Superseded

REAL = (
    finding(
        "result_page-answer",
        "The page shows a certificate or a score as an answer: {labels}",
        2.0,
        labels="〔姓名、证件号码〕",
    ),
    finding(
        "result_page-from-link",
        "The answer comes from the link alone ({key}), without form or captcha",
        -1.0,
        key="〔id〕",
    ),
)
"""Findings as detectors make them, what they quote in brackets of its own."""

QUOTED = re.compile(
    r"〔[^〕]*〕|“[^”]*”|hxxps?://\S+|\b[\w-]+(?:\[?\.\]?[\w-]+)+\b|\b[0-9a-f]{40,64}\b"
)
"""What comes from outside, and names of files, hosts and digests."""

TERMS = re.compile(
    r"SHA-256|SM3|HTTP|UTC|TLSv?[\d.]*|WARC|WACZ|DNS|JSON|PDF|XLSX|STIX|MISP|NOERROR|"
    r"commit|CLUE-\S+|CASE-\S+|CAMPAIGN-\S+|data/\S+|zhaoyao|Linux|chronyc|stratum|"
    r"desktop html:title|screenshot|self-signed certificate|User-Agent|UA|"
    r"application/\S+|image/\S+|text/\S+|\bIN A\b|AS\d+|hxxp|\bIP\b|rdap|test 1"
)
"""Technical terms that are the same in every language."""


def said(dossier, files, language, blobs):
    edition = replace(dossier, language=language)
    blocks = letter(
        edition, inventory(files, language), Album(dossier.cases, blobs.read)
    )
    kinds = {"body", "note", "right"}  # of paragraphs, not said
    texts = {text for one in blocks for text in strings(asdict(one))} - kinds
    return {TERMS.sub(" ", QUOTED.sub(" ", text)) for text in texts}


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """A gang package with everything that a letter can have in it."""
    folder = tmp_path_factory.mktemp("english")
    with Workspace.create(folder / "watch") as workspace:
        fill(workspace)
        fill_ads(workspace)
        seen = answer(workspace.blobs)
        candidate = replace(
            seen.candidate,
            source="tip",
            reason="〔有人举报〕",
            referer="http://bbs.test/t/1",
            found_as="http://short.test/q",
        )
        first, *rest = seen.captures
        first = replace(
            first,
            final_url="https://zs-chaxun.test/end",
            redirects=("https://zs-chaxun.test/a",),
            truncated=True,
        )
        seen = replace(seen, candidate=candidate, captures=(first, *rest))
        case = keep(workspace, seen, findings=REAL)
        dossier, files = gathered(
            workspace,
            case,
            "CASE-2026-0002",
            timestamp_authority="http://tsa.test/",
            supersedes=Superseded(
                number="CLUE-2025-0009",
                sha256="0" * 64,
                made_at=NOW - timedelta(days=3),
                reason="〔更正〕",
            ),
        )
        spoken = tuple(plainly(file) for file in dossier.cases)
        yield replace(dossier, cases=spoken), files, workspace.blobs


def plainly(file):
    """The same case, its findings as detectors word them and one part not judged."""
    visits = tuple(
        replace(
            one,
            verdict=replace(
                one.verdict,
                findings=REAL,
                not_run=(
                    NotRun(
                        detector="screenshot",
                        reason="there is no screenshot, so nothing seen was compared",
                    ),
                ),
            ),
            inspection=replace(
                one.inspection,
                candidate=replace(one.inspection.candidate, reason="〔有人举报〕"),
                registration=replace(
                    one.inspection.registration, registrar="〔示例注册商〕"
                ),
            ),
        )
        for one in file.visits
    )
    promotions = tuple(
        replace(
            one,
            campaign=replace(
                one.campaign,
                title="〔电工证代办〕",
                by_account={"〔bbs/金老师〕": 3},
                groups={"〔直出频道〕": 1200},
            ),
            posts=tuple(
                replace(
                    known,
                    ad=replace(
                        known.ad,
                        title="〔代办〕",
                        text="〔免考〕",
                        account="〔金老师〕",
                        place="〔bbs〕",
                        group="",
                        posted_as="〔1月3日〕",
                    ),
                )
                for known in one.posts
            ),
        )
        for one in file.promotions
    )
    return replace(file, visits=visits, promotions=promotions, title="〔查询〕")


def test_english_edition_has_no_chinese(rich):
    left = {
        t for t in said(*rich[:2], "en", rich[2]) if re.search("[\u3400-\u9fff]", t)
    }

    assert sorted(left) == []


def test_chinese_edition_has_no_english(rich):
    """Two words in a row are a sentence that nobody translated."""
    words = re.compile(r"[A-Za-z]{2,}[ ,]+[a-z]{2,}")
    left = {t for t in said(*rich[:2], "zh", rich[2]) if words.search(t)}

    assert sorted(left) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_editions_have_the_same_parts(rich, language):
    dossier, files, blobs = rich
    shapes = []
    for one in (language, "zh"):
        edition = replace(dossier, language=one)
        album = Album(dossier.cases, blobs.read)
        blocks = letter(edition, inventory(files, one), album)
        shapes.append([(type(b).__name__, getattr(b, "level", 0)) for b in blocks])

    assert shapes[0] == shapes[1]
    assert len(shapes[0]) > 60
