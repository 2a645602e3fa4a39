"""Host names by the million: a gate in native code, full reading for what passes it."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from detectors.names.gate import (
    PLACED,
    SEPARATORS,
    Meaning,
    flat_patterns,
    placed_patterns,
)
from detectors.names.glance import Glances
from detectors.names.index import NameIndex
from detectors.names.letters import clean, drawn
from detectors.names.native import IS_AVAILABLE, Matcher
from detectors.names.punycode import decode
from detectors.names.scoring import HostScore, score_host

_PUNYCODE = b"xn--"
GATED_BYTES = 1 << 18
"""Shorter lists are read name by name: compiling the patterns takes seconds."""

_UNKNOWN = "?"


def screen(blocks: Iterable[bytes], index: NameIndex) -> Iterator[HostScore]:
    """Yield the score of each name that a person should see, in the order given.

    Args:
        blocks: whole lines, one name each, ended by newlines; a few megabytes are
            best. They may go on for ever: memory stays flat.
        index: what names are compared with.
    """
    scan: Screen | None = None
    seen = 0
    for block in blocks:
        seen += len(block)
        if scan is None and seen >= GATED_BYTES:
            scan = Screen(index)
        yield from scan.flagged(block) if scan else read_all(block, index)


def read_all(block: bytes, index: NameIndex) -> list[HostScore]:
    """Read every name of *block* in full; what :class:`Screen` must agree with."""
    scores = (score_host(name, index) for name in _names(block.splitlines()))
    return [score for score in scores if score.is_flagged]


class Screen:
    """The gate for one index, compiled."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._glances = Glances.of(index)
        self._flat: Matcher | None = None
        self._placed: Matcher | None = None
        if IS_AVAILABLE:
            with ThreadPoolExecutor(1) as pool:
                flat = pool.submit(Matcher, flat_patterns(index))
                self._placed = Matcher(placed_patterns(index))
                self._flat = flat.result()
        self._pairs = _hanzi_pairs(index)

    def flagged(self, block: bytes) -> list[HostScore]:
        """Return the scores of the names in *block* that a person should see."""
        if self._flat is None:
            return read_all(block, self._index)
        scores = (score_host(name, self._index) for name in self.passing(block))
        return [score for score in scores if score.is_flagged]

    def passing(self, block: bytes) -> list[str]:
        """Return the names of *block* that are worth a full reading."""
        passing: list[tuple[int, str]] = []
        foreign: list[tuple[int, str]] = []
        for start, meanings in self._matches(block).items():
            line = block[start : block.find(b"\n", start)]
            if not line.isascii() or _PUNYCODE in line.lower():
                foreign.extend((start, name) for name in _names([line]))
            elif self._may_matter(line, meanings):
                passing.extend((start, name) for name in _names([line]))
        if foreign:
            passing.extend(self._passing_foreign(foreign))
        return [name for _, name in sorted(passing)]

    def _may_matter(self, line: bytes, meanings: list[Meaning]) -> bool:
        if any(meaning.sure for meaning in meanings):
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
        matches = self._matches(block.encode("ascii", "replace"))
        start = 0
        for (at, name), text in zip(names, folded, strict=True):
            meanings = matches.get(start, [])
            start += len(text) + 1
            if (
                any(meaning.sure for meaning in meanings)
                or (not text.isascii() and self._has_pair(text))
                or self._glances.may_matter(text, meanings, disguised=True)
            ):
                yield at, name

    def _has_pair(self, placed: str) -> bool:
        text = placed.replace(".", "").replace("-", "")
        return any(text[at : at + 2] in self._pairs for at in range(len(text) - 1))

    def _matches(self, block: bytes) -> dict[int, list[Meaning]]:
        """Return where lines with a match begin, and what their matches may mean."""
        assert self._flat
        assert self._placed
        found: dict[int, list[Meaning]] = {}
        edged = b"\n" + block.translate(PLACED)
        for at, meaning in self._placed.scan(edged):
            # A match may end with the newline after the name.
            found.setdefault(edged.rfind(b"\n", 0, at), []).append(meaning)
        flat = block.translate(PLACED, SEPARATORS)
        lines = _Lines(block)
        before = last = line = 0
        for at, meaning in sorted(self._flat.scan(flat), key=_place):
            line += flat.count(b"\n", before, at)
            # Letters run together are fewer than the bytes they were made of.
            start = flat.rfind(b"\n", 0, at) + 1
            found.setdefault(lines.start(line, past=start - last), []).append(meaning)
            before, last = at, start
        return found


def _place(match: tuple[int, Meaning]) -> int:
    return match[0]


_FEW_LINES = 8
_SHORT = 8
"""Bytes of a short line: so far one may jump without passing too many lines."""


class _Lines:
    """Where the lines of a block begin, asked for in rising order."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._at = 0
        self._line = 0

    def start(self, line: int, *, past: int) -> int:
        """Return where *line* begins, counted from 0.

        At least *past* bytes lie between the line asked for last and this one: a hint
        that saves looking at each line between.
        """
        block = self._block
        jump = block.rfind(b"\n", self._at, self._at + past) + 1
        if jump > self._at:
            self._line += block.count(b"\n", self._at, jump)
            self._at = jump
        while line - self._line > _FEW_LINES:
            jump = block.rfind(b"\n", 0, self._at + (line - self._line) * _SHORT) + 1
            passed = block.count(b"\n", self._at, jump)
            if not passed or self._line + passed >= line:
                break
            self._line += passed
            self._at = jump
        while self._line < line:
            self._at = block.index(b"\n", self._at) + 1
            self._line += 1
        return self._at


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
    labels = (decode(label) for label in name.split("."))
    return ".".join(
        "-".join("".join(map(drawn, part)) for part in label.split("-"))
        for label in labels
    )


def _hanzi_pairs(index: NameIndex) -> frozenset[str]:
    """Return the neighbours in protected Chinese words: one edit leaves a pair."""
    words = (word for word in index.shaped.exact if not word.isascii())
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))
