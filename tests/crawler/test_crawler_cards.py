"""Cards, chats and pasted texts: what they say, checked and masked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from casebook.profiles import read_profiles
from casebook.records import AdKind
from casebook.workspace import Workspace
from crawler.tips.cards import (
    Result,
    check_card,
    check_sign,
    is_card,
    masked,
    without_numbers,
)
from crawler.tips.picture_text import words_on
from crawler.tips.reading import read_tips
from detectors.looks.pixels import is_installed
from testbed import cards

ROOT = Path(__file__).parents[2]

FIRST = "11010519491231002"  # the example of GB 11643-1999
RIGHT, WRONG = f"T{FIRST}X", f"T{FIRST}3"

PROFILES = read_profiles()


def check(name, *lines, codes=(), at=None):
    found = check_card(lines, codes, PROFILES, at=at, language="en")
    return next((one.result, one.detail) for one in found if one.name == name)


@pytest.mark.parametrize(
    ("line", "result"),
    [
        (f"证号 {RIGHT}", Result.PASSED),
        (f"证号：{RIGHT.lower()}", Result.PASSED),
        (f"证号 {WRONG}", Result.FAILED),  # check sign
        ("证号 T110105194913310021", Result.FAILED),  # 33 December
        ("证书编号：A2023001188", Result.FAILED),  # another body's number
        ("证号 T110***********021", Result.NOT_CHECKED),  # masked by whoever sent it
        ("姓名 张某某", Result.NOT_CHECKED),
    ],
)
def test_numbers(at, line, result):
    found, detail = check("number", line, at=at)

    assert found is result
    assert FIRST[6:14] not in detail  # nobody's birth date is shown


def test_every_first_part_has_one_check_sign():
    signs = {f"{n:017d}": check_sign(f"{n:017d}") for n in range(0, 10**17, 10**15)}
    assert set(signs.values()) <= set("0123456789X")
    assert len(set(signs.values())) > 5


@pytest.mark.parametrize(
    ("lines", "result"),
    [
        (["作业类别 电工作业", "操作项目 低压电工作业"], Result.PASSED),
        (["作业类别 焊接与热切割作业"], Result.PASSED),
        (["作业类别 起重机械作业", "准操项目 塔吊司机"], Result.FAILED),
        (["姓名 张某某"], Result.NOT_CHECKED),
    ],
)
def test_trades(at, lines, result):
    assert check("trade", *lines, at=at)[0] is result


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("有效期限 2025-03-12 至 2031-03-11", Result.PASSED),
        ("初领日期 2019年03月12日 有效期 2025-03-12 至 2031-03-11", Result.PASSED),
        ("有效期限 2025-03-12 至 2035-03-11", Result.FAILED),  # ten years
        ("初领日期 2030-01-01 至 2031-01-01", Result.FAILED),  # to come
        ("初领日期 2025-02-30", Result.FAILED),  # no such day
        ("作业类别 电工作业", Result.NOT_CHECKED),
    ],
)
def test_dates(at, line, result):
    assert check("dates", line, at=at)[0] is result


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        (["https://cx.mem.gov.cn/cert?id=1"], Result.PASSED),
        (["https://cx.mem.gov.cn.fake.test/cert?id=1"], Result.FAILED),
        (["https://cx.mem.gov.cn/", "http://fake.test/"], Result.FAILED),
        (["T110105"], Result.NOT_CHECKED),
        ([], Result.NOT_CHECKED),
    ],
)
def test_hosts(at, codes, result):
    assert check("host", codes=codes, at=at)[0] is result


def test_unread_words_are_not_checked(at):
    found = check_card(None, ["http://fake.test/"], PROFILES, at=at, language="en")

    assert [one.result for one in found] == [Result.NOT_CHECKED] * 3 + [Result.FAILED]


def test_numbers_are_masked_in_texts():
    text = without_numbers(f"发我身份证 {FIRST}X 和照片，电话19900001234")

    assert text == f"发我身份证 {masked(FIRST + 'X')} 和照片，电话19900001234"


AD = (
    "专业代办电工证，免考包过，官网可查\n先查后付款，七天拿证\n"
    f"加微信 zsb88061，身份证 {FIRST}X\n样证 http://fake.test/q?id=7\n"
)


def test_a_pasted_text_is_an_advertisement(tmp_path, at):
    path = tmp_path / "广告.txt"
    path.write_text(AD, "utf-8")

    tips = read_tips([str(path)], at)

    (ad,) = tips.ads
    assert (ad.kind, ad.place, ad.part) == (AdKind.TIP, "tip", "广告.txt")
    assert "zsb88061" in ad.text
    assert FIRST not in ad.text
    assert [one.url for one in tips.candidates] == ["http://fake.test/q?id=7"]
    assert (tips.bad, tips.originals) == ((), (path,))


def test_a_list_stays_a_list(tmp_path, at):
    path = tmp_path / "list.txt"
    path.write_text("群众举报的假冒查询网站清单如下\nhttp://a.test/\nb.test\n", "utf-8")

    tips = read_tips([str(path)], at)

    assert len(tips.candidates) == 2
    assert tips.ads == ()


def test_captions_of_a_video(tmp_path, at):
    path = tmp_path / "clip.srt"
    path.write_text(
        "1\n00:00:01,000 --> 00:00:03,000\n电工证不用考试\n\n"
        "2\n00:00:03,000 --> 00:00:05,000\n官网可查，加微信 zsb88061\n",
        "utf-8",
    )

    (ad,) = read_tips([str(path)], at).ads

    assert ad.kind is AdKind.CAPTION
    assert ad.text == "电工证不用考试\n官网可查，加微信 zsb88061"


def chat(path, lines):
    """Draw a screenshot of a chat; skip where no font can."""
    for name in cards.FONTS:
        try:
            font = ImageFont.truetype(name, 26)
        except OSError:
            continue
        picture = Image.new("RGB", (720, 120 + 70 * len(lines)), (237, 237, 237))
        draw = ImageDraw.Draw(picture)
        for number, line in enumerate(lines):
            top = 60 + 70 * number
            draw.rounded_rectangle((40, top, 690, top + 54), 8, fill="white")
            draw.text((56, top + 10), line, (20, 20, 20), font)
        picture.save(path)
        return
    pytest.skip("NO CHINESE FONT: a chat cannot be drawn")


def needs_recognition():
    if not is_installed():
        pytest.skip("NO TEXT RECOGNITION: install the extra ocr")


def test_a_screenshot_of_a_chat(tmp_path, at):
    needs_recognition()
    path = tmp_path / "chat.png"
    chat(
        path,
        ["电工证免考包过官网可查", "先付定金100元查到再付尾款", "加微信zsb88061办理"],
    )
    if words_on(path.read_bytes()) is None:
        pytest.skip("NO TEXT RECOGNITION: its model is missing")

    tips = read_tips([str(path)], at)

    (ad,) = tips.ads
    assert "免考包过" in ad.text
    assert ad.image_sha256s
    assert tips.bad == ()


def test_a_card_without_recognition_is_not_checked(tmp_path):
    """On a machine without the extra, as a person sees it."""
    folder, lacking = tmp_path / "w", tmp_path / "lacking"
    Workspace.create(folder).close()
    lacking.mkdir()
    (lacking / "cv2.py").write_text("raise ImportError('not installed')\n")
    path = tmp_path / "card.png"
    cards.photo("http://fake.test/q?sn=1").save(path)

    done = subprocess.run(
        [
            *(sys.executable, "-m", "zhaoyao", "--workspace", folder),
            *("--language", "en", "tip", "--json", path),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(lacking)},
        capture_output=True,
        text=True,
        check=False,
    )

    told = json.loads(done.stdout)
    (card,) = told["cards"]
    results = {one["check"]: one["result"] for one in card["checks"]}
    assert done.returncode == 1
    assert results == {
        "number": "not-checked",
        "trade": "not-checked",
        "dates": "not-checked",
        "host": "failed",
    }
    assert "not checked" in done.stderr
    assert told["new"] == 1
    with Workspace.open(folder, {}) as workspace:
        assert workspace.blobs.read(card["sha256"]) == path.read_bytes()


def test_words_of_a_card():
    assert is_card(["特种作业操作证", "姓名"])
    assert not is_card(["免考包过", "加微信"])
