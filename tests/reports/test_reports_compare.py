"""The official page and the suspect one side by side."""

import dataclasses
import hashlib
import io
import json
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw

from casebook.errors import EvidenceError
from casebook.profiles import Kind, Look, Looks, Profile, ReferencePage
from casebook.records import Candidate, Capture, Inspection, Vantage
from detectors.looks.layout import Box
from detectors.site import open_site
from reports.compare import draw, draw_small, pair_of
from reports.compare.blocks import blocks_of
from reports.compare.records import Kind as What
from reports.compare.records import Shared

AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
TITLE = "全国茶叶检验员证书信息查询平台"
FOOT = "主办单位：茶叶检验总署信息站"


class Store(dict):
    def put(self, data):
        name = hashlib.sha256(data).hexdigest()
        self[name] = data
        return name

    def read(self, name):
        if name not in self:
            raise EvidenceError(f"no such blob: {name}")
        return self[name]


@pytest.fixture
def store():
    return Store()


def shot(height=700, logo=(40, 20)):
    image = Image.new("RGB", (1000, height), (250, 250, 252))
    draw_on = ImageDraw.Draw(image)
    draw_on.rectangle((0, 0, 1000, 90), fill=(20, 80, 160))
    x, y = logo
    draw_on.ellipse((x, y, x + 60, y + 60), fill=(190, 24, 32))
    draw_on.rectangle((x + 20, y + 10, x + 30, y + 45), fill=(246, 196, 76))
    draw_on.rectangle((x + 34, y + 24, x + 44, y + 50), fill="white")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def layout(texts, *, fields=(), logo=(40, 20)):
    table = {
        "width": 1000,
        "height": 700,
        "texts": texts,
        "pictures": [[*logo, 60, 60, "https://x.test/img/logo.png"]],
        "fields": fields,
    }
    return json.dumps(table).encode()


OFFICIAL = [
    [120, 30, 500, 30, TITLE],
    [60, 300, 600, 20, "查询次数每日不超过五次，请妥善保管证书。"],
    [300, 640, 300, 16, FOOT],
    [60, 330, 60, 16, "首页"],
]
COPY = [
    [140, 36, 480, 28, TITLE],
    [60, 420, 600, 20, "查询次数每日不超过八次，请妥善保管证书。"],
    [300, 660, 300, 16, FOOT],
    [60, 500, 300, 16, "加微信办理，三天出证"],
]
FIELDS = [[300, 150, 200, 30, "请输入证件号码"], [300, 200, 200, 30, "请输入姓名"]]


@pytest.fixture
def tea(store):
    look = Look(
        url="https://cx.tea.example/",
        vantage="browser-desktop",
        captured_at=AT,
        screenshot_sha256=store.put(shot()),
        layout_sha256=store.put(layout(OFFICIAL, fields=FIELDS)),
        screen_hash="",
    )
    return Profile(
        name="tea-office",
        title="茶叶检验总署",
        title_en="Tea Inspection Office",
        kind=Kind.PLATFORM,
        hosts=("cx.tea.example",),
        names=("茶叶检验总署",),
        titles=(TITLE,),
        looks=Looks(pages=(look,)),
    )


def suspect(store, texts=COPY, *, picture=True, html=None, fields=FIELDS):
    body = html or "".join(f"<p>{text[-1]}</p>" for text in texts)
    capture = Capture(
        url="http://tea-cx.test/?tel=13800138000",
        vantage=Vantage.BROWSER_DESKTOP,
        captured_at=AT,
        final_url="http://tea-cx.test/?tel=13800138000",
        status=200,
        body_sha256=store.put(body.encode()),
        screenshot_sha256=store.put(shot(logo=(70, 24))) if picture else "",
        layout_sha256=store.put(layout(texts, fields=fields, logo=(70, 24)))
        if picture
        else "",
    )
    candidate = Candidate(url=capture.url, source="tip", reason="told", seen_at=AT)
    return open_site(Inspection(candidate=candidate, captures=(capture,)), store.read)


