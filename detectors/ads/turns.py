"""Turns of whole clauses: what a seller, a school, a victim or an office would say.

One automaton finds every phrase of the tables, and every place where one that has a
gap may begin; only there is that tried.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

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
    kinds, forms = table.kinds, table.forms
    longest: dict[int, tuple[int, str]] = {}
    begun: list[tuple[int, int]] = []
    # In order of their ends: of those that begin at one place the last is the longest.
    for entry, start, end in table.entries.find_matches_as_indexes(
        text, overlapping=True
    ):
        if kind := kinds[entry]:
            longest[start] = end, kind
        if entry in forms:
            begun.append((start, entry))
    hits = [(start, kind, text[start:end]) for start, (end, kind) in longest.items()]
    for start, entry in begun:
        if start not in longest and (match := forms[entry].match(text, start)):
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

    entries: AhoCorasick
    """Phrases written as they stand, and the beginnings of those with gaps."""
    kinds: Sequence[str]
    """Table of each entry; empty for a mere beginning."""
    forms: Mapping[int, re.Pattern[str]]
    """By entry: phrases with gaps that begin so."""
    counted: re.Pattern[str]
    """Phrases that begin with a number."""


@cache
def _tables() -> _Tables:
    folder = resources.files("detectors.ads")
    table = tomllib.loads(folder.joinpath("turns.toml").read_text("utf-8"))["turns"]
    phrases: dict[str, str] = {}
    gapped: dict[str, list[tuple[str, str]]] = {}
    for kind, listed in table.items():
        for phrase in listed:
            head = _WILD.split(phrase)[0]
            if head == phrase:
                phrases.setdefault(phrase, kind)
            else:
                start, rest = head[:2], phrase if head else phrase[1:]
                gapped.setdefault(start, []).append((rest, kind))
    counted = gapped.pop("")
    entries = list(phrases | dict.fromkeys(gapped, ""))
    return _Tables(
        entries=AhoCorasick(entries, implementation=Implementation.ContiguousNFA),
        kinds=[phrases.get(entry, "") for entry in entries],
        forms={entries.index(start): _form(rows) for start, rows in gapped.items()},
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
