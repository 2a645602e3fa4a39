"""What an impostor starts from: the words of a profile, cut and joined as names are.

Each stem costs what choosing it costs: -ln of its share among the names that imitate
its profile. The costs of later choices are added, so the cheapest name is likeliest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import exp, log

from casebook.profiles import Kind, Profile
from casebook.urls import is_under
from detectors.names.pinyin import syllables
from detectors.names.suffixes import cut
from detectors.names.tokens import Token, tokens_of
from detectors.names.words import WORDS, Role

# Share of each kind of protected word among imitations, before it is divided among a
# profile's words of that kind. Set by hand after the kinds of imitations that are
# reported; the order they give is measured by benchmarks/lookalikes.py.
SHARES = {
    "joined": 0.28,
    "label": 0.2,
    "letters": 0.26,
    "reading": 0.08,
    "initials": 0.06,
    "subject": 0.04,
    "local": 0.06,
    "characters": 0.12,
    "phrase": 0.05,
}
SPREAD = 0.6
"""Later words of one kind tell less than earlier ones: share / place ** SPREAD."""
LISTED_SPREAD = 0.3
"""The same for letters, which a profile lists in no order."""
HYPHENATED = 0.7
"""A word written with a hyphen is about half as common."""
SUFFIX_ALONE = 2.5
"""The official suffix made a name (``gov-cn``): the body is a label below it."""
LOCAL_NAMES = 3
"""So many names that begin with a place make a body one with local bureaus."""
SUBJECT_LEAST_LETTERS = 5
"""Shorter words about the subject are parts of too many others."""

LONG_LETTERS = 12
"""Longer stems are typed less gladly, so each letter beyond costs."""
PER_LETTER = 0.12
STEM_MOST_LETTERS = 32

_LATIN = re.compile(r"(?!xn--)[a-z0-9-]+")
_HOST_LABELS_MOST = 4
_PLACE = re.compile(
    "|".join(w for w in WORDS if WORDS[w].role is Role.PLACE and not w.isascii())
)
_SUBJECTS = tuple(
    word.text
    for word in WORDS.values()
    if word.role is Role.SUBJECT and len(word.text) >= SUBJECT_LEAST_LETTERS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """One way in which a body is named in a label."""

    text: str
    """Letters with or without hyphens, or Chinese characters."""
    kind: str
    """``joined`` (an official host run together), or a kind of
    :class:`detectors.names.tokens.Token`."""
    shown: str
    """What it imitates, as people know it, such as ``mem.gov.cn``."""
    nats: float
    """-ln of its share among the profile's stems."""
    is_local: bool = False
    """Whether the body has bureaus in the provinces."""

    @property
    def letters(self) -> str:
        """The text without hyphens."""
        return self.text.replace("-", "")

    @property
    def is_latin(self) -> bool:
        """Whether it is written in letters."""
        return self.text.isascii()


def stems_of(profile: Profile, suffixes: frozenset[str]) -> tuple[Stem, ...]:
    """Return the stems of *profile*, cheapest first, each text once.

    Args:
        profile: the body.
        suffixes: where only government registers, by all profiles.
    """
    found: dict[str, Stem] = {}
    for stem in (*_joined(profile, suffixes), *_worded(profile, suffixes)):
        known = found.get(stem.text)
        if known is None or stem.nats < known.nats:
            found[stem.text] = stem
    if not found:
        return ()
    # A body with many hosts gets no more of the whole, only thinner shares.
    total = log(sum(exp(-stem.nats) for stem in found.values()))
    local = sum(bool(_PLACE.match(name)) for name in profile.names) >= LOCAL_NAMES
    shared = (
        replace(stem, nats=stem.nats + total, is_local=local) for stem in found.values()
    )
    return tuple(sorted(shared, key=lambda stem: (stem.nats, stem.text)))


def _worded(profile: Profile, suffixes: frozenset[str]) -> Iterator[Stem]:
    """Yield the profile's words, each kind sharing among its own."""
    places: dict[str, int] = {}
    for kind, text, shown in _texts(profile, suffixes):
        if len(text) > STEM_MOST_LETTERS:
            continue
        places[kind] = places.get(kind, 0) + 1
        spread = LISTED_SPREAD if kind == "letters" else SPREAD
        nats = -log(SHARES[kind]) + spread * log(places[kind]) + _length(text)
        yield Stem(text=text, kind=kind, shown=shown, nats=nats)
        for other in _hyphenated(kind, text, shown):
            yield Stem(text=other, kind=kind, shown=shown, nats=nats + HYPHENATED)


