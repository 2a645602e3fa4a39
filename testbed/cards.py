"""Photos of forged cards, with a QR code that leads to a site."""

import random
from zlib import crc32

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageFont

CARD_PX = (860, 540)
PHOTO_PX = (1280, 960)
GRAIN_PX = (640, 480)
QR_PX = 210
QR_CORNER_PX = (610, 290)

# Where a system has none of these, the card keeps its boxes and its QR code and loses
# its text; readers of QR codes do not care.
FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "wqy-zenhei.ttc")

LINES = (
    "证号  T990000**********",
    "姓名  张某某    性别  男",
    "作业类别  电工作业",
    "操作项目  低压电工作业",
    "初领日期  2025-03-12",
    "有效期限  2025-03-12 至 2031-03-11",
)


def photo(url: str) -> Image.Image:
    """Return a picture as of a telephone's camera: a card on a table.

    The card lies askew and in uneven light, and its QR code holds *url*. The same
    address gives the same picture.
    """
    chance = random.Random(crc32(url.encode()))
    grain = Image.frombytes("L", GRAIN_PX, chance.randbytes(GRAIN_PX[0] * GRAIN_PX[1]))
    grain = grain.resize(PHOTO_PX)
    picture = Image.merge("RGB", [grain.point(_tint(t)) for t in (92, 70, 52)])
    turned = draw_card(url).rotate(
        chance.uniform(-9, 9),
        resample=Image.Resampling.BICUBIC,
        expand=True,
    )
    left = (PHOTO_PX[0] - turned.width) // 2 + chance.randint(-40, 40)
    top = (PHOTO_PX[1] - turned.height) // 2 + chance.randint(-30, 30)
    picture.paste(turned, (left, top), turned)
    light = Image.radial_gradient("L").resize(PHOTO_PX)
    shade = Image.new("RGB", PHOTO_PX, (20, 16, 10))
    picture.paste(shade, (0, 0), light.point(lambda value: value // 3))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def draw_card(url: str) -> Image.Image:
    """Return the card itself, with transparent corners."""
    card = Image.new("RGBA", CARD_PX, (0, 0, 0, 0))
    draw = ImageDraw.Draw(card)
    width, height = CARD_PX
    draw.rounded_rectangle((0, 0, width - 1, height - 1), 28, fill=(238, 246, 240))
    draw.rectangle((0, 36, width, 104), fill=(36, 122, 74))
    title, small = _font(44), _font(26)
    if title is not None and small is not None:
        draw.text((width / 2, 70), "特种作业操作证", "white", title, anchor="mm")
        for i, line in enumerate(LINES):
            draw.text((48, 140 + 52 * i), line, (30, 40, 36), small)
    draw.rectangle((640, 126, 780, 276), fill=(176, 190, 204))
    draw.ellipse((680, 146, 740, 206), fill=(120, 134, 150))
    draw.pieslice((656, 212, 764, 340), 180, 360, fill=(120, 134, 150))
    card.paste(draw_qr(url), QR_CORNER_PX)
    return card


def draw_qr(url: str) -> Image.Image:
    """Return the QR code of *url* with its quiet zone."""
    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = Image.fromarray(code.to_image(scale=1, add_quiet_zones=True))
    return modules.resize((QR_PX, QR_PX), Image.Resampling.NEAREST)


def _tint(level: int) -> list[int]:
    """Return a table that turns grey noise into the grain of a table top."""
    return [max(0, min(255, level + (value - 128) // 6)) for value in range(256)]


def _font(size_px: int) -> ImageFont.FreeTypeFont | None:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size_px)
        except OSError:
            continue
    return None
