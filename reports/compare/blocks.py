"""Runs of text that stand together on both pages, joined into blocks."""

import re
from collections.abc import Iterable, Sequence

from detectors.looks.layout import Box
from reports.compare.records import Kind, Shared

GAP_PX = (40, 26)
"""Farthest apart, beside and below one another, that runs of one block stand."""
FOOTER = re.compile(
    r"主办|承办|版权所有|ICP|备案|公网安备|标识码|网站地图|copyright", re.IGNORECASE
)


def blocks_of(runs: Sequence[Shared]) -> list[Shared]:
    """Return *runs* with those joined that are neighbours on both pages."""
    placed = [run for run in runs if run.official and run.suspect]
    loose = [run for run in runs if not (run.official and run.suspect)]
    groups: list[list[Shared]] = []
    for run in placed:
        near = [group for group in groups if any(_together(run, one) for one in group)]
        joined = [run, *(one for group in near for one in group)]
        groups = [group for group in groups if group not in near]
        groups.append(joined)
    return [_block(group) for group in groups] + [_named(run) for run in loose]


def around(boxes: Iterable[Box]) -> Box:
    """Return the box round *boxes*."""
    listed = list(boxes)
    left, top = min(one.left for one in listed), min(one.top for one in listed)
    return Box(
        left=left,
        top=top,
        width=max(one.right for one in listed) - left,
        height=max(one.bottom for one in listed) - top,
    )


def _together(first: Shared, second: Shared) -> bool:
    return _near(first.official[0], second.official[0]) and _near(
        first.suspect[0], second.suspect[0]
    )


def _near(one: Box, other: Box) -> bool:
    beside = max(one.left, other.left) - min(one.right, other.right)
    below = max(one.top, other.top) - min(one.bottom, other.bottom)
    return beside <= GAP_PX[0] and below <= GAP_PX[1]


def _block(group: Sequence[Shared]) -> Shared:
    ordered = sorted(group, key=lambda one: (one.official[0].top, one.official[0].left))
    text = " ".join(dict.fromkeys(one.text for one in ordered))
    letters = sum(len(one.text) for one in ordered)
    return Shared(
        kind=Kind.FOOTER if FOOTER.search(text) else Kind.TEXT,
        text=text,
        sameness=sum(one.sameness * len(one.text) for one in ordered) / letters,
        official=tuple(one.official[0] for one in ordered),
        suspect=tuple(one.suspect[0] for one in ordered),
    )


def _named(run: Shared) -> Shared:
    kind = Kind.FOOTER if FOOTER.search(run.text) else Kind.TEXT
    return Shared(
        kind=kind,
        text=run.text,
        sameness=run.sameness,
        official=run.official,
        suspect=run.suspect,
    )