def _hyphenated(kind: str, text: str, shown: str) -> Iterator[str]:
    """Yield a word as it is written with a hyphen: as listed, or between two words."""
    if kind == "letters" and "-" in shown and shown.isascii():
        yield shown.lower()
    elif text.isascii():
        for at in range(2, len(text) - 1):
            if text[:at] in WORDS and text[at:] in WORDS:
                yield f"{text[:at]}-{text[at:]}"


def _texts(
    profile: Profile, suffixes: frozenset[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield kind and text of each word of a profile, and what it imitates."""
    # Titles are names of a platform, too.
    widened = replace(profile, names=(*profile.names, *profile.titles))
    # Tokens of other kinds are made of hosts, as here, with and without hyphens.
    tokens = [t for t in tokens_of(widened, suffixes) if t.kind in SHARES]
    for token in tokens:
        yield token.kind, token.text, token.shown
    for listed in profile.host_tokens:
        # A word that proves nothing (caozuozheng) is what some imitations are made of.
        if listed in WORDS and len(listed) >= SUBJECT_LEAST_LETTERS:
            yield "letters", listed, listed
    if profile.kind is not Kind.GENERIC:
        yield from _local(profile)
        yield from _of_subject(tokens)


def _local(profile: Profile) -> Iterator[tuple[str, str, str]]:
    """Yield the names of local bureaus with their place, and how they are read."""
    for name in profile.names:
        read = syllables(name) if _PLACE.match(name) else ()
        if read:
            yield "local", name, name
            yield "local", "".join(read), name
            yield "local", "".join(syllable[0] for syllable in read), name


def _of_subject(tokens: Iterable[Token]) -> Iterator[tuple[str, str, str]]:
    """Yield how general parts of names are read, and words about the subject."""
    for token in tokens:
        read = syllables(token.text) if token.kind == "phrase" else ()
        if read:
            yield "reading", "".join(read), token.shown
            yield "initials", "".join(syllable[0] for syllable in read), token.shown
    letters = [token for token in tokens if token.text.isascii()]
    for word in _SUBJECTS:
        found = next((token for token in letters if word in token.text), None)
        if found is not None:
            yield "subject", word, found.shown


def _joined(profile: Profile, suffixes: frozenset[str]) -> Iterator[Stem]:
    """Yield official hosts and suffixes with their dots left out or made hyphens."""
    places = 0
    for host in (*profile.hosts, *profile.suffixes):
        labels = tuple(host.split("."))[-_HOST_LABELS_MOST:]
        if not all(_LATIN.fullmatch(label) for label in labels):
            continue
        places += 1
        above = [s for s in suffixes if is_under(host, s) and "." in s and s != host]
        parts = [
            *((labels[a:b], nats) for a, b, nats in _stretches(labels, host)),
            *((tuple(suffix.split(".")), SUFFIX_ALONE) for suffix in above),
        ]
        for piece, nats in parts:
            share = -log(SHARES["joined"]) + SPREAD * log(places) + nats
            for text, extra in _joins(piece):
                cost = share + extra + _length(text)
                yield Stem(text=text, kind="joined", shown=host, nats=cost)


def _stretches(labels: tuple[str, ...], host: str) -> Iterator[tuple[int, int, float]]:
    """Yield the parts of a host that people would still know, with their cost."""
    suffix = len(cut(host).suffix.split(".")) if cut(host).chosen else len(labels)
    own = len(labels) - suffix
    for start in range(max(1, own)):
        for end in range(max(own, start + 2), len(labels) + 1):
            # With a word of the suffix it is unmistakable; ``cxmem`` is so by itself.
            telling = end > own or end - start > 1
            alone = end == start + 1 and labels[start] in WORDS
            if telling and not alone:
                yield start, end, 0.9 * start + 0.5 * (len(labels) - end)


def _joins(piece: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Yield each way to write *piece* without dots, and turned round where short.

    >>> sorted(text for text, _ in _joins(("mem", "gov")))
    ['gov-mem', 'govmem', 'mem-gov', 'memgov']
    """
    orders = [(piece, 0.0)]
    if len(piece) == 2:  # noqa: PLR2004 - two words change places, more are a mess
        orders.append((piece[::-1], 2.2))
    for order, turned in orders:
        for marks in product(("", "-"), repeat=len(order) - 1):
            text = "".join(map("".join, zip(order, (*marks, ""), strict=True)))
            mixed = len(set(marks)) > 1
            yield text, turned + (1.8 if mixed else 0.4)


def _length(text: str) -> float:
    size = len(text) if text.isascii() else 2 * len(text)
    return PER_LETTER * max(0, size - LONG_LETTERS)
