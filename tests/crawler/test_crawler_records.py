"""What becomes of an inspection: its files, its leads, its frames."""

import hashlib
from datetime import timedelta

import pytest

from casebook.blobs import Blobs
from casebook.profiles import read_profiles
from casebook.records import (
    Candidate,
    Capture,
    Exchange,
    Inspection,
    Label,
    Registration,
    Resource,
    Tls,
    Vantage,
    Verdict,
)
from crawler.browser.serialise import join_frames
from crawler.preserve import evidence_of
from crawler.visiting.leads import LEADS_PER_SITE, leads


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def inspection(blobs, at):
    """One of everything that can be kept."""

    def exchange(url):
        return Exchange(
            url=url,
            method="GET",
            started_at=at,
            ended_at=at,
            peer="192.0.2.1:443",
            sent_sha256=blobs.store(b"GET"),
            received_sha256=blobs.store(url.encode()),
            received_bytes=len(url),
            status=200,
            tls=Tls(
                version="TLSv1.3",
                cipher="x",
                chain_sha256s=(blobs.store(b"leaf"), blobs.store(b"root")),
                verified=False,
            ),
        )

    def capture(vantage, **more):
        return Capture(
            url="https://a.test/?x=1",
            vantage=vantage,
            captured_at=at,
            final_url="https://a.test/查询",
            status=200,
            headers=(("Content-Type", "text/html; charset=gbk"),),
            body_sha256=blobs.store(vantage.encode()),
            **more,
        )

    parts = [("image/png", "image"), ("text/x-evil\r\n", "script"), ("", "page")]
    return Inspection(
        candidate=Candidate(
            url="https://a.test/?x=1", source="tip", reason="r", seen_at=at
        ),
        captures=(
            capture(
                Vantage.DESKTOP,
                exchanges=(exchange("https://a.test/1"), exchange("https://a.test/2")),
                resources=tuple(
                    Resource(
                        url=f"https://a.test/../{kind}",
                        kind=kind,
                        status=200,
                        media_type=media,
                        sha256=blobs.store(kind.encode()),
                        size_bytes=len(kind),
                    )
                    for media, kind in parts
                ),
            ),
            capture(Vantage.BROWSER_PHONE, screenshot_sha256=blobs.store(b"\x89PNG")),
        ),
        registration=Registration(
            domain="a.test", asked_at=at, source="rdap", raw_sha256=blobs.store(b"{}")
        ),
    )


def test_every_file_is_listed_under_a_name_of_ours(inspection, blobs):
    found = evidence_of(inspection, blobs.path)

    key = hashlib.sha256(b"https://a.test/?x=1").hexdigest()[:8]
    start = f"20260102T030405Z-{key}"
    assert {one.name for one in found} == {
        f"{start}-desktop-body.html",
        f"{start}-desktop-hop01-sent.http",
        f"{start}-desktop-hop01-received.http",
        f"{start}-desktop-hop01-certificate0.der",
        f"{start}-desktop-hop01-certificate1.der",
        f"{start}-desktop-hop02-sent.http",
        f"{start}-desktop-hop02-received.http",
        f"{start}-desktop-hop02-certificate0.der",
        f"{start}-desktop-hop02-certificate1.der",
        f"{start}-desktop-01-image.png",
        f"{start}-desktop-02-script.bin",
        f"{start}-desktop-03-page.bin",
        f"{start}-browser-phone-dom.html",
        f"{start}-browser-phone-screenshot.png",
        f"{start}-registration-rdap.json",
    }
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert len(blobs.read(one.sha256)) == one.size_bytes
        assert one.media_type.isprintable()


def test_the_list_is_the_same_twice(inspection, blobs):
    assert evidence_of(inspection, blobs.path) == evidence_of(inspection, blobs.path)


def with_page(blobs, at, html):
    body = blobs.store(html.encode())
    capture = Capture(
        url="http://seller.test/",
        vantage=Vantage.DESKTOP,
        captured_at=at,
        final_url="http://seller.test/",
        status=200,
        body_sha256=body,
    )
    candidate = Candidate(
        url="http://seller.test/", source="tip", reason="r", seen_at=at
    )
    return Inspection(candidate=candidate, captures=(capture,))


def verdict(label):
    return Verdict(
        url="http://seller.test/",
        label=label,
        probability=0.9,
        profile="",
        findings=(),
        not_run=(),
        model="m",
    )


def led_to(inspection, blobs, at, label=Label.SELLER):
    found = leads(
        inspection,
        verdict(label),
        blobs.read,
        read_profiles(),
        at=at + timedelta(hours=1),
        language="en",
    )
    return list(found)


def test_where_a_flagged_page_leads(blobs, at):
    page = with_page(
        blobs,
        at,
        "<a href='http://cx.test/?id=1'>1</a><a href='/own'>2</a>"
        "<a href='http://other.seller.test/'>the same owner's</a>"
        "<a href='http://cx.test/?id=2'>a site is followed once</a>"
        "<a href='https://www.mem.gov.cn/'>official</a>"
        "<a href='https://beian.miit.gov.cn/'>a government suffix</a>"
        "<a href='https://mp.weixin.qq.com/s/x'>everybody's</a>"
        "<a href='javascript:x'>3</a>",
    )

    found = led_to(page, blobs, at)

    assert [one.url for one in found][:1] == ["http://cx.test/?id=1"]
    assert {one.url for one in found} <= {
        "http://cx.test/?id=1",
        "http://other.seller.test/",  # .test is on no suffix list
    }
    assert found[0].referer == "http://seller.test/"
    assert found[0].reason == (
        "linked from http://seller.test/, which is judged seller"
    )


@pytest.mark.parametrize("label", [Label.CLEAR, Label.OFFICIAL, Label.UNREACHABLE])
def test_what_is_not_flagged_leads_nowhere(blobs, at, label):
    page = with_page(blobs, at, "<a href='http://cx.test/'>1</a>")

    assert led_to(page, blobs, at, label) == []


def test_leads_are_bounded(blobs, at):
    links = "".join(f"<a href='http://site-{n}.test/'>x</a>" for n in range(500))

    assert len(led_to(with_page(blobs, at, links), blobs, at)) == LEADS_PER_SITE


def test_frames_are_put_at_their_places():
    mark = "<!--zhaoyao-frame-->"

    joined = join_frames(f"<a>{mark}</a>{mark}", [("http://x/", "1"), ('"', "2")])

    assert joined == (
        '<a><div data-zhaoyao-frame="http://x/">1</div></a>'
        '<div data-zhaoyao-frame="%22">2</div>'
    )


def test_frames_without_a_place_are_kept():
    assert "left" in join_frames("<p>x</p>", [("http://x/", "left")])
    assert join_frames("a<!--zhaoyao-frame-->b", []) == "ab"
