"""The weights of the judgement: one readable TOML, written by a fit, never by hand."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from casebook.records import Finding

FILE_NAME = "model.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Weights for one question: does it pose as a body, or does it sell."""

    bias: float
    """Log-odds before anything was seen."""
    slope: float
    """Calibration: the sum is multiplied by it, then …"""
    intercept: float
    """… this is added."""
    weights: Mapping[str, float]
    """Log-odds of a signal shown in full, by ``<detector>.<signal>``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Everything that turns findings into probabilities."""

    name: str
    """Name and version, as a verdict quotes it."""
    pose: Side
    sells: Side
    caps: Mapping[str, float]
    """Largest sum, either way, that the signals of one detector may reach together:
    ten traces of one kind are not ten witnesses."""
    cap: float
    """The same for detectors that have no cap of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum of log-odds and what each finding gave to it."""

    log_odds: float
    """Calibrated."""
    weighted: tuple[Finding, ...]
    """The findings counted, with their weights; those of weight 0 too."""


@cache
def load_model() -> Model:
    """Return the model that ships."""
    text = resources.files("detectors").joinpath(FILE_NAME).read_text("utf-8")
    return model_from(tomllib.loads(text))


def model_from(table: Mapping[str, Any]) -> Model:
    """Return the model in a table of the form of ``model.toml``."""
    return Model(
        name=f"{table['name']} {table['version']}",
        pose=_side(table["pose"]),
        sells=_side(table["sells"]),
        caps=dict(table["caps"]),
        cap=float(table["cap"]),
    )


def weigh(findings: Iterable[Finding], side: Side, model: Model) -> Sum:
    """Add up *findings*: each signal once at its strongest, each detector capped."""
    strongest: dict[str, float] = {}
    listed = list(findings)
    for finding in listed:
        key = f"{finding.detector}.{finding.signal}"
        strongest[key] = max(strongest.get(key, 0.0), finding.strength)
    raw = {key: side.weights.get(key, 0.0) * s for key, s in strongest.items()}
    scale = scales_of(raw, model)
    given: set[str] = set()
    weighted = []
    total = side.bias
    for finding in listed:
        key = f"{finding.detector}.{finding.signal}"
        counts = key not in given and finding.strength == strongest[key]
        weight = raw[key] * scale[key] * side.slope if counts else 0.0
        if counts:
            given.add(key)
            total += raw[key] * scale[key]
        weighted.append(_with_weight(finding, round(weight, 4)))
    return Sum(log_odds=total * side.slope + side.intercept, weighted=tuple(weighted))


def scales_of(raw: Mapping[str, float], model: Model) -> dict[str, float]:
    """Return by how much each signal shrinks so that its detector keeps to its cap."""
    sums: dict[tuple[str, bool], float] = {}
    for key, value in raw.items():
        group = (key.partition(".")[0], value > 0)
        sums[group] = sums.get(group, 0.0) + abs(value)
    scales = {}
    for key, value in raw.items():
        detector = key.partition(".")[0]
        cap = model.caps.get(detector, model.cap)
        scales[key] = min(1.0, cap / (sums[detector, value > 0] or 1.0))
    return scales


def _with_weight(finding: Finding, weight: float) -> Finding:
    if finding.weight == weight:  # most count on one side only; each is made anew else
        return finding
    return Finding(
        detector=finding.detector,
        signal=finding.signal,
        strength=finding.strength,
        claim=finding.claim,
        where=finding.where,
        profile=finding.profile,
        weight=weight,
    )


def _side(table: Mapping[str, Any]) -> Side:
    return Side(
        bias=float(table["bias"]),
        slope=float(table["slope"]),
        intercept=float(table["intercept"]),
        weights={name: float(w) for name, w in table["weights"].items()},
    )
