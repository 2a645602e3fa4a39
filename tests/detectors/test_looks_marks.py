"""Marks found in screenshots however they are shown, and not where there are none."""

import dataclasses
import io
import random

import pytest
import threadpoolctl
from invented_bodies import OFFICE, STATE
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from casebook.profiles import KnownMark, Looks, Profiles, read_looks, write_looks
from casebook.records import Vantage
from detectors.checks.marks import MarksDetector
from detectors.looks.marks import AGREE_MIN, find_marks, government_marks
from detectors.looks.pixels import cv2, is_installed, pixels_of
from detectors.looks.points import find_points, pack, unpack
from detectors.looks.references import looks_of
from detectors.looks.regions import mark_regions

if not is_installed():
    pytest.skip(
        "libraries for pictures are not installed: python -m pip install "
        "'zhaoyao[ocr]'",
        allow_module_level=True,
    )


def badge(side=160, seed=7, colours=((190, 24, 32), (246, 196, 76), (255, 240, 200))):
    """Draw an invented round badge: a disc full of small shapes, from *seed*."""
    dice = random.Random(seed)
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((1, 1, side - 2, side - 2), fill=colours[0])
    for _ in range(34):
        x, y = (dice.randint(side // 5, side * 4 // 5) for _ in range(2))
        size = dice.randint(5, 18)
        shape = dice.choice((draw.rectangle, draw.ellipse))
        shape((x, y, x + size, y + dice.randint(5, 18)), fill=dice.choice(colours[1:]))
    return image


def jpeg(image, quality):
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def on_page(mark, ground=(240, 244, 250)):
    """Return a page with a head, words-like bars and *mark*, if any."""
    page = Image.new("RGB", (1280, 900), "white")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 1280, 239), fill=ground)
    for row in range(12):
        for word in range(16):
            left = 60 + 70 * word
            draw.rectangle(
                (left, 300 + 40 * row, left + 52, 312 + 40 * row), fill="grey"
            )
    if mark is not None:
        page.paste(mark.convert("RGB"), (90, 30), mark.getchannel("A"))
    return page


def known(image, name="印"):
    return KnownMark(
        name=name, picture="a.png", points=pack(find_points(pixels_of(image)))
    )


def scaled(image, side):
    return image.resize((side, side), Image.Resampling.LANCZOS)


def grey(image):
    flat = ImageOps.grayscale(image.convert("RGB")).convert("RGBA")
    flat.putalpha(image.getchannel("A"))
    return flat


def negative(image):
    turned = ImageOps.invert(image.convert("RGB")).convert("RGBA")
    turned.putalpha(image.getchannel("A"))
    return turned


SHOWN = {
    "as it is": lambda m: scaled(m, 100),
    "small": lambda m: scaled(m, 44),
    "large": lambda m: scaled(m, 190),
    "grey": lambda m: grey(scaled(m, 100)),
    "negative": lambda m: negative(scaled(m, 100)),
    "other colours": lambda m: scaled(
        badge(colours=((24, 84, 160), (120, 220, 240), (230, 250, 255))), 100
    ),
    "cropped": lambda m: scaled(m, 100).crop((0, 0, 62, 100)),
    "turned": lambda m: scaled(m, 100).rotate(
        12, expand=True, resample=Image.Resampling.BICUBIC
    ),
    "blurred": lambda m: scaled(m, 100).filter(ImageFilter.GaussianBlur(0.8)),
    "another mark": lambda m: scaled(badge(seed=8), 100),
    "a blank disc": lambda m: scaled(badge(colours=((190, 24, 32),) * 3), 100),
    "none": lambda m: None,
}


@pytest.mark.parametrize("how", SHOWN)
def test_mark_is_found_however_it_is_shown(how):
    page = on_page(SHOWN[how](badge()))

    found = find_marks(pixels_of(page), [known(badge())])

    assert bool(found) is (how not in {"another mark", "a blank disc", "none"})
    if found:
        assert found[0].points >= AGREE_MIN
        # A person finds it where it is said to be.
        assert abs(found[0].box.left - 90) < 60
        assert found[0].box.top < 120


