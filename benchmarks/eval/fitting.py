"""Logistic regression in plain Python: signs kept, pulled to a prior, calibrated."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEPS = 200
RATE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled site as the sum sees it."""

    name: str
    group: str
    positive: bool
    weight: float
    features: Mapping[str, float]
    """Strengths of signals, already scaled by their detector's cap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Weights of one side."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Return the sum for one row."""
        return self.bias + sum(
            self.weights.get(name, 0.0) * value for name, value in features.items()
        )


def fit(rows: Sequence[Row], prior: Fit, *, pull: float) -> Fit:
    """Return the weights that explain *rows* without straying far from *prior*.

    Args:
        rows: what to explain.
        prior: weights from domain knowledge; their signs are kept.
        pull: strength of the quadratic pull towards the prior.
    """
    total = sum(row.weight for row in rows) or 1.0
    names = list(prior.weights)
    number = {name: n for n, name in enumerate(names)}
    first = [prior.weights[name] for name in names]
    weights = list(first)
    data = [
        (
            [(number[k], v) for k, v in row.features.items() if k in number],
            float(row.positive),
            row.weight / total,
        )
        for row in rows
    ]
    bias = prior.bias
    for step in range(STEPS):
        gradient = [pull * (w - f) for w, f in zip(weights, first, strict=True)]
        slope = pull * (bias - prior.bias)
        for features, positive, weight in data:
            score = bias
            for n, value in features:
                score += weights[n] * value
            error = weight * (_sigmoid(score) - positive)
            slope += error
            for n, value in features:
                gradient[n] += error * value
        rate = RATE / (1 + step / 200)
        bias -= rate * slope
        for n, change in enumerate(gradient):
            moved = weights[n] - rate * change
            # A sign is knowledge: a mark of innocence must never come to convict.
            weights[n] = max(0.0, moved) if first[n] >= 0 else min(0.0, moved)
    return Fit(bias=bias, weights=dict(zip(names, weights, strict=True)))


def calibrate(scores: Sequence[tuple[float, bool, float]]) -> tuple[float, float]:
    """Return slope and intercept of Platt's scaling of held-out log-odds.

    Args:
        scores: log-odds, truth and weight of each.
    """
    slope, intercept = 1.0, 0.0
    total = sum(weight for *_, weight in scores) or 1.0
    for step in range(STEPS):
        down = across = 0.0
        for score, positive, weight in scores:
            error = _sigmoid(slope * score + intercept) - positive
            down += weight * error * score
            across += weight * error
        rate = 0.2 / (1 + step / 200)
        slope -= rate * (down / total + 0.01 * (slope - 1.0))
        intercept -= rate * (across / total + 0.01 * intercept)
    return max(0.2, slope), intercept


def folds(rows: Sequence[Row], count: int) -> list[frozenset[str]]:
    """Return *count* sets of groups, about equal in weight; no group is divided."""
    sizes: dict[str, float] = {}
    for row in rows:
        sizes[row.group] = sizes.get(row.group, 0.0) + row.weight
    parts: list[tuple[float, list[str]]] = [(0.0, []) for _ in range(count)]
    for group in sorted(sizes, key=lambda name: (-sizes[name], name)):
        parts.sort(key=lambda part: (part[0], part[1]))
        size, names = parts[0]
        parts[0] = (size + sizes[group], [*names, group])
    return [frozenset(names) for _, names in parts]


def _sigmoid(log_odds: float) -> float:
    if log_odds >= 0:
        return 1 / (1 + math.exp(-min(log_odds, 60.0)))
    return 1 - _sigmoid(-log_odds)
