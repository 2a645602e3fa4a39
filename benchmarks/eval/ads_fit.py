"""Fit the weights of the judgement of texts; write ``detectors/ads/model.toml``.

    python benchmarks/eval/ads_fit.py --data ../shared/data [--write] [--show N]

Fits on the shared texts, on texts written by hand and on made-up campaigns. Figures
are of what a fit did not see: in each of :data:`FOLDS` parts a quarter of the groups,
authors and families of every source at once. The tables of words and turns, however,
were widened while some of these texts were looked at, so what is written by hand
afterwards and judged once is the figure to go by (docs/detection.md).
"""

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ads_fitting import Row, fit, shares_of
from ads_labelled import digest
from ads_rows import (
    BY_HAND,
    REAL,
    made_rows,
    parts_of,
    real_rows,
    written_rows,
)
from ads_texts import LABELS
from ads_writing import written, written_pieces
from fitting import calibrate
from measures import wilson

from detectors.ads.judging import SELLS_FROM
from detectors.ads.model import logit, sigmoid

MODEL = Path(__file__).parents[2] / "detectors" / "ads" / "model.toml"
PIECES = MODEL.with_name("pieces.tsv")
FOLDS = 4
SETS = {
    "real": (REAL,),
    "written": (BY_HAND,),
    "families": ("offers", "bystanders"),
    "frames": ("fit", "held", "last"),
    "moves": ("moves",),
    "posts": ("posts",),
}
"""Sources by the name of their figures."""
SELLING = (LABELS.index("seller"), LABELS.index("cheating"))
SELLERS = 0.3
"""Share of sellers that probabilities hold for. Of the texts written for the fit four
in ten sell, of the shared texts one in nine."""
BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0001)
Scored = list[tuple[Row, list[float]]]


def main() -> None:
    """Fit, print figures, and write the model where asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    texts = options.data / "texts"
    rows = [*real_rows(texts), *written_rows(), *made_rows()]
    print(f"fit on {dict(Counter(row.source for row in rows))}")
    scored = held_out(rows, FOLDS)
    slope, intercept = _calibrated(scored)
    figures = {
        name: _figures(name, _of(scored, sources), slope, intercept)
        for name, sources in SETS.items()
    }
    figures["made"] = _figures(
        "all made up", [p for p in scored if p[0].source not in {REAL, BY_HAND}],
        slope, intercept,
    )  # fmt: skip
    for row, loss in _worst(scored, slope, intercept)[: options.show]:
        print(f"{row.source} {row.label} {loss:.3f} {row.name}")
        print("     ", {k: round(v, 2) for k, v in row.features.items()})
    if options.write:
        fitted = fit(rows)
        model = written(fitted, slope, intercept, figures, digest(texts))
        MODEL.write_text(model, "utf-8")
        PIECES.write_text(written_pieces(fitted), "utf-8")
        print(f"wrote {MODEL} and {PIECES}")


def held_out(rows: Sequence[Row], count: int, *, most: int | None = None) -> Scored:
    """Return texts with their shares by a fit without their family.

    Args:
        rows: all texts.
        count: parts that families are divided into.
        most: parts that are held out, one after the other; all by default.
    """
    scored: Scored = []
    parts = parts_of(rows, count)
    for part in range(most or count):
        known = [row for row in rows if parts[row.family] != part]
        fitted = fit(known)
        scored += [
            (row, shares_of(fitted, row))
            for row in rows
            if parts[row.family] == part and row.weight
        ]
    return scored


def score(scored: Scored, sources: Sequence[str]) -> float:
    """Return F1 of telling sellers among texts of *sources*, not calibrated."""
    told = [
        (row.label in LABELS[:2], _sells(shares) >= SELLS_FROM)
        for row, shares in _of(scored, sources)
    ]
    hits = sum(sells and taken for sells, taken in told)
    wrong = sum(sells != taken for sells, taken in told)
    return 2 * hits / max(1, 2 * hits + wrong)


def _calibrated(scored: Scored) -> tuple[float, float]:
    """Return slope and intercept of log-odds where :data:`SELLERS` of texts sell."""
    told = [(logit(_sells(s)), row.label in LABELS[:2]) for row, s in scored]
    selling = sum(sells for _, sells in told)
    rest = len(told) - selling
    fewer = SELLERS / (1 - SELLERS) * rest / selling
    slope, intercept = calibrate([(x, y, fewer if y else 1.0) for x, y in told])
    return round(slope, 3), round(intercept, 3)


def _of(scored: Scored, sources: Sequence[str]) -> Scored:
    return [pair for pair in scored if pair[0].source in sources]


def _worst(scored: Scored, slope: float, intercept: float) -> list[tuple[Row, float]]:
    """Return the texts judged wrongly, the worst first."""
    wrong = []
    for row, shares in scored:
        p = sigmoid(slope * logit(_sells(shares)) + intercept)
        loss = abs(p - (row.label in LABELS[:2]))
        if loss >= SELLS_FROM:
            wrong.append((row, loss))
    return sorted(wrong, key=lambda item: -item[1])


def _sells(shares: Sequence[float]) -> float:
    return sum(shares[label] for label in SELLING)


def _figures(
    title: str,
    scored: Sequence[tuple[Row, list[float]]],
    slope: float,
    intercept: float,
) -> str:
    """Print and return the figures of one set."""
    judged = [
        (row.label, sigmoid(slope * logit(_sells(s)) + intercept), s)
        for row, s in scored
        if row.weight
    ]
    hits = sum(label in LABELS[:2] and p >= SELLS_FROM for label, p, _ in judged)
    alarms = sum(label not in LABELS[:2] and p >= SELLS_FROM for label, p, _ in judged)
    wanted = sum(label in LABELS[:2] for label, *_ in judged)
    precision, recall = hits / max(1, hits + alarms), hits / max(1, wanted)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    hard = [p for label, p, _ in judged if label in {"warning", "training"}]
    hard_alarms = sum(p >= SELLS_FROM for p in hard)
    misses = [(p - (label in LABELS[:2])) ** 2 for label, p, _ in judged]
    brier = sum(misses) / len(misses)
    right = sum(
        LABELS[max(range(len(s)), key=s.__getitem__)] == label for label, _, s in judged
    )
    line = (
        f"F1 {f1:.4f}, recall {hits}/{wanted} ({wilson(hits, wanted)[0]:.3f}-"
        f"{wilson(hits, wanted)[1]:.3f}), "
        f"false alarms {alarms}/{len(judged) - wanted}, "
        f"on warnings and training {hard_alarms}/{len(hard)} (at most "
        f"{wilson(hard_alarms, len(hard))[1]:.3f}), Brier {brier:.4f}, "
        f"five labels right {right}/{len(judged)}"
    )
    print(f"{title}: {line}")
    for low, high in itertools.pairwise(BINS):
        inside = [(label, p) for label, p, _ in judged if low <= p < high]
        if inside:
            mean = sum(p for _, p in inside) / len(inside)
            sold = sum(label in LABELS[:2] for label, _ in inside)
            print(
                f"  said {low:.2f}-{min(high, 1):.2f}: mean {mean:.3f}, "
                f"sells {sold}/{len(inside)}"
            )
    return line


if __name__ == "__main__":
    main()
