"""Texts as the fit takes them: read, weighed, and in folds that share no family.

Three sources: the shared texts (a group is one site or thread), texts written by hand
(a family is one speaker or genre), and made-up campaigns (a family is one table of
frames). Whatever is held out is held out with everything that speaks that way.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ads_fitting import Row
from ads_labelled import labelled
from ads_texts import Made, campaigns

from detectors.ads.features import features_of
from detectors.ads.judging import read
from detectors.ads.lexicon import load_lexicon
from detectors.ads.phrases import phrases_in
from detectors.ads.readings import Reading
from detectors.ads.wording import pieces_in

WRITTEN = Path(__file__).with_name("ads_written.jsonl")
REAL, BY_HAND = "real", "written"
# Campaigns made of each frame, of which some are drawn.
SIDES = {
    "fit": 5, "held": 5, "last": 5, "moves": 10, "posts": 5, "offers": 5,
    "bystanders": 4,
}  # fmt: skip
OF_A_FAMILY = 12
"""Made-up posts kept of one way of speaking: more would weigh down the others."""
WEIGHTS = {REAL: 8.0, BY_HAND: 5.0}
"""Texts that nobody made up by rule are few and count more than those that were."""
KEPT = frozenset({"goods", "diploma", "trade", "place", "noise"})
"""What is being sold is always named in known words, or nobody would find the ad."""


def real_rows(texts: Path) -> Iterator[Row]:
    """Yield the shared texts of the folder *texts*; doubtful ones weigh nothing."""
    for item in labelled(texts):
        weight = 0.0 if item.doubtful else WEIGHTS[REAL]
        yield _row(REAL, item.name, item.group, item.label, item.text, weight)


def written_rows(deaf: int = 1) -> Iterator[Row]:
    """Yield the texts written by hand, each with *deaf* readings half heard."""
    for number, line in enumerate(WRITTEN.read_text("utf-8").splitlines()):
        item = json.loads(line)
        name, family = f"{item['family']}#{number}", item["family"]
        weight = WEIGHTS[BY_HAND] / (1 + deaf)
        row = _row(BY_HAND, name, family, item["label"], item["text"], weight)
        yield row
        yield from _half_heard(row, item["text"], deaf)


def made_rows(deaf: int = 1, *, most: int = OF_A_FAMILY) -> Iterator[Row]:
    """Yield made-up posts, at most *most* of a family, each *deaf* times half heard."""
    for side, count in SIDES.items():
        families: dict[str, list[Made]] = {}
        for post in campaigns(side, per_frame=count, posts=1, seed=1):
            families.setdefault(post.family, []).append(post)
        for family, posts in families.items():
            kept = random.Random(family).sample(posts, min(most, len(posts)))
            for post in kept:
                share = 1 / (1 + deaf)
                row = _row(side, post.campaign, family, post.label, post.text, share)
                row = replace(row, group=post.campaign)
                yield row
                yield from _half_heard(row, post.text, deaf)


def parts_of(rows: Sequence[Row], count: int) -> dict[str, int]:
    """Return the fold of each family; every source is spread over all folds."""
    sources: dict[str, set[str]] = {}
    for row in rows:
        sources.setdefault(row.source, set()).add(row.family)
    parts: dict[str, int] = {}
    for families in sources.values():
        ordered = sorted(families)
        random.Random(5).shuffle(ordered)
        parts |= {family: number % count for number, family in enumerate(ordered)}
    return parts


def balanced(rows: Sequence[Row]) -> list[Row]:
    """Return *rows* weighted so that the labels share evenly."""
    sums = Counter[str]()
    for row in rows:
        sums[row.label] += row.weight
    most = max(sums.values())
    return [replace(row, weight=row.weight * most / sums[row.label]) for row in rows]


def _row(
    source: str, name: str, family: str, label: str, text: str, weight: float
) -> Row:
    reading = read(text)
    return Row(
        name=name,
        source=source,
        family=f"{source}|{family}",
        group=f"{source}|{family}",
        label=label,
        features=_values(reading),
        pieces=frozenset(pieces_in(reading.folded.text).tolist()),
        weight=weight,
    )


def _half_heard(row: Row, text: str, count: int) -> Iterator[Row]:
    """Yield *row* again as if some of the words of *text* were in no table.

    An unseen campaign says things in words nobody has listed; a fit on texts whose
    every word is known would learn that a text without known promises is harmless.
    """
    whole, lexicon = read(text), load_lexicon()
    for again in range(count):
        draw = random.Random(f"{row.name}|{again}")
        lost = draw.uniform(0.2, 0.9)
        words = sorted({whole.folded.text[t.start : t.end] for t in whole.tokens})
        deaf_to = {word for word in words if draw.random() < lost}
        tokens = [
            t
            for t in whole.tokens
            if t.kind in KEPT or whole.folded.text[t.start : t.end] not in deaf_to
        ]
        phrases = phrases_in(whole.folded, tokens, lexicon)
        heard = replace(whole, tokens=tokens, phrases=phrases)
        yield replace(row, features=_values(heard), heard=False)


def _values(reading: Reading) -> dict[str, float]:
    return {name: f.value for name, f in features_of(reading).items()}
