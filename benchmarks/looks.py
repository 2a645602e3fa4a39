"""Measure what pictures cost and bring: triggers, reading, hashes, by CPU time.

Usage: python benchmarks/looks.py [--data ../shared/data/pages] [--keep DIR]

Draws every labelled page with the browser, network shut, then prints

* what each tier costs, in CPU seconds (median, 95 of 100, longest);
* how often the cheap look asks for reading, and the claims for a search for marks;
* what is read of official pages that were turned into pictures in several ways, and
  what the judge then says of them at a foreign host, with and without reading.

``--keep`` leaves the drawn pages for another run.
"""

import argparse
import asyncio
import csv
import io
import math
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter
from PIL.Image import Image as Drawing
from playwright.async_api import Route, async_playwright

from casebook.config import Config
from casebook.profiles import Profiles, read_profiles
from casebook.records import Candidate, Capture, Inspection, Label, Vantage
from crawler.chromium import find_browser
from crawler.drawing import device, take_picture, take_text
from crawler.placement import take_layout
from detectors.charsets import decode
from detectors.checks.branding import BrandingDetector
from detectors.checks.marks import MarksDetector, pointing
from detectors.judge import judge
from detectors.looks.reading import HEADER_PX, hidden_text, read_hidden
from detectors.looks.recognition import open_reader, read_lines
from detectors.looks.screens import LOOKED_PX
from detectors.model import load_model
from detectors.plaintext import flat, shingles
from detectors.site import Site, open_site
from testbed.techniques import text_as_picture

AT = datetime(2026, 11, 23, tzinfo=UTC)
FOREIGN = "https://cx-zx.test/"
HEIGHT_PX = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One labelled page as a browser drew it."""

    name: str
    want: str
    url: str
    dom: bytes
    shot: bytes
    layout: bytes


# --- drawing ----------------------------------------------------------------------


def read_rows(data: Path) -> list[dict[str, str]]:
    """Read the labels, each file once: an official page at its own host."""
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return list({row["path"]: row for row in reversed(rows)}.values())


def serving(html: str) -> Callable[[Route], Awaitable[None]]:
    """Return what answers requests: the page with *html*, all else with nothing."""

    async def answer(route: Route) -> None:
        if route.request.url == "http://drawn.test/":
            await route.fulfill(
                body=html.encode("utf-8", "replace"),
                content_type="text/html; charset=utf-8",
            )
        else:
            await route.abort()

    return answer


async def draw_all(pages: dict[str, str], folder: Path) -> None:
    """Draw *pages*, HTML by name, into *folder*; what is there is left alone."""
    config = Config()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(""), args=["--no-sandbox"]
        )
        for name, html in pages.items():
            if (folder / f"{name}.png").exists():
                continue
            context = await browser.new_context(
                **device(Vantage.BROWSER_DESKTOP, config)
            )
            page = await context.new_page()

            await page.route("**/*", serving(html))
            await page.goto("http://drawn.test/", timeout=20_000, wait_until="load")
            await asyncio.sleep(0.3)
            shot = await take_picture(page, HEIGHT_PX)
            (folder / f"{name}.json").write_bytes(await take_layout(page))
            (folder / f"{name}.html").write_text(
                await take_text(page), "utf-8", "replace"
            )
            (folder / f"{name}.png").write_bytes(shot)
            await context.close()
        await browser.close()


def drawn_pages(data: Path, folder: Path) -> Iterator[Drawn]:
    """Yield the labelled pages and the official ones with their text in pictures."""
    rows = read_rows(data)
    html = {
        row["path"]: decode((data / row["path"]).read_bytes(), "").text for row in rows
    }
    wanted = {Path(path).stem: text for path, text in html.items()}
    for row in rows:
        if row["path"].startswith("official/"):
            name = f"{Path(row['path']).stem}-in-pictures"
            wanted[name] = text_as_picture.apply(html[row["path"]])
    asyncio.run(draw_all(wanted, folder))
    for row in rows:
        stem = Path(row["path"]).stem
        yield _drawn(folder, stem, row["path"].partition("/")[0], row["judge_url"])
        if row["path"].startswith("official/"):
            yield _drawn(folder, f"{stem}-in-pictures", "in-pictures", FOREIGN)


def _drawn(folder: Path, name: str, want: str, url: str) -> Drawn:
    return Drawn(
        name=name,
        want=want,
        url=url,
        dom=(folder / f"{name}.html").read_bytes(),
        shot=(folder / f"{name}.png").read_bytes(),
        layout=(folder / f"{name}.json").read_bytes(),
    )


def site_of(drawn: Drawn, url: str) -> Site:
    """Return *drawn* as a site at *url*."""
    stored = {"dom": drawn.dom, "shot": drawn.shot, "layout": drawn.layout}
    capture = Capture(
        url=url,
        vantage=Vantage.BROWSER_DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256="dom",
        body_bytes=len(drawn.dom),
        screenshot_sha256="shot" if drawn.shot else "",
        layout_sha256="layout" if drawn.layout else "",
    )
    candidate = Candidate(url=url, source="data", reason="labelled", seen_at=AT)
    inspection = Inspection(candidate=candidate, captures=(capture,))
    return open_site(inspection, stored.__getitem__)


# --- pages turned into pictures -----------------------------------------------------


def png(image: Drawing) -> bytes:
    """Return *image* as PNG."""
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def jpeg(image: Drawing, quality: int) -> Drawing:
    """Return *image* as it is after JPEG."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def noisy(image: Drawing) -> Drawing:
    """Return *image* on a ground of faint speckles."""
    dice = random.Random(1)
    tile = Image.frombytes("L", (256, 256), dice.randbytes(256 * 256))
    noise = Image.new("L", image.size)
    for left in range(0, image.width, 256):
        for top in range(0, image.height, 256):
            noise.paste(tile, (left, top))
    return Image.blend(image, noise.convert("RGB"), 0.08)


