"""What the daily report tells of handoffs, outcomes and submissions."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from report_cases import COUNTERFEIT, DAY, NOW, inspection, verdict, visit

from casebook.encoding import from_plain
from casebook.records import Handoff, Label, Outcome, OutcomeKind, Submission
from reports.daily import build, day_bounds, summary
from reports.formats import all_formats
from reports.records import DailyReport

CASE = "CASE-2026-0001"

BESIDE = {"zh": "report.html", "en": "report.en.html"}

HOSTILE = [
    ("formula", '=HYPERLINK("http://evil.test","x")'),
    ("markup", "<script>alert(1)</script><img src=http://evil.test/x.png>"),
    ("template", "{{ 7*7 }}{% raw %}${7*7}{to}{0}"),
    ("attribute", '" onmouseover="alert(1)'),
    ("long", "移" * 200),
]


@pytest.fixture
def watch(workspace):
    """A workspace with one case and no pictures: quick to report on."""
    seen = inspection(workspace.blobs, COUNTERFEIT, at=NOW, browser=False)
    visit(workspace, seen, verdict(COUNTERFEIT, Label.COUNTERFEIT, 0.9), at=NOW)
    return workspace


def hours(number):
    return NOW + timedelta(hours=number)


def write_down(workspace, *, at=-5, noted=0.5, **more):
    """Note a handoff; times are hours from 09:30 of the report's day in Beijing."""
    line = Handoff(
        **{"cases": (CASE,), "by": "甲", "to": "某市公安局"} | more,
        at=hours(at),
        noted_at=hours(noted),
    )
    return workspace.casebook.follow_up(line, actor="甲")


def outcome(workspace, kind, *, noted=0.6, **more):
    at = hours(min(noted, 0.5))
    line = Outcome(
        cases=(CASE,), by="甲", kind=kind, at=at, noted_at=hours(noted), **more
    )
    return workspace.casebook.follow_up(line, actor="甲")


def report(workspace, *, at=1):
    return build(workspace, day=DAY, at=hours(at))


def rendered(name, made, workspace, language="zh"):
    out = io.BytesIO()
    all_formats()[name]().write(
        made, out, language=language, read=workspace.blobs.read, beside=BESIDE
    )
    return out.getvalue()


def text_of(name, data):
    if name != "xlsx":
        return data.decode("utf-8")
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)


def daily_run(workspace, at):
    run = workspace.casebook.start_run("daily", at=at, details={})
    workspace.casebook.end_run(run, at=at, state="done", counts={})


def test_nothing_handed_over(watch):
    followed = report(watch).followed

    assert (followed.handoffs, followed.outcomes, followed.unanswered) == ((), (), ())
    assert "没有移送记录" in rendered("html", report(watch), watch).decode()


def test_written_down_after_the_report_before_is_told_in_the_next(watch):
    """At noon a person writes down what the report of the morning cannot know."""
    daily_run(watch, hours(-24))
    told = write_down(watch, at=-40, noted=-30, to="told yesterday")
    late = write_down(watch, at=-24, noted=-20, to="after yesterday's report")
    today = write_down(watch)
    daily_run(watch, hours(0.9))

    followed = report(watch).followed

    assert followed.since == hours(-24)
    assert followed.handoffs == (late, today)
    assert told in watch.casebook.follow_ups()


def test_without_a_report_before_all_is_told(watch):
    first = write_down(watch, at=-400, noted=-300)

    assert report(watch).followed.handoffs == (first,)
    assert report(watch).followed.since is None


def test_a_later_line_is_no_part_of_an_old_day(watch):
    _, until = day_bounds(DAY)
    after = (until - NOW) / timedelta(hours=1)
    first = write_down(watch)
    outcome(watch, OutcomeKind.ACCEPTED, noted=after, handoff=first.id)

    made = report(watch, at=after + 999)

    assert (len(made.followed.handoffs), made.followed.outcomes) == (1, ())


@pytest.mark.parametrize(
    ("days", "more", "waits"),
    [
        (8, {}, True),  # a week is the default
        (6, {}, False),
        (8, {"receipt": "118"}, False),
    ],
    ids=["too long", "not yet", "has its receipt"],
)
def test_waiting_for_a_receipt(watch, days, more, waits):
    line = write_down(watch, at=-24 * days, **more)

    made = report(watch)

    assert made.followed.unanswered == ((line,) if waits else ())
    assert summary(made)["unanswered"] == int(waits)
    said = rendered("html", made, watch, "en").decode()
    assert ("without a receipt or an outcome: ask" in said) is waits


