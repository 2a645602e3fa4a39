"""Posts joined into campaigns: near-duplicate words, a shared contact, a shared link.

A post becomes a signature of 32 minima over its character runs (MinHash, by rensa);
eight bands of four find whatever shares about half of its runs, and the signatures
decide. Names of places, contacts and digits are taken out first, because they are
what a seller's program changes. Everything kept of a post is numbers, so a million of
them need a few hundred megabytes; the texts are let go at once.
"""

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rensa import RMinHash

from detectors.ads.contacts import contacts_of
from detectors.ads.folding import fold
from detectors.ads.lexicon import load_lexicon
from detectors.ads.records import Campaign, Contact, ContactKind, Post

MINIMA = 32
BANDS = 8
_ROWS = MINIMA // BANDS
SEED = 280
ALIKE_FROM = 0.6
"""Share of equal minima from which two posts are one text. Measured on made-up
campaigns by benchmarks/ads.py (2026-11-23): of a million posts, 0.2 % end in a
campaign that holds several frames, mostly through frames of the same few words."""
_RUN = 4
_RUNS_MIN = 4
"""A text of fewer character runs says too little to be joined by its words; a spun
title without its places is often no more than this."""
_JOINED_MAX = 5_000
"""A word-for-word bucket beyond this is compared with its first post only."""
_NOT_TEXT = re.compile(r"[\W\d_]+")
# Contacts that half the country writes: they join nobody.
_PUBLIC = re.compile(
    r"(?:^|//|\.)(?:[a-z0-9\-]+\.)*(?:gov\.cn|baidu\.com|qq\.com|weixin\.qq\.com|"
    r"weibo\.com|douyin\.com|zhihu\.com|58\.com|taobao\.com|github\.com)(?:[:/?#]|$)"
)
_KEYS_MAX = 40


def group_posts(posts: Iterable[Post]) -> Iterator[Campaign]:
    """Yield the campaigns among *posts*, the largest first.

    Every post is in exactly one campaign; a post like no other is one by itself. The
    same posts in the same order give the same campaigns. Give it posts that sell: it
    would join warnings that quote the same notice just as well.
    """
    table = _Table()
    for post in posts:
        table.add(post)
    yield from table.campaigns()


class _Table:
    """Posts as numbers."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._platforms: list[str] = []
        self._accounts: list[str] = []
        self._days = array("i")
        self._minima = array("I")
        self._worded = bytearray()
        self._keys: list[tuple[str, ...]] = []
        self._names: dict[str, str] = {}

    def add(self, post: Post) -> None:
        """Take down *post*; nothing of its text is kept."""
        folded = fold(post.text)
        contacts = contacts_of(folded) if post.contacts is None else post.contacts
        runs = _runs(_words(folded.text, contacts))
        sketch = RMinHash(num_perm=MINIMA, seed=SEED)
        if len(runs) >= _RUNS_MIN:
            sketch.update(runs)
        self._worded.append(len(runs) >= _RUNS_MIN)
        self._minima.extend(sketch.digest())
        self._ids.append(post.id)
        self._platforms.append(self._once(post.platform))
        self._accounts.append(self._once(post.account))
        self._days.append(post.day.toordinal() if post.day else 0)
        keys = tuple(self._once(c.key) for c in contacts[:_KEYS_MAX] if _joins(c))
        self._keys.append(keys)

    def campaigns(self) -> Iterator[Campaign]:
        """Join what was taken down and yield the campaigns."""
        parents = array("I", range(len(self._ids)))
        self._join_contacts(parents)
        for band in range(BANDS):
            self._join_band(parents, band)
        members: dict[int, list[int]] = {}
        for index in range(len(parents)):
            members.setdefault(_root(parents, index), []).append(index)
        for listed in sorted(members.values(), key=lambda m: (-len(m), m[0])):
            yield self._campaign(listed)

    def _join_contacts(self, parents: "array[int]") -> None:
        first: dict[str, int] = {}
        for index, keys in enumerate(self._keys):
            for key in keys:
                _join(parents, first.setdefault(key, index), index)

    def _join_band(self, parents: "array[int]", band: int) -> None:
        """Join posts that share one band and are alike; one band is held at a time."""
        buckets: dict[bytes, list[int]] = {}
        minima, width = self._minima, MINIMA
        offset = band * _ROWS
        for index in range(len(self._ids)):
            if not self._worded[index]:
                continue
            start = index * width + offset
            key = minima[start : start + _ROWS].tobytes()
            heads = buckets.get(key)
            if heads is None:
                buckets[key] = [index]
                continue
            for head in heads:
                if _root(parents, head) == _root(parents, index) or self._alike(
                    head, index
                ):
                    _join(parents, head, index)
                    break
            else:
                if len(heads) < _JOINED_MAX:
                    heads.append(index)

    def _alike(self, one: int, other: int) -> bool:
        mine = self._minima[one * MINIMA : (one + 1) * MINIMA]
        theirs = self._minima[other * MINIMA : (other + 1) * MINIMA]
        equal = sum([a == b for a, b in zip(mine, theirs, strict=True)])
        return equal >= ALIKE_FROM * MINIMA

    def _campaign(self, listed: Sequence[int]) -> Campaign:
        keys = Counter(key for index in listed for key in self._keys[index])
        ranked = [key for key, _ in sorted(keys.items(), key=lambda k: (-k[1], k[0]))]
        links = f"{ContactKind.LINK}:"
        days = Counter(self._days[index] for index in listed if self._days[index])
        accounts = Counter(
            f"{self._platforms[index]}/{self._accounts[index]}"
            for index in listed
            if self._accounts[index]
        )
        first = self._ids[listed[0]]
        return Campaign(
            key=hashlib.sha256(first.encode()).hexdigest()[:16],
            posts=tuple(self._ids[index] for index in listed),
            contacts=tuple(key for key in ranked if not key.startswith(links)),
            links=tuple(
                key.removeprefix(links) for key in ranked if key.startswith(links)
            ),
            platforms=dict(
                sorted(Counter(self._platforms[index] for index in listed).items())
            ),
            accounts=dict(sorted(accounts.items())),
            days={date.fromordinal(day): days[day] for day in sorted(days)},
        )

    def _once(self, text: str) -> str:
        """Return one object for equal strings: most repeat."""
        return self._names.setdefault(text, text)


def _words(text: str, contacts: Sequence[Contact]) -> str:
    """Return *text* without what a program changes: places, contacts and digits."""
    for contact in contacts:
        text = text.replace(fold(contact.written).text, "")
    bare = _NOT_TEXT.sub("", text)
    kept, done = [], 0
    for _, start, end in load_lexicon().places.find_matches_as_indexes(bare):
        kept.append(bare[done:start])
        done = end
    return "".join((*kept, bare[done:]))


def _runs(text: str) -> list[str]:
    return [text[i : i + _RUN] for i in range(len(text) - _RUN + 1)]


def _joins(contact: Contact) -> bool:
    """Return whether *contact* belongs to somebody."""
    return contact.kind is not ContactKind.LINK or not _PUBLIC.search(contact.value)


def _root(parents: "array[int]", index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _join(parents: "array[int]", one: int, other: int) -> None:
    first, second = _root(parents, one), _root(parents, other)
    if first != second:
        parents[max(first, second)] = min(first, second)
