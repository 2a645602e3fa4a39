"""Names of whole lists against all profiles: patterns first, rules for what is left."""

from collections.abc import Iterable

from casebook.profiles import Profiles
from detectors.names import HostScore, NameIndex
from detectors.names.screening import GATED_BYTES, Screen, read_all

REMEMBERED = 100_000
"""Flagged names kept in mind; a resolver's log has the same one all day."""


class Gate:
    """Screens blocks of names; patterns are compiled once enough names have come."""

    def __init__(self, profiles: Profiles) -> None:
        self._index = NameIndex.build(profiles)
        self._screen: Screen | None = None
        self._seen_bytes = 0
        self._flagged: set[str] = set()

    def begin(self) -> None:
        """Begin a list: what is flagged in it is told though another had it, too."""
        self._flagged.clear()

    def flagged(self, names: Iterable[str]) -> list[HostScore]:
        """Return the scores of those that a person should see, in order, each once."""
        block = "".join(f"{name}\n" for name in names).encode("utf-8", "replace")
        self._seen_bytes += len(block)
        if self._screen is None and self._seen_bytes >= GATED_BYTES:
            self._screen = Screen(self._index)
        if self._screen is None:
            found = read_all(block, self._index)
        else:
            found = self._screen.flagged(block)
        if len(self._flagged) > REMEMBERED:
            self.begin()
        fresh = {one.name: one for one in found if one.name not in self._flagged}
        self._flagged.update(fresh)
        return list(fresh.values())
