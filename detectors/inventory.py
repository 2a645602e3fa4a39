"""Profiles made ready for many pages: whose a host is, and what is like whom.

A hundred profiles must not cost a hundred times one: what they say, what they draw and
what belongs to them is each filed once, and a page looks its own pieces up.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from casebook.errors import InputError
from casebook.profiles import Kind, Profile, Profiles
from casebook.urls import ascii_host
from detectors.engine import IS_AVAILABLE
from detectors.kept import made_once
from detectors.pages.containment import Contained, References
from detectors.pages.guard import Words
from detectors.pages.machinery import Machinery
from detectors.pages.markers import Hit, Markers
from detectors.pages.page import Page
from detectors.pages.plaintext import flat, shingles_among

# Second-level names under which anybody can register nothing: only the registry's
# own kind of holder may. Beside the profiles' suffixes these make a host institutional.
RESTRICTED = ("gov.cn", "edu.cn", "mil.cn", "ac.cn", "xn--zfr164b", "政务.cn")

_HOSTS_KEPT = 20_000
RUNS_MAX = 1_000
"""Runs up to which the engine is worth compiling them, instead of looking up each run
of a page: for the 339 that ship 16 µs a page beside 270 and 4 ms once; 20,000 take
half a second once, and 0.2 ms a page beside 0.4 (2026-11-23)."""


class Inventory:
    """The bodies of one :class:`Profiles`, indexed.

    Attributes:
        profiles: what it was made from.
        generic: the profiles of kind ``generic``.
        specific: all others.
        platforms: names of the inquiry platforms among them.
        menus: the longer entries of each specific body's menu.
        references: the official pages of the specific bodies.
        machinery: paths, ids, classes and numbers of the specific bodies.
        label_counts: how many bodies' results use each label, flat.
    """

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        every = tuple(profiles.by_name.values())
        self.generic = tuple(p for p in every if p.kind is Kind.GENERIC)
        self.specific = tuple(p for p in every if p.kind is not Kind.GENERIC)
        self.platforms = frozenset(p.name for p in every if p.kind is Kind.PLATFORM)
        # 首页, 新闻, 公开 and 服务 stand on every government site's menu.
        self.menus = tuple(
            (profile, entries)
            for profile in self.specific
            if (entries := frozenset(m for m in map(flat, profile.menus) if len(m) > 2))  # noqa: PLR2004 - as above
        )
        self._owners: dict[str, Profile] = {}
        for profile in every:
            for host in profile.hosts:
                self._owners.setdefault(_ascii(host), profile)
        self._official: dict[str, bool] = {}
        self._government = {_ascii(s) for p in every for s in p.suffixes}
        self._restricted = {_ascii(s) for s in RESTRICTED} | self._government
        self.references = References(self.specific)
        self.machinery = Machinery(self.specific)
        self.label_counts = Counter(
            label
            for profile in every
            for label in {flat(t) for group in profile.result_labels for t in group}
        )
        self._markers = Markers(self.specific)
        self._known = frozenset(self.references.runs | self._markers.runs)
        few = IS_AVAILABLE and len(self._known) <= RUNS_MAX
        self._scan = Words(self._known) if few else None
        self._runs: WeakKeyDictionary[Page, frozenset[str]] = WeakKeyDictionary()
        self._shares: WeakKeyDictionary[Page, tuple[Contained, ...]] = (
            WeakKeyDictionary()
        )
        self._seen: WeakKeyDictionary[Page, Mapping[str, tuple[Hit, ...]]] = (
            WeakKeyDictionary()
        )

    def owner(self, host: str) -> Profile | None:
        """Return the body that *host* belongs to, on label boundaries; longest wins."""
        return next(
            (self._owners[root] for root in _roots(host) if root in self._owners), None
        )

    def is_government(self, host: str) -> bool:
        """Whether only government bodies can register *host*."""
        return any(root in self._government for root in _roots(host))

    def is_restricted(self, host: str) -> bool:
        """Whether *host* is under a suffix that is given to institutions only."""
        return any(root in self._restricted for root in _roots(host))

    def is_official(self, host: str) -> bool:
        """Whether *host* is on the inventory or under a government suffix."""
        known = self._official.get(host)
        if known is None:
            known = self.owner(host) is not None or self.is_government(host)
            if len(self._official) < _HOSTS_KEPT:
                self._official[host] = known
        return known

    def hits(self, page: Page) -> Mapping[str, tuple[Hit, ...]]:
        """Return what of each specific body stands on *page*, by profile name."""
        if page not in self._seen:
            self._seen[page] = self._markers.find(page, self._shared(page))
        return self._seen[page]

    def contained(self, page: Page) -> tuple[Contained, ...]:
        """Return how much of the best contained official page of each body is here.

        One entry a body that has references, where at least one run is shared.
        """
        if page not in self._shares:
            self._shares[page] = tuple(self.references.words(self._shared(page)))
        return self._shares[page]

    def _shared(self, page: Page) -> frozenset[str]:
        """Return the runs of *page* that a reference or a phrase has too."""
        if page not in self._runs:
            self._runs[page] = (
                self._scan.found(page.flat)
                if self._scan is not None
                else shingles_among(self._known, page.flat)
            )
        return self._runs[page]


@made_once
def inventory_of(profiles: Profiles) -> Inventory:
    """Return the inventory of *profiles*, made once and kept."""
    return Inventory(profiles)


def _roots(host: str) -> Iterator[str]:
    """Yield *host*, then what is left of it label by label."""
    rest = host
    while rest:
        yield rest
        rest = rest.partition(".")[2]


def _ascii(host: str) -> str:
    try:
        return ascii_host(host)
    except InputError:
        return host
