"""Every case of the evaluation, looked at once: what is right, and what is found.

The same cases teach the weights and measure them; whenever figures are given, the
weights that judge a group were fitted without it.
"""

import csv
import dataclasses
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.eval import copies, innocents, loopback
from benchmarks.eval.copies import PLAIN, Body, Case
from benchmarks.eval.labelled import Sample, saved_pages, saved_texts
from casebook.profiles import Profiles, read_profiles
from casebook.records import Finding
from detectors.inventory import inventory_of
from detectors.judge import clearing, run, speaking

EVASIONS = 12
"""Evasions of each copied page in the usual run; ``--full`` takes all of them."""
WRAPPINGS = 3
ROWS = 4
PAGE_MAX_BYTES = 120_000
COPIES = frozenset(("with", "without", "real", "played"))
"""Tables whose cases are counterfeits; the rest must not be flagged."""
SELLERS = frozenset(("sellers", "ads"))
INNOCENT = frozenset(("hard", "ordinary"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A case and what the detectors find on it."""

    case: Case
    findings: tuple[Finding, ...]
    """Of the detectors that a site can be flagged by."""
    against: tuple[Finding, ...]
    """Of those that can only clear it."""
    broken: tuple[str, ...]


def looked_at(data: Path, *, full: bool = False) -> list[Looked]:
    """Return every case with its findings.

    Args:
        data: root of the labelled data.
        full: whether every evasion of every page is wanted; it takes ten times as long.
    """
    return [look(case) for case in every_case(data, full=full)]


def look(case: Case) -> Looked:
    """Return *case* with what is found on it; official pages in it are left out."""
    inventory = inventory_of(case.profiles)
    site = case.site.only(lambda host: not inventory.is_official(host))
    findings, broken = run(speaking(), site, case.profiles)
    against, more = run(clearing(), site, case.profiles)
    return Looked(
        case=case,
        findings=findings,
        against=against,
        broken=tuple(f"{part.detector}: {part.reason}" for part in (*broken, *more)),
    )


def every_case(data: Path, *, full: bool) -> Iterator[Case]:
    """Yield counterfeits, innocents and sellers, the same in every run."""
    saved = list(saved_pages(data / "pages"))
    officials = [sample for sample in saved if sample.want == "official"]
    known = copies.bodies(officials)
    every = copies.all_profiles(known)
    bodies = known if full else tuple(map(_fewer, known))
    chosen = (
        *copies.copies((body for body in bodies if body.pages), every),
        *_real(saved, every, data),
        *innocents.innocents(data, saved, known, every),
    )
    yield from chosen if full else filter(_is_chosen, chosen)
    yield from _texts(data, every)
    yield from _visited()


def _fewer(body: Body) -> Body:
    """Return *body* with its first pages that are not too long."""
    short = [page for page in body.pages if len(page[1]) <= PAGE_MAX_BYTES]
    return dataclasses.replace(body, pages=tuple(short[:2]))


def _is_chosen(case: Case) -> bool:
    """Whether *case* belongs to the usual run: chosen by its name, always the same."""
    if case.evasion in {PLAIN, "reprint", "text"}:
        return not case.group.startswith("made|") or _rank(case.name) % 2 == 0
    every = len(copies.evasions())
    share = EVASIONS if case.table in COPIES else WRAPPINGS
    if case.group.startswith("made|"):
        share = 1
    # The same evasions with the profile and without it.
    return _rank(f"{case.name}|{case.evasion}") % every < share


def _real(saved: list[Sample], every: Profiles, data: Path) -> Iterator[Case]:
    """Yield the real counterfeits, as they are and under each evasion."""
    manuals = _seller_side(data)
    for sample in saved:
        path = sample.name.split(" at ")[0]
        if not path.startswith("counterfeit/") or path in manuals:
            continue
        page = sample.site.pages[0]
        body = copies.SHIPPED_BODY.get(sample.group, "")
        for evasion, site in copies.disguised(
            sample.name, page.decoded.text, url=page.url
        ):
            yield Case(
                name=sample.name,
                group=sample.group,
                table="real",
                evasion=evasion,
                site=site,
                profiles=every,
                body=body,
            )


def _seller_side(data: Path) -> frozenset[str]:
    """Return the pages that show a kit to its buyers and copy no body."""
    with (data / "pages" / "labels.csv").open(encoding="utf-8", newline="") as stream:
        return frozenset(
            row["path"] for row in csv.DictReader(stream) if "manual" in row["note"]
        )


def _texts(data: Path, every: Profiles) -> Iterator[Case]:
    for sample in saved_texts(data / "texts"):
        if sample.want == "seller":
            yield _case(sample, "ads", every)


def _visited() -> Iterator[Case]:
    """Yield the testbed's sites as a plain client saw them."""
    sites = innocents.visited()
    plain = read_profiles(
        extra_hosts=loopback.official_hosts(tuple(copies.load_sites()))
    )
    yield from innocents.played(sites, plain)
    for sample in sites:
        if sample.want == "counterfeit" and sample.site.pages:
            yield _case(sample, "played", plain)
        elif sample.want == "seller" and sample.site.pages:
            yield _case(sample, "sellers", plain)


def _case(sample: Sample, table: str, profiles: Profiles) -> Case:
    return Case(
        name=sample.name,
        group=sample.group,
        table=table,
        evasion=PLAIN,
        site=sample.site,
        profiles=profiles,
    )


def _rank(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


def broken_in(looked: Iterable[Looked]) -> list[str]:
    """Return what broke on which case, for the reader of the figures."""
    return [f"{item.case.name}: {part}" for item in looked for part in item.broken]
