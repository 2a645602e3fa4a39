"""How a day's sources stand: fresh, stale, failed, failed in part, or not asked."""

import io
from datetime import timedelta

import openpyxl
import pytest
from report_cases import DAY, NOW

from crawler.feeds import FOLDER, read_feed
from reports.daily import build
from reports.daily.health import limits
from reports.daily.sources import source_lines
from reports.formats import all_formats

FRESH = {
    "feed": "czds:shop",
    "licence": "CZDS terms",
    "outcome": "screened",
    "read_at": NOW.isoformat(),
    "lag_seconds": 7200.0,
    "names": 162_000,
    "flagged": 3,
}
BROKEN = {"feed": "nrd", "failure": "HTTP 404"}
STALE = {"feed": "old", "failure": "stale: unchanged for 60 hours", "is_stale": True}


def note(workspace, source, *parts, at=NOW, ok=True, found=0, failure=""):
    book = workspace.casebook
    run = book.start_run("discover", at=at, details={})
    detail = {"feeds": {one["feed"]: one for one in parts}, "lag_seconds": 30}
    book.note_source(
        run, source, at=at, ok=ok, found=found, failure=failure, detail=detail
    )
    book.end_run(run, at=at, state="done", counts={})


def report(workspace):
    return build(workspace, day=DAY, at=NOW + timedelta(hours=1))


def lines(workspace, language="en"):
    return list(source_lines(report(workspace).health, language))


@pytest.mark.parametrize(
    ("parts", "ok", "state"),
    [
        ([FRESH], True, "good"),
        ([], True, "good"),
        ([], False, "bad"),
        ([BROKEN], False, "bad"),
        ([FRESH, BROKEN], False, "partly"),  # what the first knows is known
        ([STALE], False, "stale"),  # it answered, with nothing new
        ([FRESH, STALE], False, "stale"),
        ([STALE, BROKEN], False, "bad"),
    ],
)
def test_states(workspace, parts, ok, state):
    note(workspace, "feeds", *parts, ok=ok, failure="" if ok else "why")

    assert lines(workspace)[0].state == state


def test_terms_of_a_list_are_in_the_readers_language(workspace):
    """A note of one's own stays as it was written; nothing stays nothing."""
    shipped = read_feed(FOLDER / "plain-list.toml").licence
    part = {**FRESH, "licence": shipped}
    silent = {**FRESH, "feed": "silent", "licence": ""}
    note(workspace, "feeds", FRESH, {**part, "feed": "shipped"}, silent)

    told = {line.part: line.licence for line in lines(workspace, "zh")}

    assert told == {
        "": "",
        "czds:shop": "CZDS terms",
        "shipped": "以所配置清单的发布者声明为准；请复制本定义文件并在其中注明。",
        "silent": "",
    }


def test_a_source_and_its_parts(workspace):
    note(workspace, "feeds", FRESH, BROKEN, ok=False, found=3, failure="1 of 2 lists")

    source, broken, fresh = lines(workspace)
    assert (source.source, source.part, source.found) == ("feeds", "", 3)
    assert (source.lag, source.last_read, source.failure) == ("30 s", None, "")
    # What went wrong comes first.
    assert (broken.part, broken.state, broken.failure) == ("nrd", "bad", "HTTP 404")
    assert (fresh.part, fresh.state, fresh.answer) == ("czds:shop", "good", "read")
    assert (fresh.lag, fresh.last_read) == ("2 h", NOW)
    assert fresh.figures == "names 162,000 · look-alike names 3"
    assert fresh.licence == "CZDS terms"


def test_a_failure_without_parts_is_said(workspace):
    note(workspace, "crtsh", ok=False, failure="HTTP 503")

    (line,) = lines(workspace)
    assert (line.failure, line.found) == ("HTTP 503", None)


def test_last_read_is_the_last_time_without_a_failure(workspace):
    note(workspace, "ctlogs", at=NOW - timedelta(days=3))
    note(workspace, "ctlogs", ok=False, failure="timeout")

    (line,) = lines(workspace)
    assert line.last_read == NOW - timedelta(days=3)
    assert line.state == "stale"
    assert report(workspace).health.stale_sources == 1


def test_a_source_that_failed_for_a_day_is_not_stale_yet(workspace):
    note(workspace, "ctlogs", at=NOW - timedelta(days=1))
    note(workspace, "ctlogs", ok=False, failure="timeout")

    assert lines(workspace)[0].state == "bad"


def test_a_source_that_was_not_asked_is_missed(workspace):
    note(workspace, "ctlogs", at=NOW - timedelta(days=1))
    note(workspace, "given-up", at=NOW - timedelta(days=30))
    note(workspace, "feeds")

    asked, missed = lines(workspace)
    assert (asked.source, missed.source) == ("feeds", "ctlogs")
    assert (missed.state, missed.last_read) == ("unasked", NOW - timedelta(days=1))
    health = report(workspace).health
    assert not health.complete
    assert "1 sources of the days before were not asked" in " ".join(
        limits(health, "en")
    )


def test_of_very_many_parts_the_failed_are_shown(workspace):
    many = [FRESH | {"feed": f"log{n}"} for n in range(100)]
    note(workspace, "feeds", *many, BROKEN, ok=False, failure="x")

    found = lines(workspace)
    assert len(found) < 80
    assert found[1].part == "nrd"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["html", "xlsx", "json"])
def test_every_format_says_it(workspace, name, language):
    note(workspace, "feeds", FRESH, STALE, ok=False, failure="1 of 2 lists: stale")
    out = io.BytesIO()
    all_formats()[name]().write(
        report(workspace), out, language=language, read=None, beside={}
    )
    text = out.getvalue().decode("utf-8", "replace")
    if name == "xlsx":
        sheets = openpyxl.load_workbook(out)
        text = "\n".join(
            str(cell.value) for sheet in sheets for row in sheet for cell in row
        )

    said = ["czds:shop", "CZDS terms", "unchanged for 60 hours"]
    if name != "json":
        words = {"zh": ["2 小时", "已过期", "域名"], "en": ["2 h", "stale", "names"]}
        said += ["162,000", *words[language]]
    for one in said:
        assert one in text
