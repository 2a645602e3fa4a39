"""What the site does: whom it shows what, and where it leads."""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Capture, Finding, Vantage
from casebook.urls import host_of, registrable
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.pages.page import Page
from detectors.pages.plaintext import shingles
from detectors.site import Site

SAME_MIN = 0.25
"""Share of the shorter text that two vantages have in common, below which they were
shown different pages; a phone layout of the same page keeps 0.6 and more."""
TEXT_MIN = 40
DEAD_MIN = 3
DEAD_SHARE = 0.6
ERROR_STATUS = 400
_PAIRS = (
    (Vantage.REFERRED, Vantage.DESKTOP, "searchers-only"),
    (Vantage.PHONE, Vantage.DESKTOP, "phone-only"),
    (Vantage.DESKTOP, Vantage.BARE, "deep-link-only"),
)


class BehaviourDetector(Detector):
    """Cloaking between vantages, dead and outward links, forms sent elsewhere."""

    name = "behaviour"
    signals: ClassVar = {
        "searchers-only": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "Visitors from a search engine are shown another page than others"
            ),
        ),
        "phone-only": Signal(
            part=Part.SUPPORT,
            claim=mark("Phones are shown a page that desktop browsers are not"),
        ),
        "deep-link-only": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "Only the full link shows the page; without its query it is not there"
            ),
        ),
        "dead-links": Signal(
            part=Part.SUPPORT,
            claim=mark("{count} of {all} inner links followed are dead"),
        ),
        "outward-links": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "{count} of {all} inner links followed end at the official host "
                "{official}"
            ),
        ),
        "form-elsewhere": Signal(
            part=Part.SUPPORT,
            claim=mark("The form is sent to another site: {target}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield differences between vantages, then what became of links and forms."""
        inventory = inventory_of(profiles)
        by_vantage = {page.where: page for page in site.pages}
        captures = {capture.vantage: capture for capture in site.captures}
        for shown, hidden, signal in _PAIRS:
            if shown in captures and hidden in captures:
                strength = _difference(captures[shown], captures[hidden], by_vantage)
                if strength:
                    yield self.finding(signal, strength, where=f"{shown} and {hidden}")
        yield from self._links(site, inventory)
        yield from self._forms(site, inventory)

    def _links(self, site: Site, inventory: Inventory) -> Iterator[Finding]:
        followed = [r for r in site.resources("page") if host_of(r.url) == site.host]
        if len(followed) < DEAD_MIN:
            return
        dead = [r for r in followed if r.failure or (r.status or 0) >= ERROR_STATUS]
        if len(dead) >= DEAD_SHARE * len(followed):
            yield self.finding(
                "dead-links",
                len(dead) / len(followed),
                where="inner links",
                count=str(len(dead)),
                all=str(len(followed)),
            )
        ends = [host_of(r.final_url) for r in followed if r.final_url]
        official = [host for host in ends if inventory.is_official(host)]
        if official:
            yield self.finding(
                "outward-links",
                len(official) / len(followed),
                where="inner links",
                count=str(len(official)),
                all=str(len(followed)),
                official=official[0],
            )

    def _forms(self, site: Site, inventory: Inventory) -> Iterator[Finding]:
        for page in site.views:
            for form in page.forms:
                target = host_of(form.action) if form.action.startswith("http") else ""
                if not target or not form.fields or inventory.is_official(target):
                    continue
                if registrable(target) != registrable(page.host):
                    yield self.finding(
                        "form-elsewhere",
                        1.0,
                        where=f"{page.where} html:form",
                        target=target,
                    )
                    return


def _difference(shown: Capture, hidden: Capture, pages: dict[str, Page]) -> float:
    """Return how much of what *shown* was served *hidden* was not, 0 to 1."""
    if not _answered(shown) or _same_request(shown, hidden):
        return 0.0
    if not _answered(hidden):
        return (
            1.0
            if hidden.failure is None or not hidden.failure.startswith("dns")
            else 0.0
        )
    if shown.body_sha256 == hidden.body_sha256:
        return 0.0
    one, other = pages.get(shown.vantage), pages.get(hidden.vantage)
    if one is None or len(one.flat) < TEXT_MIN:
        return 0.0
    if other is None:
        # Led away to an official host, or to a body another vantage was served too.
        return 1.0 if host_of(hidden.final_url) != host_of(shown.final_url) else 0.0
    return _unlike(one, other)


def _unlike(one: Page, other: Page) -> float:
    first, second = shingles(one.flat), shingles(other.flat)
    shared = len(first & second) / max(1, min(len(first), len(second)))
    return 1.0 - shared / SAME_MIN if shared < SAME_MIN else 0.0


def _answered(capture: Capture) -> bool:
    status = capture.status or 0
    return bool(capture.body_sha256) and status < ERROR_STATUS


def _same_request(one: Capture, other: Capture) -> bool:
    """Whether the bare link is the link itself, so that nothing was left out."""
    bare = Vantage.BARE in (one.vantage, other.vantage)
    return bare and urlsplit(one.url).query == urlsplit(other.url).query
