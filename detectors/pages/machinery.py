"""Paths, ids, classes and numbers that belong to one body, looked up all at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from casebook.profiles import Profile
from detectors.pages.guard import Words
from detectors.pages.page import Page
from detectors.pages.plaintext import flat

_CALLED = re.compile(r"[\"'`](?:(?:https?:)?//[^/\"'`\s]{1,80})?(/[\w./-]{4,120})")
# An id stands in an address; letters before it would make it part of a name.
_ID = re.compile(r"[=/?]([0-9a-f]{32}|\d{6,12})(?!\w)")
_DIGITS = re.compile(r"\d{5,}")
_SEGMENTS_MAX = 10
_NUMBERS = ("site_codes", "icp_numbers", "police_numbers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that was given to one body's site."""

    profile: Profile
    field: str
    """``site_codes``, ``icp_numbers`` or ``police_numbers``."""
    text: str
    flat: str


class Machinery:
    """What belongs to several bodies, indexed."""

    def __init__(self, bodies: Iterable[Profile]) -> None:
        bodies = tuple(bodies)
        self._classes = _by(bodies, lambda body: body.class_names)
        self._paths = _by(bodies, lambda body: (p.rstrip("/") for p in body.api_paths))
        self._ids = _by(bodies, lambda body: (i.lower() for i in body.statistics_ids))
        self._words = Words((*self._classes, *self._paths, *self._ids))
        self._numbers: dict[str, list[Number]] = defaultdict(list)
        for body in bodies:
            for field in _NUMBERS:
                for text in getattr(body, field):
                    own = flat(text)
                    digits = max(_DIGITS.findall(own), key=len, default="")
                    if digits:
                        number = Number(profile=body, field=field, text=text, flat=own)
                        self._numbers[digits].append(number)
        self.page_paths = _by(bodies, lambda body: body.page_paths)

    def traced(self, page: Page) -> tuple[Profile, ...]:
        """Return the bodies of whose machinery something stands in *page*'s markup."""
        html = page.shielded.html
        found: dict[str, Profile] = {}
        # Whatever is found below stands in the markup as it is written here.
        standing = page.standing(self._words)
        if standing & self._classes.keys():
            for name in page.classes & self._classes.keys():
                found |= {body.name: body for body in self._classes[name]}
        if standing & self._paths.keys():
            for called in set(_CALLED.findall(html)):
                for path in _spans(called):
                    found |= {body.name: body for body in self._paths.get(path, ())}
        if standing & self._ids.keys():
            for identifier in set(_ID.findall(html)) & self._ids.keys():
                found |= {body.name: body for body in self._ids[identifier]}
        return tuple(found[name] for name in sorted(found))

    def numbers(self, page: Page) -> tuple[Number, ...]:
        """Return the numbers of known sites that *page* shows."""
        if not self._numbers:
            return ()
        # In the text neighbours are apart, in the flat text spaces are undone.
        shown = {*_DIGITS.findall(page.text), *_DIGITS.findall(page.flat)}
        found = [n for digits in shown for n in self._numbers.get(digits, ())]
        return tuple(
            sorted(
                (n for n in found if n.flat in page.flat),
                key=lambda n: (n.profile.name, _NUMBERS.index(n.field), n.text),
            )
        )


def _by(
    bodies: Iterable[Profile], values: Callable[[Profile], Iterable[str]]
) -> dict[str, list[Profile]]:
    found: dict[str, list[Profile]] = defaultdict(list)
    for body in bodies:
        for value in values(body):
            found[value].append(body)
    return dict(found)


def _spans(called: str) -> Iterator[str]:
    """Yield the runs of whole segments of a path.

    >>> sorted(_spans("/a/b/c"))
    ['/a', '/a/b', '/a/b/c', '/b', '/b/c', '/c']
    """
    steps = called.strip("/").split("/")[:_SEGMENTS_MAX]
    for start in range(len(steps)):
        for end in range(start + 1, len(steps) + 1):
            yield "/" + "/".join(steps[start:end])
