"""Learn the points of government marks, and measure how surely marks are found.

Usage: python benchmarks/marks.py --learn            writes detectors/looks/marks.toml
       python benchmarks/marks.py [--shots DIR]      prints recall by transformation

Reads the labelled pictures of shared data. Learning keeps the points of two drawings
of a mark that are found again when it is small, recompressed, turned and blurred.
Measuring pastes every *other* labelled mark, of sites that nothing was learned from,
on plain and on photographed-looking heads, changed in each way; negatives are pasted
alike. Figures are counts; the same data gives the same counts.
"""

import argparse
import csv
import hashlib
import io
import math
import random
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PIL.Image import Image as Drawing

from detectors.looks.marks import find_marks, government_marks
from detectors.looks.pixels import pixels_of
from detectors.looks.points import Points, arrangements, find_points, pack, stack

DATA = Path("../shared/data/logos")
OUT = Path(__file__).parent.parent / "detectors" / "looks" / "marks.toml"
TAUGHT = {
    "国徽": ("emblem_410f9e378e", "emblem_eb82772077"),
    "党政机关标识": ("dangzheng-jiguan_42f20879b0", "dangzheng-jiguan_5c72a3537f"),
    "政府网站找错标识": ("zhaocuo_486297881e", "zhaocuo_88e11c08aa"),
}
"""Pictures that points are learned from, by the mark's name."""
LABELS = {
    "emblem": "国徽",
    "banner-with-emblem": "国徽",
    "dangzheng-jiguan": "党政机关标识",
    "zhaocuo": "政府网站找错标识",
}
KEPT = 110
"""Points kept of a drawing."""
SIDE_PX = 72
FAINT = 40
"""Alpha up to which a pixel shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A labelled picture without its empty border."""

    name: str
    label: str
    image: Drawing


