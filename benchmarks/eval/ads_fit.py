"""Fit the weights of the judgement of texts; write ``detectors/ads/model.toml``.

    python benchmarks/eval/ads_fit.py --data ../shared/data [--write] [--show N]

Fits on the shared texts and on made-up campaigns. Figures are of what a fit did not
see: shared texts by group (three parts), made-up campaigns of one side by a fit on the
others, which share no frame with it, and ways of speaking (families) in three parts.
The tables of words, however, were widened while the first sides were looked at, so what
is written by hand afterwards and judged once is the figure to go by
(docs/detection.md).
"""

import argparse
import itertools
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ads_fitting import Fitted, Row, fit, shares_of
from ads_labelled import digest, labelled
from ads_texts import LABELS, campaigns
from ads_writing import written, written_pieces
from fitting import calibrate, folds
from measures import wilson

from detectors.ads.features import features_of
from detectors.ads.folding import fold
from detectors.ads.judging import SELLS_FROM, read
from detectors.ads.lexicon import load_lexicon
from detectors.ads.model import logit, sigmoid
from detectors.ads.phrases import phrases_in
from detectors.ads.wording import pieces_in

MODEL = Path(__file__).parents[2] / "detectors" / "ads" / "model.toml"
PIECES = MODEL.with_name("pieces.toml")
FOLDS = 3
# Of each frame: campaigns to fit on, campaigns to measure, readings half heard.
SIDES = {
    "fit": (5, 5, 2),
    "held": (5, 5, 2),
    "last": (5, 5, 2),
    "moves": (10, 8, 1),
    "posts": (5, 2, 1),
    "offers": (5, 1, 1),
    "bystanders": (4, 1, 1),
}
WHOLE_SIDES = ("fit", "held", "last", "moves", "posts")
"""Sides with every label: each is held out whole. The two others are held out by
family, a third of the ways of speaking at a time."""
SPOKEN = ("offers", "bystanders")
SELLING = (LABELS.index("seller"), LABELS.index("cheating"))
REAL_WEIGHT = 10.0
"""Real texts are few and count more than made-up ones."""
KEPT = frozenset({"goods", "diploma", "trade", "place", "noise"})
"""What is being sold is always named in known words, or nobody would find the ad."""
BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0001)


