"""Reported links, from what people really send."""

import hashlib
import io
import struct
import zipfile

import openpyxl
import pytest
import zxingcpp
from PIL import Image

from casebook.errors import InputError
from crawler.tips.reading import read_tips


def urls(tips):
    return [candidate.url for candidate in tips.candidates]


def test_urls_are_taken_as_written(at):
    tips = read_tips(["HTTP://Cx.Mem.test/q?id=1#top"], at)

    (candidate,) = tips.candidates
    assert candidate.url == "HTTP://Cx.Mem.test/q?id=1#top"
    assert (candidate.source, candidate.seen_at) == ("tip", at)


def test_the_same_link_is_taken_once(at):
    assert len(read_tips(["http://a.test", "http://A.test:80/"], at).candidates) == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("http://a.test/x", ["http://a.test/x"]),
        ("a.test", ["http://a.test"]),  # as people write
        ("网址 cx.a.test/q?id=1，请查处", ["http://cx.a.test/q?id=1"]),
        ("see https://a.test/b.", ["https://a.test/b"]),  # final dot of a sentence
        ("(https://a.test/b)", ["https://a.test/b"]),
        ("http://a.test http://b.test", ["http://a.test", "http://b.test"]),
        ("应急.test", ["http://应急.test"]),
        ("mail to zhang@a.test", []),  # an address of a person
        ("2026-01-02 13800000000", []),  # dates and telephones
        ("javascript:alert(1)", []),
        ("ftp://a.test/x", []),
        ("hxxps://a[.]b[.]test/x?y=1", ["https://a.b.test/x?y=1"]),  # made harmless
        ("hxxp[://]a(.)test", ["http://a.test"]),
        ("附件 report.xlsx 和 card.jpg", []),  # files, not hosts
        ("", []),
    ],
)
def test_links_in_text(tmp_path, at, line, found):
    path = tmp_path / "list.txt"
    path.write_text(f"标题\n{line}\n", "utf-8")

    assert urls(read_tips([str(path)], at)) == found


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=str
)
@pytest.mark.parametrize(
    "separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"]
)
def test_csv_as_chinese_spreadsheets_save_it(tmp_path, at, charset, separator):
    path = tmp_path / "举报.csv"
    rows = [["编号", "网址", "说明"], ["1", "http://a.test/?x=1", "假冒查询"]]
    text = "\r\n".join(separator.join(row) for row in rows)
    path.write_bytes(text.encode(charset))

    tips = read_tips([str(path)], at)

    assert urls(tips) == ["http://a.test/?x=1"]
    assert tips.bad == ()
    assert "第 2 行" in tips.candidates[0].reason


def test_workbooks_all_sheets(tmp_path, at):
    book = openpyxl.Workbook()
    book.active.append(["网址", "日期", 3.5])
    book.active.append(["http://a.test/", None, True])
    book.create_sheet("二").append([None, "b.test"])
    path = tmp_path / "list.xlsx"
    book.save(path)

    assert urls(read_tips([str(path)], at)) == ["http://a.test/", "http://b.test"]


def test_bad_rows_are_named_and_stop_nothing(tmp_path, at):
    path = tmp_path / "list.csv"
    path.write_text("url\nnothing here\nhttp://a.test\n\nhttp://[bad/\n", "utf-8")

    tips = read_tips([str(path)], at, "en")

    assert urls(tips) == ["http://a.test"]
    assert [line.split(":")[0] for line in tips.bad] == [
        "list.csv, row 2",
        "list.csv, row 5",
    ]


def test_terminal_escapes_in_bad_rows_are_inert(tmp_path, at):
    path = tmp_path / "list.txt"
    path.write_bytes(b"x\n\x1b[2Jgone\x07\n")

    (line,) = read_tips([str(path)], at).bad

    assert "\x1b" not in line
    assert "\x07" not in line


@pytest.fixture(scope="module")
def photos(net, tmp_path_factory):
    return net.card_photos(tmp_path_factory.mktemp("photos"))


def test_a_qr_code_on_a_photo(net, photos, at):
    tips = read_tips([str(path) for path in photos], at)

    expected = {site.url for site in net.sites if "qr" in site.found_by}
    assert set(urls(tips)) == expected
    assert all("二维码" in candidate.reason for candidate in tips.candidates)


