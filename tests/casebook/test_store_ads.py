"""Advertisements and campaigns in the casebook, on both databases."""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.records import Ad, AdContact, AdJudgement, AdKind
from casebook.store import JudgedAd
from casebook.store.ads import key_of, traces_of

DAY = timedelta(days=1)


def ad(at, number=1, **changes):
    plain = Ad(
        place="discuz:bbs",
        url=f"http://bbs.test/t/{number}",
        text="电工证 免考",
        seen_at=at,
        account="金老师",
        group="办证",
        members=300,
        links=("http://fake.test/q",),
    )
    return dataclasses.replace(plain, **changes)


def judged(one, label="seller", wechat="zsb88061"):
    contacts = (AdContact(kind="wechat", value=wechat, written=wechat),)
    return JudgedAd(
        ad=one,
        judgement=AdJudgement(
            label=label, probability=0.9, findings=(), contacts=contacts
        ),
    )


def test_an_ad_is_kept_once(casebook, at):
    assert casebook.add_ads([judged(ad(at)), judged(ad(at))], run="R", at=at) == (1, 0)
    assert casebook.add_ads([judged(ad(at))], run="R", at=at + DAY) == (0, 1)

    (known,) = casebook.ads()

    assert known.ad == ad(at)
    assert (known.first_seen, known.last_seen) == (at, at + DAY)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {"text": "edited since"}, True),  # one page is one post
        ({}, {"url": "HTTP://BBS.test:80/t/1#top"}, True),
        ({}, {"url": "http://bbs.test/t/2"}, False),
        ({"part": "1"}, {"part": "2"}, False),  # floors of one thread
        ({"kind": AdKind.SEARCH_AD}, {"kind": AdKind.SEARCH_AD, "text": "x"}, False),
        ({"url": ""}, {"url": "", "text": "x"}, False),  # pasted texts
        ({"url": ""}, {"url": ""}, True),
    ],
    ids=["edited", "spelling", "page", "floor", "paid", "pasted", "pasted-again"],
)
def test_what_makes_two_one(at, one, other, same):
    assert (key_of(ad(at, **one)) == key_of(ad(at, **other))) is same


def test_the_post_itself_takes_the_place_of_what_was_said_of_it(casebook, at):
    said = ad(at, kind=AdKind.SEARCH_RESULT, text="电工证…")
    casebook.add_ads([judged(said, label="other", wechat="old")], run="R", at=at)

    casebook.add_ads([judged(ad(at))], run="R", at=at + DAY)

    (known,) = casebook.ads(selling=True)
    assert known.ad.text == "电工证 免考"
    assert casebook.ads_with("wechat", "old") == []
    assert [one.id for one in casebook.ads_with("wechat", "zsb88061")] == [known.id]
    assert [one.id for one in casebook.ads_with("site", "fake.test")] == [known.id]


def test_known_pages_are_told_and_noted(casebook, at):
    casebook.add_ads([judged(ad(at))], run="R", at=at)
    urls = ["http://bbs.test/t/1", "http://bbs.test/t/9", "not a url"]

    assert casebook.pages_seen_again(urls, at=at + DAY) == {"http://bbs.test/t/1"}

    (known,) = casebook.ads()
    assert known.last_seen == at + DAY


def test_many_are_read_in_batches(casebook, at):
    many = [judged(ad(at, number)) for number in range(1100)]
    casebook.add_ads(many, run="R", at=at)

    assert len({known.id for known in casebook.ads()}) == 1100
    assert casebook.ad_labels(since=at, until=at + DAY) == {"seller": 1100}
    assert casebook.ad_labels(since=at + DAY, until=at + 2 * DAY) == {}


def ids(casebook):
    return [known.id for known in casebook.ads()]


def test_campaigns_are_counted(casebook, at):
    ads = [
        ad(at, 1),
        ad(at, 2, account="小周", posted_at=at - 3 * DAY),
        ad(at, 3, place="tieba:x", account="", group="电工", members=None),
        ad(at, 4, kind=AdKind.SEARCH_RESULT),  # the page itself was not seen
        ad(at, 5, kind=AdKind.TIP, url=""),
    ]
    casebook.add_ads([judged(one) for one in ads], run="R", at=at)
    casebook.keep_campaigns([ids(casebook)], at=at)

    (campaign,) = casebook.campaigns()

    assert campaign.id == "CAMPAIGN-2026-0001"
    assert (campaign.posts, campaign.mentions) == (3, 2)
    assert campaign.by_place == {"discuz:bbs": 2, "tieba:x": 1}
    assert campaign.by_account == {"discuz:bbs/小周": 1, "discuz:bbs/金老师": 1}
    assert campaign.groups == {"discuz:bbs/办证": 300, "tieba:x/电工": 0}
    assert campaign.by_day == {"2025-12-30": 1, "2026-01-02": 2}  # Shanghai days
    assert campaign.sites == {"fake.test": 5}
    assert campaign.contacts == {"wechat:zsb88061": 5}
    assert casebook.campaigns_with([("site", "fake.test")]) == [campaign.id]
    assert (campaign.id, "wechat", "zsb88061") in casebook.campaign_edges()


def test_a_campaign_keeps_its_id_and_takes_in_others(casebook, at):
    casebook.add_ads([judged(ad(at, n)) for n in range(1, 5)], run="R", at=at)
    one, two, three, four = ids(casebook)
    casebook.keep_campaigns([[one, two], [three, four]], at=at)
    before = [campaign.id for campaign in casebook.campaigns()]

    casebook.keep_campaigns([[four, three, two, one]], at=at + DAY)

    (left,) = casebook.campaigns()
    assert left.id == min(before)
    assert left.posts == 4
    merged = [x for x in casebook.ledger.lines() if x.action == "campaign-merged"]
    assert [(x.object, x.detail) for x in merged] == [(max(before), {"into": left.id})]


def test_the_same_groups_change_nothing(casebook, at):
    casebook.add_ads([judged(ad(at, n)) for n in range(1, 4)], run="R", at=at)
    groups = [ids(casebook)[:2], ids(casebook)[2:]]
    casebook.keep_campaigns(groups, at=at)
    before, head = casebook.campaigns(), casebook.ledger.head()

    casebook.keep_campaigns(groups[::-1], at=at + DAY)

    assert casebook.campaigns() == before
    assert casebook.ledger.head() == head


def test_a_stretch_of_time(casebook, at):
    casebook.add_ads([judged(ad(at, 1))], run="R", at=at)
    casebook.add_ads([judged(ad(at, 2))], run="R", at=at + DAY)
    casebook.keep_campaigns([ids(casebook)], at=at + DAY)

    (day_two,) = casebook.campaigns(since=at + DAY, until=at + 2 * DAY)

    assert (day_two.posts, day_two.fresh) == (2, 1)
    assert casebook.campaigns(since=at + 2 * DAY) == []
    (day_one,) = casebook.campaigns(since=at, until=at + DAY)
    assert (day_one.posts, day_one.fresh) == (1, 1)


HOSTILE = st.text(alphabet=st.characters(), max_size=60)


@settings(max_examples=30)
@given(text=HOSTILE, account=HOSTILE, value=HOSTILE, link=HOSTILE)
def test_hostile_words_are_kept_and_reach_no_index(
    casebook, at, text, account, value, link
):
    one = judged(
        ad(at, text=text, account=account, url="", links=(link,)), wechat=value
    )
    casebook.add_ads([one], run="R", at=at)

    found = [known for known in casebook.ads() if known.ad.text == text]

    assert found
    assert all(trace.isprintable() for _, trace in traces_of(one))
