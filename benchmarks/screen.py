"""Speed, recall and false alarms of the host-name screen, beside what others do.

    python benchmarks/screen.py --data DIR [--names FILE] [--each 300]
    python benchmarks/screen.py --data DIR --lines 100000000

DIR holds ``domains_benign.txt.gz``, ``domains_benign_gov_cn.txt.gz``,
``domains_benign_hard.txt.gz`` and ``domains_phish.txt.gz`` (a name and a tab first in
each line). All methods read the same names in one run; the slow ones read fewer, and
their speed is names a second. With ``--lines`` only the screen runs, over that many
lines, for its memory and speed. Nothing is written but the tables.
"""

import argparse
import gzip
import io
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from imitations import HALVES, imitations
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from casebook.profiles import read_profiles
from detectors.engine import IS_AVAILABLE
from detectors.names import NameIndex, score_host
from detectors.names.screening import Screen, screen
from zhaoyao.lists import Tally, names_in

SPEED_NAMES = 5_000_000
SLOW_NAMES = 20_000

# What peers' users would type for the ministry; from the survey of peers, section 4.
WORDS = """
    mem-gov memgov mem.gov cxmem cx-mem cx.mem mem-cx memcx yingjiguanli yjglb yjgl
    tezhongzuoye tzzy anquanshengchan aqsc chinasafety
    """
KEYWORDS = tuple(WORDS.split())
RATIO_LEAST = 75
SEEDS = ("mem.gov.cn", "cx.mem.gov.cn")

Flags = Callable[[str], bool]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--names", type=Path, help="a plain list to time instead")
    parser.add_argument("--each", type=int, default=300, help="names a technique")
    parser.add_argument("--lines", type=int, help="screen so many lines, nothing else")
    given = parser.parse_args()
    index = NameIndex.build(read_profiles())
    if given.lines:
        print_memory(index, given)
        return
    methods: dict[str, Flags] = {
        "zhaoyao": lambda name: score_host(name, index).is_flagged,
        "rapidfuzz loop, ratio 75": by_ratio,
        "openSquat's way, 16 words": as_opensquat,
    }
    permuted = permutations()
    if permuted:
        methods[f"dnstwist, {len(permuted):,} names"] = permuted.__contains__
    else:
        print("dnstwist is not installed: left out\n")
    print_speed(index, methods, given)
    print_recall(methods, given.each)
    print_alarms(methods, given.data)


def by_ratio(name: str) -> bool:
    """Compare the first label with each word, the plain use of a fuzzy library."""
    first = name.partition(".")[0]
    return any(fuzz.ratio(first, word) >= RATIO_LEAST for word in KEYWORDS)


def as_opensquat(name: str) -> bool:
    """Do as openSquat describes: Levenshtein of the first label, then substring."""
    first = name.partition(".")[0]
    for word in KEYWORDS:
        if Levenshtein.distance(first, word) <= 1 or word in name:
            return True
    return False


def permutations() -> frozenset[str]:
    """Return dnstwist's names for the ministry's hosts; empty where it is missing."""
    try:
        fuzzer = import_module("dnstwist").Fuzzer
    except ImportError:
        return frozenset()
    found: set[str] = set()
    for seed in SEEDS:
        made = fuzzer(seed, tld_dictionary=["com", "cn", "net", "top", "xyz", "org"])
        made.generate()
        found |= {row["domain"] for row in made.domains}
    return frozenset(found) - set(SEEDS)


