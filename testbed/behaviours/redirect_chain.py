"""Several redirects before the page."""

from dataclasses import dataclass
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Visit, redirect


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectChain(Behaviour):
    """Sends visitors of one path through hops, over all hosts of the site in turn."""

    name: ClassVar[str] = "redirect-chain"

    path: str = "/"
    """Where the chain starts."""

    hops: int = 3
    """How many redirects there are, the last one to ``to``."""

    to: str = "/index.html"
    """Where it ends: a path on the main host, or an address of another site."""

    status: int = 302

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer with the next hop, or proceed."""
        step = self._step(visit.request.path)
        if step is None:
            return await proceed()
        hosts = visit.site.hosts
        if step + 1 >= self.hops:
            to = self.to
            host = hosts[0]
        else:
            to = f"/go/{step + 1}"
            host = hosts[(step + 1) % len(hosts)]
        if to.startswith("/") and len(hosts) > 1:
            to = f"{visit.request.scheme}://{host}{to}"
        return redirect(to, status=self.status)

    def _step(self, path: str) -> int | None:
        """Return how many hops *path* is into the chain, None where it is not in it."""
        if path == self.path:
            return 0
        number = path.removeprefix("/go/")
        if number == path or not (number.isascii() and number.isdigit()):
            return None
        return int(number) if int(number) < self.hops else None
