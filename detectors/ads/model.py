"""The weights of the judgement of texts: two readable TOMLs, written by a fit."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.ads.records import SELLING, AdLabel

FILE_NAME = "model.toml"
PIECES_FILE_NAME = "pieces.toml"
_LABELS = tuple(AdLabel)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdModel:
    """Log-odds of each feature shown in full, for each label."""

    name: str
    """Name and version, as a verdict quotes it."""
    bias: Mapping[str, float]
    """By label."""
    weights: Mapping[str, Sequence[float]]
    """By feature, one for each of :class:`AdLabel` in order."""
    slope: float
    """Calibration of the log-odds that a text sells: multiplied by it, then …"""
    intercept: float
    """… this is added."""

    piece_rows: Mapping[str, int]
    """Row in ``pieces`` of each turn of phrase."""
    piece_names: Sequence[str]
    """Turn of phrase of each row."""
    pieces: NDArray[np.float64]
    """Log-odds, a column for each of :class:`AdLabel` in order."""
    pieces_scale: float
    """All turns of phrase of a text together weigh as this many of its features."""

    def known(self, pieces: AbstractSet[str]) -> tuple[list[int], float]:
        """Return the rows of those of *pieces* that have any, and what each counts.

        The more a text has of them the less each counts: a long text is not surer.
        """
        rows = self.piece_rows
        # In order, so that the sums are the same in every process.
        found = sorted({rows[piece] for piece in pieces if piece in rows})
        return found, self.pieces_scale / math.sqrt(len(found)) if found else 0.0

    def scores(
        self,
        features: Mapping[str, float],
        found: Sequence[int] = (),
        share: float = 0.0,
    ) -> dict[str, float]:
        """Return the sum for each label, of features and of what is :meth:`known`."""
        sums = [self.bias[label] for label in _LABELS]
        known = self.weights
        rows = [(known[n], v) for n, v in features.items() if n in known]
        if found:
            rows.append((self.pieces.take(found, axis=0).sum(axis=0).tolist(), share))
        for (one, two, three, four, five), value in rows:
            sums[0] += one * value
            sums[1] += two * value
            sums[2] += three * value
            sums[3] += four * value
            sums[4] += five * value
        return dict(zip(_LABELS, sums, strict=True))

    def probabilities(self, scores: Mapping[str, float]) -> dict[str, float]:
        """Return calibrated probabilities of each label; their sum is 1."""
        shares = softmax(scores)
        sells = sum(shares[label] for label in SELLING)
        rest = 1.0 - sells
        wanted = sigmoid(self.slope * logit(sells) + self.intercept)
        return {
            label: share * (wanted / sells if label in SELLING else (1 - wanted) / rest)
            for label, share in shares.items()
        }


@cache
def load_ad_model() -> AdModel:
    """Return the model that ships."""
    folder = resources.files("detectors.ads")
    return ad_model_from(
        tomllib.loads(folder.joinpath(FILE_NAME).read_text("utf-8")),
        tomllib.loads(folder.joinpath(PIECES_FILE_NAME).read_text("utf-8")),
    )


def ad_model_from(table: Mapping[str, Any], pieces: Mapping[str, Any]) -> AdModel:
    """Return the model in tables of the form of ``model.toml`` and ``pieces.toml``."""
    labels = [str(label) for label in AdLabel]
    return AdModel(
        name=f"{table['name']} {table['version']}",
        bias={label: float(table["bias"][label]) for label in labels},
        weights={
            name: [float(row[label]) for label in labels]
            for name, row in table["weights"].items()
        },
        piece_names=list(pieces["pieces"]),
        piece_rows={piece: row for row, piece in enumerate(pieces["pieces"])},
        pieces=np.array(list(pieces["pieces"].values()), dtype=np.float64),
        pieces_scale=float(pieces["scale"]),
        slope=float(table["slope"]),
        intercept=float(table["intercept"]),
    )


def softmax(scores: Mapping[str, float]) -> dict[str, float]:
    """Return shares that are never 0 or 1."""
    top = max(scores.values())
    raised = {
        label: math.exp(max(score - top, -30.0)) for label, score in scores.items()
    }
    total = sum(raised.values())
    return {label: value / total for label, value in raised.items()}


def sigmoid(log_odds: float) -> float:
    """Return the probability of *log_odds*."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def logit(probability: float) -> float:
    """Return the log-odds of *probability*."""
    kept = min(max(probability, 1e-12), 1 - 1e-12)
    return math.log(kept / (1 - kept))