def test_recompression_does_not_hide_it():
    page = jpeg(on_page(scaled(badge(), 90)), 35)

    assert find_marks(pixels_of(page), [known(badge())])


def test_blank_pages_have_no_places_for_marks():
    """A blank picture is like nothing."""
    blank = pixels_of(Image.new("RGB", (1280, 800), "white"))

    assert mark_regions(blank) == []
    assert find_marks(blank, government_marks()) == []


def test_places_are_few_however_full_the_page():
    dice = random.Random(1)
    page = Image.new("RGB", (1280, 3000), "white")
    draw = ImageDraw.Draw(page)
    for _ in range(900):
        x, y, side = dice.randint(0, 1200), dice.randint(0, 2900), dice.randint(20, 60)
        draw.rectangle((x, y, x + side, y + side), fill="navy")

    assert 0 < len(mark_regions(pixels_of(page))) <= 16


def test_points_are_kept_and_read_back():
    points = find_points(pixels_of(badge()))

    again = unpack(pack(points))

    assert len(again) == len(points)
    assert abs(again.places - points.places).max() <= 0.5
    assert find_marks(
        pixels_of(on_page(scaled(badge(), 90))),
        [KnownMark(name="印", picture="", points=pack(again))],
    )


@pytest.mark.parametrize("text", ["", "!", "AAAA", "应"])
def test_damaged_points_are_none(text):
    assert len(unpack(text)) == 0


def test_government_marks_ship_by_name():
    names = {mark.name for mark in government_marks()}

    assert names == {"国徽", "党政机关标识", "政府网站找错标识"}
    assert all(len(unpack(mark.points)) > 60 for mark in government_marks())


@pytest.fixture
def branded():
    office = dataclasses.replace(
        OFFICE, looks=Looks(marks=(known(badge(), name="logo.png"),))
    )
    return Profiles(by_name={"state-organ": STATE, "tea-office": office})


@pytest.mark.parametrize(
    ("html", "mark", "seen"),
    [
        ("<h1>茶叶检验员证书查询</h1>", True, True),  # claims to be it, with its logo
        ("<h1>茶叶检验员证书查询</h1>", False, False),
        ("<h1>云岭花店</h1>", True, False),  # nothing claims: nobody looks
    ],
    ids=["claim", "no-mark", "no-claim"],
)
def test_logo_is_looked_for_where_something_claims(
    html, mark, seen, site, visit, store, branded
):
    stream = io.BytesIO()
    on_page(scaled(badge(), 100) if mark else None).save(stream, "PNG")
    shot = visit(
        html,
        vantage=Vantage.BROWSER_DESKTOP,
        screenshot_sha256=store.put(stream.getvalue()),
    )

    found = list(MarksDetector().check(site(captures=[shot]), branded))

    assert bool(found) is seen
    if seen:
        assert found[0].profile == OFFICE.name
        assert found[0].claim.values["mark"] == "logo.png"


def test_looks_are_made_of_what_was_captured(visit, store, resource, tmp_path):
    logo, shot = io.BytesIO(), io.BytesIO()
    badge().save(logo, "PNG")
    on_page(badge()).save(shot, "PNG")
    rule = io.BytesIO()
    Image.new("RGB", (300, 30), "navy").save(rule, "PNG")
    drawn = visit(
        "<p>x</p>",
        vantage=Vantage.BROWSER_DESKTOP,
        screenshot_sha256=store.put(shot.getvalue()),
        resources=(
            resource(logo.getvalue(), url="https://tea.example/logo.png", kind="image"),
            resource(rule.getvalue(), url="https://tea.example/bar.png", kind="image"),
        ),
    )

    looks = looks_of([(drawn,)], store.read)
    path = write_looks(tmp_path, "tea-office", looks)

    assert [mark.name for mark in looks.marks] == ["logo.png"]
    assert [look.vantage for look in looks.pages] == ["browser-desktop"]
    assert read_looks(path) == looks


def test_libraries_keep_to_one_core():
    """Threads that only wait for work take the core that draws the next page."""
    pools = threadpoolctl.threadpool_info()

    assert {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"} == {1}
    assert cv2.getNumThreads() == 1
