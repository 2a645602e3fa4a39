"""Softmax regression in numpy: five labels, and a ridge for each sort of feature."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ads_texts import LABELS
from numpy.typing import NDArray

STEPS = 200
RATE = 0.5
RIDGE = 0.0008
PIECES_RIDGE = 0.0004
"""Measured 2026-11-23 on families held out: 0.003 to 0.0001 were tried."""
PIECES_SCALE = 4.0
PIECES_GROUPS_MIN = 3
"""A turn of phrase of fewer campaigns is an accident of one of them."""
PIECES_MAX = 12_000
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text as the model sees it."""

    name: str
    source: str
    """``real``, ``written``, or the side of a made-up text."""
    family: str
    """Way of speaking, or site or thread: held out as a whole."""
    group: str
    """What counts once for a turn of phrase: a campaign."""
    label: str
    features: Mapping[str, float]
    pieces: frozenset[int]
    """Numbers of its turns of phrase."""
    weight: float = 1.0
    heard: bool = True
    """Every word was: a text as it is, not as it might be to whom words lack."""


Weights = dict[str, list[float]]
Pieces = dict[int, list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Weights, a column for each of :data:`~ads_texts.LABELS`."""

    bias: list[float]
    weights: Weights
    pieces: Pieces


def fit(rows: Sequence[Row], *, steps: int = STEPS) -> Fitted:
    """Return weights of features and of turns of phrase.

    Adagrad on the weighted log-loss: few hundred steps are enough, nothing is drawn,
    and what comes out is rounded, so a repeat gives the same file.
    """
    rows = [row for row in rows if row.weight]
    names = sorted({name for row in rows for name in row.features})
    pieces = _shared(rows)
    texts, columns, values = _sparse(rows, names, pieces)
    width = len(names) + len(pieces)
    mass = np.array([row.weight for row in rows])
    mass /= mass.sum()
    wanted = np.zeros((len(rows), len(LABELS)))
    wanted[np.arange(len(rows)), [LABELS.index(row.label) for row in rows]] = 1
    ridge = np.array([RIDGE] * len(names) + [PIECES_RIDGE] * len(pieces))[:, None]
    weights = np.zeros((width, len(LABELS)))
    squares = np.full((width, len(LABELS)), 1e-6)
    bias, squares_bias = np.zeros(len(LABELS)), np.full(len(LABELS), 1e-6)
    for _ in range(steps):
        sums = _summed(texts, values, weights, columns, len(rows)) + bias
        error = (_softmax(sums) - wanted) * mass[:, None]
        slope = _summed(columns, values, error, texts, width) + ridge * weights
        slope_bias = error.sum(0)
        squares_bias += slope_bias**2
        bias -= RATE * slope_bias / np.sqrt(squares_bias)
        squares += slope * slope
        weights -= RATE * slope / np.sqrt(squares)
    listed = [[round(v, 3) for v in row] for row in weights.tolist()]
    return Fitted(
        bias=[round(v, 3) for v in bias.tolist()],
        weights=dict(zip(names, listed[: len(names)], strict=True)),
        pieces=_strongest(dict(zip(pieces, listed[len(names) :], strict=True))),
    )


def shares_of(fitted: Fitted, row: Row) -> list[float]:
    """Return the probability of each label, as the detector works it out."""
    sums = list(fitted.bias)
    found = sorted(fitted.pieces.keys() & row.pieces)
    share = PIECES_SCALE / math.sqrt(len(found) or 1)
    parts = [(fitted.pieces[piece], share) for piece in found]
    parts += [
        (fitted.weights[name], value)
        for name, value in row.features.items()
        if name in fitted.weights
    ]
    for weights, value in parts:
        for label, weight in enumerate(weights):
            sums[label] += weight * value
    top = max(sums)
    raised = [math.exp(max(-30.0, value - top)) for value in sums]
    whole = sum(raised)
    return [value / whole for value in raised]


def _shared(rows: Sequence[Row]) -> list[int]:
    """Return turns of phrase that enough campaigns have."""
    groups: dict[str, frozenset[int]] = {}
    for row in rows:
        groups[row.group] = groups.get(row.group, frozenset()) | row.pieces
    counted = Counter(piece for pieces in groups.values() for piece in pieces)
    return sorted(p for p, count in counted.items() if count >= PIECES_GROUPS_MIN)


def _sparse(
    rows: Sequence[Row], names: Sequence[str], pieces: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return row, column and value of everything that is not 0."""
    column = {name: number for number, name in enumerate(names)}
    column_of_piece = {p: len(names) + number for number, p in enumerate(pieces)}
    texts: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, row in enumerate(rows):
        found = sorted(column_of_piece[p] for p in column_of_piece.keys() & row.pieces)
        texts += [number] * (len(row.features) + len(found))
        columns += [*(column[name] for name in row.features), *found]
        values += row.features.values()
        values += [PIECES_SCALE / math.sqrt(len(found) or 1)] * len(found)
    return np.array(texts), np.array(columns), np.array(values)


def _summed(
    to: NDArray[np.int64],
    values: Array,
    table: Array,
    of: NDArray[np.int64],
    length: int,
) -> Array:
    """Return, for each label, the sums of *values* times ``table[of]`` by *to*."""
    return np.stack(
        [
            np.bincount(to, values * table[of, label], minlength=length)
            for label in range(len(LABELS))
        ],
        axis=1,
    )


def _softmax(sums: Array) -> Array:
    raised = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Array = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _strongest(pieces: Pieces) -> Pieces:
    """Return the turns of phrase that tell labels apart most, in their own order."""
    spread = {piece: max(row) - min(row) for piece, row in pieces.items()}
    kept = sorted(pieces, key=lambda piece: (-spread[piece], piece))[:PIECES_MAX]
    return {piece: pieces[piece] for piece in sorted(kept)}