def test_an_inverted_code_is_read(photos, tmp_path, at):
    """White on red, as posters print it."""
    straight = read_tips([str(photos[0])], at)
    inverted = tmp_path / "poster.png"
    Image.open(photos[0]).convert("L").point(lambda x: 255 - x).save(inverted)

    assert urls(read_tips([str(inverted)], at)) == urls(straight)


def poster(path, payload):
    """Write a picture with a code that says *payload*."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6)).save(path)
    return path


@pytest.mark.parametrize(
    ("payload", "url"),
    [
        ("http://a.test/q?id=1", "http://a.test/q?id=1"),
        # A program of the telephone opens the page.
        ("alipays://platformapi/startapp?url=http%3A%2F%2Fa.test%2Fq&x=1", None),
        # Words beside the link.
        ("证书查询 http://a.test/q", "http://a.test/q"),
    ],
    ids=["plain", "deep link", "words"],
)
def test_the_payload_of_a_code_is_kept_unchanged(tmp_path, at, payload, url):
    path = poster(tmp_path / "poster.png", payload)

    tips = read_tips([str(path)], at)

    (candidate,) = tips.candidates
    assert candidate.url == (url or "http://a.test/q")
    assert candidate.found_as == payload
    assert candidate.picture_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert tips.originals == (path,)


@pytest.mark.parametrize(
    ("cell", "found_as"),
    [
        ("http://a.test/q", ""),  # the link itself
        ("hxxp://a[.]test/q", "hxxp://a[.]test/q"),  # disarmed
        ("x://open?u=http%3A%2F%2Fa.test%2Fq", "x://open?u=http%3A%2F%2Fa.test%2Fq"),
        ("见 hxxp://a[.]test/q", ""),  # words of whoever reports are none of the link
    ],
    ids=["link", "disarmed", "deep link", "words"],
)
def test_the_form_of_a_link_in_a_list_is_kept(tmp_path, at, cell, found_as):
    path = tmp_path / "list.csv"
    path.write_text(f"url\n{cell}\n", "utf-8")

    (candidate,) = read_tips([str(path)], at).candidates

    assert (candidate.url, candidate.found_as) == ("http://a.test/q", found_as)


def test_a_photo_without_a_code(tmp_path, at):
    path = tmp_path / "wall.jpg"
    Image.new("RGB", (64, 64), "white").save(path)

    tips = read_tips([str(path)], at)

    assert (tips.candidates, tips.bad) == ((), ("wall.jpg：未识别到二维码",))


def bomb_png():
    """A PNG of 200 megapixels in some kilobytes."""
    stream = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(stream, "PNG")
    return stream.getvalue()


def bomb_xlsx(path):
    """Write a workbook whose directory says that it unpacks to 600 MB."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    data = bytearray(path.read_bytes())
    size = data.index(b"PK\x01\x02") + 24  # APPNOTE.TXT 4.3.12: uncompressed size
    data[size : size + 4] = struct.pack("<I", 600 << 20)
    path.write_bytes(data)


ZOO = {
    "empty.xlsx": b"",
    "text.xlsx": b"http://a.test\n",
    "cut.xlsx": b"PK\x03\x04" + b"\0" * 40,
    "empty.png": b"",
    "text.png": b"not a picture",
    "cut.png": bomb_png()[:100],
    "bomb.png": bomb_png(),
    "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "cut.gif": b"GIF89a\xff\xff\xff\xff\x80\x00\x00",
}


@pytest.mark.parametrize("name", ZOO)
def test_a_file_that_cannot_be_read_is_a_one_line_error(tmp_path, at, name):
    path = tmp_path / name
    path.write_bytes(ZOO[name])

    with pytest.raises(InputError, match=name) as caught:
        read_tips([str(path)], at)

    assert "\n" not in str(caught.value)


def test_a_workbook_that_unpacks_to_too_much(tmp_path, at):
    path = tmp_path / "bomb.xlsx"
    bomb_xlsx(path)

    with pytest.raises(InputError, match="unpacks to"):
        read_tips([str(path)], at)


@pytest.mark.parametrize(
    "argument",
    ["missing.csv", "missing.png", "notes.docx", "a.test", "ftp://a.test/", "http://"],
)
def test_arguments_that_are_nothing(tmp_path, at, argument, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InputError):
        read_tips([argument], at)


def test_a_folder_is_no_list(tmp_path, at):
    (tmp_path / "a.csv").mkdir()

    with pytest.raises(InputError, match="cannot be read"):
        read_tips([str(tmp_path / "a.csv")], at)
