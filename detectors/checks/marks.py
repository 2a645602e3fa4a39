"""The emblem, the badges of government sites and bodies' logos, found in screenshots.

Found by points that agree, so scale, crop, colour and recompression do not hide them.
Looked for only where the site claims or acts like a body, because looking costs a
third of a second. Without the libraries for it the site says so, in ``lacking``.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import KnownMark, Profile, Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.checks.claims import ClaimsDetector
from detectors.checks.footer_numbers import FooterNumbersDetector
from detectors.checks.inquiry_form import InquiryFormDetector
from detectors.checks.result_page import ResultPageDetector
from detectors.checks.state_organ import StateOrganDetector
from detectors.inventory import inventory_of
from detectors.looks.marks import FoundMark, find_marks, government_marks
from detectors.looks.pixels import is_installed
from detectors.looks.screens import Screen
from detectors.site import Site

SEEN = 0.5
"""Strength from which a claim or an act is reason to look."""
BODIES_MAX = 3
"""Bodies whose logos are looked for: those that the page points to."""
_TRIGGERS = (
    ClaimsDetector(),
    StateOrganDetector(),
    FooterNumbersDetector(),
    InquiryFormDetector(),
    ResultPageDetector(),
)


class MarksDetector(Detector):
    """Marks that stand in what a visitor sees."""

    name = "marks"
    signals: ClassVar = {
        "government": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "A government mark stands on the page: {mark} ({points} of its points "
                "agree)"
            ),
        ),
        "logo": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The picture {mark} of {body} stands on the page ({points} of its "
                "points agree)"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield each government mark and each pointed-to body's logo, once."""
        if not site.screens or not is_installed():
            return
        pointed = {f.profile for f in pointing(site, profiles)}
        if not pointed:
            return
        inventory = inventory_of(profiles)
        generic = inventory.generic[0].name if inventory.generic else ""
        bodies = [p for p in inventory.specific if p.name in pointed][:BODIES_MAX]
        screen = site.screens[0]
        government = {one.name for one in government_marks()}
        seen: set[str] = set()
        for found in find_marks(screen.pixels, (*government_marks(), *_logos(bodies))):
            if found.mark.name in government:
                yield self._found("government", screen, found, generic)
                continue
            owner = found.mark.name.partition("/")[0]
            if owner not in seen:
                seen.add(owner)
                yield self._found(
                    "logo", screen, found, owner, profiles.by_name[owner].title
                )

    def _found(
        self, signal: str, screen: Screen, found: FoundMark, owner: str, body: str = ""
    ) -> Finding:
        box = found.box
        where = f"{box.left},{box.top} {box.width}×{box.height}"
        return self.finding(
            signal,
            found.sureness,
            where=f"{screen.picture.url} screenshot {where}",
            profile=owner,
            mark=found.mark.name.rpartition("/")[2],
            points=str(found.points),
            body=body,
        )


def _logos(bodies: Iterable[Profile]) -> Iterator[KnownMark]:
    for body in bodies:
        for one in body.looks.marks:
            yield KnownMark(
                name=f"{body.name}/{one.name}", picture=one.picture, points=one.points
            )


def pointing(site: Site, profiles: Profiles) -> list[Finding]:
    """Return the claims and acts for which a site is worth a closer look."""
    return [
        finding
        for detector in _TRIGGERS
        for finding in detector.check(site, profiles)
        if finding.strength >= SEEN
    ]