def main() -> None:
    """Fit, print figures, and write the model where asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    texts = options.data / "texts"
    real, real_texts = _real(texts)
    made: dict[str, list[Row]] = {}
    whole: dict[str, list[Row]] = {}
    made_texts: dict[str, str] = {}
    for side, (fitted_on, measured, deaf) in SIDES.items():
        made[side], _ = _made(side, per_frame=fitted_on, posts=1, seed=1, deaf=deaf)
        whole[side], shown = _made(side, per_frame=measured, posts=1, seed=2)
        made_texts |= shown
    print(f"{len(real)} real; made { ({s: len(rows) for s, rows in made.items()}) }")
    known = [row for row in real if row.weight]
    everything = _balanced(known + [row for side in SIDES for row in made[side]])
    print(f"fit: {dict(Counter(row.label for row in everything))}")
    scored: list[tuple[Row, list[float]]] = []
    for part in folds(_as_parts(real), FOLDS):
        fitted = fit([row for row in everything if row.group not in part])
        scored += _scored(fitted, [row for row in real if row.group in part])
    by_side: dict[str, list[tuple[Row, list[float]]]] = {"families": []}
    for part in _families(row.family for side in SPOKEN for row in whole[side]):
        fitted = fit([row for row in everything if row.family not in part])
        for side in SPOKEN:
            held = [row for row in whole[side] if row.family in part]
            by_side["families"] += _scored(fitted, held)
    for side in WHOLE_SIDES:
        others = [row for other in SIDES if other != side for row in made[other]]
        by_side[side] = _scored(fit(_balanced(known + others)), whole[side])
    unseen = [pair for pairs in by_side.values() for pair in pairs]
    fitted = fit(everything)
    slope, intercept = calibrate(
        [(logit(_sells(s)), row.label in LABELS[:2], 1.0) for row, s in scored + unseen]
    )
    slope, intercept = round(slope, 3), round(intercept, 3)
    figures = {"real": _figures("real texts, by group", scored, slope, intercept)}
    for side, pairs in by_side.items():
        figures[side] = _figures(f"made up, side {side}", pairs, slope, intercept)
    figures["made"] = _figures("made up, all sides", unseen, slope, intercept)
    _show("real", scored, slope, intercept, real_texts, options.show)
    _show("made", unseen, slope, intercept, made_texts, options.show)
    if options.write:
        model = written(fitted, slope, intercept, figures, digest(texts))
        MODEL.write_text(model, "utf-8")
        PIECES.write_text(written_pieces(fitted), "utf-8")
        print(f"wrote {MODEL} and {PIECES}")


def _families(names: Iterable[str]) -> list[frozenset[str]]:
    """Return *names* in :data:`FOLDS` parts that share no way of speaking."""
    ordered = sorted(set(names))
    random.Random(5).shuffle(ordered)
    return [frozenset(ordered[part::FOLDS]) for part in range(FOLDS)]


def _scored(fitted: Fitted, rows: Iterable[Row]) -> list[tuple[Row, list[float]]]:
    return [(row, shares_of(fitted, row)) for row in rows]


def _real(texts: Path) -> tuple[list[Row], dict[str, str]]:
    rows, shown = [], {}
    for item in labelled(texts):
        rows.append(
            Row(
                name=item.name,
                group=item.group,
                label=item.label,
                features=_features(item.text),
                pieces=_pieces(item.text),
                weight=0.0 if item.doubtful else REAL_WEIGHT,
            )
        )
        shown[item.name] = item.text
    return rows, shown


def _made(
    side: str, *, per_frame: int, posts: int, seed: int, deaf: int = 0
) -> tuple[list[Row], dict[str, str]]:
    rows, shown = [], {}
    for number, post in enumerate(
        campaigns(side, per_frame=per_frame, posts=posts, seed=seed)
    ):
        name = f"{post.campaign}#{number}"
        seen = [_features(post.text)]
        pieces = _pieces(post.text)
        if deaf:
            seen += [_half_heard(post.text, f"{name}|{again}") for again in range(deaf)]
        rows += [
            Row(
                name=name,
                group=post.campaign,
                family=post.family,
                label=post.label,
                features=features,
                pieces=pieces,
                weight=1.0 / len(seen),
            )
            for features in seen
        ]
        shown[name] = post.text
    return rows, shown


def _half_heard(text: str, seed: str) -> dict[str, float]:
    """Return the features of *text* as if some of its words were in no table.

    An unseen campaign says things in words nobody has listed; a fit on texts whose
    every word is known would learn that a text without known promises is harmless.
    """
    draw = random.Random(seed)
    lost = draw.uniform(0.2, 0.9)
    whole, lexicon = read(text), load_lexicon()
    words = sorted({whole.folded.text[t.start : t.end] for t in whole.tokens})
    deaf_to = {word for word in words if draw.random() < lost}
    tokens = [
        t
        for t in whole.tokens
        if t.kind in KEPT or whole.folded.text[t.start : t.end] not in deaf_to
    ]
    heard = replace(
        whole, tokens=tokens, phrases=phrases_in(whole.folded, tokens, lexicon)
    )
    return {name: f.value for name, f in features_of(heard).items()}


def _features(text: str) -> dict[str, float]:
    return {name: f.value for name, f in features_of(read(text)).items()}


def _pieces(text: str) -> frozenset[str]:
    return frozenset(pieces_in(fold(text).text))


def _balanced(rows: Sequence[Row]) -> list[Row]:
    """Return *rows* weighted so that the labels share as they do on boards: evenly."""
    sums = Counter[str]()
    for row in rows:
        sums[row.label] += row.weight
    most = max(sums.values())
    return [
        Row(
            name=row.name,
            group=row.group,
            family=row.family,
            label=row.label,
            features=row.features,
            pieces=row.pieces,
            weight=row.weight * most / sums[row.label],
        )
        for row in rows
    ]


def _as_parts(rows: Iterable[Row]) -> list:
    """Return *rows* as :func:`fitting.folds` takes them."""
    return list(rows)


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


def _show(
    title: str,
    scored: Sequence[tuple[Row, list[float]]],
    slope: float,
    intercept: float,
    texts: dict[str, str],
    count: int,
) -> None:
    """Print the texts judged worst."""
    wrong = []
    for row, shares in scored:
        p = sigmoid(slope * logit(_sells(shares)) + intercept)
        loss = abs(p - (row.label in LABELS[:2]))
        if loss >= SELLS_FROM:
            wrong.append((loss, row, p))
    wrong.sort(key=lambda item: -item[0])
    for _, row, p in wrong[:count]:
        print(f"{title} {row.label} {p:.3f} {row.name}: {texts[row.name][:160]!r}")
        print("     ", {k: round(v, 2) for k, v in row.features.items()})


if __name__ == "__main__":
    main()
