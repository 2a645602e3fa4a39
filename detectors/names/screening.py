"""Host names by the million: a gate in native code, full reading for what passes it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, islice

from detectors.engine import IS_AVAILABLE, Compiled
from detectors.names.characters import Characters
from detectors.names.folding import shape
from detectors.names.gate import (
    PLACED,
    Meaning,
    drawn_suffixes,
    ends_in_suffix,
    flat_patterns,
    placed_patterns,
)
from detectors.names.glance import Glances, is_inside
from detectors.names.index import NameIndex
from detectors.names.letters import clean, drawn
from detectors.names.native import Matcher
from detectors.names.punycode import decode
from detectors.names.scoring import HostScore, score_host

_PUNYCODE = b"xn--"
GATED_BYTES = 1 << 18
"""Shorter lists are read name by name: compiling the patterns takes seconds."""

SHARED_BYTES = 1 << 20
"""Longer blocks are cut into pieces of this length, which threads share."""
BATCH_NAMES = 1 << 14
ABROAD_KEPT = 1 << 14
"""Government hosts whose reading is kept: logs hold the same ones all day."""
_NOBODYS = "44"
"""No ending, and no letter that could complete a word."""
THREADS = 2
"""More would wait for one another: half of the work is native code."""


def screen(
    blocks: Iterable[bytes],
    index: NameIndex,
    exceptions: Callable[[HostScore], None] | None = None,
    kept: Compiled | None = None,
) -> Iterator[HostScore]:
    """Yield the score of each name that a person should see, in the order given.

    Args:
        blocks: whole lines, one name each, ended by newlines; a few megabytes are
            best. They may go on for ever: memory stays flat.
        index: what names are compared with.
        exceptions: takes names that would be seen too, were they not under a suffix
            that only government registers: unknown there, but no look-alikes.
        kept: where compiled patterns are kept from one run to the next.
    """
    gate: Screen | None = None
    seen = 0
    for block in blocks:
        seen += len(block)
        if gate is None and seen >= GATED_BYTES:
            gate = Screen(index, kept)
        for score in gate.telling(block) if gate else read_all(block, index):
            if score.is_flagged:
                yield score
            elif exceptions:
                exceptions(score)


def read_all(block: bytes, index: NameIndex) -> list[HostScore]:
    """Read every name of *block* in full; what :class:`Screen` must agree with.

    Returns:
        Those that a person should see, and unknown hosts under government suffixes
        that would be seen elsewhere.
    """
    scores = (score_host(name, index) for name in _names(block.splitlines()))
    return [
        s for s in scores if s.is_flagged or _is_flagged(_elsewhere(s, index), index)
    ]


def _is_flagged(name: str, index: NameIndex) -> bool:
    return bool(name) and score_host(name, index).is_flagged


def _elsewhere(score: HostScore, index: NameIndex) -> str:
    """Return what a host under a government suffix would be called elsewhere."""
    if score.signal != "government-suffix":
        return ""
    root = score.name
    while root not in index.roots:
        root = root.partition(".")[2]
    own = score.name.removesuffix(root).rstrip(".")
    return own and f"{own}.{_NOBODYS}"


class Screen:
    """The gate for one index, compiled."""

    def __init__(self, index: NameIndex, kept: Compiled | None = None) -> None:
        self._index = index
        self._glances = Glances.of(index)
        self._flat: Matcher | None = None
        self._placed: Matcher | None = None
        self._drawn: Matcher | None = None
        if IS_AVAILABLE:
            with ThreadPoolExecutor(1) as pool:
                flat = pool.submit(Matcher, flat_patterns(index), kept)
                self._placed = Matcher(placed_patterns(index), kept)
                suffixes = drawn_suffixes(index)
                self._drawn = Matcher(suffixes, kept) if suffixes else None
                self._flat = flat.result()
        self._hanzi = Characters(index)
        self._is_flagged = lru_cache(ABROAD_KEPT)(partial(_is_flagged, index=index))
        self._pool = ThreadPoolExecutor(THREADS)

    def names(self, names: Iterable[str]) -> Iterator[HostScore]:
        """Yield the scores of those of *names* that a person should see, in order.

        They may go on for ever; each of a few thousand waits for the others.
        """
        rest = iter(names)
        while batch := list(islice(rest, BATCH_NAMES)):
            lines = (name.replace("\n", " ") for name in batch)
            yield from self.flagged("\n".join((*lines, "")).encode("utf-8", "replace"))

    def flagged(self, block: bytes) -> list[HostScore]:
        """Return the scores of the names in *block* that a person should see."""
        if self._flat is None:
            return [s for s in read_all(block, self._index) if s.is_flagged]
        scores = (score_host(name, self._index) for name in self.passing(block))
        return [score for score in scores if score.is_flagged]

    def telling(self, block: bytes) -> list[HostScore]:
        """Return what :func:`read_all` does, much faster."""
        if self._flat is None:
            return read_all(block, self._index)
        scores = [score_host(name, self._index) for name in self.passing(block)]
        abroad = [_elsewhere(score, self._index) for score in scores]
        # Most lists hold whole governments: these names go through the gate as well.
        worth = set(self.passing("".join(f"{n}\n" for n in abroad if n).encode()))
        return [
            score
            for score, name in zip(scores, abroad, strict=True)
            if score.is_flagged or (name in worth and self._is_flagged(name))
        ]

    def passing(self, block: bytes) -> list[str]:
        """Return the names of *block* that are worth a full reading."""
        if len(block) < 2 * SHARED_BYTES:
            return self._passing(self._scan(block))
        # All is scanned before anything is looked at: a thread that scans tells each
        # match in Python, and would wait for one that looks.
        scanned = list(self._pool.map(self._scan, _shares(block, SHARED_BYTES)))
        return [name for one in scanned for name in self._passing(one)]

    def _passing(self, scanned: "_Scanned") -> list[str]:
        passing: list[tuple[int, str]] = []
        foreign: list[tuple[int, str]] = []
        block = scanned.block
        for start, meanings in self._matches(scanned).items():
            line = block[start : block.find(b"\n", start)]
            if not line.isascii() or _PUNYCODE in line.lower():
                kept = foreign
            elif self._may_matter(line, meanings):
                kept = passing
            else:
                continue
            kept.extend((start, name) for name in _names([line]))
        if foreign:
            passing.extend(self._passing_foreign(foreign))
        return [name for _, name in sorted(passing)]

    def _may_matter(self, line: bytes, meanings: list[Meaning]) -> bool:
        for meaning in meanings:
            if meaning.sure or meaning.long:
                return True
        placed = line.translate(PLACED).decode("ascii").strip(".")
        return self._glances.may_matter(placed, meanings, disguised=False)

    def _passing_foreign(
        self, names: list[tuple[int, str]]
    ) -> Iterator[tuple[int, str]]:
        """Yield those names in other scripts that are worth a full reading.

        Decoded and folded they go through the same gate; what is not Latin after that
        stands for one letter each, and Chinese is looked at in pairs.
        """
        folded = [_placed(name) for _, name in names]
        block = "".join(f"{text}\n" for text in folded)
        matches = self._matches(self._scan(block.encode("ascii", "replace")))
        start = 0
        for (at, name), text in zip(names, folded, strict=True):
            meanings = matches.get(start, [])
            start += len(text) + 1
            if (
                any(meaning.sure or meaning.long for meaning in meanings)
                or ends_in_suffix(name, text, self._index)
                or (not text.isascii() and self._hanzi.may_matter(text))
                or self._glances.may_matter(text, meanings, disguised=True)
            ):
                yield at, name

    def _scan(self, block: bytes) -> "_Scanned":
        assert self._flat
        assert self._placed
        edged = b"\n" + block.translate(PLACED)
        flat = _Flat(block, edged)
        return _Scanned(
            block=block,
            edged=edged,
            placed=self._placed.scan(edged),
            drawn=self._drawn.scan(block) if self._drawn else [],
            flat=flat,
            run_together=self._flat.scan(flat.text),
        )

    def _matches(self, scanned: "_Scanned") -> dict[int, list[Meaning]]:
        """Return where lines with a match begin, and what their matches may mean."""
        found: dict[int, list[Meaning]] = {}
        edged, flat = scanned.edged, scanned.flat
        for at, meaning in scanned.placed:
            # A match may end with the newline after the name.
            found.setdefault(edged.rfind(b"\n", 0, at), []).append(meaning)
        for at, meaning in scanned.drawn:
            start = scanned.block.rfind(b"\n", 0, at) + 1
            found.setdefault(start, []).append(meaning)
        for at, meanings in _by_line(flat.text, scanned.run_together):
            line = flat.text[flat.text.rfind(b"\n", 0, at) + 1 : flat.end(at)]
            left = [m for m in meanings if not m.long or self._is_inside(line, m.long)]
            if left:
                found.setdefault(flat.line(at), []).extend(left)
        return found

    def _is_inside(self, line: bytes, word: str) -> bool:
        nearby = self._index.shaped.nearby
        assert nearby
        return is_inside(line.decode("ascii", "replace"), word, nearby.edits[word])


def _shares(block: bytes, size: int) -> Iterator[bytes]:
    """Yield *block* in pieces of about *size*, of whole lines."""
    start = 0
    while start < len(block):
        end = block.find(b"\n", min(start + size, len(block)) - 1) + 1
        yield block[start : end or len(block)]
        start = end or len(block)


def _by_line(
    text: bytes, matches: list[tuple[int, Meaning]]
) -> Iterator[tuple[int, list[Meaning]]]:
    """Yield a place in each line with matches, and what they may mean, each once."""
    found: dict[int, Meaning] = {}
    at = end = -1
    for place, meaning in sorted(matches, key=_place):
        if place > end:
            if found:
                yield at, list(found.values())
            found, at, end = {}, place, text.find(b"\n", place)
        found[id(meaning)] = meaning
    if found:
        yield at, list(found.values())


def _place(match: tuple[int, Meaning]) -> int:
    return match[0]


_PIECE_BYTES = 1 << 12
"""A block is run together in such pieces, so that a line is found by counting few."""
_BETWEEN = b".-"
"""What stands between letters, once they are folded one by one."""


class _Flat:
    """A block with its letters run together, and the way back to its lines.

    Args:
        block: as it came.
        edged: folded letter by letter, after a newline.
    """

    def __init__(self, block: bytes, edged: bytes) -> None:
        self._block = block
        texts = [
            edged[at : at + _PIECE_BYTES].translate(None, _BETWEEN)
            for at in range(1, len(edged), _PIECE_BYTES)
        ]
        self.text = b"".join(texts)
        self._places = tuple(accumulate(map(len, texts), initial=0))

    def end(self, at: int) -> int:
        """Return where the line around *at* ends in the text."""
        return self.text.find(b"\n", at)

    def line(self, at: int) -> int:
        """Return where the line around *at* begins in the block."""
        number = bisect_right(self._places, at) - 1
        begin = number * _PIECE_BYTES
        lines = self.text.count(b"\n", self._places[number], at)
        if lines:
            piece = self._block[begin : begin + _PIECE_BYTES]
            return begin + len(piece) - len(piece.split(b"\n", lines)[-1])
        return self._block.rfind(b"\n", 0, begin) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scanned:
    """A block and what the patterns found in it."""

    block: bytes
    edged: bytes
    """The block folded letter by letter, after a newline."""
    placed: list[tuple[int, Meaning]]
    """Matches in it."""
    drawn: list[tuple[int, Meaning]]
    """Matches in it as it came."""
    flat: _Flat
    run_together: list[tuple[int, Meaning]]
    """Matches in letters run together."""


def _names(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        try:
            name = clean(line.decode("utf-8"))
        except UnicodeDecodeError:
            continue
        if name:
            yield name


def _placed(name: str) -> str:
    """Fold a name in any script, with its separators."""
    return ".".join(map(_folded, name.split(".")))


def _folded(label: str) -> str:
    plain = label.isascii() and label.replace("-", "").isalnum()
    if plain and not label.startswith("xn--"):
        return shape(label)
    return "-".join("".join(map(drawn, part)) for part in decode(label).split("-"))
