"""Pages built of the same blocks: kits are used again, by the same people or others.

A block is a path of elements with their classes, a class or an id, the name of a file,
an inline script, a visitor statistics id. What an official page has of these says
nothing of who copied it, and frameworks are everybody's; both are left out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from casebook.profiles import Profiles, Template
from detectors.gangs.traces import statistics_ids
from detectors.kept import made_once
from detectors.pages.containment import is_own_file
from detectors.pages.page import Page
from detectors.pages.skeleton import tag_paths
from detectors.reference import is_own_class
from detectors.site import Site

KINDS = ("statistics", "script", "file", "name", "path")
"""Kinds of blocks, the most telling first."""
OWN = frozenset(KINDS[:2])
"""Kinds that one operator made or was given; the others come with a skin, and sites of
one content system share a dozen files."""
SCRIPT_MIN = 120
"""Characters of an inline script without its white space; shorter ones are snippets."""
_EACH_MAX = 200
_CALL = re.compile(
    r"hm\.baidu\.com|google-analytics|googletagmanager|cnzz\.com|51\.la|bdstatic|"
    r"dcs\.conac\.cn|zfwzgl|jiathis|bdshare|_gaq|adsbygoogle",
    re.IGNORECASE,
)
"""Snippets of services, the same on thousands of sites."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """A confirmed case and what a site shares with it."""

    template: Template
    skeleton: float
    """Share of both sites' paths and names that both have, 0 to 1."""
    shared: Mapping[str, tuple[str, ...]]
    """Values by kind, in order; kinds without any are left out."""

    @property
    def own(self) -> tuple[str, ...]:
        """What is shared that one operator made or was given."""
        return tuple(v for kind in KINDS if kind in OWN for v in self.of(kind))

    @property
    def blocks(self) -> int:
        """How many paths and names are shared."""
        return len(self.of("path")) + len(self.of("name"))

    def of(self, kind: str) -> tuple[str, ...]:
        """Return what is shared of one kind."""
        return self.shared.get(kind, ())


class Families:
    """The confirmed cases, ready for many sites.

    Args:
        profiles: the bodies known, and the cases confirmed.
    """

    def __init__(self, profiles: Profiles) -> None:
        self.profiles = profiles
        self._official = frozenset(_of_references(profiles))
        self._parts = [one.parts - self._official for one in profiles.confirmed]
        self._skins = [len(_skin(parts)) for parts in self._parts]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, parts in enumerate(self._parts):
            for part in parts:
                self._holders[part].append(number)

    def kin(self, site: Site, *, least: float) -> Iterator[Kinship]:
        """Yield the cases of other hosts that *site* is like.

        Args:
            site: what was captured.
            least: lowest likeness of skeletons; what one operator made or was given
                counts whatever the skeletons are.
        """
        own = parts_of(site.pages) - self._official
        skin = _skin(own)
        alike = Counter(n for part in skin for n in self._holding(part))
        made = {n for part in own - skin if _is_own(part) for n in self._holding(part)}
        for number in sorted(alike.keys() | made):
            template = self.profiles.confirmed[number]
            both = alike[number]
            skeleton = both / ((len(skin) + self._skins[number] - both) or 1)
            is_itself = template.host.partition(":")[0] == site.host
            if is_itself or (skeleton < least and number not in made):
                continue
            shared = own & self._parts[number]
            yield Kinship(
                template=template,
                skeleton=skeleton,
                shared={kind: found for kind in KINDS if (found := _of(kind, shared))},
            )

    def _holding(self, part: str) -> Iterable[int]:
        return self._holders.get(part, ())


@made_once
def families_of(profiles: Profiles) -> Families:
    """Return the families of *profiles*, made once and kept."""
    return Families(profiles)


def parts_of(pages: Iterable[Page]) -> frozenset[str]:
    """Return the building blocks of *pages*, as ``kind:value``."""
    return frozenset(part for page in pages for part in _parts(page))


def _parts(page: Page) -> Iterator[str]:
    for path in tag_paths(page):
        if "." in path:
            yield f"path:{path}"
    for name in sorted(filter(is_own_class, page.classes))[:_EACH_MAX]:
        yield f"name:{name}"
    for name in sorted(filter(is_own_file, page.file_names))[:_EACH_MAX]:
        yield f"file:{name}"
    for script in page.scripts[:_EACH_MAX]:
        plain = _SPACE.sub("", script)
        if len(plain) >= SCRIPT_MIN and not _CALL.search(plain):
            yield f"script:{sha256(plain.encode('utf-8', 'replace')).hexdigest()[:16]}"
    for value in statistics_ids(page):
        yield f"statistics:{value}"


def _of_references(profiles: Profiles) -> Iterator[str]:
    for profile in profiles.by_name.values():
        for name in profile.class_names:
            yield f"name:{name}"
        for value in profile.statistics_ids:
            for service in ("baidu", "cnzz", "la", "google"):
                yield f"statistics:{service}:{value}"
        for page in profile.references:
            for path in page.tag_paths:
                yield f"path:{path}"
                # The reference keeps no list of classes; its paths hold most of them.
                for step in path.split(">"):
                    yield f"name:{step.partition('.')[2]}"
            for name in page.resource_names:
                yield f"file:{name}"


def _skin(parts: frozenset[str]) -> frozenset[str]:
    return frozenset(part for part in parts if part.startswith(("path:", "name:")))


def _is_own(part: str) -> bool:
    return part.partition(":")[0] in OWN


def _of(kind: str, parts: Iterable[str]) -> tuple[str, ...]:
    start = f"{kind}:"
    return tuple(sorted(p.removeprefix(start) for p in parts if p.startswith(start)))
