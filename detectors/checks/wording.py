"""How much of an official page's own words stand here, not how alike two texts are.

A share of the *official* text, so a thousand lines of filler change nothing. Runs of
characters that many bodies' pages share weigh little (peers.md B0.1, B3).
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profile, Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.pages.markers import Hit
from detectors.pages.page import Page
from detectors.pages.skeleton import likeness, tag_paths
from detectors.site import Site

# Bands of peers.md B3 (39 copies, 89 others): worst innocent page 0.23, whole copies
# from 0.60. 0.35 is therefore strength 0.5, and 0.60 is strength 1.
PARTIAL = 0.35
WHOLE = 0.60
ENTIRE = 0.8
"""From here on more than the words of an article is here: reprints of official pages'
articles on other sites' pages stay below (benchmarks/eval/innocents.py, 2026-11-23)."""
CHANCE = 0.05
"""Below this the shared runs are the language's own."""
SKELETON_MIN = 0.7
PHRASES_FULL = 4
"""Distinct sentences of a body from which its wording counts in full."""
_SENTENCE = 7
"""Characters; shorter phrases stand on pages of anyone."""


class WordingDetector(Detector):
    """Official text and official sentences on a foreign page."""

    name = "wording"
    signals: ClassVar = {
        "copied": Signal(
            part=Part.BOTH,
            claim=mark(
                "{percent} % of the text of {official} stands here word for word"
            ),
        ),
        "whole": Signal(
            part=Part.CLAIM,
            claim=mark(
                "{percent} % of {official} is here, its menu, labels and footer too: "
                "the page passes for it"
            ),
        ),
        "replica": Signal(
            part=Part.CLAIM,
            claim=mark(
                "The page is a replica of {official}: {percent} % of its text and "
                "{skeleton} % of its skeleton"
            ),
        ),
        "phrases": Signal(
            part=Part.SUPPORT,
            claim=mark("{count} phrases of {body} stand here, such as “{phrase}”"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the closest official page, and the phrases of each body."""
        inventory = inventory_of(profiles)
        for page in site.views:
            for found in inventory.contained(page):
                if found.share < CHANCE:
                    continue
                yield self.finding(
                    "copied",
                    _strength(found.share),
                    where=f"{page.where} html:body",
                    profile=found.profile,
                    percent=f"{100 * found.share:.0f}",
                    official=found.url,
                )
                if found.share >= ENTIRE:
                    yield self.finding(
                        "whole",
                        found.share,
                        where=f"{page.where} html:body",
                        profile=found.profile,
                        percent=f"{100 * found.share:.0f}",
                        official=found.url,
                    )
                if found.share >= WHOLE:
                    yield from self._replica(
                        page, profiles.by_name[found.profile], found.share, found.url
                    )
            for name, hits in inventory.hits(page).items():
                yield from self._phrases(page, name, profiles.by_name[name].title, hits)

    def _replica(
        self, page: Page, profile: Profile, share: float, url: str
    ) -> Iterator[Finding]:
        """Yield a page whose words and skeleton are both the official page's.

        A reprint has the words, a body on the same content system the skeleton.
        """
        official = next(ref for ref in profile.references if ref.url == url)
        alike = likeness(tag_paths(page), official.tag_paths)
        if alike >= SKELETON_MIN:
            yield self.finding(
                "replica",
                alike,
                where=f"{page.where} html:body",
                profile=profile.name,
                official=url,
                percent=f"{100 * share:.0f}",
                skeleton=f"{100 * alike:.0f}",
            )

    def _phrases(
        self, page: Page, name: str, body: str, hits: tuple[Hit, ...]
    ) -> Iterator[Finding]:
        found = {
            hit.marker.flat: hit
            for hit in hits
            if hit.marker.field in {"phrases", "titles", "headings", "menus"}
            and len(hit.marker.flat) >= _SENTENCE
        }
        if found:
            best = max(found.values(), key=lambda hit: len(hit.marker.flat))
            yield self.finding(
                "phrases",
                sum(hit.score for hit in found.values()) / PHRASES_FULL,
                where=f"{page.where} html:body",
                profile=name,
                count=str(len(found)),
                phrase=best.marker.text,
                body=body,
            )


def _strength(share: float) -> float:
    if share < PARTIAL:
        return 0.5 * share / PARTIAL
    return min(1.0, 0.5 + 0.5 * (share - PARTIAL) / (WHOLE - PARTIAL))
