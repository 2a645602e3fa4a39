"""Names by the thousand: which were seen already, and which a person should see."""

from collections.abc import Hashable, Iterable, Iterator

from casebook.profiles import Profiles
from detectors.names import HostScore, NameIndex
from detectors.names.letters import clean
from detectors.names.screening import GATED_BYTES, Screen, read_all

KEEP = 400_000
"""What is remembered before the oldest is forgotten: about an hour of all logs, so a
certificate meets its precertificate and its copies in other logs. Some 60 MB."""

BLOCK = 4096
"""Names looked at in one pass of the gate."""


class Seen:
    """Remembers what came last; bounded."""

    def __init__(self, keep: int = KEEP) -> None:
        self._keep = keep
        self._known: dict[int, None] = {}

    def is_new(self, what: Hashable) -> bool:
        """Whether *what* was not met yet; from now on it was."""
        key = hash(what)
        if key in self._known:
            return False
        self._known[key] = None
        if len(self._known) > self._keep:
            del self._known[next(iter(self._known))]
        return True


class Sieve:
    """Scores names against all profiles; each name once while it is remembered.

    The first names are read one by one. Where they turn out to be many, the gate is
    made ready, which takes a moment, and from then on a name costs a microsecond.
    """

    def __init__(self, profiles: Profiles) -> None:
        self._index = NameIndex.build(profiles)
        self._seen = Seen()
        self._screen: Screen | None = None
        self._read_bytes = 0

    def flagged(self, names: Iterable[str]) -> Iterator[HostScore]:
        """Yield the scores of the names that a person should see, in order."""
        fresh: list[str] = []
        for host in map(plain, names):
            if host and self._seen.is_new(host):
                fresh.append(host)
                if len(fresh) == BLOCK:
                    yield from self._look(fresh)
                    fresh = []
        if fresh:
            yield from self._look(fresh)

    def _look(self, hosts: list[str]) -> list[HostScore]:
        block = "".join(f"{host}\n" for host in hosts).encode()
        self._read_bytes += len(block)
        if self._screen is None and self._read_bytes < GATED_BYTES:
            return read_all(block, self._index)
        if self._screen is None:
            self._screen = Screen(self._index)
        return self._screen.flagged(block)


def plain(name: str) -> str:
    """Return *name* as a host: no wildcard, no final dot; empty for what is none.

    >>> plain("*.A.Test."), plain("localhost"), plain("a b.test")
    ('a.test', '', '')
    """
    host = clean(name)
    if "." not in host or len(host) > _LONGEST or not _NOT_IN_HOSTS.isdisjoint(host):
        return ""
    if not host.isascii() and not _is_one_word(host):
        return ""
    return host


def _is_one_word(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # JSON can spell half a character
        return False
    return len(text.split()) == 1 and len(text.splitlines()) == 1


_LONGEST = 253
_NOT_IN_HOSTS = frozenset(
    "".join(map(chr, range(33))) + "/\\:@?#[]<>\"'*,;%&=()|^`{}\x7f"
)
