"""Whether names exist: asked of name servers by the thousand, at a steady pace.

Four things are told apart that are often taken for one: a name that the registry does
not know, one that answers, one that answers only because everything beside it does,
and one of which nothing could be learnt.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import dns.asyncquery
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from casebook.config import Config
from casebook.store import NameState
from crawler.network.names import Server, read_server, system_servers

DEFINITE = frozenset({dns.rcode.NOERROR, dns.rcode.NXDOMAIN})

FAMILIES = (dns.rdatatype.A, dns.rdatatype.AAAA)

RANDOM_BYTES = 10
"""Of the label that nobody registered: 20 hex digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existence:
    """How one name was found."""

    name: str
    state: NameState
    host: str = ""
    """What answers: the name, or www below it; empty where neither does."""
    addresses: tuple[str, ...] = ()
    catches_all: bool = False
    """Whether any label below the name answers, too."""
    detail: str = ""
    """Response code of a failure, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the servers said of one question."""

    rcode: dns.rcode.Rcode | None
    """None: nobody answered in time."""
    addresses: tuple[str, ...] = ()

    @property
    def is_definite(self) -> bool:
        """Whether it says that the name is there or is not."""
        return self.rcode in DEFINITE


class Pace:
    """Lets one thing begin at a time, no more often than *per_second*."""

    def __init__(self, per_second: float) -> None:
        self._pause = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        if not self._pause:
            return
        now = time.monotonic()
        self._next = max(self._next, now)
        wait, self._next = self._next - now, self._next + self._pause
        if wait > 0:
            await asyncio.sleep(wait)


class Prober:
    """Asks whether names exist."""

    def __init__(
        self,
        servers: Sequence[Server],
        *,
        timeout_seconds: float,
        attempts: int,
        per_second: float,
        at_once: int,
    ) -> None:
        self._servers = tuple(servers)
        self._timeout_seconds = timeout_seconds
        self._attempts = attempts
        self._pace = Pace(per_second)
        self._places = asyncio.Semaphore(at_once)
        self._turn = 0
        self._wild: dict[str, asyncio.Task[Answer]] = {}

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Build from the configuration, with servers of its own where it names some."""
        own = config.lookalikes
        named = own.nameservers or config.network.nameservers
        return cls(
            [read_server(text) for text in named] or system_servers(),
            timeout_seconds=own.timeout_seconds,
            attempts=own.attempts,
            per_second=own.queries_per_second,
            at_once=own.concurrent_queries,
        )

    async def probe(self, name: str) -> Existence:
        """Return how *name*, a registrable one, is found; never raises for a name."""
        first = await self._ask(name, dns.rdatatype.A)
        if first.rcode == dns.rcode.NXDOMAIN:
            return Existence(name=name, state=NameState.ABSENT)
        if first.rcode is None:
            return Existence(name=name, state=NameState.SILENT)
        if not first.is_definite:
            detail = dns.rcode.to_text(first.rcode)
            return Existence(name=name, state=NameState.BROKEN, detail=detail)
        wild = await self._beside(name)
        host, addresses = await self._where(name, first)
        if wild.rcode == dns.rcode.NOERROR and (
            set(addresses) <= set(wild.addresses) or not addresses
        ):
            return Existence(name=name, state=NameState.WILDCARD, addresses=addresses)
        if not addresses:
            return Existence(name=name, state=NameState.EMPTY)
        below = await self._ask(f"{_nobody()}.{name}", dns.rdatatype.A)
        return Existence(
            name=name,
            state=NameState.ANSWERS,
            host=host,
            addresses=addresses,
            catches_all=bool(below.addresses),
        )

    async def _where(self, name: str, first: Answer) -> tuple[str, tuple[str, ...]]:
        """Return the host that has addresses, and them: the name itself, or its www."""
        if first.addresses:
            return name, first.addresses
        for host in (name, f"www.{name}"):
            for kind in FAMILIES:
                if host == name and kind is dns.rdatatype.A:
                    continue  # asked already
                found = await self._ask(host, kind)
                if found.addresses:
                    return host, found.addresses
        return "", ()

    async def _beside(self, name: str) -> Answer:
        """Return what a name that nobody registered answers, once for each suffix."""
        suffix = name.partition(".")[2]
        if suffix not in self._wild:
            nobody = f"{_nobody()}.{suffix}"
            self._wild[suffix] = asyncio.ensure_future(
                self._ask(nobody, dns.rdatatype.A)
            )
        return await asyncio.shield(self._wild[suffix])

    async def _ask(self, name: str, kind: dns.rdatatype.RdataType) -> Answer:
        """Ask servers in turn until one is definite; then say what the last said."""
        try:
            query = dns.message.make_query(name, kind, use_edns=0)
        except (dns.exception.DNSException, UnicodeError):
            return Answer(rcode=dns.rcode.NXDOMAIN)
        said: Answer = Answer(rcode=None)
        for _ in range(self._attempts if self._servers else 0):
            self._turn += 1
            server = self._servers[self._turn % len(self._servers)]
            await self._pace.turn()
            async with self._places:
                answer = await self._exchange(query, server)
            if answer.is_definite:
                return answer
            # A refusal says more than silence.
            said = answer if answer.rcode is not None else said
        return said

    async def _exchange(self, query: dns.message.Message, server: Server) -> Answer:
        host, port = server
        try:
            reply, _ = await dns.asyncquery.udp_with_fallback(
                query, host, timeout=self._timeout_seconds, port=port
            )
        except (dns.exception.Timeout, OSError):
            return Answer(rcode=None)
        except (dns.exception.DNSException, EOFError):
            return Answer(rcode=dns.rcode.FORMERR)
        found = [
            record.address
            for rrset in reply.answer
            if rrset.rdtype in FAMILIES
            for record in rrset
        ]
        return Answer(rcode=reply.rcode(), addresses=tuple(sorted(set(found))))


def _nobody() -> str:
    return f"x{secrets.token_hex(RANDOM_BYTES)}"
