"""Scrapy's name resolver: only guarded addresses ever reach a connection.

Twisted asks it for every new connection, IP literals, redirects and robots.txt
included, and connects to the address it hands on.
"""

import asyncio
from typing import Any, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

from casebook.config import Config
from crawler.network.names import Names


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()


@implementer(IHostnameResolver)
class GuardResolver:
    """TWISTED_DNS_RESOLVER: asks :class:`Names`, maps ports, lets no inside through."""

    def __init__(self, reactor: Any, names: Names) -> None:
        self.names = names
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Build from the configuration among the settings."""
        config: Config = crawler.settings["ZHAOYAO_CONFIG"]
        return cls(reactor, Names.from_config(config.network))

    def install_on_reactor(self) -> None:
        """Put this resolver in the place of Twisted's own."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        receiver: Any,
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        addressTypes: Any = None,  # noqa: ARG002, N803 - Twisted's name
        transportSemantics: str = "TCP",  # noqa: ARG002, N803 - Twisted's name
    ) -> Any:
        """Hand each allowed address of *hostName* to *receiver*."""
        resolution = _Resolution(hostName)
        receiver.resolutionBegan(resolution)
        resolution.task = asyncio.ensure_future(
            self._resolve(receiver, hostName, portNumber)
        )
        return resolution

    async def _resolve(self, receiver: Any, host: str, port: int) -> None:
        lookup = await self.names.lookup(host)
        for address in lookup.addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, self.names.guard.port(port)))
        receiver.resolutionComplete()


def installed_names() -> Names:
    """Return the names that this process connects by.

    Raises:
        RuntimeError: the guard is not installed; a crawl without it must not start.
    """
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one

    resolver = getattr(reactor, "nameResolver", None)
    if not isinstance(resolver, GuardResolver):
        raise RuntimeError(  # noqa: TRY004 - no argument is of the wrong type
            "the crawl's own resolver is not installed"
        )
    return resolver.names
