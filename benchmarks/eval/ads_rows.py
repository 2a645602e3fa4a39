"""Texts as the fit takes them: read, weighed, and in folds that share no family.

Three sources: the shared texts (a family is one site or thread), texts written one by
one (a family is one author), and made-up campaigns (a family is one table of frames).
Whatever is held out is held out with everything that speaks that way.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from ads_fitting import Row
from ads_labelled import labelled
from ads_texts import Made, campaigns

from detectors.ads.features import features_of
from detectors.ads.judging import read
from detectors.ads.wording import pieces_in

WRITTEN = Path(__file__).with_name("ads_written")
"""A file for each author, who knew neither the tables nor the other texts."""
REAL, BY_HAND = "real", "written"
# Campaigns made of each frame, of which some are drawn.
SIDES = {
    "fit": 5, "held": 5, "last": 5, "moves": 10, "posts": 5, "offers": 5,
    "bystanders": 4,
}  # fmt: skip
OF_A_FAMILY = 6
"""Made-up posts kept of one way of speaking: more would weigh down the others."""
WEIGHTS = {REAL: 4.0, BY_HAND: 1.0}
MADE_UP = 0.3
"""Weight of a text made up by rule."""


def real_rows(texts: Path) -> Iterator[Row]:
    """Yield the shared texts of the folder *texts*; doubtful ones weigh nothing."""
    for item in labelled(texts):
        weight = 0.0 if item.doubtful else WEIGHTS[REAL]
        yield _row(REAL, item.name, item.group, item.label, item.text, weight)


def written_rows(folder: Path = WRITTEN) -> Iterator[Row]:
    """Yield the texts written by hand."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            item = json.loads(line)
            name = f"{path.stem}/{item['family']}#{number}"
            label, text = item["label"], item["text"]
            yield _row(BY_HAND, name, path.stem, label, text, WEIGHTS[BY_HAND])


def written_sha256() -> str:
    """Return the SHA-256 of all texts written by hand."""
    whole = hashlib.sha256()
    for path in sorted(WRITTEN.glob("*.jsonl")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def made_rows(*, most: int = OF_A_FAMILY) -> Iterator[Row]:
    """Yield made-up posts, at most *most* of a family."""
    for side, count in SIDES.items():
        families: dict[str, list[Made]] = {}
        for post in campaigns(side, per_frame=count, posts=1, seed=1):
            families.setdefault(post.family, []).append(post)
        for family, posts in families.items():
            kept = random.Random(family).sample(posts, min(most, len(posts)))
            for post in kept:
                yield _row(side, post.campaign, family, post.label, post.text, MADE_UP)


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


def _row(
    source: str, name: str, family: str, label: str, text: str, weight: float
) -> Row:
    reading = read(text)
    return Row(
        name=name,
        source=source,
        family=f"{source}|{family}",
        label=label,
        features={n: feature.value for n, feature in features_of(reading).items()},
        pieces=frozenset(pieces_in(reading.folded.text).tolist()),
        weight=weight,
    )