def test_patience_without_end(watch):
    write_down(watch, at=-24 * 9)
    endless = replace(watch.config.handoff, receipt_days=1e12)
    watch.config = replace(watch.config, handoff=endless)

    assert report(watch).followed.unanswered == ()


def test_an_outcome_ends_the_wait_and_is_counted(watch):
    line = write_down(watch, at=-24 * 8)
    outcome(watch, OutcomeKind.ARRESTS, count=3, handoff=line.id, source="电话")

    made = report(watch)
    counts = summary(made)

    assert (counts["handed_over"], counts["outcomes"], counts["unanswered"]) == (
        1,
        1,
        0,
    )
    assert "抓获人数: 3" in rendered("html", made, watch).decode()


@pytest.mark.parametrize("name", all_formats())
def test_every_format_tells_them(name, watch):
    first = write_down(watch, receipt="公回〔2026〕118号", note="附件两份")
    again = {"id": "", "corrects": first.id, "person": "王警官"}
    watch.casebook.follow_up(replace(first, **again), actor="甲")
    watch.casebook.follow_up(
        Submission(
            cases=(CASE,), channel="12321", at=NOW, noted_at=hours(0.5), by="甲"
        ),
        actor="甲",
    )
    made = report(watch)
    text = text_of(name, rendered(name, made, watch))
    if name == "json":
        text = json.dumps(json.loads(text), ensure_ascii=False)

    for word in (first.id, "HANDOFF-2026-0002", "公回〔2026〕118号", "王警官", "12321"):
        assert word in text
    assert rendered(name, made, watch) == rendered(name, made, watch)


def test_json_comes_back_as_it_was(watch):
    line = write_down(watch, at=-24 * 9, receipt="")
    outcome(watch, OutcomeKind.SITE_CLOSED, handoff="")
    made = report(watch)

    plain = json.loads(rendered("json", made, watch))["report"]

    assert from_plain(plain, DailyReport).followed == made.followed
    assert made.followed.handoffs == (line,)


def test_numbers_of_outcomes_and_how_they_changed(watch):
    """Persons are summed, cases counted once; what was taken back is taken off."""
    outcome(watch, OutcomeKind.ACCEPTED, noted=-40)
    wrong = outcome(watch, OutcomeKind.ARRESTS, noted=-40, count=3)
    daily_run(watch, hours(-24))
    outcome(watch, OutcomeKind.ACCEPTED, source="再次来电")
    outcome(watch, OutcomeKind.CERTIFICATES_SEIZED, count=40)
    taken = {"id": "", "corrects": wrong.id, "withdrawn": True}
    back = replace(wrong, **taken, noted_at=hours(0.7))
    watch.casebook.follow_up(back, actor="甲")
    made = report(watch)

    assert made.followed.totals == {"accepted": 1, "certificates-seized": 40}
    assert made.followed.totals_before == {"accepted": 1, "arrests": 3}
    said = "certificates seized 40 (+40)"
    page = rendered("html", made, watch, "en").decode()
    assert f"accepted by the receiver 1 (+0) · persons arrested 0 (-3) · {said}" in page
    assert "查获证件数" in text_of("xlsx", rendered("xlsx", made, watch))
    assert summary(made)["outcome_totals"] == made.followed.totals


@pytest.mark.parametrize("name", all_formats())
def test_receipt_that_looks_like_an_identity_number_is_readable(name, watch):
    write_down(watch, at=-24 * 9, receipt="310000202611230001")

    assert "310000202611230001" in text_of(name, rendered(name, report(watch), watch))


@pytest.mark.parametrize("text", [t for _, t in HOSTILE], ids=[n for n, _ in HOSTILE])
@pytest.mark.parametrize("name", all_formats())
def test_hostile_words_are_inert(name, text, watch):
    write_down(watch, to=text, note=text, receipt=text, person=text, at=-24 * 9)
    data = rendered(name, report(watch), watch)

    if name == "html":
        page = data.decode()
        assert "<script>alert" not in page
        assert "<img src=http" not in page
        assert 'onmouseover="alert' not in page
        assert "49" not in page.split("HANDOFF-2026-0001")[1][:400]
    if name == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert {c.data_type for sheet in book for row in sheet for c in row} <= {
            "s",
            "n",
        }
    assert "HANDOFF-2026-0001" in text_of(name, data)


def test_numbers_of_persons_that_got_in_are_masked(watch):
    """The command refuses them; a program that writes by itself may not."""
    write_down(watch, note="身份证 110101199003070012，电话 13900001111")
    made = report(watch)

    for name in all_formats():
        text = text_of(name, rendered(name, made, watch))
        assert "110101199003070012" not in text
        assert "13900001111" not in text
