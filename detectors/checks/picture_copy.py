"""Official pages shown as one picture, told by what was read of it.

Of a long page only some lines are read, so the share of the official text that is
here stays small however whole the copy is. What counts is the other share: how much
of what *was* read stands on one official page.
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.looks.reading import is_thin
from detectors.pages.page import Page
from detectors.pages.plaintext import flat, shingles
from detectors.site import Site

BODIES_MAX = 3
"""Bodies that are looked at closely: those whose words the reading shares most of."""
RUNS_MIN = 60
"""Runs of characters read; fewer are a banner."""
CHANCE = 0.2
CLEAR = 0.45
"""Shares from which strength is above 0 and 0.5. Read off pictures of 26 official pages
(2026-11-23), 0.73 to 1.00 of the runs stand on the page itself and at most 0.18 on a
page of another body; of 68 other pages as pictures at most 0.08 stand on any."""
WHOLE = 0.7


class PictureCopyDetector(Detector):
    """A document that says nothing, and a picture of an official page in it."""

    name = "picture_copy"
    signals: ClassVar = {
        "shown": Signal(
            part=Part.BOTH,
            claim=mark(
                "The page itself says nothing; of what was read in its picture "
                "{percent} % stands on {official}"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the official page of each body that the picture may show."""
        # Who explains an official page in words of his own shows its picture, too.
        if not all(is_thin(page) for page in site.pages):
            return
        for page in site.reading.pages:
            yield from self._shown(page, profiles)

    def _shown(self, page: Page, profiles: Profiles) -> Iterator[Finding]:
        read = shingles(page.flat)
        if len(read) < RUNS_MIN:
            return
        contained = inventory_of(profiles).contained(page)
        near = sorted(contained, key=lambda one: (-one.share, one.profile))
        for name in [one.profile for one in near[:BODIES_MAX]]:
            share, url = max(
                (len(read & shingles(flat(ref.text))) / len(read), ref.url)
                for ref in profiles.by_name[name].references
            )
            if share >= CHANCE:
                yield self.finding(
                    "shown",
                    _strength(share),
                    where=page.where,
                    profile=name,
                    percent=f"{100 * share:.0f}",
                    official=url,
                )


def _strength(share: float) -> float:
    if share < CLEAR:
        return 0.5 * (share - CHANCE) / (CLEAR - CHANCE)
    return min(1.0, 0.5 + 0.5 * (share - CLEAR) / (WHOLE - CLEAR))
