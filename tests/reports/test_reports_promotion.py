"""Advertisements in the daily report and in a package: counts, marks, captures."""

import json
import zipfile

import openpyxl
import pytest
from report_cases import DAY, IDENTITY, NOW, SELLER_PHONE, VICTIM_PHONE, wire

from casebook.records import Ad, AdContact, AdJudgement, AdKind, Vantage
from casebook.store import JudgedAd
from reports.clue import export
from reports.daily import build, summary, write
from reports.thresholds import counted, reached, thresholds

BODY = f"<p>电工证 免考 电话{SELLER_PHONE} {VICTIM_PHONE}</p>".encode()


def case_host(workspace):
    return workspace.casebook.case("CASE-2026-0002").host


def fill_ads(workspace, count=3):
    """Put posts that lead to the seller's case into the casebook."""
    host = case_host(workspace)
    found = []
    for number in range(count):
        url = f"http://bbs.test/t/{number}"
        capture = wire(workspace.blobs, url, Vantage.DESKTOP, BODY, at=NOW)
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


@pytest.fixture
def package(filled, tmp_path):
    fill_ads(filled)
    clue = export(filled, ["CASE-2026-0002"], out=tmp_path, at=NOW)
    return tmp_path / clue.file_name


def test_a_package_holds_the_posts_and_their_captures(package):
    with zipfile.ZipFile(package) as packed:
        names = [name.partition("/data/")[2] for name in packed.namelist()]

    facts = json.loads(member(package, "clue.json"))
    (promotion,) = facts["cases"][0]["promotions"]
    folders = {name.split("/")[2] for name in names if name.startswith("ads/captures")}
    assert len(folders) == 3
    assert sum(name.endswith("received.bin") for name in names if "ads/" in name) == 3
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
    assert "http://evil.test" not in text
    assert VICTIM_PHONE not in text


def test_a_case_that_nobody_advertises_says_so(filled, tmp_path):
    clue = export(filled, ["CASE-2026-0002"], out=tmp_path, at=NOW)

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
