"""What an official site looks like: its screenshots, and the points of its marks.

Kept by ``profile refresh`` in ``<name>.looks.json`` beside the fingerprints, so that a
report can set the official page beside the suspect one.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casebook.profiles.kept import read_kept, write_kept

LOOKS = ".looks.json"
"""Ending of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMark:
    """A mark by the points that are found again however it is shown."""

    name: str
    """What people call it, such as 国徽, or the profile it is a logo of."""
    picture: str
    """File name of the picture it was learned from."""
    points: str
    """As :func:`detectors.looks.points.pack` writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One official page as a browser drew it."""

    url: str
    vantage: str
    captured_at: datetime
    """UTC."""
    screenshot_sha256: str
    """Stored PNG, in the workspace's evidence."""
    layout_sha256: str
    """Stored places on it; empty where they are not known."""
    screen_hash: str
    """Difference hash of its first screen, 16 hex digits; empty where it is blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Everything that a refresh kept of one body's looks."""

    pages: tuple[Look, ...] = ()
    marks: tuple[KnownMark, ...] = ()


def read_looks(path: Path) -> Looks:
    """Read what a refresh kept of one body.

    Raises:
        ProfileError: the file is not JSON, or a value has the wrong form.
    """
    return read_kept(path, Looks)


def write_looks(folder: Path, name: str, looks: Looks) -> Path:
    """Keep *looks* of the profile *name* in *folder*, whole or not at all."""
    return write_kept(folder / f"{name}{LOOKS}", looks)
