"""Who is named on a picture is covered before a person is shown it."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont
from report_cases import IDENTITY, SELLER_PHONE, VICTIM_PHONE

from detectors.looks.layout import Box, Place
from reports.clue.matter.painting import Painter, reads_words, telling

reads = pytest.mark.skipif(not reads_words(), reason="NO TEXT RECOGNITION")

NOBODY = frozenset()
SELLER = frozenset({SELLER_PHONE})


def place(text, left=0, top=0, width=80, height=20):
    return Place(text=text, box=Box(left=left, top=top, width=width, height=height))


@pytest.mark.parametrize(
    ("places", "covered"),
    [
        ([place("姓名：张三"), place("作业类别", top=40)], {"姓名：张三"}),
        ([place("姓名"), place("张三", left=120)], {"张三"}),  # beside
        (
            [
                *(place("姓名"), place("工种", left=200)),
                *(place("张三", top=30), place("电工", left=200, top=30)),
                *(place("李四", top=60), place("焊工", left=200, top=60)),
                *(place("王小五", top=90), place("高处", left=200, top=90)),
            ],
            {"张三", "李四", "王小五"},  # a column
        ),
        ([place("姓名"), place("张三", top=400)], {"张三"}),  # next to be read
        ([place(IDENTITY)], {IDENTITY}),
        ([place("11O1O1199003070O12")], {"11O1O1199003070O12"}),  # O read for 0
        ([place("1390000l111")], {"1390000l111"}),  # l read for 1
        ([place(VICTIM_PHONE)], {VICTIM_PHONE}),
        ([place(f"电话 {SELLER_PHONE}")], set()),  # the seller's own
        ([place("张三丰")], set()),  # no label says that it is a victim
        ([place("姓名"), place("请输入", left=120)], set()),  # a field's hint
        ([place("2024-01-02 至 2030-01-01")], set()),  # no number of anybody
    ],
)
def test_places_that_are_covered(places, covered):
    boxes = {*telling(places, NOBODY, SELLER)}

    assert {one.text for one in places if one.box in boxes} == covered


def picture(*lines, form="PNG"):
    """A picture of *lines*, 60 pixels apart."""
    image = Image.new("RGB", (720, 60 * len(lines) + 40), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        font = ImageFont.load_default(size=30)
        draw.text((20, 20 + 60 * number), line, fill="black", font=font)
    out = io.BytesIO()
    image.save(out, form, quality=92)
    return out.getvalue()


def ink(data, row):
    """How many dark pixels a line of a picture still has."""
    with Image.open(io.BytesIO(data)) as image:
        part = image.convert("L").crop((0, 15 + 60 * row, 720, 65 + 60 * row))
    return sum(part.histogram()[:90])


@reads
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_words_on_a_posted_picture_are_read_and_covered(form):
    stored = picture(IDENTITY, f"Tel {SELLER_PHONE}", "Name: Li Lei", form=form)
    shown = Painter(lambda _: stored, can_read=True).posted("x", NOBODY, SELLER)

    assert ink(stored, 0) > 100
    assert ink(shown, 0) == 0
    assert ink(shown, 1) > 100  # whom to call is what an investigator needs
    assert ink(shown, 2) == 0


@reads
def test_a_screenshot_nobody_laid_out_is_read():
    stored = picture("Certificate", VICTIM_PHONE)
    painter = Painter(lambda _: stored, can_read=True)

    assert painter.cover("x", "", NOBODY, SELLER).is_read
    shown = painter.screenshot("x", "", NOBODY, SELLER)
    assert ink(shown, 0) > 100
    assert ink(shown, 1) == 0


@reads
def test_what_there_is_no_time_to_read_is_covered():
    """A wall of text: what comes after the bound is not shown unread."""
    stored = picture(*["Certificates of every trade, cheap"] * 4)
    painter = Painter(lambda _: stored, can_read=True, read_most=40)
    shown = painter.posted("x", NOBODY, SELLER)

    assert ink(shown, 0) > 100
    assert ink(shown, 3) == 0


def test_what_cannot_be_read_is_not_claimed_to_be():
    stored = picture(IDENTITY)
    painter = Painter(lambda _: stored, can_read=False)

    assert painter.posted("x", NOBODY, NOBODY) == b""
    assert not painter.cover("x", "", NOBODY, NOBODY).is_read


@pytest.mark.parametrize("stored", [b"", b"GIF89a", picture("x")[:90]], ids=len)
def test_what_is_no_picture_is_not_shown(stored):
    painter = Painter(lambda _: stored, can_read=reads_words())

    assert painter.posted("x", NOBODY, NOBODY) == b""
