"""Advertisements in the daily report and in a package: counts, marks, captures."""

import io
import json
import shutil
import zipfile

import openpyxl
import pytest
from clue_cases import gathered
from report_cases import DAY, IDENTITY, NOW, SELLER_PHONE, VICTIM_PHONE, png, wire
from warcio.archiveiterator import ArchiveIterator

from casebook.records import Ad, AdContact, AdJudgement, AdKind, Capture, Vantage
from casebook.store import JudgedAd
from casebook.workspace import Workspace
from reports.clue import export, verify
from reports.clue.letter.album import Album
from reports.clue.letter.inventory import inventory
from reports.clue.letter.whole import letter
from reports.clue.matter.painting import reads_words
from reports.daily import build, summary, write
from reports.thresholds import counted, reached, thresholds

BODY = f"<p>电工证 免考 电话{SELLER_PHONE} {VICTIM_PHONE}</p>".encode()


def case_host(workspace):
    return workspace.casebook.case("CASE-2026-0002").host


def fill_ads(workspace, count=3, seen=None, pictures=()):
    """Put posts that lead to the seller's case into the casebook."""
    host = case_host(workspace)
    found = []
    for number in range(count):
        url = f"http://bbs.test/t/{number}"
        capture = seen or wire(workspace.blobs, url, Vantage.DESKTOP, BODY, at=NOW)
        ad = Ad(
            place="discuz:bbs" if number % 2 else "telegram-preview:x",
            url=url,
            text=f"免考 =cmd() \x1b[31m <b> 身份证{IDENTITY} 我的{VICTIM_PHONE}",
            title="电工证代办 http://evil.test/",
            seen_at=NOW,
            account=f"金老师{number}",
            group="" if number % 2 else "直出频道",
            members=None if number % 2 else 1200,
            posted_at=NOW if number else None,
            posted_as="1月3日 09:30" if number else "",
            links=(f"http://{host}/buy",),
            image_sha256s=pictures,
            capture=capture,
        )
        contact = AdContact(kind="phone", value=SELLER_PHONE, written=SELLER_PHONE)
        judged = AdJudgement(
            label="seller", probability=0.98, findings=(), contacts=(contact,)
        )
        found.append(JudgedAd(ad=ad, judgement=judged))
    tip = Ad(
        place="tip",
        url="",
        text="转发的截图",
        seen_at=NOW,
        kind=AdKind.TIP,
        part="a.png",
        image_sha256s=pictures,
    )
    found.append(JudgedAd(ad=tip, judgement=judged))
    casebook = workspace.casebook
    casebook.add_ads(found, run="RUN-2026-0001", at=NOW)
    casebook.keep_campaigns([[known.id for known in casebook.ads()]], at=NOW)
    (campaign,) = casebook.campaigns()
    return campaign


def member(path, name):
    with zipfile.ZipFile(path) as packed:
        (found,) = [one for one in packed.namelist() if one.endswith(f"data/{name}")]
        return packed.read(found)


@pytest.fixture(scope="module")
def package(templates, tmp_path_factory):
    """A package with posts that no test may change."""
    folder = tmp_path_factory.mktemp("posts")
    template = shutil.copytree(templates / "filled", folder / "watch")
    with Workspace.open(template, {}) as workspace:
        fill_ads(workspace)
        clue = export(workspace, ["CASE-2026-0002"], out=folder, at=NOW)
        return folder / clue.file_name


def test_a_package_holds_the_posts_and_their_captures(package):
    with zipfile.ZipFile(package) as packed:
        names = [name.partition("/data/")[2] for name in packed.namelist()]

    facts = json.loads(member(package, "clue.json"))
    (promotion,) = facts["cases"][0]["promotions"]
    folders = {name.split("/")[2] for name in names if name.startswith("ads/captures")}
    assert len(folders) == 3
    files = {name.rpartition("/")[2] for name in names if name.startswith("ads/")}
    assert files == {
        "wire.warc.gz",
        "page.txt",
        "tls-chain.pem",
        "dns.json",
        "capture.json",
    }
    assert len(promotion["posts"]) == 4
    assert promotion["counted"] == {
        "counterfeits": 0,  # the case is a seller's
        "sites": 1,
        "posts": 3,  # the tip's item itself was not seen
        "accounts": 3,
        "groups": 1,
        "members": 1200,
    }
    assert {one["to_be_verified"] for one in promotion["thresholds"]} == {True, False}


def test_what_came_over_the_wire_lies_in_the_archive_of_a_post_only(package):
    """Its words lie beside it: the seller's number to be read, the victim's masked."""
    with zipfile.ZipFile(package) as packed:
        names = [name for name in packed.namelist() if "/ads/" in name]
        (first, *_) = [name for name in names if name.endswith("wire.warc.gz")]
        records = [*ArchiveIterator(packed.open(first), no_record_parse=True)]
        plain = {name: packed.read(name) for name in names if name[-3:] != ".gz"}
    bodies = [one for one in records if one.rec_type == "response"]
    words = next(data for name, data in plain.items() if name.endswith("page.txt"))

    assert len(bodies) == 1
    assert words.decode() == f"电工证 免考 电话{SELLER_PHONE} 139******11\n"
    for name, data in plain.items():
        assert VICTIM_PHONE.encode() not in data, name
    results = {check.name: check.result.value for check in verify(package)}
    assert (results["warc-digests"], results["captures"]) == ("passed", "passed")


