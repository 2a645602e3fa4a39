"""Words found in a text in one pass, by one automaton of all of them."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

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

    words: AhoCorasick
    """Those that begin with a Han character; of two that begin at one place the longer
    is found."""
    kinds: Sequence[tuple[str, ...]]
    """Kinds of each of them."""
    latin: AhoCorasick
    """Those that begin with a Latin letter or a digit."""
    latin_kinds: Sequence[tuple[str, ...]]
    places: AhoCorasick
    """Names of places alone."""
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
    han = [word for word in kinds if not word[0].isascii()]
    latin = [word for word in kinds if word[0].isascii()]
    pairs = _pairs(table["pairs"])
    return Lexicon(
        words=_longest(han),
        kinds=[tuple(set_of(kinds[word])) for word in han],
        latin=_longest(latin),
        latin_kinds=[tuple(set_of(kinds[word])) for word in latin],
        places=_longest(word for word, given in kinds.items() if "place" in given),
        pairs=pairs,
        reach={first: max(p.gap for p in listed) for first, listed in pairs.items()},
        groups={name: frozenset(kinds) for name, kinds in table["groups"].items()},
    )


def _longest(words: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(
        words,
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
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
    kinds = lexicon.kinds
    found = lexicon.words.find_matches_as_indexes(text)
    latin = [
        (start, end, lexicon.latin_kinds[word])
        for word, start, end in lexicon.latin.find_matches_as_indexes(text)
        if not _is_within(text, start)
    ]
    if not latin:
        return [Token(k, start, end) for word, start, end in found for k in kinds[word]]
    tokens: list[Token] = []
    done = 0
    for start, end, given in sorted([(s, e, kinds[w]) for w, s, e in found] + latin):
        if start >= done:
            tokens += [Token(kind, start, end) for kind in given]
            done = end
    return tokens


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
