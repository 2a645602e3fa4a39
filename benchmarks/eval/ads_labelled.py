"""The shared texts with the label each should get."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# By words of the column "kind"; the first that is in it decides.
_KINDS = (
    ("warn", "warning"), ("statement", "warning"), ("law explainer", "warning"),
    ("news,", "warning"), ("recognising", "warning"), ("training", "training"),
    ("fake cert", "other"),
)  # fmt: skip
DOUBTFUL = ("会计上岗证培训信息",)
"""Listed as an advertisement, but it is a school's: kept out of the fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One text of the shared data."""

    name: str
    label: str
    group: str
    listed: str
    """As the data list it: ``ad``, ``benign``, ``benign-hard`` or ``mirror``."""
    text: str
    doubtful: bool


def labelled(texts: Path) -> Iterator[Labelled]:
    """Yield the texts of the folder *texts*."""
    with (texts / "labels.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            text = (texts / row["path"]).read_text("utf-8", errors="replace")
            yield Labelled(
                name=row["path"],
                label=_label(row["label"], row["kind"]),
                group=row["group"],
                listed=row["label"],
                text=text,
                doubtful=text.startswith(DOUBTFUL),
            )


def digest(texts: Path) -> str:
    """Return the SHA-256 of the labels and of every text they name."""
    whole = hashlib.sha256((texts / "labels.csv").read_bytes())
    for item in labelled(texts):
        whole.update(item.text.encode())
    return whole.hexdigest()


def _label(listed: str, kind: str) -> str:
    if listed == "ad":
        return "seller"
    if listed == "mirror":
        return "warning"
    if listed == "benign":
        return "other"
    return next((label for word, label in _KINDS if word in kind), "other")
