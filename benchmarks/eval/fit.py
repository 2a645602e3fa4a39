"""Fit the weights of the judgement and write ``detectors/model.toml``.

    python benchmarks/eval/fit.py --data ../shared/data [--write]

Fits on saved pages at their own and at foreign hosts, on the same pages under
evasions, with and without profiles drafted from them, on the testbed's sites visited
with a plain client, and on texts of advertisements; everything is held out by group
for the figures and for the calibration. Weights are pulled towards the ones in
``prior.toml``, which state what is known of the domain, because data are few.
"""

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import loopback
import variants
from fitting import Fit, Row, calibrate, fit, folds
from labelled import JUDGED_AT, Sample, digest, saved_pages, saved_texts
from measures import Scored, measures

import testbed
from casebook.profiles import Profiles, read_profiles
from casebook.records import Finding, Label
from detectors.checks import all_detectors
from detectors.inventory import inventory_of
from detectors.judge import run
from detectors.model import Model, model_from, scales_of
from detectors.ruling import Ruling

HERE = Path(__file__).parent
PRIOR = HERE / "prior.toml"
MODEL = HERE.parents[1] / "detectors" / "model.toml"
FOLDS = 5
PULL = 0.004
DISGUISES = 4
LISTED = 60
INNOCENT = 3.0
VARIANT = " + "

Seen = tuple[Sample, Profiles, tuple[Finding, ...]]


def main() -> None:
    """Fit, print the held-out figures, and write the model where asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--write", action="store_true")
    options = arguments.parse_args()
    table = tomllib.loads(PRIOR.read_text("utf-8"))
    prior = model_from(table)
    seen = list(_looked_at(options.data))
    print(f"{len(seen)} samples: {dict(Counter(sample.want for sample, *_ in seen))}")
    sides = {}
    for side, wanted in (
        ("pose", {Label.COUNTERFEIT, Label.INTRUSION}),
        ("sells", {Label.SELLER}),
    ):
        rows = [_row(s, p, f, prior, side=side, wanted=wanted) for s, p, f in seen]
        sides[side] = _fit_side(side, [row for row in rows if row.weight], prior)
    if options.write:
        MODEL.write_text(_written(table, sides, options.data), "utf-8")
        print(f"wrote {MODEL}")


def _looked_at(data: Path) -> Iterable[Seen]:
    """Yield every sample with the profiles it is judged against and what is found."""
    shipped = read_profiles()
    yield from _pages(data, shipped)
    for sample in saved_texts(data / "texts"):
        yield sample, shipped, _findings(sample, shipped)
    yield from _testbed()


def _pages(data: Path, shipped: Profiles) -> Iterable[Seen]:
    """Yield saved pages, as they are and disguised, without and with own profiles."""
    pages = list(saved_pages(data / "pages"))
    officials = [s for s in pages if s.want == Label.OFFICIAL]
    drafted = variants.with_drafted(shipped, officials)
    wanted = [s for s in pages if s.want in {Label.COUNTERFEIT, Label.CLEAR}]
    for page in wanted:
        for profiles, note in ((shipped, ""), (drafted, " (drafted)")):
            sample = replace(page, name=f"{page.name}{note}")
            yield sample, profiles, _findings(sample, profiles)
            if sample.want == Label.COUNTERFEIT:
                for other in variants.disguised(sample, DISGUISES):
                    yield other, profiles, _findings(other, profiles)


def _testbed() -> Iterable[Seen]:
    """Yield the testbed's sites, without and with references of its official ones."""
    with testbed.serve(day=1) as net:
        plain = loopback.profiles_of(net)
        sites = list(loopback.samples(net))
    officials = [s for s in sites if s.want == Label.OFFICIAL]
    refreshed = variants.with_references(plain, officials)
    for sample in sites:
        if sample.want != Label.OFFICIAL and sample.site.pages:
            for profiles in (plain, refreshed):
                yield sample, profiles, _findings(sample, profiles)


def _findings(sample: Sample, profiles: Profiles) -> tuple[Finding, ...]:
    inventory = inventory_of(profiles)
    foreign = sample.site.only(lambda host: not inventory.is_official(host))
    findings, broken = run(all_detectors(), foreign, profiles)
    for part in broken:
        print(f"{sample.name}: {part.detector} broke: {part.reason}", file=sys.stderr)
    return findings


