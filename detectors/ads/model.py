"""The weights of the judgement of texts: two readable tables, written by a fit."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.ads.codes import Keys, keys_of
from detectors.ads.records import SELLING, AdLabel

FILE_NAME = "model.toml"
PIECES_FILE_NAME = "pieces.tsv"
_LABELS = tuple(AdLabel)
_BEYOND = 2**64 - 1


class Worded(NamedTuple):
    """What the model knows of a text's turns of phrase."""

    found: NDArray[np.int64]
    """Their rows in :attr:`AdModel.pieces`."""
    rows: NDArray[np.float64]
    """Those rows."""
    share: float
    """What each of them counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdModel:
    """Log-odds of each feature shown in full, for each label."""

    name: str
    """Name and version, as a verdict quotes it."""
    bias: Mapping[str, float]
    """By label."""
    weights: Mapping[str, Sequence[float]]
    """By feature, one for each of :class:`AdLabel` in order."""
    feature_rows: Mapping[str, int]
    """Row in ``features`` of each feature."""
    features: NDArray[np.float64]
    """The same weights, as they are added up."""
    slope: float
    """Calibration of the log-odds that a text sells: multiplied by it, then …"""
    intercept: float
    """… this is added."""

    piece_keys: Keys
    """Number of each turn of phrase, in order, and one that is greater than all."""
    piece_rows: NDArray[np.int64]
    """Row in ``pieces`` of each of those numbers."""
    piece_names: Sequence[str]
    """Turn of phrase of each row."""
    pieces: NDArray[np.float64]
    """Log-odds, a column for each of :class:`AdLabel` in order."""
    pieces_rarity: NDArray[np.float64]
    """Square of how rare each turn of phrase is, which is in its log-odds already."""
    pieces_rarest: float
    """The same of a turn of phrase that the model does not know."""
    pieces_scale: float
    """What all turns of phrase of a text count together."""

    def known(self, pieces: Keys) -> Worded:
        """Return what the model knows of the numbers of *pieces*.

        The more a text has of them the less each counts: a long text is not surer, and
        one that is mostly unknown is less sure.
        """
        pieces.sort()
        # Each once, and rows in order, so that the sums are the same everywhere.
        once = pieces[np.flatnonzero(pieces[1:] != pieces[:-1])]
        pieces = np.append(once, pieces[-1:])
        places = self.piece_keys.searchsorted(pieces)
        found = self.piece_rows[places[self.piece_keys[places] == pieces]]
        found.sort()
        unknown = len(once) + 1 - len(found)
        rare = float(np.add.reduce(self.pieces_rarity.take(found)))
        share = self.pieces_scale / math.sqrt(rare + unknown * self.pieces_rarest)
        return Worded(found, self.pieces.take(found, axis=0), share)

    def scores(
        self,
        features: Mapping[str, float],
        worded: Worded | None = None,
    ) -> dict[str, float]:
        """Return the sum for each label, of features and of what is :meth:`known`."""
        places = self.feature_rows
        known = [(places[name], v) for name, v in features.items() if name in places]
        sums = np.array([self.bias[label] for label in _LABELS])
        if known:
            rows, values = zip(*known, strict=True)
            shown = self.features.take(rows, axis=0)
            sums += np.add.reduce(shown * np.array(values)[:, None])
        if worded and len(worded.found):
            sums += np.add.reduce(worded.rows) * worded.share
        return dict(zip(_LABELS, sums.tolist(), strict=True))

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
        folder.joinpath(PIECES_FILE_NAME).read_text("utf-8"),
    )


def ad_model_from(table: Mapping[str, Any], pieces: str) -> AdModel:
    """Return the model in texts of the form of ``model.toml`` and ``pieces.tsv``."""
    labels = [str(label) for label in AdLabel]
    names, numbers = _pieces(pieces, labels)
    keys = keys_of(names[1:])
    order = np.argsort(keys)
    rarity = numbers[:, -1] ** 2
    return AdModel(
        name=f"{table['name']} {table['version']}",
        bias={label: float(table["bias"][label]) for label in labels},
        weights={
            name: [float(row[label]) for label in labels]
            for name, row in table["weights"].items()
        },
        feature_rows={name: row for row, name in enumerate(table["weights"])},
        features=np.array(
            [
                [float(row[label]) for label in labels]
                for row in table["weights"].values()
            ]
        ),
        piece_names=names[1:],
        piece_keys=np.append(keys[order], np.uint64(_BEYOND)),
        piece_rows=order,
        # A copy: numpy takes rows of a part of a table by copying all of it first.
        pieces=numbers[1:, :-1].copy(),
        pieces_rarity=rarity[1:],
        pieces_rarest=float(rarity[0]),
        pieces_scale=float(table["pieces_scale"]),
        slope=float(table["slope"]),
        intercept=float(table["intercept"]),
    )


def _pieces(table: str, labels: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names and the numbers of *table*, that of unknown pieces first."""
    head, _, body = table.partition("\t".join(("piece", *labels, "rarity\n")))
    if not body:
        raise ValueError(f"no table of pieces: {head[:80]!r}")
    rows = [line.split("\t") for line in body.rstrip("\n").split("\n")]
    return [row[0] for row in rows], np.array([row[1:] for row in rows], np.float64)


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
