"""A run joins what it saw to the campaigns that stand, without reading them whole."""

from datetime import UTC, datetime, timedelta

import pytest

from casebook.records import Ad, AdContact, AdJudgement
from casebook.store import JudgedAd
from casebook.workspace import Workspace
from crawler.posts.intake import group

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "焊工登高快速拿本不用去教室身份证照片发来五天寄到扫码看到本人信息再付"
OTHERS = "考场里有老师站在旁边念选项坐好就行成绩三天以后自己查满意了再结另外一半"


@pytest.fixture
def casebook(tmp_path):
    with Workspace.create(tmp_path / "w") as workspace:
        yield workspace.casebook


def see(casebook, number, text, *wechats, label="seller", at=AT):
    """Take down one post as a run does, then group."""
    ad = Ad(place="bbs", url=f"http://bbs.test/{number}", text=text, seen_at=at)
    contacts = tuple(
        AdContact(kind="wechat", value=name, written=name) for name in wechats
    )
    judgement = AdJudgement(
        label=label, probability=0.9, findings=(), contacts=contacts
    )
    casebook.add_ads([JudgedAd(ad=ad, judgement=judgement)], run="R", at=at)
    group(casebook, since=at, at=at)


def together(casebook):
    """Return the campaigns as the sets of their posts' numbers."""
    campaigns = {}
    for known in casebook.ads():
        if known.campaign:
            campaigns.setdefault(known.campaign, set()).add(
                int(known.ad.url.rpartition("/")[2])
            )
    return sorted(campaigns.values(), key=min)


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        pytest.param([(WORDS, "a"), (WORDS, "b")], [{1, 2}], id="the same words"),
        pytest.param([(WORDS, "a"), (OTHERS, "a")], [{1, 2}], id="a contact"),
        pytest.param([(WORDS, "a"), (OTHERS, "b")], [{1}, {2}], id="nothing"),
        pytest.param(
            # Neither the first nor the last of its campaign names the contact.
            [(WORDS, "a"), (WORDS, "b"), (WORDS, "c"), (OTHERS, "b")],
            [{1, 2, 3, 4}],
            id="a contact of a post between",
        ),
        pytest.param(
            [(WORDS, "a"), (OTHERS, "b"), ("另一种说法", "a", "b")],
            [{1, 2, 3}],
            id="a post that joins two campaigns",
        ),
    ],
)
def test_runs_one_after_the_other(casebook, posts, expected):
    for number, (text, *wechats) in enumerate(posts, 1):
        see(casebook, number, text, *wechats, at=AT + number * DAY)

    assert together(casebook) == expected


def test_the_eldest_campaign_keeps_its_id(casebook):
    see(casebook, 1, WORDS, "a")
    see(casebook, 2, OTHERS, "b", at=AT + DAY)
    first, second = sorted(one.id for one in casebook.campaigns())
    see(casebook, 3, "另一种说法", "a", "b", at=AT + 2 * DAY)

    (left,) = casebook.campaigns()
    merged = [x for x in casebook.ledger.lines() if x.action == "campaign-merged"]
    assert (left.id, left.posts) == (first, 3)
    assert [(x.object, x.detail) for x in merged] == [(second, {"into": first})]


def test_what_stands_is_not_read_whole(casebook):
    """Of a campaign of many posts two are read, and none that the run did not see."""
    for number in range(1, 8):
        see(casebook, number, WORDS, "a", at=AT + number * DAY)
    later = AT + 30 * DAY
    ungrouped = casebook.ungrouped()

    assert list(ungrouped.posts(since=later)) == []
    assert [known.id for known in ungrouped.samples()] == [1, 7]


def test_a_run_that_was_killed_is_caught_up_with(casebook):
    see(casebook, 1, WORDS, "a")
    late = AT - DAY  # taken down before, by a run that never grouped
    ad = Ad(place="bbs", url="http://bbs.test/2", text=WORDS, seen_at=late)
    judgement = AdJudgement(label="seller", probability=0.9, findings=(), contacts=())
    casebook.add_ads([JudgedAd(ad=ad, judgement=judgement)], run="R", at=late)
    see(casebook, 3, OTHERS, "c", at=AT + DAY)

    assert together(casebook) == [{1, 2}, {3}]
