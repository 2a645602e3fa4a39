"""Look-alike names in the casebook: since when they exist, and what rests."""

from datetime import timedelta

import pytest

from casebook.store import NameCheck, NameState

DAY = timedelta(days=1)


def check(state, *addresses, name="mem-gov.test"):
    return NameCheck(
        name=name,
        profile="mem-portal",
        technique="host-joined",
        state=state,
        addresses=addresses,
    )


def test_first_and_last_seen(casebook, at):
    """Absent, there, silent, there, gone: each look changes only what it knows."""
    story = [
        (NameState.ABSENT, None, None),
        (NameState.ANSWERS, 1, 1),
        (NameState.SILENT, 1, 1),
        (NameState.EMPTY, 1, 3),
        (NameState.ABSENT, 1, 3),
    ]
    for day, (state, first, last) in enumerate(story):
        casebook.note_lookalikes([check(state)], at=at + day * DAY)

        known = casebook.lookalike("mem-gov.test")
        assert known.state is state
        assert known.checked_at == at + day * DAY
        assert known.first_seen == (None if first is None else at + first * DAY)
        assert known.last_seen == (None if last is None else at + last * DAY)


@pytest.mark.parametrize(
    ("state", "rests"),
    [
        (NameState.ABSENT, True),
        (NameState.ANSWERS, True),
        (NameState.EMPTY, True),
        (NameState.WILDCARD, True),
        (NameState.BROKEN, False),  # nothing was learnt
        (NameState.SILENT, False),  # nor here
    ],
)
def test_what_rests(casebook, at, state, rests):
    casebook.note_lookalikes([check(state)], at=at)
    names = ["mem-gov.test", "never.test"]

    assert casebook.settled_lookalikes(names, since=at) == (
        {"mem-gov.test"} if rests else set()
    )
    assert casebook.settled_lookalikes(names, since=at + DAY) == set()


def test_existing_newest_first(casebook, at):
    casebook.note_lookalikes([check(NameState.ANSWERS, "192.0.2.7")], at=at)
    casebook.note_lookalikes([check(NameState.EMPTY, name="b.test")], at=at + DAY)
    casebook.note_lookalikes([check(NameState.ABSENT, name="c.test")], at=at + DAY)

    found = casebook.existing_lookalikes()

    assert [one.name for one in found] == ["b.test", "mem-gov.test"]
    assert found[1].addresses == ("192.0.2.7",)


def test_more_names_than_one_question_takes(casebook, at):
    many = [f"n{number}.test" for number in range(1200)]
    checks = [check(NameState.ABSENT, name=name) for name in many]
    casebook.note_lookalikes(checks, at=at)

    assert casebook.settled_lookalikes(many, since=at) == set(many)


def test_last_success_of_a_source(casebook, at):
    run = casebook.start_run("discover", at=at, details={})
    assert casebook.last_success("lookalikes") is None
    for ok, day in ((True, 0), (False, 1)):
        casebook.note_source(run, "lookalikes", at=at + day * DAY, ok=ok, found=0)

    assert casebook.last_success("lookalikes") == at
