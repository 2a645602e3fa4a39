"""Numbers that were given to one site, shown by another."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.pages.page import Page
from detectors.site import Site

# 网站标识码: ``bm`` and eight digits for ministries, ten digits for local sites
# (domain-facts.md 3.2). The words beside it are required: ten digits alone are a
# telephone number.
_SITE_CODE = re.compile(
    r"标识码\s*(?:\(|为|是)?\s*[:：]?\s*([bB][mM]\s?\d{8}|\d{10})(?!\d)"
)
_IN_SCRIPT = re.compile(r"sitecode\s*=\s*[\"']((?:bm)?\d{8,10})")
_CODE_SHAPE = re.compile(r"(?:bm\d{8}|\d{10})")
_SIGNALS = {
    "site_codes": "borrowed-site-code",
    "icp_numbers": "borrowed-icp",
    "police_numbers": "borrowed-police",
}


class FooterNumbersDetector(Detector):
    """Site codes, ICP and police record numbers of somebody else."""

    name = "footer_numbers"
    signals: ClassVar = {
        "borrowed-site-code": Signal(
            part=Part.BOTH,
            claim=mark("The page shows {number}, the government site code of {body}"),
        ),
        "borrowed-icp": Signal(
            part=Part.BOTH,
            claim=mark("The page shows {number}, the ICP licence number of {body}"),
        ),
        "borrowed-police": Signal(
            part=Part.BOTH,
            claim=mark("The page shows {number}, the police record number of {body}"),
        ),
        "site-code": Signal(
            part=Part.BOTH,
            claim=mark(
                "The page shows the government site code {number}; {host} is no "
                "government host"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield numbers of known bodies, then any government site code."""
        inventory = inventory_of(profiles)
        for page in site.views:
            yield from self._borrowed(page, inventory)
            code = _site_code(page)
            # A number of zeros was left to be filled in: a template, not a claim.
            if code.strip("bm0") and inventory.generic:
                yield self.finding(
                    "site-code",
                    1.0,
                    where=f"{page.where} html:footer",
                    profile=inventory.generic[0].name,
                    number=code,
                    host=page.host,
                )

    def _borrowed(self, page: Page, inventory: Inventory) -> Iterator[Finding]:
        for number in inventory.machinery.numbers(page):
            yield self.finding(
                _SIGNALS[number.field],
                1.0,
                where=f"{page.where} html:footer",
                profile=number.profile.name,
                number=number.text,
                body=number.profile.title,
            )


def _site_code(page: Page) -> str:
    declared = page.meta.get("siteidcode", "").lower().replace(" ", "")
    if _CODE_SHAPE.fullmatch(declared):
        return declared
    shown = _SITE_CODE.search(page.text)
    if shown:
        return shown[1].lower().replace(" ", "")
    # The plain word first: it is found in a fifth of the time, and most pages lack it.
    html = page.shielded.html
    script = _IN_SCRIPT.search(html) if "sitecode" in html else None
    return script[1] if script else ""
