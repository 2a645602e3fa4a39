"""Turns of whole clauses: what a seller, a school, a victim or an office would say.

A phrase of the tables counts where it begins, so the first two characters are looked
up for the whole text at once, and only where one may begin is it tried.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from detectors.ads.codes import Beginnings

SELLING = frozenset({"proof", "papers", "deal", "beckons", "means", "spares", "rigs"})
"""Turns of those who sell; all others are of those who do not, but for lures."""
RESTING = frozenset({"teaches", "tells", "orders", "asks", "lived", "wares"})
_GAP = r"[^。！？!?;；,，\n]{0,8}?"
_NUMERALS = "0123456789一二三四五六七八九十百千两几"
_NUMBER = f"[{_NUMERALS}]+"
_WILD = re.compile("[…#]")
_QUOTED = re.compile(r"[“‘「『\"][^“”‘’「」『』\"\n]{2,160}[”’」』\"]")


def turns_in(text: str) -> Mapping[str, list[str]]:
    """Return the turns of folded *text* by their table, each as it is written.

    >>> dict(turns_in("先查后，扫得出名字"))
    {'deal': ['先查后'], 'proof': ['扫得出']}
    """
    table = _tables()
    phrases, lengths, forms = table.phrases, table.lengths, table.forms
    hits: list[tuple[int, str, str]] = []
    for place in table.beginnings.places(text):
        start = text[place : place + 2]
        for length in lengths.get(start) or lengths.get(start[0], ()):
            said = text[place : place + length]
            if said in phrases:
                hits.append((place, phrases[said], said))
                break
        else:
            form = forms.get(start) or forms.get(start[0])
            if form and (match := form.match(text, place)):
                hits.append(_hit(match))
    hits += map(_hit, table.counted.finditer(text))
    quoted = _quoted(text) if hits else []
    found: dict[str, list[str]] = {}
    done = 0
    for place, kind, said in sorted(hits):
        if place < done or any(first <= place < last for first, last in quoted):
            continue
        found.setdefault(kind, []).append(said)
        done = place + len(said)
    return found


def _hit(match: re.Match[str]) -> tuple[int, str, str]:
    return match.start(), (match.lastgroup or "").partition("_")[0], match[0]


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return what stands in quotation marks: another person's words."""
    if '"' in text or "”" in text or "」" in text or "』" in text or "’" in text:
        return [match.span() for match in _QUOTED.finditer(text)]
    return []


class _Tables(NamedTuple):
    """The phrases, as they are looked up."""

    beginnings: Beginnings
    phrases: Mapping[str, str]
    """Table of each phrase that is written as it stands."""
    lengths: Mapping[str, tuple[int, ...]]
    """By the first two characters (one, for phrases of one): how long those are."""
    forms: Mapping[str, re.Pattern[str]]
    """By the first two characters (one, where a gap follows): phrases with gaps."""
    counted: re.Pattern[str]
    """Phrases that begin with a number."""


@cache
def _tables() -> _Tables:
    folder = resources.files("detectors.ads")
    table = tomllib.loads(folder.joinpath("turns.toml").read_text("utf-8"))["turns"]
    phrases: dict[str, str] = {}
    lengths: dict[str, set[int]] = {}
    gapped: dict[str, list[tuple[str, str]]] = {}
    for kind, listed in table.items():
        for phrase in listed:
            head = _WILD.split(phrase)[0]
            if head == phrase:
                phrases.setdefault(phrase, kind)
                lengths.setdefault(phrase[:2], set()).add(len(phrase))
            else:
                start, rest = head[:2], phrase if head else phrase[1:]
                gapped.setdefault(start, []).append((rest, kind))
    counted = gapped.pop("")
    return _Tables(
        beginnings=Beginnings({**lengths, **gapped}),
        phrases=phrases,
        lengths={k: tuple(sorted(n, reverse=True)) for k, n in lengths.items()},
        forms={start: _form(listed) for start, listed in gapped.items()},
        counted=re.compile(f"{_NUMBER}(?:{_form(counted).pattern})"),
    )


def _form(phrases: list[tuple[str, str]]) -> re.Pattern[str]:
    """Return what matches any of *phrases*, the longest first, and tells its table."""
    ordered = sorted(phrases, key=lambda row: (-len(row[0]), row))
    return re.compile(
        "|".join(
            f"(?P<{kind}_{number}>{_written(phrase)})"
            for number, (phrase, kind) in enumerate(ordered)
        )
    )


def _written(phrase: str) -> str:
    escaped = re.escape(phrase.replace("#", "\x02"))
    return escaped.replace("…", _GAP).replace("\x02", _NUMBER)
