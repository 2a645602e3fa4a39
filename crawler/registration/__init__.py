"""Who registered a domain, and when: RDAP first, WHOIS where RDAP does not know."""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx

from casebook.blobs import Blobs
from casebook.config import Config
from casebook.records import Capture, Placed, Registration
from casebook.times import now_utc
from casebook.urls import host_of, is_address, registrable
from crawler.network.failures import one_line
from crawler.network.names import Names
from crawler.network.proxy import GuardProxy
from crawler.network.turns import Turns
from crawler.registration.bootstrap import Bootstrap
from crawler.registration.networks import Networks
from crawler.registration.rdap import Rdap, read_domain
from crawler.registration.whois_text import ask_whois, read_whois
from detectors.gangs.traces import addresses_of


class Registry:
    """Answers for each registrable domain once a run, however many ask."""

    def __init__(
        self, config: Config, blobs: Blobs, names: Names, *, cache: Path | None = None
    ) -> None:
        self._config = config.registration
        table = config.registration.network_table
        self._networks = Networks.read(Path(table)) if table else None
        self._turns = Turns(config.registration.delay_per_registry_seconds)
        self._cache = cache
        self._ca_file = config.network.ca_file
        self._blobs = blobs
        self._names = names
        self._stack = AsyncExitStack()
        self._rdap: Rdap | None = None
        self._asked: dict[str, asyncio.Task[Registration]] = {}

    async def __aenter__(self) -> Self:
        """Open the way to the registries, through the guard."""
        seconds = self._config.timeout_seconds
        proxy = await self._stack.enter_async_context(
            GuardProxy(self._names, connect_seconds=seconds)
        )
        context = ssl.create_default_context()
        if self._ca_file:
            context.load_verify_locations(self._ca_file)
        client = await self._stack.enter_async_context(
            httpx.AsyncClient(
                proxy=proxy.url,
                verify=context,
                timeout=seconds,
                follow_redirects=True,
                trust_env=False,
            )
        )
        bootstrap = Bootstrap(
            self._config.rdap_bootstrap_url,
            self._cache,
            hours=self._config.bootstrap_hours,
        )
        self._rdap = Rdap(client, bootstrap, self._turns)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        for task in self._asked.values():
            task.cancel()
        await self._stack.aclose()

    async def of(self, url: str) -> Registration | None:
        """Return the registration of the domain of *url*; None where not configured."""
        if not self._config.enabled:
            return None
        domain = registrable(host_of(url))
        if domain not in self._asked:
            self._asked[domain] = asyncio.ensure_future(self._ask(domain))
        return await asyncio.shield(self._asked[domain])

    def place(self, captures: Iterable[Capture]) -> tuple[Placed, ...]:
        """Return the networks of the addresses that were visited, each once."""
        if self._networks is None:
            return ()
        addresses = dict.fromkeys(a for one in captures for a in addresses_of(one))
        placed = (self._networks.place(address) for address in addresses)
        return tuple(one for one in placed if one is not None)

    async def _ask(self, domain: str) -> Registration:
        at = now_utc()
        if is_address(domain):
            return _nothing(domain, at, "address")
        found = await self._by_rdap(domain, at)
        return (
            found
            if isinstance(found, Registration)
            else await self._by_whois(domain, at, found)
        )

    async def _by_rdap(self, domain: str, at: datetime) -> Registration | str:
        assert self._rdap is not None
        try:
            answer = await self._rdap.ask(domain)
            if answer is None:
                return _nothing(domain, at, "not-found", source="rdap")
            sha256 = await asyncio.to_thread(self._blobs.store, answer)
            return read_domain(domain, answer, at=at, sha256=sha256)
        except (httpx.HTTPError, httpx.InvalidURL, LookupError, ValueError) as exc:
            return one_line(f"RDAP: {exc or type(exc).__name__}")

    async def _by_whois(self, domain: str, at: datetime, before: str) -> Registration:
        try:
            answer = await ask_whois(
                self._names,
                domain,
                self._config.whois_server,
                seconds=self._config.timeout_seconds,
                turns=self._turns,
            )
        except (OSError, TimeoutError) as exc:
            said = one_line(f"{before}; WHOIS: {exc or type(exc).__name__}")
            return _nothing(domain, at, said)
        if not answer.strip():
            return _nothing(domain, at, one_line(f"{before}; WHOIS: empty answer"))
        sha256 = await asyncio.to_thread(self._blobs.store, answer)
        return read_whois(domain, answer, at=at, sha256=sha256)


def _nothing(
    domain: str, at: datetime, failure: str, *, source: str = "none"
) -> Registration:
    return Registration(domain=domain, asked_at=at, source=source, failure=failure)