def print_speed(
    index: NameIndex, methods: Mapping[str, Flags], given: argparse.Namespace
) -> None:
    """Time the gate on the whole list, and each method on a sample of it."""
    block = list_bytes(given)
    count = block.count(b"\n")
    clock = Clock()
    gate = Screen(index)
    compiled = clock.seconds()
    clock = Clock()
    flagged = sum(
        len(gate.flagged(piece)) for piece in names_in(in_memory(block), "", Tally())
    )
    rates = {"zhaoyao, from memory": clock.rates(count)}
    rates["zhaoyao, from a file"] = file_rates(gate, block, count)
    sample = [line.decode() for line in islice(iter_lines(block), SLOW_NAMES)]
    for name, flags in methods.items():
        clock = Clock()
        for host in sample:
            flags(host)
        rates[name] = clock.rates(len(sample))
    print(
        f"{count:,} names, {len(block) / count:.1f} bytes a line, {flagged} flagged; "
        f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    print(
        f"gate: {'hyperscan' if IS_AVAILABLE else 'none'}, compiled in "
        f"{compiled[0]:.2f} s (processor {compiled[1]:.2f} s); peak {peak_mb():.0f} MB"
    )
    print(f"\n{'names a second of':32}{'wall':>14}{'processor':>14}{'file is':>12}")
    best = rates["zhaoyao, from a file"][1]
    for name, (wall, processor) in rates.items():
        ratio = f"{best / processor:,.1f} x"
        print(f"{name:32}{wall:>14,.0f}{processor:>14,.0f}{ratio:>12}")


def in_memory(block: bytes) -> io.BufferedReader:
    """Return *block* as a stream that can be read ahead."""
    return io.BufferedReader(cast("io.RawIOBase", io.BytesIO(block)))


def file_rates(gate: Screen, block: bytes, count: int) -> tuple[float, float]:
    """Read the list from a file, patterns compiled before: the best of three times."""
    with NamedTemporaryFile() as file:
        file.write(block)
        file.flush()
        found = []
        for _ in range(3):
            clock = Clock()
            with Path(file.name).open("rb") as stream:
                for piece in names_in(stream, "", Tally()):
                    gate.telling(piece)
            found.append(clock.rates(count))
    return max(found)


def print_memory(index: NameIndex, given: argparse.Namespace) -> None:
    """Screen so many lines as a stream; print speed and the most memory held."""
    stream = io.BufferedReader(Repeated(list_bytes(given, once=True), given.lines))
    clock = Clock()
    read = Tally()
    flagged = sum(1 for _ in screen(names_in(stream, "", read), index))
    wall, processor = clock.rates(given.lines)
    print(
        f"{given.lines:,} lines, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} "
        f"cores: {wall:,.0f} a second of wall, {processor:,.0f} of "
        f"processor time, {flagged} flagged, {read.bad} bad, peak {peak_mb():.0f} MB"
    )


class Clock:
    """Wall and processor time since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def seconds(self) -> tuple[float, float]:
        """Return both, in seconds."""
        wall, processor = self._start
        return time.perf_counter() - wall, time.process_time() - processor

    def rates(self, count: int) -> tuple[float, float]:
        """Return how many of *count* were done in a second of each."""
        wall, processor = self.seconds()
        return count / wall, count / processor


class Repeated(io.RawIOBase):
    """So many lines, the same ones again and again: a list larger than memory."""

    def __init__(self, once: bytes, lines: int) -> None:
        self._once = once
        self._whole, rest = divmod(lines, once.count(b"\n"))
        self._rest = b"".join(line + b"\n" for line in once.split(b"\n")[:rest])
        self._at = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill *buffer* as far as one repetition goes."""
        turn, at = divmod(self._at, len(self._once))
        text = self._once if turn < self._whole else self._rest
        if turn > self._whole:
            return 0
        piece = text[at : at + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def print_recall(methods: Mapping[str, Flags], each: int) -> None:
    """Print what share of the generated names each method finds."""
    for half in HALVES:
        made: dict[str, list[str]] = {}
        for technique, name in imitations(half, each):
            made.setdefault(technique, []).append(name)
        total: Counter[str] = Counter()
        print(f"\nrecall, {half} half" + "".join(f"{m[:22]:>24}" for m in methods))
        for technique, names in made.items():
            cells = []
            for method, flags in methods.items():
                hits = sum(map(flags, names))
                total[method] += hits
                cells.append(f"{hits / len(names):>24.1%}")
            print(f"  {technique:26}{len(names):>4}" + "".join(cells))
        count = sum(map(len, made.values()))
        shares = "".join(f"{total[method] / count:>24.1%}" for method in methods)
        print(f"  {'all':26}{count:>4}{shares}")


def print_alarms(methods: Mapping[str, Flags], data: Path) -> None:
    """Print how many innocent names each method flags."""
    benign = names_of(data / "domains_benign.txt.gz")
    sets = {
        "benign, .cn": [name for name in benign if name.endswith(".cn")],
        "benign, others": [name for name in benign if not name.endswith(".cn")],
        "gov.cn": names_of(data / "domains_benign_gov_cn.txt.gz"),
        "hard negatives": names_of(data / "domains_benign_hard.txt.gz"),
    }
    print("\nfalse alarms" + " " * 20 + "".join(f"{m[:22]:>24}" for m in methods))
    for title, names in sets.items():
        cells = []
        for flags in methods.values():
            alarms = sum(map(flags, names))
            cells.append(f"{alarms} ({alarms / len(names) * 1e5:.1f}/100k)".rjust(24))
        print(f"  {title:20}{len(names):>10,}" + "".join(cells))
    print(f"  of these flagged: {flagged_names(methods, sets)}")


def flagged_names(methods: Mapping[str, Flags], sets: dict[str, list[str]]) -> str:
    """Return the innocent names that our own rules flag, to be looked at."""
    ours = next(iter(methods.values()))
    found = [name for names in sets.values() for name in names if ours(name)]
    return ", ".join(found[:20]) or "none"


def list_bytes(given: argparse.Namespace, *, once: bool = False) -> bytes:
    """Return the list to time: the one given, or the sets again and again."""
    if given.names:
        return Path(given.names).read_bytes()
    names = names_of(given.data / "domains_benign.txt.gz")
    names += names_of(given.data / "domains_phish.txt.gz")
    random.Random(1).shuffle(names)
    text = "".join(f"{name}\n" for name in names).encode()
    return text if once else text * max(1, SPEED_NAMES // len(names))


def iter_lines(block: bytes) -> Iterable[bytes]:
    """Yield lines from all over *block*."""
    step = max(1, len(block) // SLOW_NAMES)
    for at in range(0, len(block) - step, step):
        start = block.find(b"\n", at) + 1
        yield block[start : block.find(b"\n", start)]


def names_of(path: Path) -> list[str]:
    """Return the first column of a packed table."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        names = [line.split("\t")[0].strip() for line in stream]
    return [name for name in names if "." in name]


def peak_mb() -> float:
    """Return the most memory this process held, in megabytes (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
