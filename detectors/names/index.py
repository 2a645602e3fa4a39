"""All protected words of all profiles, ready to be looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import log

from casebook.profiles import Profiles
from detectors.names.folding import merged, shape
from detectors.names.nearby import Nearby, by_what_is_left
from detectors.names.starts import Starts
from detectors.names.tokens import OF_HOSTS, Token, tokens_of
from detectors.names.words import MISSPELT_ROLES, WORDS, Word

FEWEST_TOKENS = 250
"""As many as ship; with fewer, one of them is still one thing among many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Protected and known words under one folding."""

    exact: dict[str, tuple[Token, ...]]
    exact_starts: Starts
    words: dict[str, Word]
    word_starts: Starts
    nearby: Nearby | None
    """Protected words with typos; None where pairs are folded, which is disguise
    enough."""
    near_words: dict[str, str]
    """Context words by what is left of them without one letter; none likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """What :func:`detectors.names.score_host` compares a name with; build it once."""

    profiles: Profiles
    tokens: tuple[Token, ...]
    shaped: View = field(repr=False)
    """Letters folded one by one."""
    merged: View = field(repr=False)
    """Pairs drawn like one letter folded too."""
    prior: float
    """Log of the number of tokens: what choosing one of them is worth."""
    roots: Mapping[str, str] = field(repr=False)
    """Official hosts with their profile; government suffixes with nothing."""

    @classmethod
    def build(cls, profiles: Profiles) -> "NameIndex":
        """Collect the protected words of *profiles*."""
        every = profiles.by_name.values()
        suffixes = frozenset(suffix for profile in every for suffix in profile.suffixes)
        found = (token for profile in every for token in tokens_of(profile, suffixes))
        tokens = tuple(_owned(token, profiles) for token in found)
        return cls(
            profiles=profiles,
            tokens=tokens,
            shaped=_view(tokens, shape, typos=True),
            merged=_view(tokens, lambda text: merged(shape(text)), typos=False),
            prior=log(max(FEWEST_TOKENS, len(_chosen_from(tokens)))),
            roots=_roots(profiles),
        )

    def owner_of(self, host: str) -> str | None:
        """Return the profile that *host* belongs to; empty for a government suffix.

        None where it is neither. Says the same as the profiles, without asking each.
        """
        root = host
        while root not in self.roots:
            _, dot, root = root.partition(".")
            if not dot:
                return None
        return self.roots[root]


_MADE = frozenset({"combined", "mixed"})
"""Kinds of tokens that are made of others, and are no further thing to choose."""


def _chosen_from(tokens: tuple[Token, ...]) -> set[str]:
    return {token.text for token in tokens if token.kind not in _MADE}


def _roots(profiles: Profiles) -> dict[str, str]:
    found = {suffix: "" for p in profiles.by_name.values() for suffix in p.suffixes}
    for profile in profiles.by_name.values():
        for host in profile.hosts:
            if not found.get(host):
                found[host] = profile.name
    return found


def _owned(token: Token, profiles: Profiles) -> Token:
    """Give a host's letters to the body that the host belongs to."""
    owner = profiles.owner_of(token.shown) if token.kind in OF_HOSTS else None
    return replace(token, profile=owner.name) if owner else token


def _view(
    tokens: tuple[Token, ...], fold: Callable[[str], str], *, typos: bool
) -> View:
    exact: dict[str, list[Token]] = {}
    for token in tokens:
        exact.setdefault(fold(token.text), []).append(token)
    words: dict[str, Word] = {}
    for word in WORDS.values():
        words.setdefault(fold(word.text), word)
    every = {text: tuple(found) for text, found in exact.items()}
    misspelt = (text for text in words if words[text].role in MISSPELT_ROLES)
    return View(
        exact=every,
        exact_starts=Starts.of(every),
        words=words,
        word_starts=Starts.of(words),
        nearby=Nearby.of(every) if typos else None,
        near_words=by_what_is_left(misspelt) if typos else {},
    )
