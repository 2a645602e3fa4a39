"""Web archives: an old page under a banner that says where it is from."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.site import Site

_BANNER = re.compile(
    r"archived copy|web archive|wayback|captured? (?:on|at|\d)|captures? of|snapshot|"
    r"网页快照|网页存档|历史存档|存档时间|快照时间|缓存页面|archive",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(?:19|20)\d{6,12}")
_UNDATED = 0.5
"""What is left where the address tells no day of capture, as every archive's does."""
_ORIGINAL = re.compile(r"https?:/{1,2}([a-z0-9.-]{4,80})", re.IGNORECASE)


class ArchiveDetector(Detector):
    """A banner of an archive, and the original address in the archive's own URL."""

    name = "archive"
    signals: ClassVar = {
        "archived": Signal(
            part=Part.AGAINST,
            claim=mark(
                "The page says it is an archived copy of {official}, and its address "
                "says so"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield a page whose own URL holds the official one and whose banner tells."""
        inventory = inventory_of(profiles)
        for page in site.pages:
            path = page.url.split("//", 1)[-1].partition("/")[2]
            original = next(
                (
                    m[1].lower()
                    for m in _ORIGINAL.finditer(path)
                    if inventory.is_official(m[1].lower())
                ),
                "",
            )
            if original and _BANNER.search(page.shown[:3000]):
                yield self.finding(
                    "archived",
                    1.0 if _STAMP.search(path) else _UNDATED,
                    where=f"{page.where} html:banner",
                    official=original,
                )
