"""Words found in a text in one pass, by a look-up at each position.

Four thousand words in one regular expression cost a step for each word at each
character; a table by the first two characters costs one step a character.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from detectors.ads.codes import Beginnings
from detectors.names.words import WORDS, Role


class Token(NamedTuple):
    """One word of the tables, found."""

    kind: str
    """Table of ``lexicon.toml``, or ``trade`` or ``place``."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two kinds of words that say something together."""

    kind: str
    second: str
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The tables, as they are looked up."""

    words: Mapping[str, tuple[str, ...]]
    """Kinds of each word."""
    lengths: Mapping[str, tuple[int, ...]]
    """First two characters (one, for words of one) → lengths of the words that begin
    so, the greatest first; those of one character stand behind all others."""
    beginnings: Beginnings
    """Where any may begin."""
    pairs: Mapping[str, tuple[Pair, ...]]
    """By the kind of the first word."""
    reach: Mapping[str, int]
    """The widest gap of those pairs."""
    groups: Mapping[str, frozenset[str]]


@cache
def load_lexicon() -> Lexicon:
    """Return the tables that ship."""
    table = tomllib.loads(_read("lexicon.toml"))
    kinds: dict[str, list[str]] = {}
    for kind, words in table["words"].items():
        for word in words:
            kinds.setdefault(word, []).append(kind)
    for word in trade_words():
        kinds.setdefault(word, []).append("trade")
    for word in WORDS.values():
        if word.role is Role.PLACE and not word.text.isascii():
            kinds.setdefault(word.text, []).append("place")
    _shared(kinds)
    lengths: dict[str, set[int]] = {}
    for word in kinds:
        lengths.setdefault(word[:2], set()).add(len(word))
    for start, found in lengths.items():
        if start[0] in lengths:
            found.add(1)
    pairs = _pairs(table["pairs"])
    return Lexicon(
        words={word: tuple(set_of(given)) for word, given in kinds.items()},
        lengths={k: tuple(sorted(n, reverse=True)) for k, n in lengths.items()},
        beginnings=Beginnings(lengths),
        pairs=pairs,
        reach={first: max(p.gap for p in listed) for first, listed in pairs.items()},
        groups={name: frozenset(kinds) for name, kinds in table["groups"].items()},
    )


def _shared(kinds: dict[str, list[str]]) -> None:
    """Give words of two kinds both, where the longer one would hide the shorter.

    ``低压电工证`` is a certificate and names a trade; ``参加考试`` is a school's word
    and an examination to those who need not sit it.
    """
    trades = set(trade_words())
    exams = tuple(w for w, given in kinds.items() if "exam" in given and len(w) > 1)
    for word, given in kinds.items():
        if "goods" in given and "trade" not in given:
            if any(word[:end] in trades for end in range(len(word) - 1, 1, -1)):
                given.append("trade")
        elif "trade" in given and "goods" not in given and word.endswith("证"):
            given.append("goods")
        if "school" in given and "exam" not in given and word.endswith(exams):
            given.append("exam")


def tokens_in(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the words of *lexicon* in folded *text*, in order.

    At one place the longest word wins, and inside it no other begins, except that a
    word of one kind may be of several kinds: ``考试`` is an examination to those who
    skip it and part of a school's talk.
    """
    found: list[Token] = []
    words, lengths, done = lexicon.words, lexicon.lengths, 0
    for index in lexicon.beginnings.places(text):
        if index < done:
            continue
        one = text[index]
        for length in lengths.get(text[index : index + 2]) or lengths.get(one, ()):
            word = text[index : index + length]
            kinds = words.get(word)
            if kinds and not (one < "\x80" and _is_within(text, index)):
                done = index + len(word)
                found += [Token._make((kind, index, done)) for kind in kinds]
                break
    return found


def _is_within(text: str, index: int) -> bool:
    """Whether a Latin word goes on at *index*: the ``ps`` of ``stops`` is none.

    >>> _is_within("stops", 3), _is_within("用ps改", 1)
    (True, False)
    """
    return (
        index > 0
        and text[index - 1 : index + 1].isascii()
        and (text[index - 1 : index + 1].isalpha())
    )


@cache
def trade_table() -> Mapping[str, Any]:
    """Return the table of trades as it is written."""
    return tomllib.loads(_read("trades.toml"))


def trade_words() -> Iterator[str]:
    """Yield every way of writing a trade."""
    table = trade_table()
    for category in table["categories"]:
        yield from category["general"]
        for item in category["items"]:
            yield from item
    for items in table["elsewhere"].values():
        for item in items:
            yield from item


def set_of(kinds: Sequence[str]) -> Sequence[str]:
    """Return *kinds* without repeats, in order; noise drops every other."""
    return ("noise",) if "noise" in kinds else tuple(dict.fromkeys(kinds))


def _pairs(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Pair, ...]]:
    pairs: dict[str, list[Pair]] = {}
    for row in rows:
        pair = Pair(kind=row["kind"], second=row["second"], gap=int(row["gap"]))
        pairs.setdefault(row["first"], []).append(pair)
    return {first: tuple(listed) for first, listed in pairs.items()}


def _read(name: str) -> str:
    return resources.files("detectors.ads").joinpath(name).read_text("utf-8")
