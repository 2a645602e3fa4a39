"""The campaign of advertisements, its boards and its engines."""

import re
from collections import Counter

import pytest

import testbed
from testbed import campaign
from testbed.behaviours import build
from testbed.behaviours.board import Board, landings, shown_posts

SITES = {site.name: site for site in testbed.load_sites()}
BOARDS = [site for name, site in SITES.items() if name.startswith("service-board-")]


def test_two_hundred_posts_in_six_styles_beside_others():
    kinds = Counter(post.kind for post in campaign.posts())
    styles = Counter(post.style for post in campaign.posts() if post.style)

    assert kinds == {"selling": 200, "warning": 60, "school": 60, "chatter": 40}
    assert set(styles) == set(campaign.STYLES)
    assert min(styles.values()) >= 30


def test_it_is_the_same_each_time():
    before = campaign.posts()
    campaign.posts.cache_clear()

    assert campaign.posts() == before


def test_every_seller_can_be_reached_and_half_show_a_site():
    selling = [post for post in campaign.posts() if post.kind == "selling"]
    linked = [post for post in selling if post.landing >= 0]

    assert all("\n" in post.text for post in selling)
    assert 90 <= len(linked) <= 150
    assert {post.seller for post in linked} == {"a", "b", "c"}
    assert all(("{site}" in post.text) is (post.landing >= 0) for post in selling)


def test_it_leads_to_counterfeits_that_search_does_not_list():
    found = landings(tuple(SITES.values()))
    by_url = {site.url: site for site in SITES.values()}

    assert len(found) == 6
    assert all(by_url[url].expected == "counterfeit" for url in found)
    assert all("search" not in by_url[url].found_by for url in found)


@pytest.mark.parametrize("site", BOARDS, ids=lambda site: site.name)
def test_a_board_answers_its_list_and_its_posts(client, site):
    page = client.get(site.url)

    (board,) = [one for one in build(site) if isinstance(one, Board)]
    shown = shown_posts(board.place or board.shape, ())
    if board.fault:
        assert page.status == 200
        assert shown[-1].title.encode(site.charset) not in page.body
        return
    assert page.status == 200
    body = page.body.decode(
        site.charset if "json" not in str(page.headers) else "utf-8"
    )
    if board.shape == "issues":
        body = body.encode().decode("unicode_escape")
    assert shown[0].title in body or shown[0].text.splitlines()[0] in body


def test_a_lying_charset(client):
    answer = client.get(SITES["service-board-discuz"].url)

    assert "utf-8" in answer.headers["content-type"]
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")


def test_the_endless_board_links_on_past_its_end(client):
    url = "http://endless.board.example/forum.php?mod=forumdisplay&fid=2&page=900"

    page = client.get(url)

    assert re.search(r'class="nxt"', page.text)
    assert "normalthread_" in page.text


def test_an_engine_soon_asks_whether_its_visitor_is_human(client):
    pages = [client.get("http://captcha.engine.example/s?wd=x").text for _ in range(6)]

    assert "安全验证" in pages[-1]
