"""QR codes in pictures and screenshots: where they lead."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageOps

from casebook.records import Vantage
from detectors.checks.qr_code import QrCodeDetector


def code(text, *, side=120):
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=4))
    return image.convert("L").resize((side, side))


def png(image):
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def shown(site, resource):
    def make(image):
        part = resource(png(image), url="https://k3.test/code.png", kind="image")
        return site("<p>扫码查询</p>", resources=[part])

    return make


@pytest.mark.parametrize(
    ("payload", "signal"),
    [
        ("https://cx.tea.example/result?id=7", "official"),
        ("https://shop-k9.test/a?id=7", "elsewhere"),
        ("https://any.gov.example/", "official"),  # under a government suffix
        ("https://k3.test/result?id=7", None),  # the page's own host
        ("wxp://f2f0-invented", "payment"),
        ("https://qr.alipay.com/fkx00000", "payment"),
        ("证书编号 T99", None),  # text that leads nowhere
    ],
)
def test_where_a_code_leads(shown, profiles, payload, signal):
    found = list(QrCodeDetector().check(shown(code(payload)), profiles))

    assert [f.signal for f in found] == ([signal] if signal else [])
    assert all(f.claim.values["payload"] == payload for f in found)


def test_a_name_that_imitates_a_body(shown, profiles):
    (found,) = QrCodeDetector().check(
        shown(code("https://cx.tea.example.k9-zs.test/a")), profiles
    )

    assert (found.signal, found.profile) == ("look-alike", "tea-office")


def test_white_on_a_dark_ground(shown, profiles):
    image = ImageOps.invert(ImageOps.expand(code("https://cx.tea.example/"), 20, 255))

    assert list(QrCodeDetector().check(shown(image), profiles))


def test_in_a_screenshot(site, store, visit, profiles):
    screen = Image.new("L", (1280, 800), 245)
    screen.paste(code("https://cx.tea.example/"), (900, 500))
    look = visit(
        "<p>扫码查询</p>",
        vantage=Vantage.BROWSER_DESKTOP,
        screenshot_sha256=store.put(png(screen)),
    )

    (found,) = QrCodeDetector().check(site(captures=[look]), profiles)

    assert found.where.startswith("screenshot")


def test_a_page_without_pictures(site, profiles):
    assert not list(QrCodeDetector().check(site("<p>扫码查询</p>"), profiles))
