"""From cases to weights: rows of features, folds by group, a model for each fold."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.eval.cases import COPIES, SELLERS, Looked
from benchmarks.eval.fitting import Fit, Row, calibrate, fit, folds
from detectors.inventory import inventory_of
from detectors.model import Model, Side, model_from, scales_of
from detectors.ruling import Ruling

PRIOR = Path(__file__).with_name("prior.toml")
FOLDS = 5
PULL = 0.004
GROUP_WEIGHT = 4.0
"""Weight of all cases of one group and table together: an operator with many pages
teaches as much as one with few."""
INNOCENT = 2.0
"""Innocents count more: they outnumber the others by far more than any data shows."""
SIDES = ("pose", "sells")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Weights fitted on all cases, and those that judge each group."""

    model: Model
    held_out: tuple[tuple[frozenset[str], Model], ...]
    """Groups, and the model that was fitted without them."""

    def model_for(self, group: str) -> Model:
        """Return the model that never saw *group*."""
        return next(
            (model for groups, model in self.held_out if group in groups), self.model
        )


def prior_table() -> dict[str, Any]:
    """Return what is known before any fit."""
    return tomllib.loads(PRIOR.read_text("utf-8"))


def fitted(looked: Sequence[Looked]) -> Fitted:
    """Return the weights that *looked* teaches, whole and without each fold."""
    prior = model_from(prior_table())
    sides = {side: _merged(_rows(looked, prior, side)) for side in SIDES}
    parts = folds([row for rows in sides.values() for row in rows], FOLDS)
    whole: dict[str, Side] = {}
    held: dict[str, list[Side]] = {}
    for side, rows in sides.items():
        whole[side], held[side] = _fitted_side(rows, getattr(prior, side), parts)
    return Fitted(
        model=replace(prior, pose=whole["pose"], sells=whole["sells"]),
        held_out=tuple(
            (part, replace(prior, pose=held["pose"][n], sells=held["sells"][n]))
            for n, part in enumerate(parts)
        ),
    )


def _fitted_side(
    rows: list[Row], prior: Side, parts: Sequence[frozenset[str]]
) -> tuple[Side, list[Side]]:
    """Return the side fitted on all rows, and one without each part.

    A part's calibration comes from the other parts, each scored by weights that were
    fitted without it.
    """
    start = Fit(bias=prior.bias, weights=prior.weights)
    known = [
        fit([row for row in rows if row.group not in part], start, pull=PULL)
        for part in parts
    ]
    scores = [
        [
            (fitted_.log_odds(row.features), row.positive, row.weight)
            for row in rows
            if row.group in part
        ]
        for part, fitted_ in zip(parts, known, strict=True)
    ]
    held = []
    for number, fitted_ in enumerate(known):
        others = [s for n, part in enumerate(scores) if n != number for s in part]
        held.append(_side(fitted_, calibrate(others)))
    every = [score for part in scores for score in part]
    return _side(fit(rows, start, pull=PULL), calibrate(every)), held


def _side(fitted_: Fit, calibration: tuple[float, float]) -> Side:
    slope, intercept = calibration
    return Side(
        bias=fitted_.bias, slope=slope, intercept=intercept, weights=fitted_.weights
    )


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Return *rows* with those of one group that show the same made into one."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        shown = tuple(sorted((k, round(v, 1)) for k, v in row.features.items() if v))
        key = (row.group, row.positive, shown)
        known = found.get(key)
        weight = row.weight + (known.weight if known else 0.0)
        found[key] = replace(row, weight=weight)
    return list(found.values())


def _rows(looked: Sequence[Looked], prior: Model, side: str) -> Iterator[Row]:
    """Yield what one side's sum is of, for the body that the prior would name."""
    sizes = Counter(_kind(item) for item in looked)
    wanted = COPIES if side == "pose" else SELLERS
    left_out = SELLERS if side == "pose" else frozenset(("played",))
    for item in looked:
        if item.case.table in left_out or (side == "pose" and _is_text(item)):
            continue
        positive = item.case.table in wanted
        share = GROUP_WEIGHT / max(GROUP_WEIGHT, sizes[_kind(item)])
        yield Row(
            name=f"{item.case.name} + {item.case.evasion}",
            group=item.case.group,
            positive=positive,
            weight=share * (1.0 if positive else INNOCENT),
            features=_features(item, prior, side),
        )


def _features(item: Looked, prior: Model, side: str) -> dict[str, float]:
    """Return the strengths that are summed up, detectors kept to their caps."""
    findings = (*item.findings, *item.against)
    ruling = Ruling(findings, inventory_of(item.case.profiles), prior)
    strongest: dict[str, float] = {}
    for finding in ruling.listed:
        key = f"{finding.detector}.{finding.signal}"
        strongest[key] = max(strongest.get(key, 0.0), finding.strength)
    weights = getattr(prior, side).weights
    raw = {key: weights.get(key, 0.0) * value for key, value in strongest.items()}
    scales = scales_of(raw, prior)
    return {k: v * scales[k] for k, v in strongest.items() if k in weights}


def _kind(item: Looked) -> tuple[str, str]:
    return item.case.group, item.case.table


def _is_text(item: Looked) -> bool:
    return item.case.group.startswith("texts|")


def groups_of(looked: Iterable[Looked]) -> int:
    """Return how many groups the cases come from."""
    return len({item.case.group for item in looked})
