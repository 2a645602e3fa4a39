"""Points of a mark: corners and blobs that are found again however it is shown.

SIFT (D. Lowe, IJCV 60, 2004) with the square root of its descriptors (R. Arandjelović
and A. Zisserman, CVPR 2012). Scale, turning and colour do not matter to it, and a crop
keeps the points that it leaves. A match counts by the points that agree on one place,
size and angle, so no single likeness of two corners makes one.
"""

import base64
import binascii
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from detectors.looks.pixels import Pixels, cv2, np

SIDE = 128
"""Longest side, in pixels, that a picture is brought to before points are found: small
marks gain by it as by a magnifier."""
BORDER = 10
POINTS_MAX = 200
"""Of one picture, the strongest first."""
CONTRAST = 0.02
EDGE = 12
NEAREST = 0.8
"""Distance of the nearest by that of the second nearest, from Lowe's paper."""
APART_PX = 4.0
"""How far a point may lie from where the others say, at :data:`SIDE`."""
SIZES = (0.3, 3.0)
"""Between these the found mark's size may be that of the known one, both at SIDE."""
LEAST = 4
"""Points below which there is no arrangement to speak of."""
_SCALE = 400.0
_BYTES = 130
"""A point as it is kept: place in two bytes, descriptor in 128."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one picture, at :data:`SIDE`."""

    places: Any
    """Array of x and y."""
    descriptors: Any
    """Array of 128 numbers a point, each row of length 1."""

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Stack:
    """Points of many pictures and of their negatives, in one table to multiply by."""

    descriptors: Any
    spans: tuple[tuple[int, int], ...]
    """First and last column of each picture, then of its negative."""
    places: tuple[Any, ...]


def find_points(pixels: Pixels) -> Points:
    """Return the points of a picture, brought to :data:`SIDE` first."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = SIDE / max(grey.shape)
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    high, wide = (max(4, round(side * scale)) for side in grey.shape)
    grey = cv2.resize(grey, (wide, high), interpolation=method)
    grey = cv2.copyMakeBorder(
        grey, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_REPLICATE
    )
    found, rows = _sift().detectAndCompute(grey, None)
    if rows is None:
        return Points(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32))
    order = sorted(range(len(found)), key=lambda i: (-found[i].response, found[i].pt))
    chosen = order[:POINTS_MAX]
    places = np.array([found[i].pt for i in chosen], np.float32)
    return Points(places, _rooted(rows[chosen]))


def stack(known: Iterable[Points]) -> Stack:
    """Return many pictures' points as one table; their order is kept."""
    rows = [one for points in known for one in (points, turned_over(points))]
    ends = np.cumsum([0, *(len(one) for one in rows)]).tolist()
    tables = [one.descriptors for one in rows] or [np.zeros((0, 128), np.float32)]
    return Stack(
        descriptors=np.ascontiguousarray(np.vstack(tables).T, np.float32),
        spans=tuple(itertools.pairwise(ends)),
        places=tuple(one.places for one in rows),
    )


def agreeing(found: Points, known: Stack) -> list[int]:
    """Return for each picture in *known* how many of its points stand in *found*.

    Only points that agree on one place, size and angle count, and each place once;
    the picture and its negative are both looked for.
    """
    counts = [
        # Several points within two pixels of one another are one.
        min(len(np.unique(one // 2, axis=0)) for one in pair) if len(pair[0]) else 0
        for pair in arrangements(found, known)
    ]
    return [max(pair) for pair in zip(counts[::2], counts[1::2], strict=True)]


def arrangements(found: Points, known: Stack) -> Iterator[tuple[Any, Any]]:
    """Yield the places here and there that agree, for each span of *known*."""
    alike = found.descriptors @ known.descriptors
    for places, (start, end) in zip(known.places, known.spans, strict=True):
        yield _arrangement(found.places, places, alike[:, start:end])


def _arrangement(here: Any, there: Any, alike: Any) -> tuple[Any, Any]:
    nothing = here[:0], there[:0]
    if min(alike.shape) < LEAST:
        return nothing
    rows = np.arange(len(alike))
    best = alike.argmax(axis=1)
    first = alike[rows, best]
    alike[rows, best] = -1.0
    # Lengths are 1, so a squared distance is 2 - 2 cos.
    near = (1 - first) < NEAREST**2 * (1 - alike.max(axis=1))
    if near.sum() < LEAST:
        return nothing
    source, target = here[near], there[best[near]]
    cv2.setRNGSeed(1)
    change, agree = cv2.estimateAffinePartial2D(
        source,
        target,
        method=cv2.RANSAC,
        ransacReprojThreshold=APART_PX,
        maxIters=400,
        confidence=0.99,
    )
    if change is None or not SIZES[0] < np.hypot(change[0, 0], change[1, 0]) < SIZES[1]:
        return nothing
    kept = agree.ravel() == 1
    return source[kept], target[kept]


def turned_over(points: Points) -> Points:
    """Return the points of the same picture with light and dark exchanged.

    Every gradient then points the other way, and so does the direction that a
    descriptor is read from: its cells come in the opposite order, its angles stay.
    """
    cells = points.descriptors.reshape(-1, 4, 4, 8)[:, ::-1, ::-1]
    return Points(points.places, np.ascontiguousarray(cells).reshape(-1, 128))


def pack(points: Points) -> str:
    """Return *points* as text, 130 bytes each before base64."""
    places = points.places.clip(0, 255).round().astype(np.uint8)
    rows = (points.descriptors * _SCALE).clip(0, 255).round().astype(np.uint8)
    return base64.b64encode(np.hstack((places, rows)).tobytes()).decode("ascii")


def unpack(text: str) -> Points:
    """Return the points in *text*; none where it is not what :func:`pack` made."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    table = np.frombuffer(data[: len(data) // _BYTES * _BYTES], np.uint8)
    table = table.reshape(-1, _BYTES).astype(np.float32)
    rows = table[:, 2:]
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return Points(table[:, :2], rows / np.maximum(lengths, 1.0))


def _rooted(rows: Any) -> Any:
    return np.sqrt(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-6))


@cache
def _sift() -> Any:
    return cv2.SIFT_create(contrastThreshold=CONTRAST, edgeThreshold=EDGE)
