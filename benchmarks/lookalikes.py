"""How many names that imitate a body the first names of each generator hold.

    python benchmarks/lookalikes.py [--data DIR] [--seed 7] [--each 300]

The names looked for are made by others than the generator: the test half of
``imitations`` (the kinds of the blind-like names in the survey of peers), a list
made at random seed by seed here, the few names that the survey prints, and with
``--data`` the reported ones of ``reported_cn_counterfeits.tsv``. None of them knows the
generator's words, costs or endings. A name counts as held where its registrable domain
is among the first N; what stands below somebody's unrelated domain cannot be made by
any generator and is left out.

dnstwist (Apache-2.0) is used as a library, three ways: on the official hosts with words
and endings of our own, as its users do; tuned, on registrable seeds as well; and tuned
with its techniques in turn, because its own order is that of the alphabet.
"""

# ruff: noqa: SIM905 - lists of words

import argparse
import csv
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from itertools import zip_longest
from pathlib import Path

from imitations import TEST, imitations
from imitations.drawn import ENDINGS, WORDS, held_apart

from casebook.profiles import read_profiles
from casebook.urls import registrable
from detectors.names.lookalikes import lookalikes

FIRST = (1_000, 10_000, 70_000)
BODIES = ("mem-portal", "mem-inquiry", "mem-provinces")
"""Whose imitations are looked for: the bodies the product was made for."""

SURVEY = tuple(
    "mem-gov.cn cxmem.com cx-mem.cn mem-gov.com.cn mern.gov-cn.com yjbcx.cn"
    " china-safety-gov.net saws-gov.cn emergency-gov-cn.com".split()
)
"""The invented names that the survey of peers prints, section 2 and 4."""

# What a careful user would give dnstwist besides the hosts; the survey tried 27 seeds
# and 69,451 names.
SEEDS = tuple(
    f"{label}.{ending}"
    for label in (
        "mem-gov memgov cxmem cx-mem memcx mem-gov-cn yjglb yingjiguanlibu yingjiguanli"
        " tezhongzuoye tzzycx aqscks chinasafety anquanshengchan".split()
    )
    for ending in ("com", "cn")
)

Wanted = Mapping[str, str]
"""Registrable name: the technique that made it."""


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, help="with the reported names")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--each", type=int, default=300, help="names a technique")
    given = options.parse_args()
    lists: dict[str, dict[str, Wanted]] = {
        "three bodies": {
            "kinds of the survey": kinds(given.each, CLASSES),
            "made at random": dict(held_apart(given.seed, 9 * given.each, BODIES)),
            "printed in the survey": {registrable(n): "printed" for n in SURVEY},
        },
        "all bodies": {
            "all kinds": kinds(given.each),
            "made at random": dict(held_apart(given.seed, 9 * given.each)),
        },
    }
    if given.data:
        table = given.data / "domains" / "reported_cn_counterfeits.tsv"
        lists["all bodies"]["reported"] = reported(table)
    for bodies, ways in GENERATORS.items():
        print(f"\n== {bodies}")
        made = {name: timed(name, make) for name, make in ways.items()}
        for title, wanted in lists[bodies].items():
            compare(title, wanted, made)
        if bodies == "three bodies":
            print_techniques(lists[bodies]["kinds of the survey"], made["zhaoyao"])


def timed(name: str, make: "Make") -> list[str]:
    """Make the names of one generator, and print what that cost."""
    began = time.process_time()
    made = make()
    seconds = time.process_time() - began
    print(f"{name:26}{len(made):>9,} names{seconds:>8.1f} s of processor time")
    return made


def compare(title: str, wanted: Wanted, made: Mapping[str, Sequence[str]]) -> None:
    """Print what share of *wanted* the first names hold, and ours to the best other."""
    print(f"\n{title}: {len(wanted)} names")
    print(" " * 26 + "".join(f"first {n:,}".rjust(18) for n in FIRST))
    counts = {
        name: [held(names, wanted, n) for n in FIRST] for name, names in made.items()
    }
    best = [max(peers) for peers in zip(*list(counts.values())[1:], strict=True)]
    for name, some in counts.items():
        cells = ""
        for count, peer in zip(some, best, strict=True):
            is_ours = name == next(iter(made))
            times = f"{count / peer:6.1f} x" if peer and is_ours else ""
            cells += f"{count / len(wanted):>10.1%}{times:>8}"
        print(f"{name:26}{cells}")


