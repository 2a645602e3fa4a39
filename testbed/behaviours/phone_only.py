"""Pages only for telephones."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.cloaks import Cloak
from testbed.exchange import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneOnly(Cloak):
    """Shows pages to clients that call themselves telephones."""

    name: ClassVar[str] = "phone-only"

    def is_shown(self, visit: Visit) -> bool:
        """Whether the visitor's user agent is a telephone's."""
        return visit.request.is_phone
