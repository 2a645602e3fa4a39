"""The official platform's machinery in a foreign page: paths, ids, classes, addresses.

Structure alone accuses innocent bodies that use the same content system (peers.md
B0.4), so whole skeletons only support; what belongs to one platform alone does more.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar
from urllib.parse import urlsplit

from casebook.language import mark
from casebook.profiles import Profile, Profiles
from casebook.records import Finding
from casebook.urls import is_under, registrable
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.pages.containment import FilesDrawn
from detectors.pages.page import Page
from detectors.pages.skeleton import likeness, tag_paths
from detectors.site import Site

CLASSES_FULL = 4
HOT_LINKS_FULL = 3
HOME_LINKS_MIN = 8
HOME_SHARE = 0.35
"""Share of a page's links that lead to one body. On shared data (2026-11-23) half of 14
counterfeits reach 0.65 to 0.78 and a third of 26 official pages 0.33 to 0.78; of 60
innocent pages three frames of a parody, which hold nothing but links, reach 1, and no
other is above 0.02. That is why it convicts nobody without a claim."""
WORDS_MIN = 0.2
"""Share of an official page's text from which its skeleton is looked for; innocent
pages stay below 0.23 (peers.md B3)."""
FILES_MIN = 3
FILES_FULL = 8
FILES_SHARE_MIN = 0.2
FILES_SHARE = 0.4
"""Share of the official page's own file names from which strength is 0.5; bodies that
share a content system share no more than two bodies' names by definition."""
SKELETON_MIN = 0.6
"""Lowest Jaccard share of tag paths reported; other bodies on the same content system
reach 0.9 (peers.md B0.4), which is why its weight is small."""


