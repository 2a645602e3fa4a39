"""A machine that is there, but has no web server."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Behaviour):
    """Gives an address of loopback where the testbed does not listen."""

    name: ClassVar[str] = "refused"

    def resolve(self) -> str:
        """Return an address that refuses every connection."""
        return "127.0.0.2"
