"""How many entries of certificate logs one process reads a second.

    python benchmarks/ctlogs.py [FOLDER]

First each step by itself, on the real tile in FOLDER (../shared/data/ct by default, the
testbed's own entries without it), beside the naive way: every certificate parsed, every
name scored by itself. Then the whole source, ``zhaoyao discover ctlogs``, against the
testbed's log server by each protocol. All by processor time, so that others who work on
the machine do not count. The goal is 2,000 entries a second in one process.
"""

import base64
import dataclasses
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import testbed
from casebook.config import FILE_NAME, Config, document
from casebook.profiles import read_profiles
from casebook.workspace import Workspace
from crawler.ct.leaves import PRECERT, read_data_tile, read_get_entries
from crawler.ct.name_tiles import read_names_tile
from crawler.ct.sans import names_of, parse
from crawler.ct.sieve import Sieve, plain
from crawler.running.run import discover
from detectors.names import NameIndex, score_host
from testbed import trees

GOAL = 2_000
SECONDS = 2.0
FILLERS = 20_000
"""Sets of names in the testbed's log; twice as many entries."""

REAL = Path(__file__).parents[2] / "shared/data/ct"

LOG_SITE = """
hosts = ["log.ct.example"]
expected = "clear"
technique = "certificate-logs"
why = "A log to be measured with."
[[behaviour]]
name = "certificate-log"
"""
LIST_SITE = """
hosts = ["logs.ct.example"]
expected = "clear"
technique = "certificate-logs"
why = "The list of one log."
[[behaviour]]
name = "log-list"
"""
PROTOCOLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "data tiles": ({}, {}),
    "data tiles, tree checked": ({}, {"verify": True}),
    "names tiles": ({"names_tiles": True}, {}),
    "get-entries": ({"protocol": "rfc6962", "most": 1000}, {}),
}


def main() -> int:
    """Measure, print, and return 1 where the goal is missed."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else REAL
    rates = {**_steps(folder if folder.is_dir() else None), **_whole()}
    naive = rates["naive: parsed, scored name by name"]
    for way, rate in rates.items():
        print(f"{way:44} {rate:>10,.0f} entries/s {rate / naive:>9.1f} x naive")
    slowest = min(rate for way, rate in rates.items() if way.startswith("discover"))
    is_met = slowest >= GOAL
    print(f"goal {GOAL:,} entries/s: {'met' if is_met else 'MISSED'}, {slowest:,.0f}")
    return int(not is_met)


def _steps(folder: Path | None) -> dict[str, float]:
    """Return the rates of each step by itself."""
    tile, entries = _tile(folder)
    count = len(entries)
    print(f"{count} entries of {folder or 'the testbed'}, repeated")
    answer = json.dumps({"entries": entries}).encode()
    leaves = read_data_tile(tile, count)
    names_tile = "".join(
        json.dumps({"Timestamp": leaf.timestamp_ms, "DNS": names_of(leaf)}) + "\n"
        for leaf in leaves
    ).encode()
    profiles = read_profiles()
    index, sieve = NameIndex.build(profiles), Sieve(profiles)

    def naive(mark: str) -> None:
        for leaf in read_data_tile(tile, count):
            for name in parse(leaf.der, is_tbs=leaf.kind == PRECERT):
                score_host(plain(f"{mark}{name}"), index)

    def gated(mark: str) -> None:
        found = [names_of(leaf) for leaf in read_data_tile(tile, count)]
        list(sieve.flagged(f"{mark}{name}" for names in found for name in names))

    for number in range(60):  # past the point where the gate is made ready
        gated(f"w{number}x")
    ways: dict[str, Callable[[str], object]] = {
        "data tile, names scanned": lambda _: [
            names_of(one) for one in read_data_tile(tile, count)
        ],
        "data tile, names scanned, leaves hashed": lambda _: [
            (names_of(one), one.hash) for one in read_data_tile(tile, count)
        ],
        "data tile, parsed by cryptography": lambda _: [
            parse(one.der, is_tbs=one.kind == PRECERT)
            for one in read_data_tile(tile, count)
        ],
        "get-entries, names scanned": lambda _: [
            names_of(one) for one in read_get_entries(answer, count)
        ],
        "names tile": lambda _: read_names_tile(names_tile, count),
        "naive: parsed, scored name by name": naive,
        "data tile, scanned, through the gate": gated,
    }
    return {way: _rate(work, count) for way, work in ways.items()}


def _rate(work: Callable[[str], object], count: int) -> float:
    """Return entries a second; each round's names are told apart, so none is known."""
    work("w")
    rounds, started = 0, time.process_time()
    while time.process_time() - started < SECONDS:
        work(f"r{rounds}x")
        rounds += 1
    return rounds * count / (time.process_time() - started)


def _whole() -> dict[str, float]:
    """Return the rates of the source as it is run, start-up left out."""
    rates = {}
    for way, (options, ct) in PROTOCOLS.items():
        with tempfile.TemporaryDirectory(prefix="ctlogs-") as folder:
            sites = _sites(Path(folder) / "sites", options)
            with testbed.serve(sites=sites) as net:
                rates[f"discover, {way}"] = _run(Path(folder) / "w", net, ct)
    return rates


def _run(folder: Path, net: testbed.Net, ct: dict[str, Any]) -> float:
    Workspace.create(folder).close()
    plain_config = Config()
    network = dataclasses.replace(
        plain_config.network,
        allow_networks=["127.0.0.0/30"],
        nameservers=[net.dns_address],
        port_map={"80": net.http_port},
        delay_per_host_seconds=0.0,
        concurrent_requests_per_host=8,
    )
    settings = {"partial_seconds": 0.0, "first_entries": 10 * FILLERS, **ct}
    config = dataclasses.replace(
        plain_config,
        network=network,
        ct=dataclasses.replace(
            plain_config.ct,
            log_list="http://logs.ct.example/v3/log_list.json",
            **settings,
        ),
    )
    (folder / FILE_NAME).write_text(document(config), "utf-8")
    with Workspace.open(folder, {}) as workspace:
        first, read = _measured(workspace)
        start_up, _ = _measured(workspace)  # nothing is new
    return read / (first - start_up)


def _measured(workspace: Workspace) -> tuple[float, int]:
    """Return the processor seconds of one run, and the entries that it read."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    (found,) = discover(workspace, ["ctlogs"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if found.failure:
        raise SystemExit(found.failure)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, int(found.detail["read"])


def _sites(folder: Path, options: dict[str, Any]) -> Path:
    lines = {"fillers": FILLERS, **options}.items()
    own = "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines)
    for name, text in {
        "service-log": LOG_SITE + own,
        "service-list": LIST_SITE,
    }.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "site.toml").write_text(text)
    return folder


def _tile(folder: Path | None) -> tuple[bytes, list[dict[str, str]]]:
    if folder:
        (path,) = folder.glob("*/tile/data/001")
        tile = path.read_bytes()
        inputs = [b"\x00\x00" + leaf.entry for leaf in read_data_tile(tile, 256)]
    else:
        made = trees.make_entries(tuple((f"h{n}.example",) for n in range(128)))
        tile = b"".join(one.tile_leaf for one in made)
        inputs = [one.leaf_input for one in made]
    return tile, [{"leaf_input": base64.b64encode(one).decode()} for one in inputs]


if __name__ == "__main__":
    sys.exit(main())