def logos(data: Path) -> list[Logo]:
    """Read the labelled pictures."""
    with (data / "index.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream, delimiter="\t"))[1:]
    found = []
    for name, label, *_ in rows:
        image = Image.open(data / name).convert("RGBA")
        seen = image.getchannel("A").point(lambda alpha: 255 if alpha > FAINT else 0)
        box = seen.getbbox()
        found.append(
            Logo(name=name, label=label, image=image.crop(box) if box else image)
        )
    return found


def learn(data: Path) -> str:
    """Return the TOML of the marks."""
    by_name = {logo.name.rpartition("_")[0]: logo for logo in logos(data)}
    digest = hashlib.sha256()
    parts = []
    for mark, names in TAUGHT.items():
        for name in names:
            logo = by_name[name]
            digest.update(logo.image.tobytes())
            parts.append((mark, stable(logo.image)))
    lines = [
        "# Points of government marks, learned from labelled pictures of many sites.",
        "# Written by benchmarks/marks.py --learn; figures, no pictures.",
        "learned_on = 2026-11-23",
        f'data_sha256 = "{digest.hexdigest()}"',
    ]
    for mark, points in parts:
        packed = "\\\n".join(textwrap.wrap(pack(points), 100))
        lines += ["", "[[mark]]", f'name = "{mark}"', f'points = """\\\n{packed}"""']
    return "\n".join(lines) + "\n"


def stable(image: Drawing) -> Points:
    """Return the points of *image* that survive most changes."""
    points = find_points(pixels_of(image))
    known = stack([points])
    score = dict.fromkeys(map(tuple, points.places.tolist()), 0)
    for change in (
        "28 px",
        "40 px",
        "72 px",
        "JPEG 40",
        "turned 8°",
        "blurred",
        "grey",
    ):
        changed = on_ground(image, (255, 255, 255), CHANGES[change])
        (_, there), _ = arrangements(find_points(pixels_of(changed)), known)
        for place in {tuple(one) for one in there.tolist()}:
            score[place] += 1
    order = sorted(
        range(len(points)), key=lambda i: -score[tuple(points.places[i].tolist())]
    )
    chosen = sorted(order[:KEPT])
    return Points(points.places[chosen], points.descriptors[chosen])


def resized(image: Drawing, side: int) -> Drawing:
    """Return *image* with its longer side at *side*."""
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def recoloured(image: Drawing, how: str) -> Drawing:
    """Return *image* in other colours, its transparency kept or halved."""
    alpha, rgb = image.getchannel("A"), image.convert("RGB")
    if how == "grey":
        rgb = ImageOps.grayscale(rgb).convert("RGB")
    elif how == "hue":
        hue, saturation, value = rgb.convert("HSV").split()
        hue = hue.point(lambda level: (level + 85) % 256)
        rgb = Image.merge("HSV", (hue, saturation, value)).convert("RGB")
    elif how == "blue":
        rgb = ImageOps.colorize(ImageOps.grayscale(rgb), (0, 20, 90), (220, 235, 255))
    elif how == "negative":
        rgb = ImageOps.invert(rgb)
    else:
        alpha = alpha.point(lambda level: level // 2)
    changed = rgb.convert("RGBA")
    changed.putalpha(alpha)
    return changed


def turned(image: Drawing, degrees: float) -> Drawing:
    """Return *image* turned, grown to fit."""
    return image.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC)


def cropped(image: Drawing, share: float) -> Drawing:
    """Return the left *share* of *image*."""
    return image.crop((0, 0, round(image.width * share), image.height))


def jpeg(image: Drawing, quality: int) -> Drawing:
    """Return *image* as it is after JPEG."""
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


Change = Callable[[Drawing], Drawing]


def _sized(side: int) -> Change:
    return lambda image: resized(image, side)


CHANGES: dict[str, Change] = {
    **{f"{side} px": _sized(side) for side in (24, 28, 32, 40, 48, 72, 120, 200)},
    "grey": lambda image: recoloured(resized(image, SIDE_PX), "grey"),
    "hue + 120°": lambda image: recoloured(resized(image, SIDE_PX), "hue"),
    "in blue": lambda image: recoloured(resized(image, SIDE_PX), "blue"),
    "half transparent": lambda image: recoloured(resized(image, SIDE_PX), "half"),
    "negative": lambda image: recoloured(resized(image, SIDE_PX), "negative"),
    "cropped to 75 %": lambda image: cropped(resized(image, SIDE_PX), 0.75),
    "cropped to 50 %": lambda image: cropped(resized(image, SIDE_PX), 0.5),
    "turned 8°": lambda image: turned(resized(image, SIDE_PX), 8),
    "turned 30°": lambda image: turned(resized(image, SIDE_PX), 30),
    "squashed": lambda image: resized(image, SIDE_PX).resize(
        (round(SIDE_PX * 0.8), SIDE_PX)
    ),
    "blurred": lambda image: resized(image, SIDE_PX).filter(
        ImageFilter.GaussianBlur(1)
    ),
    "JPEG 80": _sized(SIDE_PX),
    "JPEG 40": _sized(SIDE_PX),
    "JPEG 15": _sized(SIDE_PX),
}


def on_ground(image: Drawing, colour: tuple[int, int, int], change: Change) -> Drawing:
    """Return the changed *image* on an even ground."""
    changed = change(image)
    ground = Image.new("RGBA", changed.size, (*colour, 255))
    ground.alpha_composite(changed.convert("RGBA"))
    return ground.convert("RGB")


HEADS = ((255, 255, 255), (20, 80, 160), (200, 20, 30), (240, 244, 250))


def heads(width: int) -> Iterator[Drawing]:
    """Yield heads of pages: plain colours, a gradient, a skyline with noise."""
    for colour in HEADS:
        yield Image.new("RGB", (width, 240), colour)
    gradient = Image.linear_gradient("L").rotate(90).resize((width, 240))
    yield ImageOps.colorize(gradient, (10, 60, 140), (200, 225, 250))
    skyline = Image.new("RGB", (width, 240), (120, 170, 220))
    draw, dice = ImageDraw.Draw(skyline), random.Random(3)
    for left in range(0, width, 40):
        top = dice.randint(120, 220)
        shade = dice.randint(60, 160)
        draw.rectangle((left, top, left + 38, 240), fill=(shade, shade, shade + 30))
        for row in range(top + 6, 236, 12):
            draw.rectangle((left + 6, row, left + 30, row + 5), fill=(220, 220, 160))
    yield skyline


def pasted(logo: Logo, change: str, head: Drawing, page: Drawing) -> Drawing:
    """Return *page* under *head* with the changed mark on it."""
    mark = CHANGES[change](square(logo))
    whole = Image.new("RGB", (page.width, page.height + head.height), "white")
    whole.paste(page, (0, head.height))
    whole.paste(head, (0, 0))
    whole.paste(mark.convert("RGB"), (60, 20), mark.getchannel("A"))
    quality = change.removeprefix("JPEG ")
    return jpeg(whole, int(quality)) if quality.isdigit() else whole


def square(logo: Logo) -> Drawing:
    """Return the emblem of a banner, at its left or above its middle; else the mark."""
    image = logo.image
    if logo.label != "banner-with-emblem":
        return image
    side = image.height
    if any(one in logo.name for one in ("0777b0ce8f", "2212a44590")):
        side = round(image.height * (0.45 if "2212" in logo.name else 0.56))
        left = (image.width - side) // 2
        return image.crop((left, 0, left + side, side))
    return image.crop((0, 0, side, side))


def measure(shots: Iterable[Drawing], data: Path) -> None:
    """Print how often each mark is found under each change, and false finds."""
    pages = list(shots)
    known = government_marks()
    taught = {name for names in TAUGHT.values() for name in names}
    tests = [x for x in logos(data) if x.name.rpartition("_")[0] not in taught]
    wanted = [x for x in tests if x.label in LABELS]
    others = [x for x in tests if x.label not in LABELS]
    seconds: list[float] = []
    print(f"{'change':18}{'found':>7}{'of':>5}  95 % interval   others found")
    totals = [0, 0, 0]
    for turn, change in enumerate(CHANGES):
        hits = tries = false = 0
        # A third of the other pictures each time: there are many changes.
        for number, logo in enumerate((*wanted, *others[turn % 3 :: 3])):
            page = pages[number % len(pages)]
            all_heads = list(heads(page.width))
            head = all_heads[number % len(all_heads)]
            pixels = pixels_of(pasted(logo, change, head, page))
            started = time.process_time()
            found = {one.mark.name: one.points for one in find_marks(pixels, known)}
            seconds.append(time.process_time() - started)
            right = LABELS.get(logo.label)
            if right:
                tries += 1
                hits += right in found
            # Badges of the police are other marks, and hold the
            # national emblem, so that one may be found in it.
            false += bool(set(found) - {right, "国徽" if "badge" in logo.label else ""})
        low, high = wilson(hits, tries)
        print(f"{change:18}{hits:7}{tries:5}  {low:.2f}-{high:.2f}        {false}")
        totals = [totals[0] + hits, totals[1] + tries, totals[2] + false]
    print(f"{'all':18}{totals[0]:7}{totals[1]:5}                  {totals[2]}")
    blank = [len(find_marks(pixels_of(page), known)) for page in pages]
    print(f"pages without marks: {sum(map(bool, blank))} of {len(blank)} show one")
    seconds.sort()
    print(
        f"CPU s a page: median {seconds[len(seconds) // 2]:.2f}, "
        f"95 of 100 {seconds[len(seconds) * 95 // 100]:.2f}, longest {seconds[-1]:.2f}"
    )


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.96, hits / tries
    middle = share + z * z / (2 * tries)
    half = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    whole = 1 + z * z / tries
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def main() -> None:
    """Learn or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("--shots", type=Path, help="Folder of PNG screenshots.")
    options = parser.parse_args()
    if options.learn:
        OUT.write_text(learn(options.data), "utf-8")
        print(f"wrote {OUT}, {OUT.stat().st_size:,} bytes")
        return
    names = sorted(options.shots.glob("*.png")) if options.shots else []
    pages = [Image.open(name).convert("RGB").crop((0, 0, 1280, 560)) for name in names]
    measure(pages or [Image.new("RGB", (1280, 560), "white")], options.data)


if __name__ == "__main__":
    main()