def held(names: Sequence[str], wanted: Wanted, first: int) -> int:
    """Return how many of *wanted* are among the first names."""
    return len(wanted.keys() & set(names[:first]))


def print_techniques(wanted: Wanted, names: Sequence[str]) -> None:
    """Print by technique what our own first names hold."""
    totals = Counter(wanted.values())
    print("\nzhaoyao, kinds of the survey, by technique")
    for technique, total in totals.items():
        cells = ""
        for first in FIRST:
            have = wanted.keys() & set(names[:first])
            count = sum(wanted[one] == technique for one in have)
            cells += f"{count / total:>12.0%}"
        print(f"  {technique:30}{total:>6}{cells}")


def kinds(each: int, techniques: Sequence[str] = ()) -> Wanted:
    """Return the test half of the imitations, as far as somebody registers them."""
    found = {}
    for technique, name in imitations("test", each):
        domain = registrable(name)
        unrelated = any(carrier in domain for carrier in TEST.carriers)
        official = domain.endswith((".gov.cn", ".edu.cn"))
        # What dnstwist made itself measures nothing here.
        left_out = technique.startswith("dnstwist") or technique in NOBODY
        chosen = technique in techniques if techniques else not left_out
        if chosen and not unrelated and not official:
            found[domain] = technique
    return found


CLASSES = (
    "official host with hyphens",
    "government ending",
    "label and word",
    "ASCII shapes",
    "misspelt",
    "foreign letters",
    "Chinese characters",
    "pinyin",
    "initials and word",
    "English",
    "province",
    "shared hosting",
)
"""The survey's classes but for B, hosts in front of an unrelated domain."""
NOBODY = ("any government", "tunnel", "Chinese label in front")
"""Techniques whose registered part imitates nobody, or that register nothing."""


def reported(table: Path) -> Wanted:
    """Return the reported names of a table with a heading."""
    with table.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return {registrable(row["domain"]): "reported" for row in rows}


def ours(only: Sequence[str]) -> list[str]:
    """Return the names of our generator."""
    profiles = read_profiles()
    return [one.name for one in lookalikes(profiles, limit=FIRST[-1], only=only)]


def twisted(seeds: Iterable[str], *, in_turn: bool = False) -> list[str]:
    """Return dnstwist's names that can be registered, in its own order or in turn.

    None where it is not installed.
    """
    try:
        fuzzer = import_module("dnstwist").Fuzzer
    except ImportError:
        return []
    by_technique: dict[tuple[str, str], list[str]] = {}
    for seed in seeds:
        made = fuzzer(seed, dictionary=WORDS, tld_dictionary=ENDINGS)
        made.generate()
        for one in made.permutations():
            key = (one["fuzzer"], seed) if in_turn else ("", "")
            by_technique.setdefault(key, []).append(one["domain"])
    turns = zip_longest(*by_technique.values())
    names = (registrable(name) for turn in turns for name in turn if name)
    return [n for n in dict.fromkeys(names) if not n.endswith((".gov.cn", ".edu.cn"))]


def hosts(only: Sequence[str]) -> list[str]:
    """Return the official hosts of some bodies; of all where *only* is empty."""
    return [
        host
        for profile in read_profiles()
        if not only or profile.name in only
        for host in profile.hosts
    ]


Make = Callable[[], list[str]]
GENERATORS: dict[str, Mapping[str, Make]] = {
    "three bodies": {
        "zhaoyao": lambda: ours(BODIES),
        "dnstwist": lambda: twisted(hosts(BODIES)),
        "dnstwist, tuned": lambda: twisted((*SEEDS, *hosts(BODIES))),
        "dnstwist, tuned, in turn": lambda: twisted(
            (*SEEDS, *hosts(BODIES)), in_turn=True
        ),
    },
    "all bodies": {
        "zhaoyao": lambda: ours(()),
        "dnstwist": lambda: twisted(hosts(())),
        "dnstwist, tuned": lambda: twisted((*SEEDS, *hosts(()))),
        "dnstwist, tuned, in turn": lambda: twisted((*SEEDS, *hosts(())), in_turn=True),
    },
}


if __name__ == "__main__":
    main()
