"""Figures of a judgement: precision, recall, calibration, with intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One sample with its held-out log-odds."""

    name: str
    positive: bool
    log_odds: float


def measures(scored: Sequence[Scored]) -> str:
    """Return the figures at probability 0.5 as one line."""
    hits = sum(s.positive and s.log_odds >= 0 for s in scored)
    alarms = sum(not s.positive and s.log_odds >= 0 for s in scored)
    positives = sum(s.positive for s in scored)
    negatives = len(scored) - positives
    low, high = wilson(hits, positives)
    worst = wilson(alarms, negatives)[1]
    return (
        f"recall {hits}/{positives} ({low:.3f}-{high:.3f}), "
        f"false alarms {alarms}/{negatives} (at most {worst:.3f}), "
        f"Brier {brier(scored):.4f}"
    )


def brier(scored: Sequence[Scored]) -> float:
    """Return the mean squared distance of probability and truth."""
    return sum((probability(s) - s.positive) ** 2 for s in scored) / max(1, len(scored))


def probability(scored: Scored) -> float:
    """Return the probability of its log-odds."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, scored.log_odds))))


def wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (E. B. Wilson, JASA 22, 1927).

    >>> tuple(round(x, 3) for x in wilson(39, 39))
    (0.91, 1.0)
    """
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