def _row(
    sample: Sample,
    profiles: Profiles,
    findings: tuple[Finding, ...],
    prior: Model,
    *,
    side: str,
    wanted: set[Label],
) -> Row:
    """Return what one side's sum is of, for the body that the prior would name."""
    ruling = Ruling(findings, inventory_of(profiles), prior)
    strongest: dict[str, float] = {}
    for finding in ruling.listed:
        key = f"{finding.detector}.{finding.signal}"
        strongest[key] = max(strongest.get(key, 0.0), finding.strength)
    weights = getattr(prior, side).weights
    raw = {key: weights.get(key, 0.0) * value for key, value in strongest.items()}
    scales = scales_of(raw, prior)
    features = {k: v * scales[k] for k, v in strongest.items() if k in weights}
    positive = sample.want in wanted
    return Row(
        name=sample.name,
        group=sample.group,
        positive=positive,
        weight=_weight(sample, side=side, positive=positive),
        features=features,
    )


def _weight(sample: Sample, *, side: str, positive: bool) -> float:
    """Return how much a sample counts: innocents more, variants of one page less."""
    # Innocent sites outnumber the others by far more than any sample shows.
    usual = 1.0 if positive else INNOCENT
    if side == "pose":
        # Whoever sells may pose as well, and a government host is judged apart.
        taught = sample.want not in {Label.SELLER, Label.INTRUSION}
        if not taught or sample.group.startswith("texts|"):
            return 0.0
        return 0.25 if VARIANT in sample.name else usual
    if sample.want in {Label.COUNTERFEIT, Label.INTRUSION}:
        return 0.1
    # A text alone is no page: most have no contact, so they weigh little.
    return 0.3 if sample.group.startswith("texts|") else usual


def _fit_side(
    side: str, rows: list[Row], prior: Model
) -> tuple[Fit, float, float, str]:
    start = Fit(bias=getattr(prior, side).bias, weights=getattr(prior, side).weights)
    held: list[tuple[Row, float]] = []
    for part in folds(rows, FOLDS):
        known = fit([row for row in rows if row.group not in part], start, pull=PULL)
        held += [
            (row, known.log_odds(row.features)) for row in rows if row.group in part
        ]
    slope, intercept = calibrate([(z, row.positive, row.weight) for row, z in held])
    scored = [
        Scored(name=row.name, positive=row.positive, log_odds=slope * z + intercept)
        for row, z in held
    ]
    figures = measures(scored)
    print(f"{side}: held out {figures}; slope {slope:.3f}, intercept {intercept:.3f}")
    for item in sorted(scored, key=lambda s: s.log_odds if s.positive else -s.log_odds)[
        :LISTED
    ]:
        wrong = (item.log_odds >= 0) != item.positive
        print(
            f"  {'WRONG' if wrong else 'near '} {item.log_odds:+.2f} {item.positive} "
            f"{item.name}"
        )
    return fit(rows, start, pull=PULL), slope, intercept, figures


def _written(table: dict, sides: dict, data: Path) -> str:
    """Return the model's TOML."""
    lines = [
        "# Weights of the judgement: log-odds of a signal shown in full.",
        "# Written by benchmarks/eval/fit.py; change prior.toml, not this file.",
        f'name = "{table["name"]}"',
        f'version = "{table["version"]}"',
        f"fitted_on = {JUDGED_AT:%Y-%m-%d}",
        f'data_sha256 = "{digest(data / "pages")}"',
        f"cap = {table['cap']}",
        "",
        "[held_out]",
        "# Cross-validated by group: operator, source, body or testbed site.",
        *(f'{side} = "{figures}"' for side, (*_, figures) in sides.items()),
        "",
        "[caps]",
        *(f"{name} = {value}" for name, value in sorted(table["caps"].items())),
    ]
    for side, (fitted, slope, intercept, _) in sides.items():
        lines += [
            "",
            f"[{side}]",
            f"bias = {fitted.bias:.3f}",
            f"slope = {slope:.3f}",
            f"intercept = {intercept:.3f}",
            "",
            f"[{side}.weights]",
            *(f'"{k}" = {v:.3f}' for k, v in sorted(fitted.weights.items())),
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
