"""What a host name tells by itself: whose name it is made to look like, and by what.

One name, or a URL: :func:`score_host`, :func:`score_url`. Many: a :class:`Screen` reads
hundreds of thousands a second and says the same; make it once, for that takes a second.

    index = NameIndex.build(read_profiles())
    gate = Screen(index)
    for score in gate.names(names):  # any iterable of str; yields the flagged ones
        print(score.name, score.score, score.profile)

``gate.flagged(block)`` takes lines as bytes; :func:`screen` takes blocks without end.
"""

from detectors.names.index import NameIndex
from detectors.names.scoring import (
    FLAG_SCORE,
    HOST_CLAIMS,
    HostScore,
    Signal,
    score_host,
    score_url,
)
from detectors.names.screening import Screen, screen

__all__ = [
    "FLAG_SCORE",
    "HOST_CLAIMS",
    "HostScore",
    "NameIndex",
    "Screen",
    "Signal",
    "score_host",
    "score_url",
    "screen",
]
