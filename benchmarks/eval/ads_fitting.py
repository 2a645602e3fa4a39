"""The fit: logistic regression of five labels, by scikit-learn."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ads_texts import LABELS
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression

# Measured 2026-11-23 with whole authors held out (docs/detection.md, "Advertisements").
STRENGTH = 3.0
"""Inverse of the ridge."""
FEATURES_SCALE = 0.15
"""What a feature shown in full counts in the fit; less holds it back more."""
PIECES_SCALE = 5.0
"""What all turns of phrase of a text count together."""
PIECES_TEXTS_MIN = 5
"""A turn of phrase of fewer texts is an accident of one campaign."""
PIECES_MAX = 20_000
STEPS = 150
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text as the model sees it."""

    name: str
    source: str
    """``real``, ``written``, or the side of a made-up text."""
    family: str
    """What is held out as a whole: a site or thread, an author, a way of speaking."""
    label: str
    features: Mapping[str, float]
    pieces: frozenset[int]
    """Numbers of its turns of phrase."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Weights, a column for each of :data:`~ads_texts.LABELS`."""

    bias: list[float]
    weights: dict[str, list[float]]
    """Of each feature."""
    pieces: dict[int, list[float]]
    """Of each turn of phrase, and at the end how rare it is."""
    rarest: float
    """How rare a turn of phrase is that no text had."""


def fit(rows: Sequence[Row]) -> Fitted:
    """Return weights of features and of turns of phrase.

    All turns of phrase first; then anew with those that tell labels apart most.
    Nothing is drawn, and what comes out is rounded, so a repeat gives the same file.
    """
    rows = [row for row in rows if row.weight]
    names = sorted({name for row in rows for name in row.features})
    rarity = _rarity(rows)
    weights = _weights(rows, names, rarity)[1][len(names) :]
    spread = dict(zip(rarity, np.ptp(weights, axis=1).tolist(), strict=True))
    strongest = sorted(rarity, key=lambda piece: (-spread[piece], piece))[:PIECES_MAX]
    rarity = {piece: rarity[piece] for piece in sorted(strongest)}
    bias, weights = _weights(rows, names, rarity)
    features = (weights[: len(names)] * FEATURES_SCALE).round(3).tolist()
    pieces = {
        piece: [*(weights[row] * rare).round(3).tolist(), round(rare, 3)]
        for row, (piece, rare) in enumerate(rarity.items(), len(names))
    }
    return Fitted(
        bias=bias.round(3).tolist(),
        weights=dict(zip(names, features, strict=True)),
        pieces=pieces,
        rarest=round(_rare(len(rows), 0), 3),
    )


def shares_of(fitted: Fitted, row: Row) -> list[float]:
    """Return the probability of each label, as the detector works it out."""
    sums = list(fitted.bias)
    known = sorted(fitted.pieces.keys() & row.pieces)
    found = [fitted.pieces[piece] for piece in known]
    rare = [piece[-1] for piece in found]
    share = _share(rare, len(row.pieces) - len(found), fitted.rarest)
    parts = [(piece, share) for piece in found]
    parts += [
        (fitted.weights[name], value)
        for name, value in row.features.items()
        if name in fitted.weights
    ]
    for weights, value in parts:
        for label in range(len(LABELS)):
            sums[label] += weights[label] * value
    top = max(sums)
    raised = [math.exp(max(-30.0, value - top)) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


def _rarity(rows: Sequence[Row]) -> dict[int, float]:
    """Return how rare each turn of phrase is that enough texts have: its smoothed idf.

    Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval".
    """
    counted = Counter(piece for row in rows for piece in row.pieces)
    return {
        piece: _rare(len(rows), count)
        for piece, count in sorted(counted.items())
        if count >= PIECES_TEXTS_MIN
    }


def _rare(texts: int, count: int) -> float:
    return math.log((1 + texts) / (1 + count)) + 1


def _share(rarity: Sequence[float], unknown: int, rarest: float) -> float:
    """Return what each of a text's known turns of phrase counts.

    Unknown ones count as well: the less of a text is known, the less is sure.
    """
    whole = sum(rare**2 for rare in rarity) + unknown * rarest**2
    return PIECES_SCALE / math.sqrt(whole or 1)


def _weights(
    rows: Sequence[Row],
    names: Sequence[str],
    rarity: Mapping[int, float],
) -> tuple[Array, Array]:
    """Return biases by label, and weights by column and label."""
    column = {name: number for number, name in enumerate(names)}
    column_of_piece = {piece: len(names) + n for n, piece in enumerate(rarity)}
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        found = sorted(row.pieces & rarity.keys())
        rare = [rarity[piece] for piece in found]
        share = _share(rare, len(row.pieces) - len(found), _rare(len(rows), 0))
        columns += [*(column[name] for name in row.features)]
        values += [value * FEATURES_SCALE for value in row.features.values()]
        columns += [column_of_piece[piece] for piece in found]
        values += [value * share for value in rare]
        ends.append(len(values))
    table = csr_array(
        (values, columns, ends), shape=(len(rows), len(names) + len(rarity))
    )
    model = LogisticRegression(C=STRENGTH, max_iter=STEPS, tol=2e-3)
    model.fit(
        table,
        [LABELS.index(row.label) for row in rows],
        sample_weight=np.array([row.weight for row in rows]),
    )
    return model.intercept_, model.coef_.T
