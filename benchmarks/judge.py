"""How quick the judge is on HTML alone, and what a hundred bodies cost beside one.

    python -m benchmarks.judge [--data ../shared/data]

CPU time of one core is measured, never the clock, so other work on the machine does
not count. Pages are real saved ones of 20 to 160 kB, 60 kB in the mean. How good it is
beside other methods prints benchmarks/baselines.py, how memory grows memory.py.
"""

import argparse
import dataclasses
import random
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.eval import copies
from benchmarks.eval.labelled import JUDGED_AT, saved_pages
from casebook.profiles import Profile, Profiles, read_profiles
from detectors.judge import judge
from detectors.model import load_model
from detectors.site import site_from_files

SMALLEST, LARGEST = 20_000, 160_000
BODIES = 100
ROUNDS = 3
SEED = 20261123
_HAN_FIRST, _HAN_LAST = 0x4E00, 0x9FA5


def main() -> None:
    """Measure speed, and growth with profiles."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    pages = _pages(options.data)
    size = sum(len(html) for _, html in pages) / len(pages) / 1000
    print(f"{len(pages)} real pages, {size:.0f} kB in the mean, one core")
    shipped = read_profiles()
    rates = {
        "the profiles that ship": _seconds(pages, shipped),
        "1 profile": _seconds(pages, synthetic(shipped, 1)),
        f"{BODIES} profiles": _seconds(pages, synthetic(shipped, BODIES)),
    }
    for name, seconds in rates.items():
        print(f"{name:24} {1000 * seconds:6.2f} ms a page, {1 / seconds:5.0f} pages/s")
    growth = rates[f"{BODIES} profiles"] / rates["1 profile"]
    print(f"{BODIES} profiles cost {growth:.2f} times one")


def synthetic(shipped: Profiles, count: int) -> Profiles:
    """Return the generic profile and *count* invented bodies with references.

    Each is a shipped body with its Chinese exchanged character by character, so that
    names, sentences and pages are as long as real ones, and what many bodies share in
    reality, their everyday words, stays shared.
    """
    dice = random.Random(SEED)
    found = {p.name: p for p in shipped.by_name.values() if p.suffixes}
    patterns = [p for p in shipped.by_name.values() if not p.suffixes]
    for number in range(count):
        pattern = patterns[number % len(patterns)]
        found[f"invented-{number:03}"] = _invented(pattern, number, dice)
    return Profiles(by_name=dict(sorted(found.items())))


def _invented(pattern: Profile, number: int, dice: random.Random) -> Profile:
    shift = dice.randrange(1, _HAN_LAST - _HAN_FIRST)

    def other(text: str) -> str:
        return "".join(
            chr(_HAN_FIRST + (ord(c) - _HAN_FIRST + shift) % (_HAN_LAST - _HAN_FIRST))
            if "\u4e00" <= c <= "\u9fa4"
            else c
            for c in text
        )

    def all_(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(other, texts))

    words = all_((*pattern.names, *pattern.phrases, *pattern.menus))
    pages = tuple(
        copies.reference_page(
            f"https://b{number}.example/{page}",
            "".join(f"<p>{x}{page}{x}</p>" for x in words).encode(),
            at=JUDGED_AT,
        )
        for page in range(3)
    )
    return dataclasses.replace(
        pattern,
        name=f"invented-{number:03}",
        hosts=(f"b{number}.example",),
        names=all_(pattern.names),
        titles=all_(pattern.titles),
        headings=all_(pattern.headings),
        # Menus and form fields are everybody's: they stay.
        phrases=all_(pattern.phrases),
        host_tokens=(f"b{number}x",),
        references=pages,
    )


def _pages(data: Path) -> list[tuple[str, bytes]]:
    found = [
        (sample.site.url, sample.site.pages[0].body)
        for sample in saved_pages(data / "pages")
        if sample.want != "official"
    ]
    return [(u, html) for u, html in found if SMALLEST < len(html) < LARGEST]


def _seconds(pages: list[tuple[str, bytes]], profiles: Profiles) -> float:
    """Return CPU seconds a page, the best of some rounds."""
    _judge_all(pages, profiles)
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        _judge_all(pages, profiles)
        times.append((time.process_time() - begun) / len(pages))
    return min(times)


def _judge_all(pages: list[tuple[str, bytes]], profiles: Profiles) -> None:
    for url, html in pages:
        judge_one(url, html, None, profiles)


def judge_one(url: str, html: bytes, shot: bytes | None, profiles: Profiles) -> None:
    """Judge a saved page as the command does."""
    judge(
        site_from_files(url, html, shot, JUDGED_AT),
        profiles,
        model=load_model(),
        flag_probability=0.5,
        suspicious_probability=0.2,
    )


if __name__ == "__main__":
    main()
