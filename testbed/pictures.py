"""Draw the pictures of the official stand-ins: emblem, badges, logos, favicon.

Every picture is fictional. The emblem is a red and gold disc with a lighthouse, so that
nobody can take it for a real state emblem, but it plays the same part: all official
stand-ins serve the same bytes, and so do their copies.

Run ``python -m testbed.pictures`` after a change here and commit what it writes. The
same font and the same Pillow give the same bytes; nothing is drawn at run time.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SITES = Path(__file__).parent / "sites"

RED = (190, 24, 32)
DEEP_RED = (140, 12, 20)
GOLD = (246, 196, 76)
PALE_GOLD = (255, 232, 160)
BLUE = (24, 84, 160)
WHITE = (255, 255, 255)
GREY = (110, 110, 110)
CLEAR = (0, 0, 0, 0)

# Shapes are drawn this many times too large and scaled down, which smooths the edges.
SCALE = 4

# Pillow looks the names up in the system's font folders.
SANS = "NotoSansCJK-Bold.ttc"
PLAIN = "NotoSansCJK-Regular.ttc"


def emblem(side_px: int) -> Image.Image:
    """Return the fictional emblem: a lighthouse with eight rays on a red disc."""
    size = side_px * SCALE
    image = Image.new("RGBA", (size, size), CLEAR)
    draw = ImageDraw.Draw(image)
    middle = size / 2

    def disc(share: float, colour: tuple[int, int, int]) -> None:
        reach = middle * share
        box = (middle - reach, middle - reach, middle + reach, middle + reach)
        draw.ellipse(box, fill=colour)

    disc(0.98, GOLD)
    disc(0.88, DEEP_RED)
    disc(0.84, RED)
    lamp = (middle, size * 0.30)
    for ray in range(8):
        angle = math.pi * (ray + 0.5) / 8
        for turn in (-0.07, 0.07):
            near = (lamp[0], lamp[1])
            far = (
                lamp[0] - math.cos(angle + turn) * middle * 0.62,
                lamp[1] - math.sin(angle + turn) * middle * 0.36,
            )
            draw.line((near, far), fill=PALE_GOLD, width=max(1, size // 90))
    draw.polygon(_shares(size, (0.42, 0.36, 0.58, 0.36, 0.64, 0.74, 0.36, 0.74)), GOLD)
    draw.rectangle(_shares(size, (0.44, 0.27, 0.56, 0.36)), fill=PALE_GOLD)
    draw.polygon(_shares(size, (0.42, 0.27, 0.58, 0.27, 0.50, 0.19)), GOLD)
    draw.rectangle(_shares(size, (0.405, 0.48, 0.595, 0.54)), fill=RED)
    for row in (0.76, 0.82):
        for wave in range(5):
            left = 0.22 + wave * 0.112
            box = _shares(size, (left, row, left + 0.112, row + 0.07))
            draw.arc(box, 180, 360, fill=GOLD, width=max(2, size // 50))
    return image.resize((side_px, side_px), Image.Resampling.LANCZOS)


def badge(width_px: int, height_px: int, colour: tuple[int, int, int]) -> Image.Image:
    """Return a fictional footer badge: a shield with a tower and a gold rim."""
    width, height = width_px * SCALE, height_px * SCALE
    image = Image.new("RGBA", (width, height), CLEAR)
    draw = ImageDraw.Draw(image)

    def shield(inset: float, fill: tuple[int, int, int]) -> None:
        left, right = inset * width, (1 - inset) * width
        top, shoulder = inset * height, 0.58 * height
        tip = (1 - inset) * height
        lower = [(right, shoulder), (width / 2, tip), (left, shoulder)]
        draw.polygon([(left, top), (right, top), *lower], fill=fill)

    shield(0.03, GOLD)
    shield(0.10, colour)
    draw.rectangle((0.44 * width, 0.24 * height, 0.56 * width, 0.66 * height), WHITE)
    draw.rectangle((0.34 * width, 0.20 * height, 0.66 * width, 0.27 * height), WHITE)
    draw.rectangle((0.32 * width, 0.62 * height, 0.68 * width, 0.68 * height), GOLD)
    return image.resize((width_px, height_px), Image.Resampling.LANCZOS)


def wordmark(text: str, under: str, width_px: int, height_px: int) -> Image.Image:
    """Return emblem and name side by side, as the head of an official page."""
    image = Image.new("RGBA", (width_px, height_px), CLEAR)
    side = height_px - 4
    image.alpha_composite(emblem(side), (2, 2))
    draw = ImageDraw.Draw(image)
    name = ImageFont.truetype(SANS, round(height_px * 0.42))
    small = ImageFont.truetype(PLAIN, round(height_px * 0.17))
    left = height_px + 6
    draw.text((left, round(height_px * 0.08)), text, font=name, fill=WHITE)
    draw.text((left, round(height_px * 0.68)), under, font=small, fill=PALE_GOLD)
    return image


def page_picture(width_px: int = 900, height_px: int = 620) -> Image.Image:
    """Return a whole inquiry page as one picture, for a counterfeit without text."""
    image = Image.new("RGB", (width_px, height_px), (240, 244, 250))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width_px, 92), fill=BLUE)
    head = emblem(68)
    image.paste(head, (24, 12), head)
    title = ImageFont.truetype(SANS, 24)
    text = ImageFont.truetype(PLAIN, 18)
    small = ImageFont.truetype(PLAIN, 14)
    platform = "特种作业操作证及安全生产知识和管理能力考核合格信息查询平台"
    draw.text((104, 26), platform, font=title, fill=WHITE)
    draw.rectangle((130, 130, 770, 500), fill=WHITE, outline=(200, 210, 225))
    draw.text((370, 150), "特种作业操作证查询", font=title, fill=BLUE, anchor="la")
    rows = ("证件类型", "证件号码", "姓    名", "验 证 码")
    for number, label in enumerate(rows):
        top = 212 + number * 54
        draw.text((215, top + 6), label, font=text, fill=(60, 60, 60))
        draw.rectangle((310, top, 640, top + 36), outline=(190, 196, 206))
    draw.rectangle((310, 436, 640, 474), fill=BLUE)
    draw.text((475, 455), "查  询", font=text, fill=WHITE, anchor="mm")
    draw.text((450, 548), "主办单位：应急管理部", font=small, fill=GREY, anchor="mm")
    notes = "承办单位：应急管理部干部培训学院    网站标识码：bm99000001"
    draw.text((450, 576), notes, font=small, fill=GREY, anchor="mm")
    return image


def captcha() -> Image.Image:
    """Return a picture of four digits, the same each time."""
    image = Image.new("RGB", (96, 34), (232, 238, 246))
    draw = ImageDraw.Draw(image)
    for line in range(6):
        draw.line((0, line * 7, 96, 30 - line * 4), fill=(176, 190, 210))
    font = ImageFont.truetype(SANS, 22)
    for number, digit in enumerate("3908"):
        draw.text((8 + number * 21, (number % 2) * 5 - 3), digit, font=font, fill=BLUE)
    return image


def _shares(size: int, shares: tuple[float, ...]) -> list[float]:
    return [share * size for share in shares]


def _save(image: Image.Image, path: Path, colours: int = 64) -> None:
    """Write *image* with few colours: a served picture stays under 20 KB."""
    path.parent.mkdir(parents=True, exist_ok=True)
    few = image.quantize(colours, method=Image.Quantize.FASTOCTREE)
    few.save(path, optimize=True)


def main() -> None:
    """Write every picture to the sites that own it; copies take it from there."""
    portal = SITES / "official-mem-portal" / "www"
    _save(emblem(128), portal / "img" / "emblem.png")
    _save(badge(52, 66, RED), portal / "img" / "red.png")
    _save(badge(20, 22, BLUE), portal / "img" / "ga.png", 32)
    logo = wordmark("中华人民共和国应急管理部", "应急管理 · 测试用站点", 560, 80)
    _save(logo, portal / "img" / "logo.png")
    emblem(32).save(portal / "favicon.ico", sizes=[(32, 32)])
    for site in ("official-mem-inquiry", "official-mem-inquiry-old"):
        folder = SITES / site / "www"
        for name in ("img/emblem.png", "img/red.png", "img/ga.png", "favicon.ico"):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((portal / name).read_bytes())
    inquiry = SITES / "official-mem-inquiry" / "www"
    _save(captcha(), inquiry / "img" / "code.png", 16)
    for copy in SITES.glob("*/www/**/emblem.png"):
        copy.write_bytes((portal / "img" / "emblem.png").read_bytes())
    picture = SITES / "counterfeit-screenshot-only" / "www" / "img" / "page.png"
    _save(page_picture(), picture, 32)


if __name__ == "__main__":
    main()
