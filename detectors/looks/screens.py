"""A drawn page: its picture, what its browser said of it, and its document."""

from dataclasses import dataclass
from functools import cached_property

from detectors.looks.layout import Layout
from detectors.looks.pixels import Pixels, pixels_of
from detectors.pages.page import Page
from detectors.pictures import Picture

LOOKED_PX = 1_600
"""Rows of a screenshot that are looked at: two screens hold what a visitor is shown
first, and reading on would cost seconds on a long page."""
FOOT_PX = 480
"""Last rows of a longer screenshot, where a page says whose it is. With them 18 of 26
official pages shown as one picture are found without their profiles; of the first 17,
4 were before (benchmarks/looks.py, 2026-11-23)."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What one browser showed of one page."""

    picture: Picture
    page: Page
    layout: Layout | None
    """None: nobody recorded where things stand, as with a picture from a file."""

    @cached_property
    def pixels(self) -> Pixels:
        """The picture as an array; asked for only where it can be opened."""
        assert self.picture.image is not None
        return pixels_of(self.picture.image)

    @cached_property
    def first_pixels(self) -> Pixels:
        """Its first :data:`LOOKED_PX` rows: all that the cheap look needs."""
        image = self.picture.image
        assert image is not None
        return pixels_of(image.crop((0, 0, image.width, min(image.height, LOOKED_PX))))

    @cached_property
    def foot_top(self) -> int:
        """First row of the foot: after the first rows, or near the picture's end."""
        image = self.picture.image
        assert image is not None
        return max(LOOKED_PX, image.height - FOOT_PX)

    @property
    def foot_height(self) -> int:
        """Rows of the foot; 0 or less where the picture has no rows but the first."""
        image = self.picture.image
        assert image is not None
        return image.height - self.foot_top

    @cached_property
    def foot_pixels(self) -> Pixels:
        """The foot as an array; asked for only where it has a height."""
        image = self.picture.image
        assert image is not None
        return pixels_of(image.crop((0, self.foot_top, image.width, image.height)))