WAYS = {
    "one PNG": lambda image: image,
    "one JPEG of quality 60": lambda image: jpeg(image, 60),
    "one JPEG of quality 30": lambda image: jpeg(image, 30),
    "shown at 80 %": lambda image: image.resize(
        (image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS
    ),
    "other colours": lambda image: Image.merge("RGB", image.split()[::-1]),
    "little contrast": lambda image: ImageEnhance.Contrast(image).enhance(0.5),
    "speckled": noisy,
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(0.7)),
    "turned 1°": lambda image: image.rotate(
        1, fillcolor="white", resample=Image.Resampling.BICUBIC
    ),
}


def as_picture(drawn: Drawn, way: str) -> Drawn:
    """Return a page that shows the screenshot of *drawn* and says nothing itself."""
    image = (
        Image.open(io.BytesIO(drawn.shot)).convert("RGB").crop((0, 0, 1280, LOOKED_PX))
    )
    shown = WAYS[way](image)
    html = '<html><body><img src="/all.png"><form><input name="a"></form></body></html>'
    empty = b'{"width":1280,"height":1600,"texts":[],"pictures":[],"fields":[]}'
    return replace(drawn, dom=html.encode(), shot=png(shown), layout=empty, want=way)


# --- figures ------------------------------------------------------------------------


def spent(name: str, seconds: Iterable[float]) -> None:
    """Print one line of times."""
    ordered = sorted(seconds)
    if ordered:
        print(
            f"{name:44}{len(ordered):6}{ordered[len(ordered) // 2] * 1000:9.0f}"
            f"{ordered[len(ordered) * 95 // 100] * 1000:9.0f}{ordered[-1] * 1000:9.0f}"
        )


def timed(times: list[float], action: object, *arguments: object) -> object:
    """Do *action*, and note the CPU seconds it took."""
    started = time.process_time()
    result = action(*arguments)  # type: ignore[operator]
    times.append(time.process_time() - started)
    return result