def test_a_post_kept_without_its_wire_has_what_was_received(filled):
    """As interfaces for programs answer, and old workspaces kept it."""
    answer = json.dumps({"text": f"免考拿证 {VICTIM_PHONE}"}).encode()
    seen = Capture(
        url="https://api.test/posts",
        vantage=Vantage.DESKTOP,
        captured_at=NOW,
        final_url="https://api.test/posts",
        status=200,
        headers=(("Content-Type", "application/json"),),
        body_sha256=filled.blobs.store(answer),
        body_bytes=len(answer),
    )
    fill_ads(filled, count=1, seen=seen)
    _, files = gathered(filled, "CASE-2026-0002")
    ads = {
        file.payload.path.rpartition("/")[2]: file.payload
        for file in files
        if file.payload.path.startswith("ads/")
    }
    records = {
        one.rec_type: one.raw_stream.read()
        for one in ArchiveIterator(io.BytesIO(ads["wire.warc.gz"].make()))
    }
    told = json.loads(ads["page.json.txt"].make())

    assert records["resource"] == answer
    assert "request" not in records
    assert told == {"text": "免考拿证 139******11"}


@pytest.mark.parametrize("can_read", [False, True])
def test_posted_pictures_are_sealed_and_shown_only_where_they_can_be_read(
    filled, can_read
):
    if can_read and not reads_words():
        pytest.skip("NO TEXT RECOGNITION")
    posted = filled.blobs.store(png(shade=7))
    fill_ads(filled, count=1, pictures=(posted,))
    dossier, files = gathered(filled, "CASE-2026-0002", reads_pictures=can_read)
    rows = {row[1]: row[2] for row in inventory(files, "zh")}
    ads = {path.removeprefix("data/ads/"): kind for path, kind in rows.items()}
    warcs = [
        {one.rec_headers["WARC-Target-URI"] for one in ArchiveIterator(stream)}
        for file in files
        if file.payload.path.startswith("ads/") and file.payload.kind == "warc"
        for stream in [io.BytesIO(file.payload.make())]
    ]
    limits = letter(dossier, [], Album(dossier.cases, filled.blobs.read))

    # The page of the post, and the tip that a person handed in, which has no page.
    assert len(warcs) == 2
    assert all(f"urn:posted:{posted}" in uris for uris in warcs)
    shown = [path for path in ads if path.endswith((".jpg", ".png", ".bin"))]
    assert len([path for path in shown if path.startswith("captures/")]) == can_read
    screenshot = "data/captures/20260103T013005Z-browser-desktop/screenshot.png"
    assert ("未识别" in rows[screenshot]) is not can_read
    assert any("未识别、未遮盖" in str(block) for block in limits) is not can_read


def test_victims_are_masked_and_the_sellers_number_is_not(package):
    facts = member(package, "clue.json").decode()
    promotion = json.dumps(json.loads(facts)["cases"][0]["promotions"])

    assert SELLER_PHONE in promotion
    assert VICTIM_PHONE not in promotion
    assert IDENTITY not in facts


def test_the_letter_names_what_is_to_be_verified(package):
    with zipfile.ZipFile(package) as packed:
        (name,) = [one for one in packed.namelist() if one.endswith("report.docx")]
        with packed.open(name) as stream, zipfile.ZipFile(stream) as document:
            text = document.read("word/document.xml").decode()

    assert "推广情况" in text
    assert text.count("待核实") >= len(thresholds())
    assert "电工证代办" in text
    assert ">群众举报<" in text  # where a tip stood, nobody saw
    assert "http://evil.test" not in text
    assert VICTIM_PHONE not in text


def test_a_case_that_nobody_advertises_says_so(quick, tmp_path):
    clue = export(quick, ["CASE-2026-0002"], out=tmp_path, at=NOW)

    facts = json.loads(member(tmp_path / clue.file_name, "clue.json"))

    assert facts["cases"][0]["promotions"] == []


def test_the_daily_report_has_one_line_a_campaign(filled):
    campaign = fill_ads(filled)
    report = build(filled, day=DAY, at=NOW)
    html, english, plain, xlsx = sorted(write(report, filled), key=_order)

    shown = html.read_text("utf-8")
    assert shown.count(campaign.id) == 1
    assert "发现的推广信息" in shown
    assert "≥ 1000，待核实" in shown  # members
    assert "≥ 100，待核实" not in shown  # three posts are no hundred
    assert "\x1b" not in shown
    assert "<b>" not in shown.partition("发现的推广信息")[2].partition("</section>")[0]
    assert "Advertisements found" in english.read_text("utf-8")
    assert json.loads(plain.read_text())["report"]["ads"]["labels"] == {"seller": 4}
    book = openpyxl.load_workbook(xlsx)
    rows = list(book["发现的推广信息"].iter_rows(values_only=True))
    assert rows[1][0] == campaign.id
    assert summary(report)["campaigns"] == 1


def _order(path):
    return (".html", ".en.html", ".json", ".xlsx").index("".join(path.suffixes))


def test_a_day_without_advertisements_is_not_called_none(filled):
    report = build(filled, day=DAY, at=NOW)
    pages = [path for path in write(report, filled) if path.name == "report.html"]

    assert "不可据此认为没有推广" in pages[0].read_text("utf-8")


def test_figures_are_reached_from_their_least_on(filled):
    campaign = fill_ads(filled)

    assert counted(campaign, 2)["counterfeits"] == 2
    assert {one.counts for one in reached(campaign, 0)} == {"members"}
    assert {one.counts for one in reached(campaign, 1)} == {"members", "counterfeits"}
