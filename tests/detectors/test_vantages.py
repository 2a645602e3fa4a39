"""What differs between vantages, and what became of links."""

import pytest

from casebook.records import Vantage
from detectors.checks import all_detectors

COPY = (
    "<h1>茶叶检验员证书查询</h1>"
    + "<p>请输入证件号码和姓名查询证书，本平台由总署负责解释</p>" * 4
)
SHOP = "<h1>云岭花店</h1>" + "<p>玫瑰百合康乃馨，当天送达，节日鲜花预订电话咨询</p>" * 4
LINK = "https://k3.test/q?id=20250017"
BARE = "https://k3.test/q"


def signals(site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == "behaviour")
    return {f.signal for f in detector.check(site, profiles)}


@pytest.mark.parametrize(
    ("shown", "vantage", "hidden", "status", "signal"),
    [
        (COPY, Vantage.REFERRED, SHOP, 200, "searchers-only"),  # another page
        (COPY, Vantage.REFERRED, SHOP, 404, "searchers-only"),  # none
        (COPY, Vantage.REFERRED, COPY + "<p>今日</p>", 200, None),  # a date changed
        (COPY, Vantage.PHONE, SHOP, 200, "phone-only"),
        (COPY, Vantage.PHONE, COPY, 200, None),  # the same
        ("", Vantage.PHONE, SHOP, 200, None),  # an empty page is shown to nobody
    ],
)
def test_cloaking(shown, vantage, hidden, status, signal, site, visit, profiles):
    captures = (
        visit(hidden, LINK, vantage=Vantage.DESKTOP, status=status),
        visit(shown, LINK, vantage=vantage),
    )

    found = signals(site(url=LINK, captures=captures), profiles)

    assert found == ({signal} if signal else set())


@pytest.mark.parametrize(
    ("link", "status", "seen"),
    [
        (LINK, 404, True),  # nothing without the number
        (LINK, 200, False),  # the same page
        (BARE, 404, False),  # the link has no query: nothing was left out
    ],
)
def test_deep_link_only(link, status, seen, site, visit, profiles):
    captures = (
        visit(COPY, link, vantage=Vantage.DESKTOP),
        visit(COPY, BARE, vantage=Vantage.BARE, status=status),
    )

    found = signals(site(url=link, captures=captures), profiles)

    assert ("deep-link-only" in found) is seen


@pytest.mark.parametrize(
    ("statuses", "seen"),
    [
        ([404, 404, 200, 404], True),  # a thin mirror
        ([200, 200, 404, 200], False),  # one dead link
        ([404, 404], False),  # too few to say
    ],
)
def test_dead_inner_links(statuses, seen, site, resource, profiles):
    inner = [
        resource(b"", url=f"https://k3.test/{n}", kind="page", status=status)
        for n, status in enumerate(statuses)
    ]

    assert ("dead-links" in signals(site(COPY, resources=inner), profiles)) is seen


def test_inner_links_that_end_at_the_official_host(site, resource, profiles):
    inner = [
        resource(
            b"",
            url=f"https://k3.test/{n}",
            kind="page",
            final_url=f"https://cx.tea.example/{n}",
        )
        for n in range(3)
    ]

    assert "outward-links" in signals(site(COPY, resources=inner), profiles)


def test_pages_of_other_hosts_can_be_left_out(site, visit):
    """What an official host served is not what the site served."""
    both = site(
        captures=(
            visit(COPY, "https://cx.tea.example/"),
            visit(SHOP, "https://k3.test/", vantage=Vantage.PHONE),
        )
    )

    assert [page.host for page in both.only(lambda h: h == "k3.test").pages] == [
        "k3.test"
    ]


def test_same_body_is_read_once(site, visit):
    vantages = (Vantage.DESKTOP, Vantage.PHONE, Vantage.REFERRED)

    pages = site(captures=[visit(COPY, vantage=v) for v in vantages]).pages

    assert [page.where for page in pages] == ["desktop"]
