"""The marks of party and government sites: live script or pasted picture."""

import re
from collections.abc import Callable, Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.pages.guard import Scan, Words
from detectors.pages.page import Page
from detectors.site import Site

_TRACES = (
    "dcs.conac.cn",
    "_ideconac",
    "jiucuo.js",
    "_jiucuo_",
    "pucha.kaipuyun",
    "zfwzgl.www.gov.cn",
    "zfwzzc.www.gov.cn",
)
_FIRST_LOOK = Words(_TRACES, caseless=True)
_FILE = (
    r"(?:dzjg|dangzheng|jiucuo|zhaocuo|zfwzzc|conac|guohui|national[-_]?emblem|gh)"
    r"[\w-]*\.(?:png|jpe?g|gif|svg|webp)"
)
_MARK_FILE = re.compile(_FILE, re.IGNORECASE)
_MARK_PICTURE = re.compile(rf"(?:^|[/_.-]){_FILE}", re.IGNORECASE)
_MAY_BE_MARKS = Scan(
    {
        "": rb"(dzjg|dangzheng|jiucuo|zhaocuo|zfwzzc|conac|guohui|emblem|gh)[^.\n]*"
        rb"\.(png|jpe?g|gif|svg|webp)"
    },
    caseless=True,
)
_MARK_WORDS = ("党政机关", "政府网站找错", "我为政府网站找错", "国徽")


class GovernmentMarksDetector(Detector):
    """The red shield, the error-report mark and the emblem, on a foreign host."""

    name = "government_marks"
    signals: ClassVar = {
        "script": Signal(
            part=Part.BOTH,
            claim=mark(
                "The page carries the script or element of a government mark: {trace}"
            ),
        ),
        "picture": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "A picture is named or described as a government mark, without the "
                "mark's script: {picture}"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield marks found in markup; what pictures look like is for branding."""
        inventory = inventory_of(profiles)
        generic = inventory.generic[0].name if inventory.generic else ""
        for page in site.views:
            seen = _TRACES if page.standing(_FIRST_LOOK) else ()
            trace = next((trace for trace in seen if trace in page.lowered), "")
            if trace:
                yield self.finding(
                    "script",
                    1.0,
                    where=f"{page.where} html:script",
                    profile=generic,
                    trace=trace,
                )
                continue
            picture = _mark_picture(page)
            if picture:
                yield self.finding(
                    "picture",
                    1.0,
                    where=f"{page.where} html:img",
                    profile=generic,
                    picture=picture,
                )


def _mark_picture(page: Page) -> str:
    images = [part for part in page.parts if part.kind == "image"]
    named = _may_be_named([page.base, *(image.reference for image in images)])
    for part in images:
        if any(word in part.text for word in _MARK_WORDS):
            return part.text
        if named(part.reference) and _MARK_PICTURE.search(part.url[-120:]):
            return part.url.rsplit("/", 1)[-1]
    return ""


def _may_be_named(references: list[str]) -> Callable[[str], object]:
    """Return what tells which of *references* may lead to a mark.

    Making all of them absolute takes long. The first is the base of the others.
    """
    whole = "\n".join(references)
    if whole.count("\n") >= len(references) or "\t" in whole or "\r" in whole:
        return lambda _: True  # what is made absolute loses these
    if not _MAY_BE_MARKS.found(whole):
        return lambda _: False
    # The name stands within one step of a path, and those stay as they are.
    return (lambda _: True) if _MARK_FILE.search(references[0]) else _MARK_FILE.search
