"""What a day's report says of the casebook."""

from datetime import UTC, date, datetime, timedelta

import pytest
from report_cases import (
    COUNTERFEIT,
    DAY,
    DEAD,
    NOW,
    SELLER,
    SUSPICIOUS,
    fill,
    inspection,
    unreachable,
    verdict,
)

from casebook.records import Label
from reports.daily import build, day_bounds, summary
from reports.records import Status


def report(workspace, *, day=DAY, at=NOW + timedelta(hours=1), **more):
    return build(workspace, day=day, at=at, **more)


def standing(made):
    return {card.case.host: card.status for card in made.cards}


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2026, 1, 2, 15, 59, 59, tzinfo=UTC), False),  # 23:59 the day before
        (datetime(2026, 1, 2, 16, 0, tzinfo=UTC), True),  # midnight in Beijing
        (datetime(2026, 1, 3, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 3, 16, 0, tzinfo=UTC), False),
    ],
)
def test_a_day_is_a_day_in_beijing(moment, inside):
    since, until = day_bounds(DAY)

    assert (since <= moment < until) is inside


def test_first_day(filled):
    made = report(filled)

    assert standing(made) == {
        "cx-mem-query.test": Status.NEW,
        "zhengjian-banli.test": Status.NEW,
        "xn--vhq83aq48eoeg.test": Status.NEW,
    }
    assert made.cards[0].case.host == "cx-mem-query.test"


def test_health_tells_what_was_not_looked_at(filled):
    health = report(filled).health

    assert (health.inspected, health.without_browser) == (4, 1)
    assert health.failed_sources == 1
    assert [(one.url, one.failure) for one in health.unreached] == [
        (DEAD, "dns-nxdomain")
    ]
    assert [(gap.detector, gap.sites) for gap in health.gaps] == [("branding", 1)]
    assert not health.complete


def test_card_has_what_was_seen(filled):
    card = report(filled).cards[0]

    assert card.desktop_screenshot_sha256
    assert card.phone_screenshot_sha256
    assert card.addresses == ("192.0.2.7:443",)
    assert card.tls.verified is False
    assert card.certificate.subject == "CN=cx-mem-query.test"
    assert card.registration.registrar == "示例注册商"
    assert card.body_titles.keys() == {"zh", "en"}
    assert card.official_hosts


def test_second_day(filled):
    """One the same, one changed, one not visited."""
    blobs, later = filled.blobs, NOW + timedelta(days=1)
    run = filled.casebook.start_run("crawl", at=later, details={})
    for url, body, label in (
        (COUNTERFEIT, b"<title>page</title>", Label.COUNTERFEIT),
        (SELLER, b"<title>quite another page</title>", Label.SELLER),
    ):
        visit_again(filled, inspection(blobs, url, at=later, body=body), label, later)
    filled.casebook.end_run(run, at=later, state="done", counts={})
    made = report(filled, day=date(2026, 1, 4), at=later)

    assert standing(made) == {
        "cx-mem-query.test": Status.LIVE,
        "zhengjian-banli.test": Status.CHANGED,
        "xn--vhq83aq48eoeg.test": Status.NOT_LOOKED,
    }
    assert summary(made)["not-looked"] == 1


def test_unreachable_is_not_gone_until_three_looks(filled):
    looks = []
    for day in range(1, 4):
        at = NOW + timedelta(days=day)
        dead = unreachable(COUNTERFEIT, at=at)
        visit_again(filled, dead, Label.UNREACHABLE, at, run=f"R{day}")
        made = report(filled, day=date(2026, 1, 3 + day), at=at)
        looks.append(standing(made)["cx-mem-query.test"])

    assert looks == [Status.UNREACHABLE, Status.UNREACHABLE, Status.GONE]
    assert (summary(made)["gone"], summary(made)["down"]) == (1, 1)
    early = report(filled, day=date(2026, 1, 4), at=NOW + timedelta(days=3))
    assert (summary(early)["gone"], summary(early)["down"]) == (1, 0)


def test_relapsed_is_told(filled):
    for day in range(1, 4):
        at = NOW + timedelta(days=day)
        dead = unreachable(COUNTERFEIT, at=at)
        visit_again(filled, dead, Label.UNREACHABLE, at, run=f"R{day}")
    at = NOW + timedelta(days=4)
    back = inspection(filled.blobs, COUNTERFEIT, at=at)
    visit_again(filled, back, Label.COUNTERFEIT, at, run="R4")
    made = report(filled, day=date(2026, 1, 7), at=at)

    assert standing(made)["cx-mem-query.test"] is Status.RELAPSED
    assert summary(made)["attention"] is True


def test_a_day_without_a_run_says_so(filled):
    made = report(filled, day=date(2026, 1, 9))

    assert made.health.runs == ()
    assert not made.health.complete
    assert set(standing(made).values()) == {Status.NOT_LOOKED}
    assert summary(made)["attention"] is True


def test_a_killed_run_is_unfinished_and_the_reports_own_is_not(workspace):
    fill(workspace)
    killed = workspace.casebook.start_run("crawl", at=NOW, details={})
    own = workspace.casebook.start_run("daily", at=NOW, details={})

    assert report(workspace).health.unfinished_runs == 2
    made = report(workspace, own_run=own)
    assert made.health.unfinished_runs == 1
    assert {run.id: run.state for run in made.health.runs}[killed] == "started"


def test_a_whole_quiet_day_is_complete(workspace):
    book = workspace.casebook
    run = book.start_run("crawl", at=NOW, details={})
    book.note_source(run, "tip", at=NOW, ok=True, found=0)
    book.end_run(run, at=NOW, state="done", counts={})
    made = report(workspace)

    assert made.cards == ()
    assert made.health.complete
    assert summary(made)["attention"] is False


def test_summary_is_plain_and_counts(filled):
    told = summary(report(filled))

    assert (told["flagged"], told["new"], told["sources_failed"]) == (3, 3, 1)
    assert told["sites"][0]["host"] == "cx-mem-query.test"
    assert SUSPICIOUS.split("/")[2] in {site["host"] for site in told["sites"]}


def visit_again(workspace, seen, label, at, *, run="RUN-2026-0002"):
    """Visit a candidate that waits again."""
    judged = verdict(
        seen.candidate.url,
        label,
        0.0 if label is Label.UNREACHABLE else 0.9,
        **({"findings": ()} if label is Label.UNREACHABLE else {}),
    )
    book = workspace.casebook
    book.requeue_due(before=at, at=at)
    leased = book.lease(limit=100, worker="w", lease_seconds=60, at=at)
    mine = next(one for one in leased if one.candidate.url == seen.candidate.url)
    for other in leased:
        if other is not mine:
            book.release(other.id, worker="w", at=at, retry_at=at)
    return book.finish(mine, seen, judged, evidence=(), run=run, worker="w", at=at)
