"""Who the page says it is: a body's names and titles where a site puts its own name."""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.organs import names_other_site, sponsors
from detectors.pages.markers import Hit
from detectors.pages.page import Page
from detectors.pages.plaintext import flat
from detectors.site import Site

# A title that is mostly the name is the name of the site; one that has the name among
# other words is an article about it. Testbed of 2026-11-23, at 0.55: of 43 innocents
# one is above strength 0.5, an archived official page; all 40 copies with a title are.
TITLE_SHARE = 0.55
ABOUT = 0.3
"""What is left of a title's claim where another site's name ends it."""
MENU_MIN = 6
"""Entries; fewer are anybody's 首页, 新闻 and 服务."""
MENU_SHARE = 0.7
"""Share of a body's menu from which it is the body's menu."""
ENTRY_MAX = 24
HEADING_MIN = 6
"""Shorter headings, such as 证书查询, stand on any school's page."""


class ClaimsDetector(Detector):
    """A known body's name as title, heading, sponsor or account of a foreign site."""

    name = "claims"
    signals: ClassVar = {
        "title": Signal(
            part=Part.CLAIM,
            claim=mark("The title “{title}” is that of {body}: “{official}”"),
        ),
        "heading": Signal(
            part=Part.CLAIM,
            claim=mark("The heading “{heading}” is that of {body}"),
        ),
        "sponsor": Signal(
            part=Part.CLAIM,
            claim=mark("The page names {body} as its sponsor: “{sponsor}”"),
        ),
        "menu": Signal(
            part=Part.CLAIM,
            claim=mark("The page has the menu of {body}: {entries}"),
        ),
        "account": Signal(
            part=Part.SUPPORT,
            claim=mark("The page names “{account}”, an official account of {body}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield each kind of claim for each body named, once a page."""
        inventory = inventory_of(profiles)
        for page in site.views:
            yield from self._menus(page, inventory)
            for name, hits in inventory.hits(page).items():
                body = profiles.by_name[name].title
                yield from self._title(page, name, body, hits)
                yield from self._heading(page, name, body, hits)
                yield from self._sponsor(page, name, body, hits)
                for hit in hits:
                    if hit.marker.field == "accounts":
                        yield self.finding(
                            "account",
                            hit.score,
                            where=f"{page.where} html:body",
                            profile=name,
                            account=hit.marker.text,
                            body=body,
                        )

    def _title(
        self, page: Page, name: str, body: str, hits: tuple[Hit, ...]
    ) -> Iterator[Finding]:
        whole = flat(page.title)
        if not whole:
            return
        fitting = [
            (len(hit.marker.flat) / len(whole), hit)
            for hit in hits
            if hit.marker.field in {"titles", "names", "headings"}
            and len(hit.marker.flat) >= HEADING_MIN
            and _near(hit, whole)
        ]
        if fitting:
            share, hit = max(fitting, key=lambda pair: pair[0])
            about = ABOUT if names_other_site(page.title) else 1.0
            yield self.finding(
                "title",
                about * hit.score * min(1.0, 0.5 * share / TITLE_SHARE),
                where=f"{page.where} html:title",
                profile=name,
                title=page.title,
                official=hit.marker.text,
                body=body,
            )

    def _heading(
        self, page: Page, name: str, body: str, hits: tuple[Hit, ...]
    ) -> Iterator[Finding]:
        headings = {flat(heading): heading for heading in page.headings}
        for hit in hits:
            own = hit.marker.flat
            if hit.marker.field not in {"titles", "names", "headings"}:
                continue
            if len(own) >= HEADING_MIN and own in headings:
                yield self.finding(
                    "heading",
                    1.0,
                    where=f"{page.where} html:heading",
                    profile=name,
                    heading=headings[own],
                    body=body,
                )
                return

    def _menus(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        """Yield bodies most of whose menu stands on the page, entry by entry."""
        short = page.entries
        for profile, entries in inventory.menus:
            shared = entries & short.keys()
            if len(shared) >= MENU_MIN:
                yield self.finding(
                    "menu",
                    0.5 * len(shared) / len(entries) / MENU_SHARE,
                    where=f"{page.where} html:menu",
                    profile=profile.name,
                    entries="、".join(sorted(short[entry] for entry in shared)[:6]),
                    body=profile.title,
                )

    def _sponsor(
        self, page: Page, name: str, body: str, hits: tuple[Hit, ...]
    ) -> Iterator[Finding]:
        names = [hit.marker.flat for hit in hits if hit.marker.field == "names"]
        for sponsor in sponsors(page.bottom):
            start = flat(sponsor[:40])
            if any(start.startswith(own) or own in start[:20] for own in names):
                yield self.finding(
                    "sponsor",
                    1.0,
                    where=f"{page.where} html:footer",
                    profile=name,
                    sponsor=sponsor,
                    body=body,
                )
                return


def _near(hit: Hit, whole: str) -> bool:
    """Whether the marker stands in the title itself, exchanged characters allowed."""
    own = hit.marker.flat
    if own in whole:
        return True
    shared = sum(character in whole for character in own)
    return hit.score < 1.0 and shared >= 0.8 * len(own)
