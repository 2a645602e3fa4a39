"""The whole main job as a user starts it: ``zhaoyao demo``, two days running.

One run a day, in a process of its own, over every site of the testbed; the tests read
what it left behind.
"""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import testbed
from casebook.records import Label
from casebook.urls import host_of
from casebook.workspace import Workspace

DAY_SECONDS = 900
"""A run that hangs must end; the figure says nothing of speed."""

SITES = testbed.load_sites()


@dataclass(frozen=True)
class Day:
    """What one run said and left."""

    code: int
    output: str
    errors: str
    labels: dict[str, set[Label]]
    failures: dict[str, set[str]]
    report: dict


def run_day(folder: Path) -> Day:
    done = subprocess.run(
        [sys.executable, "-m", "zhaoyao", "demo"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=DAY_SECONDS,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    labels: dict[str, set[Label]] = {}
    failures: dict[str, set[str]] = {}
    with Workspace.open(folder / "demo", {}) as workspace:
        for inspection, verdict in workspace.casebook.latest_inspections():
            host = host_of(inspection.candidate.url)
            labels.setdefault(host, set()).add(verdict.label)
            failures.setdefault(host, set()).update(
                capture.failure for capture in inspection.captures if capture.failure
            )
        # The later of two, where midnight in Beijing fell into the run.
        report = max((folder / "demo/reports").glob("*/report.json"))
    return Day(
        code=done.returncode,
        output=done.stdout,
        errors=done.stderr,
        labels=labels,
        failures=failures,
        report=json.loads(report.read_text("utf-8")),
    )


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    first = run_day(folder)
    packages = sorted((folder / "demo/packages").glob("CLUE-*.zip"))
    return folder, first, run_day(folder), packages


def served(day):
    return [site for site in SITES if site.is_served_on(day)]


def is_found(site):
    """Whether it is visited: discovery leaves official hosts out, a tip does not."""
    return bool(site.found_by) and (
        site.expected != "official" or "tip" in site.found_by
    )


@pytest.mark.parametrize(
    "site", [site for site in served(1) if is_found(site)], ids=lambda site: site.name
)
def test_site_gets_its_label(days, site):
    _, first, _, _ = days
    got = set().union(*(first.labels.get(host, set()) for host in site.hosts))

    assert got, f"{site.name} was never visited"
    if site.expected in {"counterfeit", "seller", "intrusion"}:
        assert Label(site.expected) in got
    else:
        assert got == {Label(site.expected)}, site.why


@pytest.mark.parametrize(
    "site", [s for s in served(1) if s.kind == "dead"], ids=lambda site: site.name
)
def test_dead_site_has_its_cause(days, site):
    _, first, _, _ = days

    statuses = {"status", "empty-body", "challenge-page"}
    told = set().union(*(first.failures.get(host, set()) for host in site.hosts))
    assert told or {one.name for one in site.behaviour} & statuses


def test_run_ends_well(days):
    _, first, second, _ = days

    assert (first.code, second.code) == (0, 0), first.errors + second.errors
    assert "Traceback" not in first.errors + second.errors


def test_table_names_every_flagged_site_and_its_package(days):
    _, first, _, packages = days

    lines = first.output.splitlines()
    assert packages
    for path in packages:
        assert any(path.name in line for line in lines)
    assert any("report.html" in line for line in lines)


def test_packages_hold(days):
    """Each package verifies, and none names an innocent."""
    folder, _, _, packages = days

    innocent = {s.host for s in SITES if s.expected not in {"counterfeit", "seller"}}
    for path in packages:
        with zipfile.ZipFile(path) as package:
            (clue,) = [n for n in package.namelist() if n.endswith("data/clue.json")]
            text = package.read(clue).decode()
        hosts = {host_of(case["url"]) for case in json.loads(text)["cases"]}
        assert hosts
        assert not hosts & innocent
    done = subprocess.run(
        [sys.executable, "-m", "zhaoyao", "clue", "verify", str(packages[0])],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_second_day_tells_new_from_gone(days):
    _, first, second, _ = days

    fresh = {s.host for s in SITES if s.from_day == 2 and s.expected == "counterfeit"}
    gone = {s.host for s in SITES if s.until_day == 1 and s.expected == "counterfeit"}
    assert fresh
    assert gone
    assert not fresh & set(first.labels)
    assert fresh <= set(second.labels)
    for host in gone:
        assert "dns-nxdomain" in second.failures[host]


def test_report_counts_what_it_lists(days):
    folder, first, _, _ = days

    flagged = [
        host
        for host, labels in first.labels.items()
        if labels & {Label.COUNTERFEIT, Label.SELLER, Label.INTRUSION, Label.SUSPICIOUS}
    ]
    assert len(first.report["report"]["cards"]) == len(flagged)
    for name in ("report.html", "report.en.html", "report.xlsx"):
        (path,) = (folder / "demo/reports").glob(f"*/{name}")
        assert path.stat().st_size > 1000
