"""Pictures: the body's icon, logos and first screen, and emblems in red and gold.

Pictures never convict: the same emblem stands on every ministry's page, screens shift
by a banner, and hashes of round emblems collide (peers.md B0.5, B0.7, B2d). They add
weight to what the words say. A blank picture is like nothing.
"""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profile, Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.emblem import emblem_likeness
from detectors.inventory import inventory_of
from detectors.pictures import Picture, distance
from detectors.site import Site

PICTURE_MAX = 6
"""Bits of 64 by which pictures may differ. On the marks of shared data (2026-11-23) one
emblem or shield as drawn by different sites differs by 0 to 6, recompressed at quality
80 nine of ten by 2 at most, padded or grey by 0; different marks by 9 and more, but for
one pair of small ornaments. A crop of a tenth is lost."""
SCREEN_MAX = 8
"""Bits of 64 for first screens: peers.md B3 takes 0.88 of the bits as the band."""
EMBLEM_MIN = 0.5


class BrandingDetector(Detector):
    """Likeness of pictures to a body's reference pictures."""

    name = "branding"
    signals: ClassVar = {
        "icon": Signal(
            part=Part.SUPPORT,
            claim=mark("The site's icon is that of {body} ({bits} of 64 bits differ)"),
        ),
        "picture": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The picture {picture} is one of {body} ({bits} of 64 bits differ)"
            ),
        ),
        "screen": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The first screen looks like {official} ({bits} of 64 bits differ)"
            ),
        ),
        "emblem": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The picture {picture} is round, red and gold, as a state emblem is"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the closest icon, picture and screen of each body, and one emblem."""
        pictures = [picture for picture in site.pictures if not picture.is_flat]
        for profile in inventory_of(profiles).specific:
            if profile.references:
                yield from self._pictures(pictures, profile)
                yield from self._screens(pictures, profile)
        yield from self._emblem(pictures)

    def _pictures(self, pictures: list[Picture], profile: Profile) -> Iterator[Finding]:
        official = {
            tuple(text.split(":", 1))
            for r in profile.references
            for text in r.picture_hashes
        }
        best: dict[str, tuple[int, Picture]] = {}
        for picture in pictures:
            signal = {"icon": "icon", "image": "picture"}.get(picture.kind)
            if signal is None or not picture.hash:
                continue
            for _, known in official:
                bits = distance(picture.hash, known)
                if bits <= best.get(signal, (PICTURE_MAX + 1, picture))[0] - 1:
                    best[signal] = (bits, picture)
        for signal, (bits, picture) in sorted(best.items()):
            yield self.finding(
                signal,
                1 - bits / (2 * PICTURE_MAX),
                where=f"picture {picture.url}",
                profile=profile.name,
                picture=_name(picture.url),
                bits=str(bits),
                body=profile.title,
            )

    def _screens(self, pictures: list[Picture], profile: Profile) -> Iterator[Finding]:
        near = [
            (
                distance(picture.first_screen_hash, ref.screenshot_hash),
                ref.url,
                picture.url,
            )
            for picture in pictures
            if picture.kind == "screenshot" and picture.first_screen_hash
            for ref in profile.references
            if ref.screenshot_hash
        ]
        bits, official, where = min(near, default=(64, "", ""))
        if bits <= SCREEN_MAX:
            yield self.finding(
                "screen",
                1 - bits / (2 * SCREEN_MAX),
                where=f"screenshot {where}",
                profile=profile.name,
                official=official,
                bits=str(bits),
            )

    def _emblem(self, pictures: list[Picture]) -> Iterator[Finding]:
        best = 0.0
        found = None
        for picture in pictures:
            likeness = emblem_likeness(picture) if picture.kind != "screenshot" else 0.0
            if likeness > best:
                best, found = likeness, picture
        if found is not None and best >= EMBLEM_MIN:
            yield self.finding(
                "emblem",
                best,
                where=f"picture {found.url}",
                picture=_name(found.url),
            )


def _name(url: str) -> str:
    return "data:" if url.startswith("data:") else url.rsplit("/", 1)[-1]
