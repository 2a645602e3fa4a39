"""Findings are well formed, filled in, and quote what stands on the page."""

import string

import pytest

from casebook.language import say
from detectors.checks import all_detectors, all_signals
from detectors.model import load_model

EVERYTHING = """<html><head><title>全国茶叶检验员证书信息查询平台</title>
<meta name="SiteDomain" content="cx.tea.example">
<meta name="SiteName" content="某省人民政府">
</head><body class="tea-query-box tea-yzm"><h1>茶叶检验员证书查询</h1>
<p>唯一官方查询网站</p><img src="/img/guohui.png" alt="国徽">
<form action="https://other.test/"><input placeholder="请输入证件号码">
<input placeholder="请输入检验员姓名"></form>
<table><tr><td>姓名</td><td>张某某</td></tr><tr><td>检茶类别</td><td>绿茶检验</td></tr>
<tr><td>茶证编号</td><td>110105194912310021</td></tr>
<tr><td>初检日期</td><td>2025-01-01</td></tr>
<tr><td>发证机关</td><td>云岭省应急管理厅</td></tr></table>
<p>免考包过，办证加微信 abc12345，先查后付款</p><p>定金 200元</p>
<p>警惕骗局，谨防诈骗，民警提醒</p><p>来源:云岭日报 记者 王某</p>
<p>恒泰职业培训学校 开班 学时 课程</p><p>演示 源码 github</p>
<p>第一条</p><p>第二条</p><p>第三条</p>
<footer>主办单位：中华人民共和国茶叶检验总署 网站标识码：bm99112233</footer>
</body></html>"""

detectors = pytest.mark.parametrize("detector", all_detectors(), ids=lambda d: d.name)


@detectors
class TestEveryDetector:
    def test_survives_a_site_without_pages(self, detector, site, visit, profiles):
        failed = visit(None, status=None, failure="timeout")

        found = list(detector.check(site(captures=(failed,)), profiles))

        # Only the name itself can be read, and it says nothing here.
        assert found == []

    def test_findings_are_well_formed(self, detector, site, profiles):
        for finding in detector.check(site(EVERYTHING), profiles):
            assert finding.signal in detector.signals
            assert 0.0 <= finding.strength <= 1.0
            assert finding.where
            assert finding.weight == 0.0
            assert finding.profile in {"", *profiles.by_name}

    def test_claims_are_filled_in(self, detector, site, profiles):
        """No place of a sentence stays open, in either language."""
        for finding in detector.check(site(EVERYTHING), profiles):
            places = {
                name
                for _, name, _, _ in string.Formatter().parse(finding.claim.template)
                if name
            }
            assert places <= set(finding.claim.values)
            assert "{" not in say(finding.claim, "zh").replace("{body}", "")

    def test_is_named_like_its_file(self, detector):
        assert type(detector).__module__ == f"detectors.checks.{detector.name}"


def test_every_signal_has_a_weight():
    """One without is looked for in vain."""
    model = load_model()

    assert set(all_signals()) <= set(model.pose.weights) | set(model.sells.weights)


def test_quotes_are_from_the_page(site, profiles):
    """What stands in quotation marks can be found on the page by its reader."""
    quoted = {"title", "heading", "sponsor", "organ", "boast"}
    whole = site(EVERYTHING).pages[0]
    words = f"{whole.title}\n{whole.text}\n{whole.meta}"
    seen = 0
    for detector in all_detectors():
        for finding in detector.check(site(EVERYTHING), profiles):
            for name in quoted & set(finding.claim.values):
                seen += 1
                assert finding.claim.values[name].rstrip("…") in words
    assert seen > 4
