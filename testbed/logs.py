"""What certificate logs hold: entries of our own, or the tiles of a folder."""

import base64
import functools
import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from testbed.sites import Site
from testbed.trees import TILE, Entry, hash_tile, make_entries

FILLERS = 300
"""Sets of ordinary names among those of the sites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The entries of one log, in the forms in which logs give them."""

    hashes: tuple[bytes, ...] = field(repr=False)
    """Of the leaves, from the first on."""

    tiles: dict[str, bytes] = field(repr=False)
    """Full data and names tiles by path below ``tile/``, where they are given."""

    entries: dict[int, dict[str, str]] = field(repr=False)
    """Answers to get-entries, by index."""

    own: tuple[Entry, ...] = field(default=(), repr=False)
    """Entries made here; empty for a folder."""

    def tile(self, kind: str, number: int, width: int) -> bytes | None:
        """Return a tile, unpacked; None where there is none."""
        if kind.isdigit():
            return hash_tile(self.hashes, int(kind), number, width)
        some = self.own[number * TILE : number * TILE + width]
        if not some:
            suffix = f".p/{width}" if width != TILE else ""
            return self.tiles.get(f"{kind}/{number:03d}{suffix}")
        if kind == "data":
            return b"".join(one.tile_leaf for one in some)
        lines = (
            {
                "Timestamp": one.timestamp_ms,
                "Subject": {"CommonName": one.names[0]},
                "DNS": one.names,
            }
            for one in some
        )
        return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def contents_of(
    folder: str,
    neighbours: Sequence[Site],
    *,
    fillers: int = FILLERS,
    entries: int = 0,
    garbage: int = -1,
) -> Contents:
    """Return what a log holds.

    Args:
        folder: with ``<log>/tile/`` and ``get-entries/``; empty: our own entries.
        neighbours: sites whose counterfeit names are on certificates of our own, those
            that are gone among them: a log never forgets.
        fillers: sets of ordinary names besides them.
        entries: how many of our own, the rest is left out; 0: all.
        garbage: entry that holds no certificate.
    """
    if folder:
        return _read(Path(folder))
    shown = sorted(
        (site for site in neighbours if site.kind == "counterfeit"),
        key=lambda site: (site.from_day, site.name),
    )
    hosts = tuple(site.host for site in shown if site.from_day == 1)
    later = tuple(site.host for site in shown if site.from_day > 1)
    return _own(hosts, later, fillers, entries, garbage)


def _names(
    hosts: Sequence[str], later: Sequence[str], fillers: int
) -> list[tuple[str, ...]]:
    """Return sets of names: each counterfeit's somewhere among ordinary ones.

    Those of *later* days come last, so that the log only grows.
    """
    found: list[tuple[str, ...]] = [
        (f"shop{number}.ordinary.example", f"*.shop{number}.ordinary.example")
        for number in range(fillers)
    ]
    step = max(1, fillers // (len(hosts) or 1))
    for place, host in enumerate(hosts):
        found.insert(7 + step * place, (host, f"www.{host}"))
    return [*found, *((host, f"www.{host}") for host in later)]


@functools.lru_cache(maxsize=32)
def _own(
    hosts: tuple[str, ...],
    later: tuple[str, ...],
    fillers: int,
    entries: int,
    garbage: int,
) -> Contents:
    own = make_entries(tuple(_names(hosts, later, fillers)), garbage=garbage)
    own = own[: entries or None]
    return Contents(
        hashes=tuple(one.hash for one in own),
        tiles={},
        entries={
            index: {
                "leaf_input": base64.b64encode(one.leaf_input).decode(),
                "extra_data": "",
            }
            for index, one in enumerate(own)
        },
        own=own,
    )


@functools.lru_cache(maxsize=2)
def _read(folder: Path) -> Contents:
    (top,) = (path.parent for path in folder.glob("*/tile"))
    hashes: list[bytes] = []
    partial: list[bytes] = []
    for path in sorted((top / "tile/0").rglob("*")):
        if path.is_file() and path.parent.suffix != ".p":
            hashes += _split(path.read_bytes())
        elif path.is_file():
            partial = _split(path.read_bytes())
            stem = int(path.parent.stem)
    # A log is shown as it was when its last tile was partial.
    if partial:
        hashes = hashes[: stem * TILE] + partial
    tiles = {
        path.relative_to(top / "tile").as_posix(): path.read_bytes()
        for kind in ("data", "names")
        for path in (top / "tile" / kind).rglob("*")
        if path.is_file()
    }
    entries: dict[int, dict[str, str]] = {}
    for path in folder.glob("get-entries/*_tile_*.json.gz"):
        match = re.search(r"_tile_(\d+)", path.name)
        assert match
        found = json.loads(gzip.decompress(path.read_bytes()))["entries"]
        first = int(match[1]) * TILE
        entries |= {first + place: one for place, one in enumerate(found)}
    return Contents(hashes=tuple(hashes), tiles=tiles, entries=entries)


def _split(data: bytes) -> list[bytes]:
    return [data[at : at + 32] for at in range(0, len(data), 32)]
