"""The search engine, the reported list and the photos: how sites are found."""

import re
from urllib.parse import quote

import pytest
import zxingcpp
from PIL import Image

from testbed.cards import photo
from testbed.sites import LABELS

WORDS = "特种作业操作证查询"
LINK = re.compile(r'<a href="(/link\?url=\w+)">([^<]+)</a>')


def results(client, words, offset=0):
    url = f"http://search.example/s?wd={quote(words)}&pn={offset}"
    return client.get(url).text


def links(page, kind="result"):
    blocks = page.split(f'<div class="{kind}">')[1:]
    return [LINK.search(block)[1] for block in blocks]


def every_link(client, words):
    found, offset = [], 0
    while more := links(results(client, words, offset)):
        found += more
        offset += 10
    return found


def test_every_listed_site_is_found_once(client, net):
    listed = [site.url for site in net.sites if "search" in site.found_by]
    found = [
        client.get(f"http://search.example{link}").headers["location"]
        for link in every_link(client, WORDS)
    ]

    assert len(found) > 20
    assert sorted(found) == sorted(listed)


def test_pages_have_ten_results_and_link_on(client):
    page = results(client, WORDS)

    assert len(links(page)) == 10
    assert f'class="next" href="/s?wd={quote(WORDS)}&amp;pn=10"' in page


def test_the_last_page_links_no_further(client):
    count = len(every_link(client, WORDS))
    page = results(client, WORDS, (count - 1) // 10 * 10)

    assert links(page)
    assert 'class="next"' not in page


def test_advertisements_are_marked_and_lead_to_listed_sites(client, net):
    page = results(client, WORDS)
    paid = links(page, kind="sponsored")

    assert paid
    assert page.count("广告") >= len(paid)
    assert set(paid) <= set(every_link(client, WORDS))


def test_the_same_words_give_the_same_order_and_others_another(client):
    assert results(client, WORDS) == results(client, WORDS)
    assert every_link(client, WORDS) != every_link(client, "电工证")


def test_results_do_not_tell_what_a_site_is(client, net):
    """Neither label nor folder nor technique, which would teach the finder."""
    pages = [results(client, WORDS, offset) for offset in range(0, 60, 10)]
    markup = re.sub(r"<h3>.*?</cite>", "", "".join(pages), flags=re.DOTALL)
    hints = LABELS | {site.name for site in net.sites}

    assert not {hint for hint in hints if hint in markup}
    shapes = {
        re.sub(r">[^<]*<|url=\w+", "", block.split("</div>")[0])
        for page in pages
        for block in page.split('<div class="result">')[1:]
    }
    assert len(shapes) == 1


@pytest.mark.parametrize("target", ["/s", "/s?wd=", "/s?pn=10", "/link?url=none"])
def test_a_question_without_words_has_no_results(client, target):
    assert client.get(f"http://search.example{target}").status == 404


@pytest.mark.parametrize("offset", ["-10", "x", "9999999", "٣"])
def test_an_odd_offset_is_survived(client, offset):
    assert (
        client.get(
            f"http://search.example/s?wd=a&pn={quote(offset)}",
        ).status
        == 200
    )


def test_words_are_escaped(client):
    page = results(client, '"><script>alert(1)</script>')

    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


def test_the_front_page_and_robots(client):
    assert 'action="/s"' in client.get("http://search.example/").text
    robots = client.get("http://search.example/robots.txt")
    assert robots.text.startswith("User-agent: *")


def test_reported_urls(net):
    tips = [site for site in net.sites if "tip" in site.found_by]

    assert net.reported_urls == tuple(site.url for site in tips)
    assert "http://cx-zhengshu-gone.test/" in net.reported_urls


def test_card_photos_hold_the_address(net, tmp_path):
    paths = net.card_photos(tmp_path / "cards")
    wanted = [site for site in net.sites if "qr" in site.found_by]

    assert wanted
    for site, path in zip(wanted, paths, strict=True):
        assert path.name == f"{site.name}.png"
        with Image.open(path) as picture:
            (code,) = zxingcpp.read_barcodes(picture)
        assert code.text == site.url


def test_a_card_s_photo_is_the_same_each_time():
    url = "http://www.one.test/special?index=0"

    assert photo(url).tobytes() == photo(url).tobytes()
    assert photo(url).tobytes() != photo(f"{url}1").tobytes()
