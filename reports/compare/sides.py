"""The two pages that are compared, with the places of what stands on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PIL import Image

from casebook.errors import EvidenceError
from casebook.profiles import Profile
from casebook.records import Capture
from detectors.looks.layout import Box, Layout, Place, read_layout
from detectors.looks.reading import words_on
from detectors.pictures import Picture
from detectors.site import Site
from reports.compare.records import Panel

LINES_MAX = 60
WORDY = 400
"""Letters of a page that needs no reading of its pictures to be compared."""

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One page with its places, while it is compared."""

    panel: Panel
    texts: tuple[Place, ...]
    fields: tuple[Place, ...]
    pictures: tuple[Place, ...]
    image: Image.Image | None


def suspect_side(site: Site, read: Read, *, find_words: bool) -> Seen:
    """Return the page that *site* showed: as it was drawn, else its text alone."""
    capture = next((c for c in site.captures if _is_drawn(c)), None)
    if capture is not None:
        layout = _layout(capture.layout_sha256, read)
        image = image_of(capture.screenshot_sha256, read)
        if image is not None:
            seen = _seen(site, capture, image, layout)
            if find_words and layout is None:
                read_in = words_on(image)
                texts = tuple(Place(box=one.box, text=one.text) for one in read_in)
                return replace(seen, texts=texts or seen.texts)
            return seen
    page = max(site.pages, key=lambda one: len(one.flat))
    lines = tuple(page.lines[:LINES_MAX])
    panel = Panel(
        url=site.url,
        screenshot_sha256="",
        lines=lines,
        captured_at=site.at,
    )
    return Seen(
        panel=panel, texts=_places(page.lines), fields=(), pictures=(), image=None
    )


def _seen(
    site: Site, capture: Capture, image: Image.Image, layout: Layout | None
) -> Seen:
    page = next((p for p in site.pages if p.sha256 == capture.body_sha256), None)
    texts = layout.texts if layout else ()
    wordy = sum(len(place.text) for place in texts) > WORDY
    lines = () if wordy else site.reading.lines
    read_in = [Place(box=line.box, text=line.text) for line in lines]
    if not texts and not read_in and page is not None:
        texts = _places(page.lines)
    return Seen(
        panel=Panel(
            url=capture.final_url,
            screenshot_sha256=capture.screenshot_sha256,
            lines=tuple(page.lines[:LINES_MAX]) if page else (),
            captured_at=capture.captured_at,
        ),
        texts=(*texts, *read_in),
        fields=layout.fields if layout else (),
        pictures=layout.pictures if layout else (),
        image=image,
    )


def official_sides(profile: Profile, read: Read) -> Iterable[Seen]:
    """Yield the official pages of *profile*, without opening their screenshots."""
    for look in profile.looks.pages:
        layout = _layout(look.layout_sha256, read)
        if layout is None:
            continue
        yield Seen(
            panel=Panel(
                url=look.url,
                screenshot_sha256=look.screenshot_sha256,
                lines=tuple(text.text for text in layout.texts[:LINES_MAX]),
                captured_at=look.captured_at,
            ),
            texts=layout.texts,
            fields=layout.fields,
            pictures=layout.pictures,
            image=None,
        )
    for page in profile.references if not profile.looks.pages else ():
        lines = tuple(page.text.splitlines())
        yield Seen(
            panel=Panel(
                url=page.url,
                screenshot_sha256="",
                lines=lines[:LINES_MAX],
                captured_at=page.captured_at,
            ),
            texts=_places(lines),
            fields=(),
            pictures=(),
            image=None,
        )


def described_side(profile: Profile) -> Seen:
    """Return what the profile says of the official pages, for want of one."""
    lines = (
        *profile.titles,
        *profile.headings,
        *profile.menus,
        *profile.form_fields,
        *profile.phrases,
        *profile.names,
    )
    lines = tuple(dict.fromkeys(lines))
    host = profile.hosts[0] if profile.hosts else ""
    return Seen(
        panel=Panel(
            url=f"https://{host}/" if host else "",
            screenshot_sha256="",
            lines=lines[:LINES_MAX],
            captured_at=None,
        ),
        texts=_places(lines),
        fields=(),
        pictures=(),
        image=None,
    )


def _places(lines: Iterable[str]) -> tuple[Place, ...]:
    """Return lines without a place of their own: boxes of no size."""
    nowhere = Box(left=0, top=0, width=0, height=0)
    return tuple(Place(box=nowhere, text=line) for line in lines)


def _is_drawn(capture: Capture) -> bool:
    return bool(capture.screenshot_sha256) and capture.failure is None


def image_of(sha256: str, read: Read) -> Image.Image | None:
    """Return a stored picture, or None where it is not to be had."""
    if not sha256:
        return None
    try:
        data = read(sha256)
    except (EvidenceError, OSError, KeyError):
        return None
    return Picture(kind="screenshot", url="", data=data).image


def _layout(sha256: str, read: Read) -> Layout | None:
    try:
        return read_layout(read(sha256)) if sha256 else None
    except (EvidenceError, OSError, KeyError):
        return None
