"""A name that DNS does not resolve, or resolves to where nothing listens."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class Dns(Behaviour):
    """Changes what DNS does; whoever comes all the same is answered."""

    name: ClassVar[str] = "dns"

    does: str = "nxdomain"
    """``nxdomain``, ``servfail``, ``timeout``, or the IPv4 address to give."""

    def resolve(self) -> str:
        """Return what was set."""
        return self.does
