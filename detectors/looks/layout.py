"""Where text, pictures and fields stand on a drawn page, in CSS pixels."""

import json
from dataclasses import dataclass
from typing import Any

PLACES_MAX = 1_200
"""Places of one kind that are read; the browser is asked for fewer."""
TEXT_MAX = 200
"""Characters of one place."""
FAR_PX = 100_000
"""Beyond this nothing stands; a hostile page may say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page: left, top, width and height in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """First row below it."""
        return self.top + self.height

    def shared(self, other: "Box") -> int:
        """Return the area that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, wide) * max(0, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that stands somewhere."""

    box: Box
    text: str
    """Words of a text, address of a picture, hint of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A drawn page as its browser laid it out."""

    width: int
    height: int
    texts: tuple[Place, ...]
    pictures: tuple[Place, ...]
    fields: tuple[Place, ...]


def read_layout(data: bytes) -> Layout | None:
    """Return the layout that a browser's visit stored, or None where it is none."""
    try:
        table = json.loads(data)
        return Layout(
            width=_whole(table["width"]),
            height=_whole(table["height"]),
            texts=_places(table["texts"]),
            pictures=_places(table["pictures"]),
            fields=_places(table["fields"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _places(rows: Any) -> tuple[Place, ...]:
    if not isinstance(rows, list):
        raise TypeError("places are a list")
    found = []
    for left, top, width, height, text in rows[:PLACES_MAX]:
        box = Box(
            left=_whole(left),
            top=_whole(top),
            width=_whole(width),
            height=_whole(height),
        )
        if box.width > 0 and box.height > 0:
            found.append(Place(box=box, text=str(text)[:TEXT_MAX]))
    return tuple(found)


def _whole(number: Any) -> int:
    if not isinstance(number, int | float) or not abs(number) < FAR_PX:
        raise ValueError("no number of pixels")
    return int(number)
