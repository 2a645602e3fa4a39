"""Pages only for those who come from a search engine or another known place."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from testbed.cloaks import Cloak
from testbed.exchange import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RefererCloak(Cloak):
    """Shows pages to those whose referer is one of the hosts, or the site itself."""

    name: ClassVar[str] = "referer-cloak"

    hosts: tuple[str, ...] = ("search.example",)

    def is_shown(self, visit: Visit) -> bool:
        """Whether the visitor says it came from one of the hosts."""
        try:
            host = urlsplit(visit.request.headers.get("referer", "")).hostname
        except ValueError:  # a bracket that is no address
            return False
        return host in (*self.hosts, *visit.site.hosts)
