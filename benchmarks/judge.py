"""How quick and how good the judge is beside the obvious baselines, on the same pages.

    python -m benchmarks.judge [--data ../shared/data] [--memory 10000] [--pages 160]

CPU time of one core is measured, never the clock, so other work on the machine does
not count. Pages are real saved ones of 20 to 160 kB, 60 kB in the mean. Baselines are
given every reference page and keep the best likeness: rapidfuzz on the text and the
likeness of tag sequences. ssdeep and TLSH need a compiler or have no wheel for this
Python, so they are not compared; average hashes compare screenshots, which saved
pages come without.
"""

import argparse
import dataclasses
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from selectolax.lexbor import LexborHTMLParser

from benchmarks.eval import cases, copies
from benchmarks.eval.cases import COPIES, INNOCENT
from benchmarks.eval.copies import Case
from benchmarks.eval.labelled import JUDGED_AT, saved_pages
from casebook.profiles import Profile, Profiles, read_profiles
from detectors.judge import judge
from detectors.model import load_model
from detectors.page import Page
from detectors.site import site_from_files

SMALLEST, LARGEST = 20_000, 160_000
BODIES = 100
ROUNDS = 3
SEED = 20261123
ALARMS = 0.01
_HAN_FIRST, _HAN_LAST = 0x4E00, 0x9FA5


def main() -> None:
    """Measure speed, growth with profiles, memory, and the baselines."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--memory", type=int, default=10_000, help="Pages judged.")
    parser.add_argument("--pages", type=int, default=160, help="Pages a class.")
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
    _memory(pages, shipped, options.memory)
    _baselines(options.data, options.pages)


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
        judge(
            site_from_files(url, html, None, JUDGED_AT),
            profiles,
            model=load_model(),
            flag_probability=0.5,
            suspicious_probability=0.2,
        )


def _memory(pages: list[tuple[str, bytes]], profiles: Profiles, count: int) -> None:
    """Judge *count* pages, no two the same, and print how memory grew."""
    process = psutil.Process()
    shown = []
    for number in range(count):
        url, html = pages[number % len(pages)]
        other = html.replace(b"<body", b"<p>%d</p><body" % number, 1)
        _judge_all([(url, other)], profiles)
        if number in {count // 10, count // 2, count - 1}:
            shown.append(f"{process.memory_info().rss >> 20} MB after {number + 1}")
    print("memory:", ", ".join(shown) or "not measured")


def _baselines(data: Path, limit: int) -> None:
    """Print quality and time of the judge and of the baselines on the same pages."""
    chosen = list(_sample(data, limit))
    every = chosen[0].profiles
    references = [
        Page(where="reference", url=url, body=html)
        for body in copies.bodies(
            [s for s in saved_pages(data / "pages") if s.want == "official"]
        )
        for url, html in body.pages
    ]
    texts = [_plain(page.body) for page in references]
    tags = [_tags(page.body) for page in references]
    rows: dict[str, Callable[[Case], float]] = {
        "this judge": lambda case: _own(case, every),
        "rapidfuzz, text": lambda case: max(
            fuzz.ratio(_plain(case.site.pages[0].body), text) for text in texts
        ),
        "rapidfuzz, part of text": lambda case: max(
            fuzz.token_set_ratio(_plain(case.site.pages[0].body), text)
            for text in texts
        ),
        "tag sequence": lambda case: max(
            Indel.normalized_similarity(_tags(case.site.pages[0].body), other)
            for other in tags
        ),
    }
    print(
        f"\n{'':24}{'AUC':>7}{'recall at 1 % alarms':>22}{'ms a page':>11}   "
        f"({sum(c.table in COPIES for c in chosen)} copies, "
        f"{sum(c.table in INNOCENT for c in chosen)} innocents)"
    )
    for name, score in rows.items():
        begun = time.process_time()
        scored = [(score(case), case.table in COPIES) for case in chosen]
        ms = 1000 * (time.process_time() - begun) / len(chosen)
        print(f"{name:24}{auc(scored):7.3f}{recall_at(scored, ALARMS):22.3f}{ms:11.1f}")


def _sample(data: Path, limit: int) -> Iterator[Case]:
    """Yield as many copies with their profiles as innocents, evenly picked."""
    every = list(cases.every_case(data, full=False))
    for tables in (frozenset(("with",)), INNOCENT):
        own = [case for case in every if case.table in tables]
        yield from own[:: max(1, len(own) // limit)][:limit]


def _own(case: Case, profiles: Profiles) -> float:
    page = case.site.pages[0]
    verdict = judge(
        site_from_files(page.url, page.body, None, JUDGED_AT),
        profiles,
        model=load_model(),
        flag_probability=0.5,
        suspicious_probability=0.2,
    )
    return verdict.probability


def _plain(html: bytes) -> str:
    """Return the text as a plain parser gives it: that is what a baseline reads."""
    body = LexborHTMLParser(html.decode("utf-8", "replace")).body
    return body.text() if body is not None else ""


def _tags(html: bytes) -> list[str]:
    tree = LexborHTMLParser(html.decode("utf-8", "replace"))
    return [node.tag or "" for node in tree.css("body *")]


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the chance that a copy scores above an innocent; ties count half.

    >>> auc([(0.9, True), (0.1, False), (0.1, True)])
    0.75
    """
    copies_ = [s for s, is_copy in scored if is_copy]
    others = [s for s, is_copy in scored if not is_copy]
    wins = sum((c > o) + 0.5 * (c == o) for c in copies_ for o in others)
    return wins / max(1, len(copies_) * len(others))


def recall_at(scored: Sequence[tuple[float, bool]], alarms: float) -> float:
    """Return the share of copies above all but *alarms* of the innocents."""
    others = sorted((s for s, is_copy in scored if not is_copy), reverse=True)
    bar = others[int(alarms * len(others))] if others else 0.0
    found = [s > bar for s, is_copy in scored if is_copy]
    return sum(found) / max(1, len(found))


if __name__ == "__main__":
    main()
