"""Measure what pictures cost and bring: triggers, reading, hashes, by CPU time.

Usage: python -m benchmarks.looks [--data ../shared/data/pages] [--keep DIR]

Draws every labelled page with the browser, network shut, then prints

* what each tier costs, in CPU seconds (median, 95 of 100, longest);
* how often the cheap look asks for reading, and the claims for a search for marks;
* what is read of official pages that were turned into pictures in several ways, and
  what the judge then says of them at a foreign host, with and without reading.

``--keep`` leaves the drawn pages for another run.
"""

import argparse
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.drawing import FOREIGN, Drawn, drawn_pages, site_of
from benchmarks.eval import copies
from benchmarks.eval.labelled import saved_pages
from benchmarks.pictured import WAYS, as_picture
from casebook.config import Config
from casebook.profiles import Profiles, read_profiles
from casebook.records import Label
from detectors.checks.branding import BrandingDetector
from detectors.checks.marks import MarksDetector, pointing
from detectors.checks.qr_code import QrCodeDetector
from detectors.judge import judge
from detectors.looks.reading import HEADER_PX, hidden_text, read_screen
from detectors.looks.recognition import open_reader, read_lines
from detectors.looks.screens import LOOKED_PX
from detectors.model import load_model
from detectors.pages.plaintext import flat, shingles
from detectors.site import Site

OTHER_WAYS = 5
"""Every how many official pages are tried in other ways than as one PNG."""


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
    branding, codes, marks = BrandingDetector(), QrCodeDetector(), MarksDetector()
    for drawn in pages:
        site = site_of(drawn, FOREIGN)
        _ = site.pages[0].flat, site.pages[0].forms, site.pages[0].parts

        def tier(site: Site = site) -> None:
            (screen,) = site.screens
            list(branding.check(site, profiles))
            list(codes.check(site, profiles))
            hidden_text(screen.first_pixels, screen)

        timed(times["picture tier: open, hash, QR, cheap look"], tier)
        (screen,) = site.screens
        hidden = hidden_text(screen.first_pixels, screen)
        if hidden.is_much:
            strip = [box for box in hidden.lines if box.top < HEADER_PX]
            timed(
                times["reading: header strip"], read_lines, screen.first_pixels, strip
            )
            timed(
                times["reading: full page, strip included"],
                read_screen,
                screen,
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


def measure_reading(pages: list[Drawn], data: Path) -> None:
    """Print what is read of pages as pictures, and what the judge says of them.

    Every page is one picture as a whole; the other ways are tried on every fifth
    official page. *With* its profile a body's own pages are references, *without*
    they are not.
    """
    officials = [drawn for drawn in pages if drawn.want == "official"]
    others = [drawn for drawn in pages if drawn.want.startswith("benign")]
    bodies = copies.bodies([s for s in saved_pages(data) if s.want == "official"])
    every = copies.all_profiles(bodies)
    owners = {url: body.profile for body in bodies for url, _ in body.pages}
    print(
        f"\n{'pages as':24}{'pages':>6}  {'asked':18}{'letters read':>13}"
        f"  {'counterfeit, with':20}{'without':20}without reading"
    )
    for way in WAYS:
        chosen = officials if way == "one PNG" else officials[::OTHER_WAYS]
        print(_row(way, [_read(d, way, every, owners.get(d.url, "")) for d in chosen]))
    print(_row("innocent, one PNG", [_read(d, "one PNG", every, "") for d in others]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of one page that was turned into a picture."""

    asked: bool
    letters: float
    """Share of the runs shown in the first rows that were read."""
    known: Label
    unknown: Label
    blind: Label
    """Without a screenshot."""


def _read(drawn: Drawn, way: str, every: Profiles, owner: str) -> Read:
    picture = as_picture(drawn, way)
    site = site_of(picture, FOREIGN)
    read = site.reading.pages[0].flat if site.reading.pages else ""
    words = shingles(shown_words(drawn))
    left = {name: one for name, one in every.by_name.items() if name != owner}
    known = label(site, every)
    return Read(
        asked=bool(read),
        letters=len(words & shingles(read)) / max(1, len(words)),
        known=known,
        unknown=label(site, Profiles(by_name=left)) if owner else known,
        blind=label(site_of(replace(picture, shot=b"", layout=b""), FOREIGN), every),
    )


def _row(way: str, reads: list[Read]) -> str:
    count = len(reads)
    middle = sorted(one.letters for one in reads)[count // 2]

    def flagged(labels: Iterable[Label]) -> str:
        return share(sum(one is Label.COUNTERFEIT for one in labels), count)

    asked = share(sum(one.asked for one in reads), count)
    return (
        f"{way:24}{count:6}  {asked:18}{middle:13.2f}"
        f"  {flagged(r.known for r in reads):20}{flagged(r.unknown for r in reads):20}"
        f"{flagged(r.blind for r in reads)}"
    )


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
        measure_reading(pages, options.data)


if __name__ == "__main__":
    main()
