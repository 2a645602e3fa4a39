"""What a stretch of time changed."""

import pytest

from casebook.records import Label, Liveness
from casebook.store.changes import in_sum


def test_first_day_and_second(desk):
    desk.visit("https://live.test/", body="1" * 64)
    desk.visit("https://changed.test/", body="1" * 64)
    desk.visit("https://gone.test/")
    desk.visit("https://cleared.test/")
    desk.visit("https://clear.test/", Label.CLEAR, 0.0)
    desk.visit("https://dead.test/", Label.UNREACHABLE, 0.0)
    desk.add("https://waits.test/")
    book = desk.casebook

    first = book.changes(since=desk.hour(0), until=desk.hour(1))

    assert sorted(case.host for case in first.new) == [
        "changed.test",
        "cleared.test",
        "gone.test",
        "live.test",
    ]
    assert first.live == first.changed == first.gone == first.not_looked_at == []
    assert first.waiting == 1
    ((candidate, capture),) = first.unreachable_candidates
    assert candidate.url == "https://dead.test/"
    assert capture.failure == "timeout"

    desk.finish(desk.lease(hours=2)[0], Label.CLEAR, hours=2)
    book.requeue_due(before=desk.hour(24), at=desk.hour(24))
    how = {
        "https://live.test/": (Label.COUNTERFEIT, "1"),
        "https://changed.test/": (Label.COUNTERFEIT, "3"),
        "https://gone.test/": (Label.UNREACHABLE, "1"),
        "https://cleared.test/": (Label.CLEAR, "1"),
    }
    for leased in desk.lease(hours=24, limit=9):
        label, digit = how[leased.candidate.url]
        desk.finish(leased, label, body=digit * 64, hours=24, run="RUN-2")
    desk.visit("https://new.test/", hours=25)

    second = book.changes(since=desk.hour(24), until=desk.hour(48))

    assert [case.host for case in second.new] == ["new.test"]
    assert [case.host for case in second.live] == ["live.test"]
    assert [case.host for case in second.changed] == ["changed.test", "cleared.test"]
    assert [case.host for case in second.gone] == ["gone.test"]
    assert second.gone[0].label is Label.COUNTERFEIT
    assert second.gone[0].liveness is Liveness.UNREACHABLE
    assert second.waiting == 0
    assert second.unreachable_candidates == []


def test_a_known_case_that_nobody_looked_at_is_said(desk):
    desk.visit("https://a.test/")
    desk.visit("https://b.test/")
    desk.casebook.requeue_due(before=desk.hour(24), at=desk.hour(24))
    (leased,) = desk.lease(hours=24)
    desk.finish(leased, Label.CLEAR, hours=24)

    next_day = desk.casebook.changes(since=desk.hour(24), until=desk.hour(48))
    day_after = desk.casebook.changes(since=desk.hour(48), until=desk.hour(72))

    assert [case.host for case in next_day.not_looked_at] == ["b.test"]
    assert next_day.waiting == 1
    # The case that was cleared is no longer watched, so it is no gap.
    assert [case.host for case in day_after.not_looked_at] == ["b.test"]


def test_an_earlier_stretch_does_not_know_later_cases(desk):
    desk.visit("https://a.test/", hours=30)

    before = desk.casebook.changes(since=desk.hour(0), until=desk.hour(30))

    assert before.new == before.not_looked_at == []


LIVE, CHANGED, GONE, DOWN, BACK = (
    Liveness.LIVE,
    Liveness.CHANGED,
    Liveness.UNREACHABLE,
    Liveness.DOWN,
    Liveness.RELAPSED,
)


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([("1", LIVE)], LIVE),
        ([("1", GONE)], GONE),
        ([("1", GONE), ("2", LIVE)], LIVE),  # the last run counts
        ([("1", LIVE), ("2", GONE)], GONE),
        ([("1", LIVE), ("1", GONE)], LIVE),  # one page of the site answers
        ([("1", GONE), ("1", DOWN)], DOWN),
        ([("1", CHANGED), ("2", LIVE)], CHANGED),  # it did change in this time
        ([("1", BACK), ("1", CHANGED), ("1", LIVE)], BACK),  # the graver word
    ],
)
def test_in_sum(looks, expected):
    assert in_sum(looks) is expected
