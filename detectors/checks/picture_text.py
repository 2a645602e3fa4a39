"""Words put into pictures, where no search and no text comparison finds them.

What the words say is for the other detectors: they read them like any page, and their
findings name the picture as the place. This one says that the words were hidden.
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.site import Site

FULL = 120
"""Letters from which it is the page that is hidden, and not a banner's slogan."""


class PictureTextDetector(Detector):
    """Text that can be seen and is not in the document."""

    name = "picture_text"
    signals: ClassVar = {
        "hidden": Signal(
            part=Part.ACT,
            claim=mark(
                "{count} letters of the page stand in a picture only, such as “{line}”"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield one finding for each picture that words were read in."""
        del profiles  # whose words they are is for others to say
        for page in site.reading.pages:
            line = max(page.lines, key=len, default="")
            yield self.finding(
                "hidden",
                0.5 + 0.5 * len(page.flat) / FULL,
                where=page.where,
                count=str(len(page.flat)),
                line=line,
            )
