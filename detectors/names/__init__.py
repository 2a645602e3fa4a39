"""What a host name tells by itself: whose name it is made to look like, and by what."""

from detectors.names.index import NameIndex
from detectors.names.scoring import (
    FLAG_SCORE,
    HOST_CLAIMS,
    HostScore,
    Signal,
    score_host,
    score_url,
)

__all__ = [
    "FLAG_SCORE",
    "HOST_CLAIMS",
    "HostScore",
    "NameIndex",
    "Signal",
    "score_host",
    "score_url",
]
