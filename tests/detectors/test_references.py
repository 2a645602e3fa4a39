"""Official pages as fingerprints, and what is like them."""

import dataclasses
import io

import pytest
from invented_bodies import AT, OFFICE, STATE
from PIL import Image, ImageDraw

from casebook.encoding import from_plain
from casebook.profiles import Profile, Profiles
from detectors.checks import all_detectors
from detectors.emblem import emblem_likeness
from detectors.pictures import Picture, distance
from detectors.reference import profile_from_pages, reference_page

OFFICIAL = """<html><head><title>茶叶检验员证书查询</title></head><body>
<div class="tea-top"><h1>全国茶叶检验员证书信息查询平台</h1></div>
<ul class="tea-menu"><li>检验员证书查询</li><li>检验机构查询</li>
<li>等级标准目录</li></ul>
<div class="tea-box"><form class="tea-form"><label class="tea-l">证件号码</label>
<input class="tea-i" placeholder="请输入证件号码"><label class="tea-l">姓名</label>
<input class="tea-i" placeholder="请输入检验员姓名"></form>
<p class="tea-note">本平台由茶叶检验总署负责解释查询结果，查询次数每日不超过五次。</p>
<p class="tea-note">证书编号有误的，请持原件到发证的检验站当面核实并申请更正。</p>
</div>
<div class="tea-foot">主办单位：茶叶检验总署信息站 京ICP备99112233号
地址：云岭市青茶路八号</div>
</body></html>"""
REPRINT = """<html><body><article><p>转载：本平台由茶叶检验总署负责解释查询结果，
查询次数每日不超过五次。证书编号有误的，请持原件到发证的检验站当面核实并申请更正。</p>
</article></body></html>"""
OTHER = (
    "<html><body><div class='a'><p>云岭花店鲜花预订，当天送达。</p></div></body></html>"
)


def picture(kind="image", *, colour="navy", size=96, fmt="PNG"):
    image = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, size - 8, size - 8), fill=colour)
    draw.rectangle((size // 2, size // 4, size - 16, size // 2), fill="orange")
    draw.line((12, size - 20, size // 2, 20), fill="white", width=size // 12)
    stream = io.BytesIO()
    image.save(stream, fmt)
    return stream.getvalue()


def smaller(data):
    image = Image.open(io.BytesIO(data))
    stream = io.BytesIO()
    image.resize((image.width // 2, image.height // 2)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="module")
def referenced():
    reference = reference_page(
        "https://cx.tea.example/special",
        OFFICIAL.encode(),
        at=AT,
        pictures=[("icon", picture())],
        screenshot=picture(size=640),
    )
    office = dataclasses.replace(OFFICE, references=(reference,))
    return Profiles(by_name={"state-organ": STATE, "tea-office": office})


def found(name, site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == name)
    return {f.signal: f for f in detector.check(site, profiles)}


@pytest.mark.parametrize(
    ("html", "low", "high"),
    [
        (OFFICIAL, 1.0, 1.0),  # the whole page
        (OFFICIAL.replace("</body>", "<p>无关文字</p>" * 900), 1.0, 1.0),  # and filler
        (OFFICIAL.replace("tea-", "x-"), 1.0, 1.0),  # other classes
        (REPRINT, 0.3, 0.99),  # its advice, reprinted
        (OTHER, 0.0, 0.1),  # nothing of it
    ],
)
def test_containment(html, low, high, site, referenced):
    copied = found("wording", site(html), referenced).get("copied")

    assert low <= (copied.strength if copied else 0.0) <= high


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        (OFFICIAL, True),  # words and skeleton
        (REPRINT, False),  # words alone: a paper may reprint
        (OFFICIAL.replace("茶", "花").replace("证", "票").replace("查", "订"), False),
    ],
)
def test_replica_needs_words_and_skeleton(html, seen, site, referenced):
    assert ("replica" in found("wording", site(html), referenced)) is seen


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        (OFFICIAL, True),
        (OFFICIAL.replace("tea-", "x-"), True),  # other classes, no replica
        (OFFICIAL.partition('<div class="tea-box">')[0], False),  # its head
        (REPRINT, False),
    ],
)
def test_whole_page_passes_for_the_official_one(html, seen, site, referenced):
    assert ("whole" in found("wording", site(html), referenced)) is seen


FILES = "".join(f"<img src='/upload/W02026031{n}.png'>" for n in range(8))


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        (FILES, True),  # the same names in the same folder
        (FILES.replace("/upload", "https://k9.test/i"), True),  # elsewhere
        (FILES[: len(FILES) // 8 * 2], False),  # two of eight
        ("<img src='/jquery.js'><img src='/logo.png'>", False),  # anybody's
    ],
)
def test_files_of_the_official_page(html, seen, site):
    official = OFFICIAL.replace("</body>", f"{FILES}<img src='/logo.png'></body>")
    reference = reference_page("https://cx.tea.example/", official.encode(), at=AT)
    office = dataclasses.replace(OFFICE, references=(reference,))
    profiles = Profiles(by_name={"state-organ": STATE, "tea-office": office})

    assert ("files" in found("structure", site(html), profiles)) is seen


def test_skeleton_is_told(site, referenced):
    skeleton = found("structure", site(OFFICIAL), referenced)["skeleton"]

    assert skeleton.strength == 1.0
    assert "skeleton" not in found("structure", site(OTHER), referenced)


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (picture(), True),  # the same
        (smaller(picture()), True),
        (picture(fmt="JPEG"), True),  # recompressed
        (picture(colour="darkgreen"), True),  # recoloured
        (Image.new("RGB", (96, 96), "white").tobytes(), False),  # no picture at all
    ],
)
def test_icon(data, seen, site, resource, referenced):
    icon = resource(data, url="https://k3.test/favicon.ico", kind="icon")

    shown = found("branding", site(OTHER, resources=[icon]), referenced)

    assert ("icon" in shown) is seen


