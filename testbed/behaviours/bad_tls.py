"""A certificate that no client should accept."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour


@dataclass(frozen=True, slots=True, kw_only=True)
class BadTls(Behaviour):
    """Presents a bad certificate; behind it the site answers as ever."""

    name: ClassVar[str] = "bad-tls"

    trouble: str = "expired"
    """``expired``, ``self-signed`` or ``wrong-host``."""

    def certificate(self) -> str:
        """Return what was set."""
        return self.trouble