def measure_times(pages: list[Drawn], profiles: Profiles) -> None:
    """Print what each tier costs on pages as they are, and on those in pictures."""
    times: dict[str, list[float]] = defaultdict(list)
    open_reader()
    branding, marks = BrandingDetector(), MarksDetector()
    for drawn in pages:
        site = site_of(drawn, FOREIGN)
        _ = site.pages[0].flat, site.pages[0].forms, site.pages[0].parts

        def tier(site: Site = site) -> None:
            (screen,) = site.screens
            list(branding.check(site, profiles))
            hidden_text(screen.first_pixels, screen)

        timed(times["picture tier: open, hash, cheap look"], tier)
        (screen,) = site.screens
        hidden = hidden_text(screen.first_pixels, screen)
        if hidden.is_much:
            strip = [box for box in hidden.lines if box.top < HEADER_PX]
            timed(
                times["reading: header strip"], read_lines, screen.first_pixels, strip
            )
            timed(
                times["reading: full page, strip included"],
                read_hidden,
                screen.pixels,
                hidden,
            )
        if pointing(site, profiles):
            timed(
                times["search for marks"],
                lambda site=site: list(marks.check(site, profiles)),
            )
    print(f"{'CPU milliseconds':44}{'pages':>6}{'median':>9}{'95 %':>9}{'longest':>9}")
    for name, found in times.items():
        spent(name, found)


def measure_triggers(pages: list[Drawn], profiles: Profiles) -> None:
    """Print how often reading and searching are asked for, by kind of page."""
    asked: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for drawn in pages:
        site = site_of(drawn, FOREIGN)
        (screen,) = site.screens
        reads = hidden_text(screen.first_pixels, screen).is_much
        asked[drawn.want].append((reads, bool(pointing(site, profiles))))
    print(f"\n{'asked for':22}{'pages':>6}  {'reading':24}search for marks")
    for want, found in asked.items():
        reads, searches = (sum(column) for column in zip(*found, strict=True))
        print(
            f"{want:22}{len(found):6}  {share(reads, len(found)):24}"
            f"{share(searches, len(found))}"
        )


def measure_reading(pages: list[Drawn], profiles: Profiles) -> None:
    """Print what is read of official pages as pictures, and what the judge says."""
    officials = [drawn for drawn in pages if drawn.want == "official"]
    print(
        f"\n{'official page as':24}{'pages':>6}  {'asked':18}{'letters read':>13}"
        f"  {'flagged':18}without reading"
    )
    for way in WAYS:
        asked = flagged = blind = 0
        shares = []
        for drawn in officials:
            picture = as_picture(drawn, way)
            site = site_of(picture, FOREIGN)
            words = shown_words(drawn)
            asked += bool(site.reading.pages)
            read = site.reading.pages[0].flat if site.reading.pages else ""
            known = shingles(words)
            if known:
                shares.append(len(known & shingles(read)) / len(known))
            flagged += label(site, profiles) in FLAGS
            bare = site_of(replace(picture, shot=b"", layout=b""), FOREIGN)
            blind += label(bare, profiles) in FLAGS
        count = len(officials)
        middle = sorted(shares)[len(shares) // 2]
        print(
            f"{way:24}{count:6}  {share(asked, count):18}{middle:13.2f}"
            f"  {share(flagged, count):18}{share(blind, count)}"
        )


FLAGS = {Label.COUNTERFEIT, Label.SUSPICIOUS}


def shown_words(drawn: Drawn) -> str:
    """Return the letters that the looked-at rows of a page show."""
    (screen,) = site_of(drawn, FOREIGN).screens
    if screen.layout is None:
        return ""
    inside = (t.text for t in screen.layout.texts if t.box.bottom < LOOKED_PX)
    return flat("".join(inside))


def label(site: Site, profiles: Profiles) -> Label:
    """Return the judge's label."""
    limits = Config().judge
    return judge(
        site,
        profiles,
        model=load_model(),
        flag_probability=limits.flag_probability,
        suspicious_probability=limits.suspicious_probability,
    ).label


def share(hits: int, tries: int) -> str:
    """Return a count and its 95 % interval by Wilson."""
    z, rate = 1.96, hits / tries
    middle = rate + z * z / (2 * tries)
    half = z * math.sqrt(rate * (1 - rate) / tries + z * z / (4 * tries * tries))
    whole = 1 + z * z / tries
    low, high = max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
    return f"{hits}/{tries} ({low:.2f}-{high:.2f})"


def main() -> None:
    """Draw, then print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/pages"))
    parser.add_argument("--keep", type=Path, help="Folder for the drawn pages.")
    options = parser.parse_args()
    profiles = read_profiles()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        pages = list(drawn_pages(options.data, folder))
        measure_times(pages, profiles)
        measure_triggers(pages, profiles)
        measure_reading(pages, profiles)


if __name__ == "__main__":
    main()
