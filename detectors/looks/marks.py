"""Marks found in pictures: the national emblem, the badges of government sites, logos.

``marks.toml`` holds the points of the government marks: figures learned from pictures
of many sites by ``benchmarks/looks.py --learn``, not pictures. Logos of a body come
from its own pages at ``profile refresh``.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from casebook.profiles import KnownMark
from detectors.looks.layout import Box
from detectors.looks.pixels import Pixels
from detectors.looks.points import Points, Stack, agreeing, find_points, stack, unpack
from detectors.looks.regions import mark_regions

FILE_NAME = "marks.toml"
AGREE_MIN = 8
"""Points that agree from which a mark is found. benchmarks/looks.py of 2026-11-23: no
foreign mark or page without one has more than 6."""
AGREE_FULL = 20
"""From here on it is beyond doubt."""
MARGIN = 0.06
"""Of the longer side, added round a region: points on the rim need their ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMark:
    """A mark and where it stands."""

    mark: KnownMark
    box: Box
    points: int
    """How many agree."""

    @property
    def sureness(self) -> float:
        """0.5 where it is just found, 1 where it is beyond doubt."""
        beyond = (self.points - AGREE_MIN) / (AGREE_FULL - AGREE_MIN)
        return min(1.0, 0.5 + 0.5 * beyond)


@cache
def government_marks() -> tuple[KnownMark, ...]:
    """Return the marks that ship."""
    text = resources.files("detectors.looks").joinpath(FILE_NAME).read_text("utf-8")
    return tuple(
        KnownMark(name=row["name"], picture=row["name"], points=row["points"])
        for row in tomllib.loads(text)["mark"]
    )


def find_marks(
    pixels: Pixels, known: Sequence[KnownMark], regions: Iterable[Box] | None = None
) -> list[FoundMark]:
    """Return each mark of *known* that stands in a picture, once, where it is surest.

    Marks of one name are drawings of the same mark.

    Args:
        pixels: the picture.
        known: what to look for; all of it is compared at once.
        regions: where to look; all of the picture, where None.
    """
    table = _table(tuple(one.points for one in known))
    best: dict[str, FoundMark] = {}
    for box in mark_regions(pixels) if regions is None else regions:
        margin = round(MARGIN * max(box.width, box.height))
        part = pixels[
            max(0, box.top - margin) : box.bottom + margin,
            max(0, box.left - margin) : box.right + margin,
        ]
        for mark, count in zip(known, agreeing(find_points(part), table), strict=True):
            if count < AGREE_MIN:
                continue
            if mark.name not in best or count > best[mark.name].points:
                best[mark.name] = FoundMark(mark=mark, box=box, points=count)
    return sorted(best.values(), key=lambda one: (-one.points, one.mark.name))


def in_picture(pixels: Pixels, known: Sequence[KnownMark]) -> list[int]:
    """Return for each mark of *known* the points that agree with a whole picture."""
    table = _table(tuple(one.points for one in known))
    return agreeing(find_points(pixels), table)


@lru_cache(maxsize=16)
def _table(points: tuple[str, ...]) -> Stack:
    return stack(unpack(text) for text in points)


def strongest(points: Points, most: int) -> Points:
    """Return the first *most* points: they are kept in order of strength."""
    return Points(points.places[:most], points.descriptors[:most])


def unlike(marks: Iterable[KnownMark], pixels: Pixels) -> bool:
    """Whether a picture shows none of *marks*."""
    known = tuple(marks)
    return all(count < AGREE_MIN for count in in_picture(pixels, known))
