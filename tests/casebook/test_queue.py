"""The queue: each candidate is lent once at a time and never lost."""

import pytest

from casebook.records import Label


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://a.test/x", "https://a.test/x", True),  # the same
        ("https://A.test:443/x#top", "https://a.test/x", True),  # canonical form
        ("https://a.test/x?id=1", "https://a.test/x?id=2", False),  # names another
        ("http://a.test/x", "https://a.test/x", False),  # may be served otherwise
        ("https://a.test/x", "https://b.test/x", False),  # another site
    ],
)
def test_same_candidate(desk, first, second, same):
    assert desk.add(first).new == 1
    added = desk.add(second)

    assert (added.new, added.known) == ((0, 1) if same else (1, 0))


def test_doubles_and_refusals_in_one_call(desk):
    added = desk.add(
        "https://a.test/", "https://a.test/#x", "ftp://a.test/", "javascript:x", ""
    )

    assert (added.new, added.known, added.refused) == (1, 1, 3)


def test_known_candidate_keeps_its_first_reason(desk):
    book = desk.casebook
    book.add_candidates([desk.candidate(reason="first")], run="R", at=desk.at)
    book.add_candidates([desk.candidate(reason="second")], run="R", at=desk.at)

    (leased,) = desk.lease()

    assert leased.candidate.reason == "first"


def test_more_candidates_than_one_batch(desk):
    urls = [f"https://a{n}.test/" for n in range(1201)]

    assert desk.add(*urls).new == 1201
    assert desk.casebook.waiting(desk.at) == 1201


def test_hostile_text_comes_back_as_it_was(desk):
    reason = "nul \x00 half \ud800 emoji 😀 rtl \u202e"
    book = desk.casebook
    book.add_candidates([desk.candidate(reason=reason)], run="R", at=desk.at)

    assert desk.lease()[0].candidate.reason == reason


def test_url_longer_than_an_index_entry(desk):
    url = "https://a.test/?q=" + "".join(chr(97 + n * n % 26) for n in range(4000))

    assert desk.add(url).new == 1
    assert desk.add(url).known == 1


def test_lease_in_the_order_found(desk):
    desk.add("https://z.test/", "https://a.test/", "https://m.test/")

    urls = [leased.candidate.url for leased in desk.lease(limit=2)]

    assert urls == ["https://z.test/", "https://a.test/"]


def test_leased_is_not_lent_twice(desk):
    desk.add("https://a.test/")

    assert len(desk.lease(limit=5)) == 1
    assert desk.lease(worker="w2", limit=5) == []
    assert desk.casebook.waiting(desk.at) == 0


def test_expired_lease_is_lent_again(desk):
    desk.add("https://a.test/")
    desk.lease(seconds=3600)

    assert desk.lease(worker="w2", hours=0.9) == []
    (again,) = desk.lease(worker="w2", hours=1)
    assert (again.attempts, again.lease) == (2, 2)


def test_released_waits_until_its_time(desk):
    desk.add("https://a.test/")
    (leased,) = desk.lease()

    given_back = desk.casebook.release(
        leased.id, worker="w1", at=desk.at, retry_at=desk.hour(2)
    )

    assert given_back
    assert desk.lease(hours=1) == []
    assert desk.lease(hours=2)[0].attempts == 2


def test_only_the_holder_releases(desk):
    desk.add("https://a.test/")
    (leased,) = desk.lease()

    given_back = desk.casebook.release(
        leased.id, worker="w2", at=desk.at, retry_at=desk.at
    )

    assert not given_back
    assert desk.lease(worker="w2") == []


def test_release_after_the_end_changes_nothing(desk):
    desk.add("https://a.test/")
    (leased,) = desk.lease()
    desk.finish(leased)

    assert not desk.casebook.release(
        leased.id, worker="w1", at=desk.at, retry_at=desk.at
    )
    assert desk.casebook.waiting(desk.at) == 0


def test_lease_for_no_time_is_refused(desk):
    with pytest.raises(ValueError, match="above 0"):
        desk.lease(seconds=0)


@pytest.mark.parametrize(
    ("label", "returns"),
    [
        (Label.COUNTERFEIT, 1),  # flagged: watched
        (Label.SUSPICIOUS, 1),  # flagged: watched
        (Label.CLEAR, 0),  # no case
        (Label.UNREACHABLE, 0),  # no case
    ],
)
def test_requeue(desk, label, returns):
    desk.visit("https://a.test/", label)

    assert desk.casebook.requeue_due(before=desk.at, at=desk.hour(20)) == 0
    assert desk.casebook.requeue_due(before=desk.hour(1), at=desk.hour(20)) == returns
    assert desk.casebook.requeue_due(before=desk.hour(1), at=desk.hour(20)) == 0
    assert [leased.attempts for leased in desk.lease(hours=20)] == [1] * returns


def test_what_is_asked_for_is_lent_though_it_is_done(desk):
    """A deliberate look waits for nothing but another worker who holds the page."""
    desk.add("https://a.test/", "https://b.test/")
    first = desk.lease(limit=2)
    desk.finish(first[0])
    asked = {"urls": ["https://a.test/#x", "https://b.test/", "https://new.test/"]}

    def ask(hours):
        lent = desk.casebook.lease_urls(
            **asked, worker="w2", lease_seconds=60, at=desk.hour(hours)
        )
        return [(one.candidate.url, one.attempts) for one in lent]

    assert ask(0) == [("https://a.test/", 1)]
    assert ask(0) == []
    # The leases of both are over; whoever asks first has them.
    assert ask(1) == [("https://a.test/", 1), ("https://b.test/", 1)]


def test_the_last_look_is_one_that_served_something(desk):
    desk.add("https://a.test/")
    assert desk.casebook.last_look("https://a.test/") is None
    desk.finish(desk.lease()[0])
    kept = desk.casebook.last_look("https://a.test/#top")
    (again,) = desk.casebook.lease_urls(
        ["https://a.test/"], worker="w1", lease_seconds=60, at=desk.hour(1)
    )
    desk.finish(again, label=Label.UNREACHABLE, hours=1)

    assert kept is not None
    assert desk.casebook.last_look("https://a.test/") == kept


def test_where_nothing_was_ever_served_the_last_look_is_that(desk):
    """Else a second look at a page that was too slow at first is linked to nothing."""
    desk.add("https://a.test/")
    desk.finish(desk.lease()[0], label=Label.UNREACHABLE)

    assert desk.casebook.last_look("https://a.test/") is not None
