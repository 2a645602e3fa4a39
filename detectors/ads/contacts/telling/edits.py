"""Folded text with spans replaced, each character still leading back to the post."""

import itertools
from collections.abc import Iterable

from detectors.ads.folding import Folded

Edit = tuple[int, int, str]
"""Start and end in folded text, and what stands there instead."""


def edited(folded: Folded, edits: Iterable[Edit]) -> Folded:
    """Return *folded* with spans replaced, the last character leading to their end.

    Of two edits that meet the first counts.

    >>> from detectors.ads.folding import fold
    >>> changed = edited(fold("139四个零4417"), [(3, 6, "0000")])
    >>> changed.text, changed.written(3, 7)
    ('13900004417', '四个零')
    """
    todo = sorted(edits)
    if not todo:
        return folded
    pieces: list[str] = []
    offsets: list[int] = []
    at = folded.offsets or range(len(folded.text) + 1)
    done = 0
    for start, end, instead in todo:
        if start < done:
            continue
        pieces += folded.text[done:start], instead
        offsets += at[done:start]
        if instead:
            offsets += [at[start]] * (len(instead) - 1) + [at[end - 1]]
        done = end
    pieces.append(folded.text[done:])
    return Folded(
        folded.raw, "".join(pieces), tuple(itertools.chain(offsets, at[done:]))
    )