def test_what_both_pages_share_is_found_where_it_stands(store, tea):
    pair = pair_of(suspect(store), tea, store.read)
    found = {one.kind: one for one in pair.shared if one.kind is not What.TEXT}
    words = {one.text: one for one in pair.shared if one.kind is What.TEXT}

    assert (pair.runs, pair.found) == (3, 3)
    assert found[What.FOOTER].text == FOOT
    assert found[What.PICTURE].suspect == (Box(left=70, top=24, width=60, height=60),)
    assert len(found[What.FORM].official) == 2
    assert words[TITLE].sameness == 1.0
    assert words[TITLE].suspect == (Box(left=140, top=36, width=480, height=28),)
    changed = next(one for text, one in words.items() if "五次" in text)
    assert 0.86 <= changed.sameness < 1.0


def test_nothing_of_another_site_is_marked(store, tea):
    other = [[60, 300, 600, 20, "云岭花店鲜花预订，当天送达。"]]

    pair = pair_of(suspect(store, other, fields=()), tea, store.read)

    assert [one for one in pair.shared if one.kind is not What.PICTURE] == []
    assert pair.found == 0


@pytest.mark.parametrize("picture", [True, False], ids=["pictured", "words-only"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_drawn_as_a_picture(store, tea, picture, language):
    pair = pair_of(suspect(store, picture=picture), tea, store.read)

    png = draw(pair, store.read, language)
    jpeg = draw_small(pair, store.read, language, width_px=800, quality=60)

    assert Image.open(io.BytesIO(png)).width == 1492
    assert Image.open(io.BytesIO(jpeg)).size[0] == 800
    assert png == draw(pair, store.read, language)


def test_shared_places_are_tinted_and_framed(store, tea):
    """The title on the suspect side is no longer plain blue."""
    pair = pair_of(suspect(store), tea, store.read)
    plain = dataclasses.replace(pair, shared=())

    marked = Image.open(io.BytesIO(draw(pair, store.read, "en"))).convert("RGB")
    bare = Image.open(io.BytesIO(draw(plain, store.read, "en"))).convert("RGB")

    # Scale 0.7: the middle of the title, in the right panel below its address bar.
    place = (28 + 700 + 36 + round(380 * 0.7), 138 + round(50 * 0.7))
    assert bare.getpixel(place) != marked.getpixel(place)
    assert bare.getpixel((10, 300)) == marked.getpixel((10, 300))


def test_lost_screenshot_is_set_as_words(store, tea):
    site = suspect(store)
    pair = pair_of(site, tea, store.read)

    def lost(name):
        raise EvidenceError(f"{name} is gone")

    assert draw(pair, lost, "zh")


def test_a_body_without_looks_is_shown_by_its_references(store, tea):
    page = ReferencePage(
        url="https://cx.tea.example/q",
        captured_at=AT,
        sha256="",
        title=TITLE,
        text=f"{TITLE}\n{FOOT}",
    )
    kept = dataclasses.replace(tea, looks=Looks(), references=(page,))
    bare = dataclasses.replace(tea, looks=Looks())

    by_reference = pair_of(suspect(store), kept, store.read)
    by_profile = pair_of(suspect(store), bare, store.read)

    assert by_reference.official.url == "https://cx.tea.example/q"
    assert {one.text for one in by_reference.shared} == {TITLE, FOOT}
    assert by_profile.official.captured_at is None
    assert TITLE in {one.text for one in by_profile.shared}


def test_nobody_to_compare_with(store, tea):
    generic = dataclasses.replace(tea, kind=Kind.GENERIC)

    assert pair_of(suspect(store), None, store.read) is None
    assert pair_of(suspect(store), generic, store.read) is None


def run(text, official, suspect_box):
    def box(left, top):
        return Box(left=left, top=top, width=100, height=16)

    return Shared(
        kind=What.TEXT,
        text=text,
        sameness=1.0,
        official=(box(*official),),
        suspect=(box(*suspect_box),),
    )


@pytest.mark.parametrize(
    ("second", "blocks"),
    [
        (((0, 20), (0, 22)), 1),  # below it on both pages
        (((0, 20), (0, 400)), 2),  # near on one page only
        (((600, 0), (600, 0)), 2),  # far beside it
    ],
    ids=["together", "moved", "apart"],
)
def test_blocks_are_of_what_stands_together_on_both(second, blocks):
    runs = [run("查询说明", (0, 0), (0, 0)), run("查询结果", *second)]

    assert len(blocks_of(runs)) == blocks
