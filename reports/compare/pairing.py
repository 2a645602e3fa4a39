"""Finds what a suspect page shares with an official one, and where it stands on each.

Runs of text are compared as the judge compares them, disguises undone; runs that stand
together on both pages are one block, because a reader looks at blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from casebook.profiles import Kind as ProfileKind
from casebook.profiles import Profile
from detectors.looks.layout import Box, Place
from detectors.pages.plaintext import flat
from detectors.pictures import difference_hash, distance, is_flat
from detectors.site import Site
from reports.compare.blocks import blocks_of
from reports.compare.records import Kind, Pair, Shared
from reports.compare.sides import (
    Read,
    Seen,
    described_side,
    image_of,
    official_sides,
    suspect_side,
)

RUN_MIN = 3
"""Letters of a run that is compared; shorter ones stand on any page."""
NEAR = 86.0
"""rapidfuzz ratio from which a run still counts, as in detectors/inventory.py."""
NEAR_MIN = 6
HELD = 0.6
"""Share of a run that must stand on the other page in one piece."""
PICTURE_MAX = 6
"""Bits of 64; detectors/checks/branding.py has the measurement."""
PICTURE_SIDES_PX = (20, 900)


def pair_of(
    site: Site, profile: Profile | None, read: Read, *, find_words: bool = False
) -> Pair | None:
    """Return the suspect beside the page of *profile* that it is likest.

    None where the site poses as no body that is known, or nothing was served.

    Args:
        site: the suspect.
        profile: whom it poses as.
        read: gives stored bytes by SHA-256.
        find_words: whether to look for the words on a screenshot that came without
            places, which takes a second.
    """
    if profile is None or profile.kind is ProfileKind.GENERIC or not site.pages:
        return None
    suspect = suspect_side(site, read, find_words=find_words)
    best = _likest(profile, suspect, read)
    runs = _matched(best.texts, suspect.texts)
    shared = [
        *blocks_of(runs),
        *_fields(best, suspect),
        *_pictures(best, suspect),
    ]
    shared.sort(key=_telling)
    return Pair(
        body=profile.title,
        body_en=profile.title_en,
        official=best.panel,
        suspect=suspect.panel,
        shared=tuple(shared),
        runs=len(_runs(best.texts)),
        found=len({flat(one.text) for one in runs if flat(one.text)}),
    )


def _likest(profile: Profile, suspect: Seen, read: Read) -> Seen:
    """Return the official page with most of its words on the suspect one."""
    wanted = {flat(place.text) for place in suspect.texts}
    officials = list(official_sides(profile, read)) or [described_side(profile)]
    best = max(
        officials,
        key=lambda seen: sum(len(own) for own in _runs(seen.texts) if own in wanted),
    )
    image = image_of(best.panel.screenshot_sha256, read)
    if image is None:
        return replace(best, panel=replace(best.panel, screenshot_sha256=""))
    return replace(best, image=image)


def _telling(one: Shared) -> tuple[int, int]:
    first = {Kind.PICTURE: 1, Kind.FORM: 1, Kind.FOOTER: 0}.get(one.kind, 2)
    return (first, -len(one.text))


def _runs(texts: Iterable[Place]) -> set[str]:
    return {own for own in (flat(place.text) for place in texts) if len(own) >= RUN_MIN}


def _matched(official: Sequence[Place], suspect: Sequence[Place]) -> list[Shared]:
    """Return the official page's runs that stand on the suspect page, one to one.

    The same words are paired first, from the top down, then words that hold one
    another, then those with some characters exchanged.
    """
    waiting = [(flat(place.text), place) for place in official]
    waiting = [(own, place) for own, place in waiting if len(own) >= RUN_MIN]
    left = [(flat(place.text), place) for place in suspect]
    left = [(own, place) for own, place in left if len(own) >= RUN_MIN]
    found = []
    for near in (_same, _holding, _close):
        still = []
        for own, place in waiting:
            index, sameness = near(own, [other for other, _ in left])
            if index < 0:
                still.append((own, place))
                continue
            whole, other = left[index]
            if len(whole) <= len(own):  # a longer one may hold several
                left.pop(index)
            found.append(
                Shared(
                    kind=Kind.TEXT,
                    text=place.text,
                    sameness=sameness,
                    official=_real(place.box),
                    suspect=_real(other.box),
                )
            )
        waiting = still
    return found


def _same(own: str, there: Sequence[str]) -> tuple[int, float]:
    return (there.index(own), 1.0) if own in there else (-1, 0.0)


def _holding(own: str, there: Sequence[str]) -> tuple[int, float]:
    """Return the run that holds *own*, or most of it in one piece."""
    for index, other in enumerate(there):
        inner, outer = sorted((own, other), key=len)
        if len(inner) >= NEAR_MIN and inner in outer and len(inner) >= HELD * len(own):
            return index, len(inner) / len(own) if inner != own else 1.0
    return -1, 0.0


def _close(own: str, there: Sequence[str]) -> tuple[int, float]:
    if len(own) < NEAR_MIN:
        return -1, 0.0
    near = process.extractOne(own, there, scorer=fuzz.ratio, score_cutoff=NEAR)
    return (near[2], near[1] / 100) if near else (-1, 0.0)


def _real(box: Box) -> tuple[Box, ...]:
    return (box,) if box.width and box.height else ()


def _fields(official: Seen, suspect: Seen) -> list[Shared]:
    """Return one entry for the fields that both forms ask, if any."""
    there = {flat(field.text): field for field in suspect.fields if flat(field.text)}
    pairs = [
        (field, there[flat(field.text)])
        for field in official.fields
        if flat(field.text) in there
    ]
    if len(pairs) < 2:  # noqa: PLR2004 - one search box is on every page
        return []
    return [
        Shared(
            kind=Kind.FORM,
            text="、".join(dict.fromkeys(field.text for field, _ in pairs)),
            sameness=1.0,
            official=tuple(field.box for field, _ in pairs),
            suspect=tuple(field.box for _, field in pairs),
        )
    ]


def _pictures(official: Seen, suspect: Seen) -> list[Shared]:
    """Return the pictures that look alike where they stand."""
    ours, theirs = _hashes(official), _hashes(suspect)
    found = []
    taken: set[Box] = set()
    for place, known in ours:
        near = [
            (distance(known, other), one)
            for one, other in theirs
            if one.box not in taken
        ]
        bits, one = min(near, key=lambda pair: pair[0], default=(64, None))
        if one is not None and bits <= PICTURE_MAX:
            taken.add(one.box)
            found.append(
                Shared(
                    kind=Kind.PICTURE,
                    text=_file_name(place),
                    sameness=1 - bits / 64,
                    official=(place.box,),
                    suspect=(one.box,),
                )
            )
    return found


def _file_name(place: Place) -> str:
    """Return what a picture is called; one written into the page has its size only."""
    if place.text.startswith(("data:", "blob:")):
        return f"{place.box.width} × {place.box.height}"
    return place.text.rpartition("/")[2][:40]


def _hashes(seen: Seen) -> list[tuple[Place, str]]:
    if seen.image is None:
        return []
    whole = seen.image.convert("L")
    found = []
    for place in seen.pictures:
        box = place.box
        sides = (box.width, box.height)
        if min(sides) < PICTURE_SIDES_PX[0] or max(sides) > PICTURE_SIDES_PX[1]:
            continue
        if box.left < 0 or box.top < 0 or box.bottom > whole.height:
            continue
        part = whole.crop((box.left, box.top, box.right, box.bottom))
        if not is_flat(part):
            found.append((place, f"{difference_hash(part):016x}"))
    return found
