"""Words that stand in pictures only, and when they are looked for."""

import io
import json

import pytest
from PIL import Image, ImageDraw, ImageFont

from casebook.records import Vantage
from detectors.checks.picture_text import PictureTextDetector
from detectors.looks import reading
from detectors.looks.layout import Box, read_layout
from detectors.looks.pixels import is_installed
from detectors.looks.recognition import can_read

needs_ocr = pytest.mark.skipif(
    not (is_installed() and can_read()),
    reason="text recognition is not installed: python -m pip install 'zhaoyao[ocr]'",
)
WORDS = (
    "全国茶叶检验员证书信息查询平台",
    "检验员证书查询",
    "本平台由茶叶检验总署负责解释查询结果",
    "主办单位：茶叶检验总署信息站",
)
PLAIN = "".join(f"<p>{words}</p>" for words in WORDS)
PICTURE = '<img src="/all.png" width="900"><form><input name="a"></form>'


def font(size):
    try:
        return ImageFont.truetype("NotoSansCJK-Regular.ttc", size, index=2)
    except OSError:
        pytest.skip("no Chinese fonts: apt-get install fonts-noto-cjk")


def drawn(words=WORDS, size=(1000, 620)):
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 80), fill=(20, 80, 160))
    for number, line in enumerate(words):
        place = (60, 24 + 130 * number)
        draw.text(
            place, line, font=font(26), fill="white" if not number else (40, 40, 40)
        )
    return png(image)


def png(image):
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def layout(*texts, fields=()):
    return json.dumps(
        {
            "width": 1000,
            "height": 620,
            "texts": texts,
            "pictures": [[0, 0, 1000, 620, "/all.png"]],
            "fields": fields,
        }
    ).encode()


@pytest.fixture
def shown(site, visit, store):
    """Make a site of one drawn page."""

    def make(html, picture, places=b""):
        return site(
            captures=[
                visit(
                    html,
                    vantage=Vantage.BROWSER_DESKTOP,
                    screenshot_sha256=store.put(picture) if picture else "",
                    layout_sha256=store.put(places) if places else "",
                )
            ]
        )

    return make


@needs_ocr
@pytest.mark.parametrize(
    ("html", "words", "seen"),
    [
        (PICTURE, WORDS, True),  # the whole page is one picture
        (PLAIN, WORDS, False),  # the document says the same
        (PICTURE, (), False),  # a picture without words
        (PICTURE, WORDS[1:2], False),  # a logo with a name: too little
        (PLAIN + "<p>无关文字</p>" * 300, WORDS, False),  # and filler
    ],
    ids=["picture", "document", "blank", "slogan", "filler"],
)
def test_words_are_read_where_the_document_lacks_them(shown, html, words, seen):
    found = shown(html, drawn(words)).reading

    assert bool(found.pages) is seen
    assert found.not_run == ()
    if seen:
        assert WORDS[0] in found.pages[0].text
        assert found.pages[0].where == "browser-desktop picture-text"


@needs_ocr
def test_places_tell_hidden_words_from_hidden_filler(shown):
    """Filler in the document does not stand where the picture shows words."""
    filler = "<div style='display:none'>" + "无关的文字" * 400 + "</div>" + PICTURE

    blind = shown(filler, drawn()).reading
    seeing = shown(filler, drawn(), layout()).reading

    assert not blind.pages
    assert WORDS[3].partition("：")[2] in seeing.pages[0].text


@needs_ocr
def test_own_text_is_not_read_again(shown):
    own = [[50, 20 + 130 * n, 900, 40, words] for n, words in enumerate(WORDS)]

    assert not shown(PLAIN, drawn(), layout(*own)).reading.pages


@needs_ocr
def test_detectors_read_the_words_like_any_page(shown, profiles):
    site = shown(PICTURE, drawn())

    (finding,) = PictureTextDetector().check(site, profiles)
    claimed = [page.where for page in site.views if WORDS[1] in page.flat]

    assert finding.strength > 0.5
    assert int(finding.claim.values["count"]) > 40
    assert claimed == ["browser-desktop picture-text"]


@needs_ocr
def test_a_field_is_named_by_the_words_beside_it(shown):
    fields = [[300, 150, 300, 40, ""], [300, 280, 300, 40, "请输入"]]

    (page,) = shown(PICTURE, drawn(), layout(fields=fields)).reading.pages

    labels = [field.label for form in page.forms for field in form.fields]
    assert labels == [WORDS[1]]


@needs_ocr
def test_large_picture_is_read_for_want_of_a_screenshot(site, resource):
    picture = resource(drawn(), url="https://k3.test/all.png", kind="image")

    (page,) = site(PICTURE, resources=[picture]).reading.pages

    assert WORDS[0] in page.text


@pytest.mark.parametrize(
    ("html", "told"),
    [
        (PICTURE, True),  # nothing but a picture
        ("<canvas></canvas><title>证书查询</title>", True),
        ("<p>It works!</p>", False),  # says what it says
        (PLAIN, False),
        (PICTURE + "<p>大熊猫宝宝迎新年，三张照片</p>", False),  # captions
    ],
    ids=["picture", "canvas", "default", "words", "captions"],
)
def test_a_page_of_pictures_without_a_picture_of_it_is_told(shown, html, told):
    """Else it would be clear because nothing could be read."""
    found = shown(html, None)

    assert bool(found.reading.not_run) is told
    assert found.lacking[0].detector == "screenshot"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b'{"width":1,"height":1,"texts":{},"pictures":[],"fields":[]}',
        b'{"width":1e99,"height":1,"texts":[],"pictures":[],"fields":[]}',
        b'{"width":1,"height":1,"texts":[[1,2,3]],"pictures":[],"fields":[]}',
        b"[" * 100_000,
    ],
    ids=["empty", "list", "torn", "object", "far", "short", "deep"],
)
def test_broken_places_are_none(data):
    assert read_layout(data) is None


def test_places_are_bounded():
    rows = [[0, 0, 5, 5, "字" * 999]] * 5_000
    data = json.dumps(
        {"width": 1, "height": 1, "texts": rows, "pictures": [], "fields": []}
    ).encode()

    found = read_layout(data)

    assert len(found.texts) <= 1_200
    assert len(found.texts[0].text) <= 200


def test_boxes_share_what_both_cover():
    one = Box(left=0, top=0, width=10, height=10)

    assert one.shared(Box(left=5, top=5, width=10, height=10)) == 25
    assert one.shared(Box(left=20, top=0, width=5, height=5)) == 0


@needs_ocr
def test_reading_is_bounded(shown):
    """A wall of characters costs no more than the bound."""
    wall = Image.new("RGB", (1280, 1600), "white")
    draw = ImageDraw.Draw(wall)
    letters = font(14)
    for row in range(70):
        place = (10, 10 + 22 * row)
        draw.text(place, "查询结果以本平台为准" * 8, "black", letters)
    hidden = reading.hidden_text(
        reading.pixels_of(wall), shown(PICTURE, png(wall)).screens[0]
    )

    lines = reading.read_hidden(reading.pixels_of(wall), hidden)

    assert hidden.characters > 3_000
    # Letters narrower than their height are more than the squares that are counted.
    assert 200 < sum(len(line.text) for line in lines) <= 1.1 * reading.READ_MAX
