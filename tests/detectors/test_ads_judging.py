"""Who speaks: texts with the label a careful reader gives them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.ads import SELLING, AdLabel, judge_ad
from detectors.ads.model import load_ad_model
from detectors.ads.reasons import REASONS

OFFER = "电工证焊工证代办，免考，官网可查，先查后付款，加微信zz8806kk"

TEXTS = [
    (OFFER, True, "offer, promise and contact"),
    (
        "市面上假证多，谨防上当！我们的电工证官网可查，先查后付款，加薇zz8806kk",
        True,
        "an ad that opens like a warning",
    ),
    ("昆明各种证书证件代办制作", True, "a spun title without a contact"),
    ("特 种 作 业 证 免 考 直 出 加薇：zz八八〇6kk", True, "split words"),
    ("高仿毕业证、结婚证，钢印水印齐全，QQ 12345678", True, "other forged papers"),
    ("焊工证包过，考场有人照顾，人脸识别有办法过，微信zz8806kk", True, "cheating"),
    (
        f"近日，警方抓获一制假团伙。该团伙发布“{OFFER}”等广告。切勿轻信，谨防上当。",
        False,
        "a report that quotes the ad whole, contact and all",
    ),
    (
        "凡承诺免考、包过、官网可查的都是骗局，请通过正规渠道报名，举报电话12350",
        False,
        "a warning with every trigger word",
    ),
    (
        (
            "电工培训班开班，理论加实操，考试合格后应急管理局发证，通过率高，"
            "学费800元，报名电话0311-88886666，老师微信zz8806kk"
        ),
        False,
        "a school that advertises hard",
    ),
    ("急招持证电工3名，月薪8000元，包吃住，电话16012345678", False, "a vacancy"),
    ("请问电工证免考包过是真的吗？有没有人办过", False, "a question"),
    ("出电焊机一台，九成新，500元自提，微信zz8806kk", False, "used goods"),
    ("技能人才评价证书全国联网查询", False, "a mere title of a look-up"),
    ("特种作业操作证查询平台", False, "a mere title of a platform"),
    ("今天天气很好，我们去公园", False, "nothing of the kind"),
    ("", False, "nothing"),
]


@pytest.mark.parametrize(("text", "sells", "why"), TEXTS, ids=[t[2] for t in TEXTS])
def test_who_sells(text, sells, why):
    assert judge_ad(text).sells is sells


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (TEXTS[0][0], AdLabel.SELLER),  # no examination at all
        (TEXTS[5][0], AdLabel.CHEATING),  # there is one, and help in it
        (TEXTS[6][0], AdLabel.WARNING),  # police speak
        (TEXTS[8][0], AdLabel.TRAINING),  # a school speaks
        (TEXTS[9][0], AdLabel.OTHER),  # an employer speaks
    ],
)
def test_labels(text, label):
    assert judge_ad(text).label is label


def test_reasons_quote_the_text_and_are_ordered():
    verdict = judge_ad(OFFER, "https://board.test/1")

    weights = [abs(f.weight) for f in verdict.findings]
    assert weights == sorted(weights, reverse=True)
    assert {f.where for f in verdict.findings} == {"https://board.test/1"}
    for finding in verdict.findings:
        words = finding.claim.values["words"].replace(" + ", "、").split("、")
        assert all(word in OFFER for word in words if not word.endswith("…"))


def test_what_a_gang_graph_needs_is_handed_on():
    verdict = judge_ad(f"{OFFER} 350元 石家庄 顺丰包邮", qr_payloads=["http://q.test/"])

    assert [c.key for c in verdict.contacts] == [
        "wechat:zz8806kk",
        "link:http://q.test/",
    ]
    assert [p.low for p in verdict.prices] == [350]
    assert [t.name for t in verdict.trades] == ["电工作业", "焊接与热切割作业"]
    assert verdict.places == ("石家庄",)
    assert {p.kind for p in verdict.promises} >= {"no_exam", "pay_later"}
    assert [p.written for p in verdict.delivery] == ["顺丰", "包邮"]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    verdict = judge_ad(text)

    assert math.isclose(sum(verdict.probabilities.values()), 1.0, abs_tol=0.001)
    assert (verdict.probability >= 0.5) is (verdict.label in SELLING)
    assert verdict.findings
    assert judge_ad(text) == verdict


@pytest.mark.parametrize("name", sorted(load_ad_model().weights))
def test_every_weight_has_its_sentence(name):
    """A weight without a sentence would move verdicts and never be told."""
    assert name in REASONS or name == "shape.long"
