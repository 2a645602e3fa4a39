"""Where tiles lie, and whether what was read is in the tree that the log signed.

A tree of n leaves is a row of perfect subtrees, one for each binary digit of n. Cut
into tiles of eight levels, the row is the last, partial tile of every level: those
tiles together give the root, and every other tile hangs below one of them by a chain
of hashes (c2sp.org/tlog-tiles).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from crawler.ct.heads import HASH_BYTES, Head
from crawler.ct.leaves import TILE_LEAVES

_BITS = 8
_GROUP = 1000


class Tile(NamedTuple):
    """One tile: its level, its number in that level, and how many hashes it holds."""

    level: int
    number: int
    width: int = TILE_LEAVES

    @property
    def path(self) -> str:
        """Path below the log's prefix.

        >>> Tile(0, 1234067).path, Tile(1, 3, 16).path
        ('tile/0/x001/x234/067', 'tile/1/003.p/16')
        """
        return tile_path(str(self.level), self.number, self.width)


def tile_path(kind: str, number: int, width: int = TILE_LEAVES) -> str:
    """Return the path of a tile of hashes, ``data`` or ``names``."""
    parts = [f"{number % _GROUP:03d}"]
    while number := number // _GROUP:
        parts.append(f"x{number % _GROUP:03d}")
    partial = f".p/{width}" if width != TILE_LEAVES else ""
    return f"tile/{kind}/{'/'.join(reversed(parts))}{partial}"


def edge(size: int) -> list[Tile]:
    """Return the partial tiles whose hashes make the root, highest level first."""
    found = []
    level = 0
    while size >> (_BITS * level):
        width = (size >> (_BITS * level)) % TILE_LEAVES
        if width:
            found.append(Tile(level, size >> (_BITS * (level + 1)), width))
        level += 1
    return found[::-1]


def chain(size: int, number: int, level: int = 0) -> list[Tile]:
    """Return the full tiles from tile *number* of *level* up to the edge."""
    found = []
    while number < size >> (_BITS * (level + 1)):
        found.append(Tile(level, number))
        level, number = level + 1, number // TILE_LEAVES
    return found


def grown_edge(old: int, new: int) -> list[Tile]:
    """Return where the edge of a tree of *old* leaves lies in one of *new*, not fewer.

    In the same order as :func:`edge`; each tile holds what was there, and then more.
    """
    return [
        Tile(
            level=tile.level,
            number=tile.number,
            width=min(
                TILE_LEAVES, (new >> (_BITS * tile.level)) - tile.number * TILE_LEAVES
            ),
        )
        for tile in edge(old)
    ]


def check_edge(head: Head, tiles: Mapping[Tile, bytes]) -> None:
    """Check that the tiles of the edge give the head's root.

    Raises:
        ValueError: they do not, or one is of the wrong length.
        KeyError: one is missing.
    """
    rows = [split(tile, tiles[tile]) for tile in edge(head.size)]
    if _root(rows) != head.root:
        raise ValueError("the hash tiles do not give the root that the log signed")


def check_growth(old: Head, new: Head, tiles: Mapping[Tile, bytes]) -> None:
    """Check that the tree of *new* begins with that of *old*.

    Args:
        old: of a tree that is not larger.
        new: its edge must be checked already.
        tiles: those of :func:`edge` and :func:`grown_edge`, and of :func:`chain` for
            each full one among these.

    Raises:
        ValueError: it does not.
        KeyError: a tile is missing.
    """
    rows = []
    for was, now in zip(edge(old.size), grown_edge(old.size, new.size), strict=True):
        rows.append(split(now, tiles[now])[: was.width])
        _check_chain(new, chain(new.size, now.number, now.level), tiles)
    if _root(rows) != old.root:
        raise ValueError(
            f"its {new.size} entries do not begin with the {old.size} it showed before"
        )


def check_leaves(
    head: Head, number: int, leaves: Sequence[bytes], tiles: Mapping[Tile, bytes]
) -> None:
    """Check that *leaves* begin tile *number* of level 0, and that it is in the tree.

    Args:
        head: of the tree; its edge must be checked already.
        number: of the tile.
        leaves: hashes of the tile's leaves, from its first on.
        tiles: the tiles that :func:`edge` and :func:`chain` name.

    Raises:
        ValueError: they are not in the tree.
        KeyError: a tile is missing.
    """
    full = chain(head.size, number)
    lowest = full[0] if full else edge_tile(head.size, 0)
    if split(lowest, tiles[lowest])[: len(leaves)] != list(leaves):
        raise ValueError(f"the leaves are not those of hash tile {number}")
    _check_chain(head, full, tiles)


def _check_chain(head: Head, full: Sequence[Tile], tiles: Mapping[Tile, bytes]) -> None:
    for tile in full:
        root = subtree(split(tile, tiles[tile]))
        above = Tile(tile.level + 1, tile.number // TILE_LEAVES)
        if above not in full:
            above = edge_tile(head.size, above.level)
        if split(above, tiles[above])[tile.number % TILE_LEAVES] != root:
            raise ValueError(f"{tile.path} does not hang below {above.path}")


def _root(rows: Sequence[Sequence[bytes]]) -> bytes:
    """Return the root over the hashes of an edge, highest level first."""
    peaks: list[bytes] = []
    for hashes in rows:
        at, left = 0, len(hashes)
        while left:
            wide = 1 << (left.bit_length() - 1)
            peaks.append(subtree(hashes[at : at + wide]))
            at, left = at + wide, left - wide
    root = peaks.pop() if peaks else hashlib.sha256().digest()
    while peaks:
        root = node(peaks.pop(), root)
    return root


def edge_tile(size: int, level: int) -> Tile:
    """Return the partial tile of *level*."""
    width = (size >> (_BITS * level)) % TILE_LEAVES
    return Tile(level, size >> (_BITS * (level + 1)), width)


def split(tile: Tile, data: bytes) -> list[bytes]:
    """Return the hashes of a tile.

    Raises:
        ValueError: it is of the wrong length.
    """
    if len(data) != tile.width * HASH_BYTES:
        raise ValueError(f"{tile.path} has {len(data)} bytes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def subtree(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a perfect subtree with the nodes *hashes*, a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()
