"""Pages only for clients of the right name: not for crawlers, or only for WeChat."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.cloaks import Cloak
from testbed.exchange import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class UaCloak(Cloak):
    """Shows pages by words in the user agent; case does not matter."""

    name: ClassVar[str] = "ua-cloak"

    wanted: tuple[str, ...] = ()
    """One of these must be there; where empty, none need be."""

    refused: tuple[str, ...] = (
        "bot",
        "spider",
        "crawl",
        "scrapy",
        "python",
        "curl",
        "headless",
    )
    """None of these may be there. An empty user agent is refused too."""

    def is_shown(self, visit: Visit) -> bool:
        """Whether the visitor's name pleases."""
        agent = visit.request.user_agent.lower()
        if not agent or any(word.lower() in agent for word in self.refused):
            return False
        return not self.wanted or any(word.lower() in agent for word in self.wanted)
