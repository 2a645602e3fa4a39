"""Pages built like a case that a person has confirmed: gangs use a kit again.

The same skin says less than the same kit: bodies on one content system, and everybody
who bought a theme, share it (peers.md B0.4). So both only support, and without a claim
and an act of its own a site is not flagged however much it shares
(benchmarks/families.py, 2026-11-23; the table is in docs/detection.md).
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.gangs.families import Kinship, families_of
from detectors.site import Site

SKELETON_MIN = 0.3
SKELETON_FULL = 0.6
"""Shares of paths and names. Sites of one operator that show the same kind of page
reach 0.46 to 1.00; official sites of different bodies 0.07 at most, and an innocent
page and a counterfeit 0.01 (benchmarks/families.py, 2026-11-23)."""
BLOCKS_MIN = 16
"""Paths and names; pages that share fewer are small, not kin."""
OWN_FULL = 2
CASES_MAX = 3


class TemplateFamilyDetector(Detector):
    """What a site shares with confirmed cases, and with which."""

    name = "template_family"
    signals: ClassVar = {
        "kit": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The page carries what the confirmed case {case} ({host}) carries: "
                "{count} scripts and statistics ids, such as {sample}"
            ),
        ),
        "skin": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The page is built like the confirmed case {case} ({host}): {percent} "
                "% of the skeleton is the same, {blocks} paths and class names, such "
                "as {sample}, and {files} files"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the cases that *site* is nearest to."""
        if not profiles.confirmed:
            return
        kin = sorted(
            families_of(profiles).kin(site, least=SKELETON_MIN),
            key=lambda one: (-len(one.own), -one.skeleton, one.template.case),
        )
        yield from (self._kit(one) for one in kin[:CASES_MAX] if one.own)
        alike = [
            one
            for one in kin
            if one.skeleton >= SKELETON_MIN and one.blocks >= BLOCKS_MIN
        ]
        alike.sort(key=lambda one: (-one.skeleton, one.template.case))
        yield from map(self._skin, alike[:CASES_MAX])

    def _kit(self, kin: Kinship) -> Finding:
        known = bool(kin.of("statistics"))
        return self.finding(
            "kit",
            1.0 if known else 0.5 + 0.5 * (len(kin.own) - 1) / (OWN_FULL - 1),
            where="html:script",
            case=kin.template.case,
            host=kin.template.host,
            count=str(len(kin.own)),
            sample=kin.own[0],
        )

    def _skin(self, kin: Kinship) -> Finding:
        beyond = (kin.skeleton - SKELETON_MIN) / (SKELETON_FULL - SKELETON_MIN)
        return self.finding(
            "skin",
            0.5 + 0.5 * min(1.0, beyond),
            where="html:body",
            case=kin.template.case,
            host=kin.template.host,
            percent=f"{100 * kin.skeleton:.0f}",
            blocks=str(kin.blocks),
            files=str(len(kin.of("file"))),
            sample=(kin.of("name") or kin.of("path"))[0],
        )
