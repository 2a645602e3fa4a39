"""Host names made to look like an official one."""

from collections.abc import Iterator
from typing import ClassVar

from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.names import HOST_CLAIMS, NameIndex, score_url
from detectors.site import Site

# Below this a reading is chance: of 147,281 innocent names, 17 reach it
# (benchmarks/screen.py, 2026-11-23).
FLOOR = 0.05


class HostDetector(Detector):
    """The name alone, without the page: by label, never by substring."""

    name = "host"
    signals: ClassVar = {
        code: Signal(claim=claim, part=Part.CLAIM)
        for code, claim in HOST_CLAIMS.items()
    }

    def __init__(self) -> None:
        self._built: tuple[Profiles, NameIndex] | None = None

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield at most one finding: the most telling reading of the name."""
        found = score_url(site.url, self.index(profiles))
        if found.score >= FLOOR:
            yield self.finding(
                found.signal,
                found.score,
                where="url",
                profile=found.profile,
                **dict(found.claim.values),
            )

    def index(self, profiles: Profiles) -> NameIndex:
        """Return the index of *profiles*, made once."""
        # Built once for the profiles of a run: it takes longer than a hundred names.
        if self._built is None or self._built[0] is not profiles:
            self._built = (profiles, NameIndex.build(profiles))
        return self._built[1]
