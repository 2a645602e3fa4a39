"""Whether memory stays flat while the judge works through many pages.

    python -m benchmarks.memory [--data ../shared/data] [--pages 10000]

Real pages in turn, copies of official ones among them, each at a host of its own and
changed so that nothing kept of an earlier one serves: a paragraph of words drawn at
random in front, some characters exchanged, every fourth with a picture and a QR code
of its own. Prints resident memory after a twentieth, a tenth, a half and all.
"""

import argparse
import gc
import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import zxingcpp
from PIL import Image

from benchmarks.eval import copies
from benchmarks.eval.labelled import saved_pages
from benchmarks.judge import judge_one
from detectors.pages.charsets import decode

SEED = 20261123
LARGEST = 160_000
WORDS = 60
EXCHANGED = 40
PICTURE_EVERY = 4
_HAN = (0x4E00, 0x9FA5)


def main() -> None:
    """Judge, and print memory on the way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--pages", type=int, default=10_000, help="Pages judged.")
    options = parser.parse_args()
    samples = list(saved_pages(options.data / "pages"))
    officials = [one for one in samples if one.want == "official"]
    profiles = copies.all_profiles(copies.bodies(officials))
    bodies = {one.site.pages[0].body for one in samples}
    texts = [decode(b, "").text for b in sorted(bodies) if len(b) <= LARGEST]
    print(f"{len(texts)} real pages in turn, {len(profiles.by_name)} profiles")
    count = options.pages
    shown = {count // 20, count // 10, count // 2, count}
    begun = time.process_time()
    for number, page in enumerate(pages(texts, count), start=1):
        judge_one(*page, profiles)
        if number in shown:
            gc.collect()
            spent = time.process_time() - begun
            megabytes = psutil.Process().memory_info().rss / 2**20
            print(f"{number:7} pages  {megabytes:7.1f} MB  {spent:7.1f} s of CPU time")


def pages(texts: list[str], count: int) -> Iterator[tuple[str, bytes, bytes | None]]:
    """Yield address, HTML and screenshot of *count* pages, no two of them alike."""
    dice = random.Random(SEED)
    for number in range(count):
        url = f"https://n{dice.randrange(10**9)}.z{number}.test/p{number}?id={number}"
        shot = picture(url) if number % PICTURE_EVERY == 0 else None
        yield url, changed(texts[number % len(texts)], dice).encode(), shot


def changed(text: str, dice: random.Random) -> str:
    """Return *text* with words of its own in front and some characters exchanged."""
    words = "".join(chr(dice.randrange(*_HAN)) for _ in range(WORDS))
    letters = list(text)
    for _ in range(EXCHANGED):
        place = dice.randrange(len(letters))
        if _HAN[0] <= ord(letters[place]) <= _HAN[1]:
            letters[place] = chr(dice.randrange(*_HAN))
    name = f"k{dice.randrange(10**6)}"
    own = f'<p class="{name}-{name}" id="{name}">{words}</p><script src="/{name}.js">'
    return "".join(letters).replace("<body", f"{own}</script><body", 1)


def picture(url: str) -> bytes:
    """Return a screenshot with a QR code of *url*."""
    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode)
    image = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4))
    screen = Image.new("L", (640, 400), 50 + len(url) % 150)
    screen.paste(image, (200, 100))
    stream = io.BytesIO()
    screen.save(stream, "PNG")
    return stream.getvalue()


if __name__ == "__main__":
    main()
