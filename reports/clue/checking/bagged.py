"""A package opened for checking: each file measured once, its lists parsed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casebook.language import mark
from reports.clue.checking.container import Container
from reports.clue.doubt import Doubt
from reports.clue.sealing.digests import Digests, measure

_LINE = re.compile(r"([0-9a-f]{64})  ([!-~]+)")

TAG_MAX_BYTES = 64 << 20
"""Of one tag file: the manifest of 100,000 files has about 15 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A package whose container is sound; nothing in it is believed yet."""

    container: Container
    measured: Mapping[str, Digests]
    """Of every file, by its path in the bag."""


def read_bag(container: Container) -> Bag:
    """Measure every file of *container*.

    Raises:
        Doubt: the container is not to be trusted, or a file cannot be read.
    """
    measured = {}
    for name in container.names():
        try:
            with container.open(name) as stream:
                measured[name] = measure(stream)
        except Exception as exc:  # noqa: BLE001 - a broken entry raises many kinds
            raise Doubt(
                mark("{name} cannot be read: {why}"), name=name, why=exc
            ) from None
    return Bag(container=container, measured=measured)


def read_file(bag: Bag, name: str, *, limit: int = TAG_MAX_BYTES) -> bytes:
    """Return the bytes of one file.

    Raises:
        Doubt: it is not there, or larger than *limit*.
    """
    if name not in bag.measured:
        raise Doubt(mark("{name} is missing"), name=name)
    if bag.measured[name].size_bytes > limit:
        raise Doubt(mark("{name} is too large to be true"), name=name)
    with bag.container.open(name) as stream:
        return stream.read()


def read_sums(bag: Bag, name: str) -> dict[str, str]:
    """Return the digests in a list of them, by path.

    Raises:
        Doubt: it is not a sorted list of digests and paths, each path once.
    """
    text = read_file(bag, name).decode("ascii", "replace")
    lines = text.split("\n")
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1] or not found or not all(found):
        raise Doubt(mark("{name} is no list of digests"), name=name)
    pairs = [(m.group(2), m.group(1)) for m in found if m]
    paths = [path for path, _ in pairs]
    if paths != sorted(set(paths)):
        raise Doubt(mark("{name} is not sorted, or names a file twice"), name=name)
    return dict(pairs)


def compare(expected: Mapping[str, str], actual: Mapping[str, str]) -> None:
    """Raise Doubt unless every digest in *expected* is in *actual* too."""
    wrong = [name for name in expected if actual.get(name) != expected[name]]
    if wrong:
        raise Doubt(
            mark("{count} files are not as listed: {names}"),
            count=len(wrong),
            names=some(wrong),
        )


def some(names: Iterable[str]) -> str:
    """Return the first of *names*, and how many more there are.

    >>> some(["b", "a", "c", "d"])
    'a, b, c … (4)'
    """
    listed = sorted(names)
    shown = ", ".join(listed[:3])
    return shown if len(listed) <= 3 else f"{shown} … ({len(listed)})"  # noqa: PLR2004
