"""Official pages shown as one picture: by what was read, down to the foot."""

import dataclasses
import io
import json

import pytest
from invented_bodies import AT
from PIL import Image, ImageDraw, ImageFont

from casebook.profiles import Profiles
from casebook.records import Label, Vantage
from detectors.checks.picture_copy import PictureCopyDetector
from detectors.judge import judge
from detectors.looks.pixels import is_installed
from detectors.looks.recognition import can_read
from detectors.reference import reference_page

pytestmark = pytest.mark.skipif(
    not (is_installed() and can_read()),
    reason="text recognition is not installed: python -m pip install 'zhaoyao[ocr]'",
)
ARTICLE = (
    "关于开展春季茶样登记检查工作的通知要求各站按期报送材料",
    "各茶区检验站应当在清明以前完成辖区内茶样的登记和封存",
    "抽查结果由总署汇总以后在本平台统一公布任何单位不得转让",
    "对逾期未报送登记材料的检验站由所在茶区予以书面通报批评",
)
FOOT = "主办单位：茶叶检验总署 网站标识码 bm99112233"
PICTURE = '<img src="/all.png"><form><input name="a"></form>'
HEIGHT = 2_100
PLACE_OF_FOOT = HEIGHT - 80


@pytest.fixture(scope="module")
def picture():
    """A page longer than what is looked at first, its sponsor in the last rows."""
    try:
        letters = ImageFont.truetype("NotoSansCJK-Regular.ttc", 22, index=2)
    except OSError:
        pytest.skip("no Chinese fonts: apt-get install fonts-noto-cjk")
    image = Image.new("RGB", (900, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(ARTICLE):
        draw.text((60, 300 + 60 * number), line, (40, 40, 40), letters)
    draw.text((60, PLACE_OF_FOOT), FOOT, (40, 40, 40), letters)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def shown(site, store, visit, picture):
    def make(html):
        places = {"texts": [], "pictures": [], "fields": []}
        layout = json.dumps({"width": 900, "height": HEIGHT, **places})
        look = visit(
            html,
            vantage=Vantage.BROWSER_DESKTOP,
            screenshot_sha256=store.put(picture),
            layout_sha256=store.put(layout),
        )
        return site(captures=[look])

    return make


@pytest.fixture
def referenced(profiles):
    html = "".join(f"<p>{words}</p>" for words in (*ARTICLE, FOOT))
    page = reference_page("https://cx.tea.example/a", html.encode(), at=AT)
    office = dataclasses.replace(profiles.by_name["tea-office"], references=(page,))
    return Profiles(by_name={**profiles.by_name, "tea-office": office})


def test_the_picture_shows_an_official_page(shown, profiles, referenced, model):
    site = shown(PICTURE)

    assert site.reading.lines[-1].box.top > PLACE_OF_FOOT - 20
    assert not list(PictureCopyDetector().check(site, profiles))  # no references
    (found,) = PictureCopyDetector().check(site, referenced)
    assert (found.profile, found.strength) == ("tea-office", 1.0)
    assert found.claim.values["official"] == "https://cx.tea.example/a"
    verdict = judge(
        site, referenced, model=model, flag_probability=0.5, suspicious_probability=0.2
    )
    assert (verdict.label, verdict.profile) == (Label.COUNTERFEIT, "tea-office")


def test_a_page_with_words_of_its_own_explains(shown, referenced):
    """Who tells how to use the platform shows its picture, too."""
    words = "下面介绍怎样使用检验员证书平台，先打开首页，再填写姓名和编号。" * 6

    assert not list(PictureCopyDetector().check(shown(words + PICTURE), referenced))
