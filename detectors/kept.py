"""What is made of profiles once, and kept for all pages judged by them."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from casebook.profiles import Profiles

T = TypeVar("T")

_KEPT = 4
"""Profiles judged by in turn; a process has one, a test or a benchmark several."""


def made_once(make: Callable[[Profiles], T]) -> Callable[[Profiles], T]:
    """Return *make* as a function that makes it once for the same profiles.

    Kept by identity: profiles hold dictionaries, so they cannot be hashed.
    """
    made: deque[tuple[Profiles, T]] = deque(maxlen=_KEPT)

    @wraps(make)
    def of(profiles: Profiles) -> T:
        for known, value in made:
            if known is profiles:
                return value
        made.appendleft((profiles, make(profiles)))
        return made[0][1]

    return of
