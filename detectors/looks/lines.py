"""Lines of text in a picture, found by their edges: where to read, before reading.

Text drawn by a browser is crisp and level, so the edges of its strokes, joined along
the line, are the line; a network that finds text in photographs costs thirty times as
much and finds no more here.
"""

from typing import Any

from detectors.looks.layout import Box
from detectors.looks.pixels import Pixels, cv2

STEP = 48
"""Levels between neighbouring pixels that make an edge; grey text on white has 90."""
JOIN_PX = 13
"""Gap between characters of one line."""
LINE_PX = (8, 90)
"""Lowest and highest line, in pixels of the screenshot."""
TALL_PX = 30
"""A component this high may be a mark beside a line; it is looked at more closely."""
INK = (0.25, 0.97)
"""Share of edges in a line's box: less is a frame, more a texture."""
LINES_MAX = 400


def text_lines(pixels: Pixels) -> list[Box]:
    """Return the boxes of what looks like lines of text, from the top down."""
    edges = edge_map(pixels)
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, _bar(JOIN_PX, 1))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _bar(5, 3))
    found: list[Box] = []
    for box in components(joined):
        if box.height > TALL_PX and box.width > 2 * box.height:
            found += _within(edges, box)
        elif _is_line(edges, box):
            found.append(box)
    found.sort(key=lambda box: (box.top, box.left))
    return found[:LINES_MAX]


def edge_map(pixels: Pixels) -> Any:
    """Return 1 where neighbouring pixels differ clearly in any colour, else 0."""
    steps = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, _bar(3, 3))
    red, green, blue = cv2.split(steps)
    _, edges = cv2.threshold(
        cv2.max(cv2.max(red, green), blue), STEP, 1, cv2.THRESH_BINARY
    )
    return edges


def components(mask: Any) -> list[Box]:
    """Return the boxes of the connected parts of *mask*."""
    _, _, table, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    return [
        Box(left=left, top=top, width=width, height=height)
        for left, top, width, height, _ in table[1:].tolist()
    ]


def _within(edges: Any, box: Box) -> list[Box]:
    """Return the line in a tall component, without the mark that it is joined to.

    Characters are lower than the mark beside them; where all parts are as high as the
    component, it is a line of large characters.
    """
    part = edges[box.top : box.bottom, box.left : box.right]
    parts = components(cv2.morphologyEx(part, cv2.MORPH_CLOSE, _bar(5, 5)))
    low = [one for one in parts if 8 <= one.height <= 0.75 * box.height]  # noqa: PLR2004 - as LINE_PX
    if sum(one.width for one in low) < 2 * box.height:
        return [box] if _is_line(edges, box) else []
    rows: list[list[Box]] = []
    for one in sorted(low, key=lambda one: one.top + one.height / 2):
        middle = one.top + one.height / 2
        if rows and middle < max(other.bottom for other in rows[-1]):
            rows[-1].append(one)
        else:
            rows.append([one])
    lines = [_around(row, box) for row in rows]
    return [line for line in lines if _is_line(edges, line)]


def _around(row: list[Box], box: Box) -> Box:
    left, top = min(one.left for one in row), min(one.top for one in row)
    return Box(
        left=box.left + left,
        top=box.top + top,
        width=max(one.right for one in row) - left,
        height=max(one.bottom for one in row) - top,
    )


def _is_line(edges: Any, box: Box) -> bool:
    if not LINE_PX[0] <= box.height <= LINE_PX[1] or box.width < 1.3 * box.height:
        return False
    ink = edges[box.top : box.bottom, box.left : box.right].mean()
    return bool(INK[0] <= ink <= INK[1])


def _bar(width: int, height: int) -> Any:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))
