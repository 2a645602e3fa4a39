"""A drawn page: its picture, what its browser said of it, and its document."""

from dataclasses import dataclass
from functools import cached_property

from detectors.looks.layout import Layout
from detectors.looks.pixels import Pixels, pixels_of
from detectors.page import Page
from detectors.pictures import Picture

LOOKED_PX = 1_600
"""Rows of a screenshot that are looked at: two screens hold what a visitor is shown
first, and reading on would cost seconds on a long page."""


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
