"""Official captures made into looks: screenshots to show, marks to find again."""

from collections.abc import Callable, Iterable, Iterator

from casebook.profiles import KnownMark, Look, Looks
from casebook.records import Capture, Vantage
from detectors.looks.marks import government_marks, strongest, unlike
from detectors.looks.pixels import is_installed, pixels_of
from detectors.looks.points import find_points, pack
from detectors.pictures import Picture

DRAWN = (Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE)
OK_STATUS = 200
PAGES_MAX = 12
MARKS_MAX = 6
"""Marks of one body: its logo in two or three drawings, and what stands beside it."""
POINTS_KEPT = 120
POINTS_MIN = 24
"""A picture with fewer is an arrow or a rule."""
SIDE_MIN = 24
SHAPE_MAX = 12.0
"""Longer side by shorter: a logo with its name, not a rule."""
AREA_MAX = 400_000
"""Pixels; larger pictures are photographs and banners that change with the news."""

Read = Callable[[str], bytes]


def looks_of(visits: Iterable[tuple[Capture, ...]], read: Read) -> Looks:
    """Return the looks of a body's pages, from what was captured of them.

    Without the libraries for pictures the screenshots are kept and no marks are.
    """
    pages: list[Look] = []
    marks: dict[str, KnownMark] = {}
    for captures in visits:
        shown = [one for one in captures if one.failure is None]
        pages += [look for capture in shown for look in _look(capture, read)]
        if is_installed():
            for capture in shown:
                for mark in _marks(capture, read):
                    marks.setdefault(mark.points, mark)
    return Looks(
        pages=tuple(pages[:PAGES_MAX]), marks=tuple(marks.values())[:MARKS_MAX]
    )


def _look(capture: Capture, read: Read) -> Iterator[Look]:
    drawn = capture.vantage in DRAWN and capture.screenshot_sha256
    if not drawn or capture.status != OK_STATUS:
        return
    shot = Picture(
        kind="screenshot", url=capture.vantage, data=read(capture.screenshot_sha256)
    )
    yield Look(
        url=capture.final_url,
        vantage=capture.vantage.value,
        captured_at=capture.captured_at,
        screenshot_sha256=capture.screenshot_sha256,
        layout_sha256=capture.layout_sha256,
        screen_hash=shot.first_screen_hash,
    )


def _marks(capture: Capture, read: Read) -> Iterator[KnownMark]:
    """Yield the pictures of a page that may be logos, by their points.

    Government marks are left out: they stand on every body's pages.
    """
    for resource in capture.resources:
        if resource.kind != "image" or not resource.sha256:
            continue
        picture = Picture(kind="image", url=resource.url, data=read(resource.sha256))
        if picture.is_flat or picture.image is None:
            continue
        wide, high = picture.image.size
        if min(wide, high) < SIDE_MIN or max(wide, high) > SHAPE_MAX * min(wide, high):
            continue
        if wide * high > AREA_MAX:
            continue
        pixels = pixels_of(picture.image)
        points = find_points(pixels)
        if len(points) >= POINTS_MIN and unlike(government_marks(), pixels):
            yield KnownMark(
                name=resource.url.rsplit("/", 1)[-1][:80],
                picture=resource.url,
                points=pack(strongest(points, POINTS_KEPT)),
            )
