"""A host name as letters: decoded and folded, its separators kept apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from detectors.names.folding import PAIRS, plain, shape
from detectors.names.punycode import decode
from detectors.names.suffixes import Parts, cut

# What a browser takes for a dot too (UTS #46).
_DOTS = {ord(mark): "." for mark in "。．｡"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters of a name, in one folding."""

    text: str
    """Folded, labels and suffix run together."""
    breaks: tuple[str, ...]
    """What stands before each letter, and after the last: ``.``, ``-`` or nothing."""
    places: Sequence[int]
    """Which character of ``raw`` each letter begins at, and the end."""
    raw: str
    """Characters as they stand in the decoded name, without separators."""
    chosen: int
    """How many letters the owner chose; the public suffix follows."""
    parts: Parts

    def characters(self, start: int, end: int) -> str:
        """Return the characters that these letters were folded from."""
        return self.raw[self.places[start] : self.places[end]]

    def quote(self, start: int, end: int) -> str:
        """Return the same with the separators inside."""
        return self.characters(start, start + 1) + "".join(
            self.breaks[k] + self.characters(k, k + 1) for k in range(start + 1, end)
        )


def clean(host: str) -> str:
    """Return *host* without what may stand around it: ``*.``, dots, spaces, capitals.

    >>> clean(" *.CX.mem。test. ")
    'cx.mem.test'
    """
    dotted = host if host.isascii() else host.translate(_DOTS)
    return dotted.strip(" \t\r\n*.").lower()


def letters_of(host: str) -> Letters:
    """Read *host*, in punycode or not, each letter in its place.

    >>> letters_of("cx-mem.example.test").text
    'cxmemexampletest'
    """
    parts = cut(host)
    suffix = parts.suffix.replace(".", "").replace("-", "")
    if host.isascii() and "xn--" not in host:
        raw = host.replace(".", "").replace("-", "")
        return Letters(
            text=shape(raw),
            breaks=(*_breaks(host), "."),
            places=range(len(raw) + 1),
            raw=raw,
            chosen=len(raw) - len(suffix),
            parts=parts,
        )
    return _decoded(host, parts)


def _breaks(host: str) -> Iterator[str]:
    before = "."
    for character in host:
        if character == ".":
            before = "."
        elif character == "-":
            before = before or "-"
        else:
            yield before
            before = ""


def _decoded(host: str, parts: Parts) -> Letters:
    raw: list[str] = []
    text: list[str] = []
    breaks: list[str] = []
    places: list[int] = []
    chosen = 0
    for number, label in enumerate(host.split(".")):
        before = "."
        for character in decode(label):
            if character == "-":
                before = before or "-"
                continue
            for letter in drawn(character):
                text.append(letter)
                breaks.append(before)
                places.append(len(raw))
                before = ""
            raw.append(character)
        if number < len(parts.chosen):
            chosen = len(text)
    return Letters(
        text="".join(text),
        breaks=(*breaks, "."),
        places=(*places, len(raw)),
        raw="".join(raw),
        chosen=chosen,
        parts=parts,
    )


@cache
def drawn(character: str) -> str:
    """Return the folded letters that *character* looks like; nothing for a mark."""
    return "".join(letter for letter in shape(plain(character)) if letter.isalnum())


def merge(letters: Letters) -> Letters | None:
    """Fold pairs that are drawn like one letter; None where there are none."""
    if not any(pair in letters.text for pair, _ in PAIRS):
        return None
    text, breaks, places = letters.text, list(letters.breaks), list(letters.places)
    chosen = letters.chosen
    for pair, letter in PAIRS:
        start = text.find(pair)
        while start >= 0:
            if not breaks[start + 1]:
                text = text[:start] + letter + text[start + len(pair) :]
                del breaks[start + 1], places[start + 1]
                chosen -= start < chosen
            start = text.find(pair, start + 1)
    if text == letters.text:
        return None
    return replace(
        letters, text=text, breaks=tuple(breaks), places=tuple(places), chosen=chosen
    )
