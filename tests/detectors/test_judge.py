"""Labels: identity before likeness, and a gate that pictures cannot open."""

from datetime import UTC, datetime

import pytest
from test_every_detector import COPY, PROFILES

from casebook.encoding import canonical_json, to_plain
from casebook.records import Candidate, Capture, Inspection, Label, Vantage
from detectors.judge import judge
from detectors.model import load_model
from detectors.site import open_site, site_from_files

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

RESULT = """<title>证书查询结果</title><h3>特种作业操作证查询结果</h3><table>
<tr><td>姓名</td><td>张测试</td></tr>
<tr><td>证件号码</td><td>T0000001990****001X</td></tr>
<tr><td>作业类别</td><td>电工作业</td></tr><tr><td>准操项目</td><td>低压电工作业</td></tr>
<tr><td>初领日期</td><td>2025-01-01</td></tr>
<tr><td>应复审日期</td><td>2028-01-01</td></tr>
<tr><td>签发机关</td><td>某省应急管理厅</td></tr></table><p>应急管理部</p>"""

NEWS = """<title>警惕！假冒应急管理部网站售卖特种作业操作证</title><article>
<p>记者从公安机关获悉，某地警方破获一起伪造国家机关证件案，抓获犯罪嫌疑人17人。嫌疑人搭建假冒的
应急管理部证书查询网站，声称“免考、包过、官网可查”。检察官提醒：切勿轻信，请认准官方网址
cx.mem.gov.cn。来源：某某日报 编辑：李某</p></article>"""

SELLER = """<title>特种作业证代办 免考包过</title>
<h1>全国特种作业操作证 不用考试 7天拿证</h1>
<p>电工证、焊工证、高处作业证，免考直出，官网可查，先查后付款。</p>
<p>价格：低压电工 800元，
高压电工 1000元</p><p>加微信：test-zs-001 电话 1990000xxxx 诚信办理，无需到场</p>"""

SHOP = "<title>内存条专卖</title><h1>MEM 内存商店</h1><p>DDR5 内存条现货，包邮。</p>"


def verdict(html: str, url: str):
    return judge(
        site_from_files(url, html.encode(), None, AT),
        PROFILES,
        model=load_model(),
        flag_probability=0.5,
        suspicious_probability=0.2,
    )


@pytest.mark.parametrize(
    ("html", "url", "label"),
    [
        (COPY, "https://cx.mem.gov.cn/special?index=0", Label.OFFICIAL),  # its home
        (COPY, "https://a.b.cx.mem.gov.cn/", Label.OFFICIAL),  # a host below it
        (COPY, "https://cx.mem.gov.cn.a.test/", Label.COUNTERFEIT),  # not below it
        (COPY, "https://xmem.gov.cn.test/", Label.COUNTERFEIT),  # no label boundary
        (COPY, "https://k3v9q.test/", Label.COUNTERFEIT),  # a name that says nothing
        (COPY, "http://203.0.113.7:8080/", Label.COUNTERFEIT),  # a bare address
        (RESULT, "https://k3v9q.test/r?id=7", Label.COUNTERFEIT),  # behind a QR code
        (RESULT, "https://www.qinglan.gov.cn/x/r?id=7", Label.INTRUSION),  # broken into
        (SHOP, "https://www.qinglan.gov.cn/", Label.OFFICIAL),  # just unknown
        (NEWS, "https://news.a.test/1.html", Label.CLEAR),  # quotes every word
        (SELLER, "https://zs.a.test/", Label.SELLER),  # offer, promise and contact
        (SHOP, "https://mem-shop.test/", Label.CLEAR),  # shares three letters
    ],
)
def test_label(html, url, label):
    assert verdict(html, url).label is label


@pytest.mark.parametrize("html", [COPY, SELLER, NEWS, SHOP])
def test_the_same_gives_the_same_byte_for_byte(html):
    first, second = (verdict(html, "https://k3v9q.test/") for _ in range(2))

    assert canonical_json(to_plain(first)) == canonical_json(to_plain(second))


def test_findings_are_strongest_first_and_weighted():
    weights = [abs(f.weight) for f in verdict(COPY, "https://k3v9q.test/").findings]

    assert weights == sorted(weights, reverse=True)
    assert all(weights)


def test_profile_is_named():
    assert verdict(COPY, "https://k3v9q.test/").profile == "mem-inquiry"


def capture(**changes):
    plain = {
        "url": "https://a.test/",
        "vantage": Vantage.DESKTOP,
        "captured_at": AT,
        "final_url": "https://a.test/",
        "status": 200,
    }
    return Capture(**{**plain, **changes})


def inspected(*captures, blobs=None):
    candidate = Candidate(
        url="https://a.test/", source="tip", reason="reported", seen_at=AT
    )
    inspection = Inspection(candidate=candidate, captures=captures)
    return judge(
        open_site(inspection, (blobs or {}).__getitem__),
        PROFILES,
        model=load_model(),
        flag_probability=0.5,
        suspicious_probability=0.2,
    )


@pytest.mark.parametrize(
    "captures",
    [
        (capture(status=None, failure="dns-nxdomain"),),  # no such name
        (capture(body_sha256="e", status=200),),  # nothing in it
        (capture(body_sha256="x", body_bytes=9, status=404),),  # an error page
    ],
)
def test_nothing_to_judge_is_unreachable(captures):
    blobs = {"e": b"", "x": b"not found"}

    assert inspected(*captures, blobs=blobs).label is Label.UNREACHABLE


def test_a_part_that_could_not_be_read_is_never_clear():
    """Stored bytes that are lost must not turn into innocence."""
    found = inspected(
        capture(body_sha256="x", body_bytes=9),
        capture(vantage=Vantage.PHONE, body_sha256="lost", body_bytes=9),
        blobs={"x": SHOP.encode()},
    )

    assert found.not_run
    assert found.label is not Label.CLEAR


def test_worst_vantage_counts():
    """A shop for desktops and a copy for phones is a copy."""
    found = inspected(
        capture(body_sha256="shop", body_bytes=9),
        capture(vantage=Vantage.PHONE, body_sha256="copy", body_bytes=9),
        blobs={"shop": SHOP.encode(), "copy": COPY.encode()},
    )

    assert found.label is Label.COUNTERFEIT
