"""What every detector owes, asked of each one found."""

from datetime import UTC, datetime

import pytest

from casebook.language import catalogue
from casebook.profiles import read_profiles
from detectors.checks import Part, all_detectors, all_signals
from detectors.model import load_model
from detectors.site import site_from_files

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
PROFILES = read_profiles()

COPY = """<html><head><title>特种作业操作证查询</title></head><body>
<h1>特种作业操作证及安全生产知识和管理能力考核合格信息查询平台</h1>
<form><label>证件类型</label><input placeholder="请输入证件号码">
<input placeholder="请输入姓名"><input placeholder="请输入验证码">
<button>查询</button></form>
<footer>主办单位：中华人民共和国应急管理部 网站标识码：bm99000001
京ICP备99000001号-1</footer>
<script id="_jiucuo_" sitecode="bm99000001"></script></body></html>"""

HOSTILE = {
    "nothing": b"",
    "one_bracket": b"<",
    "nul": b"\x00" * 64,
    "open_title": b"<title>",
    "endless_title": b"<title>" + "应".encode() * 100_000,
    "snowman": "<html><body>☃".encode(),
    "lying_charset": '<meta charset="utf-8">应急管理部'.encode("gb18030"),
    "deep": b"<div>" * 30_000,
    "many_forms": b"<form><input name=idcard placeholder=x></form>" * 3_000,
    "many_links": b"<a href='https://www.mem.gov.cn/'>x</a>" * 5_000,
    "bad_urls": b"<a href='http://[::1'>x</a><img src='//:99999/'><form action='\x00'>",
    "bidi": "<h1>\u202e\u2066应急管理部\u2069</h1>".encode(),
    "braces": b"<title>{title} {0} {body!r}</title>",
}


def site(html: bytes, url: str = "https://cx-mem-gov-cn.zscx.test/special?index=0"):
    return site_from_files(url, html, None, AT)


@pytest.mark.parametrize("detector", all_detectors(), ids=lambda d: d.name)
class TestEveryDetector:
    @pytest.mark.parametrize("name", sorted(HOSTILE))
    def test_survives_any_page(self, detector, name):
        for finding in detector.check(site(HOSTILE[name]), PROFILES):
            assert finding.detector == detector.name
            assert finding.signal in detector.signals
            assert 0 <= finding.strength <= 1
            assert finding.where

    def test_says_the_same_twice(self, detector):
        first = list(detector.check(site(COPY.encode()), PROFILES))

        assert list(detector.check(site(COPY.encode()), PROFILES)) == first

    def test_claims_have_chinese(self, detector):
        for name, signal in detector.signals.items():
            said = catalogue("zh").gettext(signal.claim)
            assert said != signal.claim, name


def test_a_copy_is_seen_by_several_detectors():
    """Else the tests above could pass with detectors that never find anything."""
    found = {
        finding.detector
        for detector in all_detectors()
        for finding in detector.check(site(COPY.encode()), PROFILES)
    }

    assert {"claims", "inquiry_form", "footer_numbers", "state_organ"} <= found


def test_every_weight_is_of_a_signal():
    model = load_model()
    known = set(all_signals())

    assert set(model.pose.weights) <= known
    assert set(model.sells.weights) <= known


@pytest.mark.parametrize(
    ("name", "signal"), sorted(all_signals().items()), ids=lambda v: str(v)[:60]
)
def test_weights_point_where_the_signal_does(name, signal):
    """What speaks against never speaks for: a fit may not turn knowledge round."""
    model = load_model()
    for weights in (model.pose.weights, model.sells.weights):
        if name in weights:
            if signal.part is Part.AGAINST:
                assert weights[name] <= 0
            elif signal.part is not Part.SELLS:
                assert weights[name] >= 0
