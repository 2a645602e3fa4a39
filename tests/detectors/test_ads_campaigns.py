"""Posts joined into campaigns, and counted as the law counts them."""

from datetime import date

import pytest

from detectors.ads import Post, contacts_in, group_posts

FRAME = "{place}电工证焊工证代办，不用考试培训，国网可查，资料当天安排，{contact}"
OTHER = "制作毕业证学位证，钢印水印齐全，先看样品满意后付款，老店信誉，{contact}"


def post(number, text, **fields):
    return Post(id=f"p{number}", text=text, **fields)


def groups(*texts):
    posts = [post(n, text) for n, text in enumerate(texts)]
    return [campaign.posts for campaign in group_posts(posts)]


def test_spun_posts_are_one_campaign():
    """Places and contacts change, the words do not."""
    spun = [
        FRAME.format(place=place, contact=f"微信zz{n}806kk")
        for n, place in enumerate(("石家庄", "唐山", "邢台"))
    ]

    assert groups(*spun, OTHER.format(contact="QQ 12345678")) == [
        ("p0", "p1", "p2"),
        ("p3",),
    ]


@pytest.mark.parametrize(
    "contact",
    [
        "加微信zz8806kk",  # an account
        "电话16012345678",  # a number
        "http://zjcx.test/a",  # a link
    ],
)
def test_a_shared_contact_joins(contact):
    texts = (FRAME.format(place="", contact=contact), OTHER.format(contact=contact))

    assert groups(*texts) == [("p0", "p1")]


def test_spellings_of_one_contact_join():
    texts = ("电工证 加薇：zz乄八八〇6kk", "焊工证 V信 zz8806kk")

    assert groups(*texts) == [("p0", "p1")]


def test_an_official_link_joins_nobody():
    texts = ("到 http://cx.mem.gov.cn/ 查", "请登录 http://cx.mem.gov.cn/ 核验真伪")

    assert groups(*texts) == [("p0",), ("p1",)]


def test_short_posts_are_not_joined_by_their_words():
    """Two posts that say only 办证 say nothing of who wrote them."""
    assert groups("办证", "办证") == [("p0",), ("p1",)]


def test_counts():
    text = FRAME.format(place="", contact="微信zz8806kk http://zjcx.test/a")
    first, second = date(2026, 11, 2), date(2026, 11, 3)
    posts = [
        post(1, text, platform="tieba", account="a", day=second),
        post(2, text, platform="tieba", account="a", day=first),
        post(3, text, platform="58", account="a", day=second),
        post(4, text, platform="58"),
    ]

    (campaign,) = group_posts(posts)

    assert campaign.posts == ("p1", "p2", "p3", "p4")
    assert campaign.platforms == {"58": 2, "tieba": 2}
    assert campaign.accounts == {"58/a": 1, "tieba/a": 2}
    assert list(campaign.days.items()) == [(first, 1), (second, 2)]
    assert campaign.contacts == ("wechat:zz8806kk",)
    assert campaign.links == ("http://zjcx.test/a",)


def test_contacts_given_are_not_read_again():
    """A post's pictures may have told of contacts that its text does not."""
    shared = contacts_in("", qr_payloads=["zz8806kk"])
    posts = [
        post(1, "看图扫码", contacts=shared),
        post(2, OTHER.format(contact=""), contacts=shared),
    ]

    (campaign,) = group_posts(posts)

    assert campaign.contacts == ("qr:zz8806kk",)


def test_the_same_posts_give_the_same_campaigns():
    texts = [FRAME.format(place=p, contact="") for p in ("石家庄", "唐山")]
    posts = [post(n, text) for n, text in enumerate([*texts, OTHER])]

    assert list(group_posts(posts)) == list(group_posts(posts))


def test_no_posts_no_campaigns():
    assert list(group_posts([])) == []
