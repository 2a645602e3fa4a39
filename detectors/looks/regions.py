"""Where a mark may stand in a screenshot: compact drawings that are no text."""

from detectors.looks.layout import Box
from detectors.looks.lines import components, edge_map
from detectors.looks.pixels import Pixels, cv2

SIDES_PX = (22, 420)
"""Smallest and largest side of a mark; below, too few points are left to agree."""
JOIN_PX = 7
WIDE = 1.7
"""Longer side by shorter from which a drawing is more than a mark alone."""
WINDOWS_MAX = 6
TEXT_WINDOWS = 2
"""The same where the drawing is as low as a heading is."""
LINE_PX = 27
"""Highest line of running text with what hangs on it."""
HEAD_PX = 640
"""Rows that are searched from the top, …"""
FOOT_PX = 420
"""… and from the end, where the badges of government sites stand."""
HEAD_MAX = 12
FOOT_MAX = 4
HEADER_PX = 420
"""An emblem stands above this more often than below."""


def mark_regions(pixels: Pixels) -> list[Box]:
    """Return the boxes in head and foot of a page in which a mark may stand.

    At most a dozen in the head and four in the foot, likeliest first. What is about as
    wide as high is a box; of what is longer, windows as wide as it is high are, because
    the emblem stands beside or above the name.
    """
    foot = max(HEAD_PX, len(pixels) - FOOT_PX)
    found = _regions(pixels[:HEAD_PX])[:HEAD_MAX]
    if foot < len(pixels):
        found += [
            Box(left=one.left, top=one.top + foot, width=one.width, height=one.height)
            for one in _regions(pixels[foot:])[:FOOT_MAX]
        ]
    return found


def _regions(pixels: Pixels) -> list[Box]:
    bar = cv2.getStructuringElement(cv2.MORPH_RECT, (JOIN_PX, JOIN_PX))
    joined = cv2.morphologyEx(edge_map(pixels), cv2.MORPH_CLOSE, bar)
    found: dict[Box, float] = {}
    for box in components(joined):
        if min(box.width, box.height) < SIDES_PX[0] - 4 or _is_text(box):
            continue
        for window in _windows(box):
            found[window] = max(found.get(window, 0.0), _worth(window, box))
    return sorted(found, key=lambda one: (-found[one], one.top, one.left))


def _windows(box: Box) -> list[Box]:
    short = min(box.width, box.height)
    if short < SIDES_PX[0] - 4 or short > SIDES_PX[1]:
        return []
    if max(box.width, box.height) <= WIDE * short:
        return [box]
    wide = box.width > box.height
    length = max(box.width, box.height)
    most = TEXT_WINDOWS if short < LINE_PX * 2 and wide else WINDOWS_MAX
    steps = min(most, max(2, round(length / short * 2) - 1))
    starts = [
        round(i * min(short / 2, (length - short) / (steps - 1))) for i in range(steps)
    ]
    # The middle: an emblem stands above a name that is wider than itself.
    starts.append((length - short) // 2)
    return [
        Box(
            left=box.left + (start if wide else 0),
            top=box.top + (0 if wide else start),
            width=short,
            height=short,
        )
        for start in starts
    ]


def _is_text(box: Box) -> bool:
    """Whether a component is so low and wide that it can only be a line of words."""
    return box.height <= LINE_PX and box.width > WIDE * box.height


def _worth(window: Box, box: Box) -> float:
    """Return how likely a mark stands there: large, high up, at the left of a banner.

    A line of text is wide and low; its windows come last.
    """
    size = min(window.width, 120) / 120
    high = 1.0 if window.top < HEADER_PX else 0.4
    first = 1.0 if window.left == box.left else 0.6
    alone = (
        1.0 if max(box.width, box.height) <= WIDE * min(box.width, box.height) else 0.7
    )
    return size * high * first * alone