def test_blank_pictures_are_like_nothing():
    """dnstwist issue 240: two white screenshots are not a match."""
    white = Image.new("RGB", (1280, 800), "white")
    stream = io.BytesIO()
    white.save(stream, "PNG")
    blank = Picture(kind="screenshot", url="", data=stream.getvalue())

    assert blank.is_flat
    assert blank.hash == blank.first_screen_hash == ""


def test_screen(site, visit, store, referenced):
    shot = visit(OTHER, screenshot_sha256=store.put(picture(size=640)))

    assert "screen" in found("branding", site(captures=[shot]), referenced)


@pytest.mark.parametrize(
    ("disc", "mark", "seen"),
    [
        ("#c8102e", "#f5c518", True),  # red and gold
        ("#1e5fa8", "#ffffff", False),  # blue and white
        ("#c8102e", "#c8102e", False),  # red alone
    ],
)
def test_emblem_is_red_and_gold(disc, mark, seen):
    image = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((1, 1, 78, 78), fill=disc)
    draw.rectangle((24, 30, 56, 60), fill=mark)
    stream = io.BytesIO()
    image.save(stream, "PNG")

    likeness = emblem_likeness(Picture(kind="image", url="", data=stream.getvalue()))

    assert (likeness > 0.5) is seen


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\xff" * 40, picture()[:200], b"<svg/>"],
    ids=["nothing", "head", "noise", "torn", "svg"],
)
def test_broken_picture_is_none(data):
    assert Picture(kind="image", url="", data=data).image is None


def test_distance_of_chance_is_half():
    assert distance("f" * 16, "0" * 16) == 64


def test_drafted_profile_is_a_profile():
    pages = [("https://cx.tea.example/", OFFICIAL.encode())]

    table = profile_from_pages("tea", ["cx.tea.example"], pages, date="2026-03-01")
    profile = from_plain({"name": "tea", **table}, Profile)

    assert profile.kind == "platform"
    assert profile.hosts == ("cx.tea.example",)
    assert "茶叶检验员证书查询" in profile.titles
    assert profile.icp_numbers == ("京ICP备99112233号",)
    assert any("每日不超过五次" in phrase for phrase in profile.phrases)
    assert any("请输入证件号码" in label for label in profile.form_fields)
    assert "tea" in profile.host_tokens


def test_draft_needs_a_page():
    with pytest.raises(ValueError, match="at least one page"):
        profile_from_pages("tea", ["cx.tea.example"], [], date="2026-03-01")
