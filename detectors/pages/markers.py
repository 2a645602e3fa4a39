"""What bodies say of themselves, looked for on a page all at once.

Every phrase is filed under its runs of characters; the runs that a page shares with
that file name the few phrases worth comparing. A phrase that several bodies have is
compared once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rapidfuzz import fuzz

from casebook.profiles import Profile
from detectors.pages.guard import Words
from detectors.pages.page import Page
from detectors.pages.plaintext import flat, shingles

NEAR = 86.0
"""rapidfuzz ratio from which a phrase with some characters exchanged still counts:
peers.md B3 measured 85 on identity markers; two of fourteen characters give 86."""
COMMON_MAX = 24
"""Phrases that a run may lead to; one that stands in more of them is the trade's own,
and the other runs of those phrases find them."""
_FIELDS = ("names", "titles", "headings", "phrases", "menus", "form_fields", "accounts")
_SHORT_FIELDS = frozenset(("names", "titles", "accounts"))
_NEAR_FIELDS = frozenset(("names", "titles", "headings"))
"""Only names are disguised character by character; phrases are many, and a page that
shares half of one by chance is common."""
_SHORT_MIN = 3
_NEAR_MIN = 8
_SHARE_MIN = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Something a body's pages say, ready to be looked for."""

    profile: str
    field: str
    """Name of the profile's field it comes from."""
    text: str
    """As the profile has it."""
    flat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A marker that stands on a page."""

    marker: Marker
    score: float
    """1.0 word for word, less where characters were exchanged."""


class Markers:
    """The phrases of several bodies, indexed."""

    def __init__(self, bodies: Iterable[Profile]) -> None:
        texts: dict[str, list[Marker]] = defaultdict(list)
        for marker in _markers(bodies):
            texts[marker.flat].append(marker)
        self._short = [
            (text, kept)
            for text, markers in texts.items()
            if len(text) >= _SHORT_MIN
            and not shingles(text)
            and (kept := [m for m in markers if m.field in _SHORT_FIELDS])
        ]
        self._long = [(text, m) for text, m in texts.items() if shingles(text)]
        filed: dict[str, list[int]] = defaultdict(list)
        for number, (text, _) in enumerate(self._long):
            for run in shingles(text):
                filed[run].append(number)
        self._common = [
            number
            for number, (text, _) in enumerate(self._long)
            if all(len(filed[run]) > COMMON_MAX for run in shingles(text))
        ]
        self._scan = Words(
            [
                *(text for text, _ in self._short),
                *(self._long[number][0] for number in self._common),
            ]
        )
        self._filed = {k: tuple(v) for k, v in filed.items() if len(v) <= COMMON_MAX}
        self._counts = [
            max(1, sum(run in self._filed for run in shingles(text)))
            for text, _ in self._long
        ]

    @property
    def runs(self) -> AbstractSet[str]:
        """Runs of characters that lead to a phrase."""
        return self._filed.keys()

    def find(self, page: Page, runs: AbstractSet[str]) -> Mapping[str, tuple[Hit, ...]]:
        """Return what of each body stands on *page*, by profile name.

        Args:
            page: what is read.
            runs: those of its runs of characters that are among :attr:`runs` at least.
        """
        standing = self._scan.found(page.flat)
        common = (n for n in self._common if self._long[n][0] in standing)
        counts: Counter[int] = Counter(dict.fromkeys(common, 0))
        for run in runs & self._filed.keys():
            for number in self._filed[run]:
                counts[number] += 1
        found: dict[str, list[Hit]] = defaultdict(list)
        for number, count in sorted(counts.items()):
            text, markers = self._long[number]
            share = count / self._counts[number]
            score = _score(text, page.flat, share, near=_is_name(markers))
            if score:
                for marker in markers:
                    found[marker.profile].append(Hit(marker=marker, score=score))
        for text, markers in self._short:
            if text in standing and text in page.flat:
                for marker in markers:
                    found[marker.profile].append(Hit(marker=marker, score=1.0))
        return {name: tuple(hits) for name, hits in sorted(found.items())}


def _is_name(markers: list[Marker]) -> bool:
    return any(marker.field in _NEAR_FIELDS for marker in markers)


def _markers(bodies: Iterable[Profile]) -> Iterator[Marker]:
    for body in bodies:
        for field in _FIELDS:
            for text in getattr(body, field):
                yield Marker(profile=body.name, field=field, text=text, flat=flat(text))


def _score(needle: str, text: str, share: float, *, near: bool) -> float:
    if (share == 1.0 or not share) and needle in text:
        return 1.0
    # The shorter is looked for in the longer: a page must not be found in a phrase.
    if len(needle) < _NEAR_MIN or share < _SHARE_MIN or len(text) < len(needle):
        return 0.0
    if not near:
        return 0.0
    ratio = fuzz.partial_ratio(needle, text, score_cutoff=NEAR)
    return ratio / 100 if ratio >= NEAR else 0.0