class StructureDetector(Detector):
    """Paths, identifiers, class names and addresses of a body's own site."""

    name = "structure"
    signals: ClassVar = {
        "api-path": Signal(
            part=Part.BOTH,
            claim=mark("The page calls {path}, an address of the platform of {body}"),
        ),
        "statistics-id": Signal(
            part=Part.BOTH,
            claim=mark("The page carries {id}, the visitor statistics id of {body}"),
        ),
        "class-names": Signal(
            part=Part.SUPPORT,
            claim=mark("The page uses {count} class names of {body}: {classes}"),
        ),
        "page-path": Signal(
            part=Part.SUPPORT,
            claim=mark("The page stands at {path}, as on the platform of {body}"),
        ),
        "hot-link": Signal(
            part=Part.BOTH,
            claim=mark(
                "The page draws {count} files from the official host {official}"
            ),
        ),
        "leads-home": Signal(
            part=Part.BOTH,
            claim=mark("{count} of {all} links lead to the official host {official}"),
        ),
        "leads-elsewhere": Signal(
            part=Part.ACT,
            claim=mark(
                "{count} of {all} links lead to {other}: the page was made for that "
                "site"
            ),
        ),
        "files": Signal(
            part=Part.BOTH,
            claim=mark(
                "{count} files drawn in have the names of those of {official}: {names}"
            ),
        ),
        "skeleton": Signal(
            part=Part.SUPPORT,
            claim=mark("{percent} % of the markup's skeleton is that of {official}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield traces of each body, then whose files and links the page has."""
        inventory = inventory_of(profiles)
        for page in site.views:
            for profile in inventory.machinery.traced(page):
                yield from self._traces(page, profile)
            yield from self._path(page, inventory)
            drawn = list(inventory.references.files(page.file_names))
            for files in drawn:
                yield from self._files(page, files)
            # Only bodies whose words or files are here too: alone the skeleton says
            # nothing.
            near = {f.profile for f in drawn if f.share >= WORDS_MIN}
            near |= {
                found.profile
                for found in inventory.contained(page)
                if found.share >= WORDS_MIN
            }
            for name in sorted(near):
                yield from self._skeleton(page, profiles.by_name[name])
            yield from self._addresses(page, inventory)

    def _traces(self, page: Page, profile: Profile) -> Iterator[Finding]:
        where = f"{page.where} html:script"
        html = page.shielded.html
        for path in profile.api_paths:
            # In the text it is talked of; in a script or an attribute it is called.
            if html.count(path) > page.text.count(path):
                yield self.finding(
                    "api-path",
                    1.0,
                    where=where,
                    profile=profile.name,
                    path=path,
                    body=profile.title,
                )
                break
        for identifier in profile.statistics_ids:
            if identifier in html:
                yield self.finding(
                    "statistics-id",
                    1.0,
                    where=where,
                    profile=profile.name,
                    id=identifier,
                    body=profile.title,
                )
        classes = [name for name in profile.class_names if name in page.classes]
        if len(classes) > 1:
            yield self.finding(
                "class-names",
                len(classes) / CLASSES_FULL,
                where=f"{page.where} html:class",
                profile=profile.name,
                count=str(len(classes)),
                classes="、".join(classes),
                body=profile.title,
            )

    def _files(self, page: Page, files: FilesDrawn) -> Iterator[Finding]:
        if len(files.names) >= FILES_MIN and files.share >= FILES_SHARE_MIN:
            yield self.finding(
                "files",
                min(0.5 * files.share / FILES_SHARE, len(files.names) / FILES_FULL),
                where=f"{page.where} html:src",
                profile=files.profile,
                count=str(len(files.names)),
                names="、".join(files.names[:4]),
                official=files.url,
            )

    def _path(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        path = urlsplit(page.url).path.rstrip("/")
        for profile in inventory.machinery.page_paths.get(path, ()) if path else ():
            yield self.finding(
                "page-path",
                0.4 if path.count("/") == 1 else 1.0,
                where="url:path",
                profile=profile.name,
                path=path,
                body=profile.title,
            )

    def _skeleton(self, page: Page, profile: Profile) -> Iterator[Finding]:
        if not profile.references:
            return
        own = tag_paths(page)
        best, url = max(
            (likeness(own, ref.tag_paths), ref.url) for ref in profile.references
        )
        if best >= SKELETON_MIN:
            yield self.finding(
                "skeleton",
                best,
                where=f"{page.where} html:body",
                profile=profile.name,
                percent=f"{100 * best:.0f}",
                official=url,
            )

    def _addresses(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        drawn = Counter(
            part.host
            for part in page.parts
            if part.host and inventory.is_official(part.host)
        )
        for host, count in drawn.most_common(1):
            yield self.finding(
                "hot-link",
                count / HOT_LINKS_FULL,
                where=f"{page.where} html:src",
                profile=_owner(inventory, host),
                count=str(count),
                official=host,
            )
        yield from self._homes(page, inventory)

    def _homes(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        """Yield where most links lead, if that is another site than the page's own."""
        hosts = Counter(link.host for link in page.links if link.host)
        if sum(hosts.values()) < HOME_LINKS_MIN:
            return
        homes: Counter[str] = Counter()
        for host, count in hosts.items():
            if inventory.is_official(host):
                homes[_registered(host)] += count
        official, count = homes.most_common(1)[0] if homes else ("", 0)
        if count >= HOME_LINKS_MIN:
            yield self.finding(
                "leads-home",
                0.5 * count / len(page.links) / HOME_SHARE,
                where=f"{page.where} html:a",
                profile=_owner(
                    inventory, max(h for h in hosts if is_under(h, official))
                ),
                count=str(count),
                all=str(len(page.links)),
                official=official,
            )
            return
        other, count = hosts.most_common(1)[0] if hosts else ("", 0)
        leaves = count >= HOME_LINKS_MIN and "." in other and other != page.host
        if leaves and not _share_owner(other, page.host):
            yield self.finding(
                "leads-elsewhere",
                0.5 * count / len(page.links) / HOME_SHARE,
                where=f"{page.where} html:a",
                count=str(count),
                all=str(len(page.links)),
                other=other,
            )


def _share_owner(one: str, other: str) -> bool:
    """Whether one registration covers both hosts; the suffix list is asked last."""
    if one.split(".")[-2:] != other.split(".")[-2:]:
        return False
    return _registered(one) == _registered(other)


@lru_cache(maxsize=4096)
def _registered(host: str) -> str:
    """Return :func:`registrable` of a host; most pages link to few, again and again."""
    return registrable(host)


def _owner(inventory: Inventory, host: str) -> str:
    owner = inventory.owner(host) or next(iter(inventory.generic), None)
    return owner.name if owner else ""
