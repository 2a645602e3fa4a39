"""Provisions a letter may name: read from a data file, never written in code."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from casebook.encoding import from_plain
from casebook.language import mark
from casebook.records import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One provision and how far its wording can be relied on."""

    labels: tuple[Label, ...]
    """Labels of the cases it may concern."""
    title: Mapping[str, str]
    """By language."""
    subject: Mapping[str, str]
    """What it is about, by language."""
    source: str
    """Where it was read."""
    to_be_verified: bool
    """Whether it was not re-read at all; else it was read in a copy."""


@cache
def provisions() -> tuple[Provision, ...]:
    """Return all provisions in the file's order."""
    folder = resources.files("reports.clue.matter")
    text = folder.joinpath("law.toml").read_text("utf-8")
    tables = tomllib.loads(text)["provision"]
    return tuple(from_plain(table, Provision) for table in tables)


def standing(source: str, *, to_be_verified: bool) -> tuple[str, dict[str, str]]:
    """Return how far a reference can be relied on: a message and its values.

    Each reference is printed with it, because none was compared with the official
    text.
    """
    if to_be_verified:
        return mark("not re-read, to be verified"), {}
    return mark("read in a copy, to be verified: {source}"), {"source": source}


def provisions_for(labels: Iterable[Label]) -> tuple[Provision, ...]:
    """Return the provisions that cases of *labels* may concern.

    >>> [p.source for p in provisions_for([Label.CLEAR])]
    []
    """
    wanted = set(labels)
    return tuple(p for p in provisions() if wanted & set(p.labels))
