"""Pages only for those who come by the full link, as from a QR code."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.cloaks import Cloak
from testbed.exchange import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepLinkOnly(Cloak):
    """Shows pages where the query holds the keys."""

    name: ClassVar[str] = "deep-link-only"

    keys: tuple[str, ...] = ()
    """All of these must be in the query; where empty, any query does."""

    def is_shown(self, visit: Visit) -> bool:
        """Whether the visitor has the link."""
        query = visit.request.query
        return bool(query) and all(key in query for key in self.keys)
