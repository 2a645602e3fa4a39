"""Names to addresses: asked once, kept as it was answered, and guarded.

The addresses a :class:`Lookup` gives are the ones connected to, so a name cannot be
answered harmlessly when it is checked and harmfully when it is dialled.
"""

import asyncio
import base64
import ipaddress
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
import dns.resolver

from casebook.config import NetworkConfig
from casebook.records import DnsAnswer
from casebook.times import now_utc
from crawler.network.guard import Address, Guard, literal_address

KEEP_SECONDS = 60.0
"""How long an answer is used again: about one visit, so that all its hops agree."""

KEEP_NAMES = 10_000
"""Answers kept before the old ones are thrown out; bounds memory in a long run."""

KEEP_RECORDS = 50
"""Lines of one answer that are recorded."""

KEEP_MESSAGE_BYTES = 4096
"""Longest answer that is recorded whole; ordinary ones have some hundred bytes."""

SECOND_FAMILY_SECONDS = 1.0
"""How long an IPv6 answer is waited for once IPv4 is there; many servers drop it."""

DNS_PORT = 53

DEFINITE = frozenset({"NOERROR", "NXDOMAIN"})
"""What a server answers that knows; after all else the next server is asked."""

Server = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What became of one name."""

    host: str
    answers: tuple[DnsAnswer, ...] = ()
    """What was asked and answered; empty where the host is an address."""
    addresses: tuple[str, ...] = ()
    """May be connected to."""
    refused: tuple[str, ...] = ()
    """Found, but not let through by the guard."""

    @property
    def failure(self) -> str | None:
        """Name of what went wrong, in the words of :class:`Capture`, else None."""
        if self.addresses:
            return None
        if self.refused:
            return "blocked-address"
        rcode = self.answers[0].rcode if self.answers else "NXDOMAIN"
        # A name that exists but has no address leads nowhere either.
        by_rcode = {"NOERROR": "dns-nxdomain", "NXDOMAIN": "dns-nxdomain"}
        by_rcode["TIMEOUT"] = "dns-timeout"
        return by_rcode.get(rcode, "dns-servfail")

    @property
    def detail(self) -> str:
        """One line that explains the failure."""
        if self.refused:
            return f"{self.host} is {', '.join(self.refused)}, which is not public"
        if self.answers:
            first = self.answers[0]
            return f"{first.resolver} answered {first.rcode} for {first.name}"
        return f"{self.host} is not a name that could be asked for"


class Names:
    """Asks name servers, and remembers for a while what they said."""

    def __init__(
        self, servers: Sequence[Server], guard: Guard, *, timeout_seconds: float
    ) -> None:
        self.guard = guard
        self._servers = tuple(servers)
        self._timeout_seconds = timeout_seconds
        self._known: dict[str, tuple[float, asyncio.Task[Lookup]]] = {}

    @classmethod
    def from_config(cls, network: NetworkConfig) -> Self:
        """Build from the configuration; without servers there, the system's."""
        servers = [read_server(text) for text in network.nameservers]
        return cls(
            servers or system_servers(),
            Guard.from_config(network),
            timeout_seconds=network.dns_timeout_seconds,
        )

    async def lookup(self, host: str) -> Lookup:
        """Return what *host* leads to; never raises for anything a name can do."""
        now = time.monotonic()
        kept = self._known.get(host)
        if kept is None or now - kept[0] > KEEP_SECONDS:
            if len(self._known) >= KEEP_NAMES:
                self._known.clear()
            kept = (now, asyncio.ensure_future(self._lookup(host)))
            self._known[host] = kept
        # Shielded: one caller that gives up must not take the answer from the others.
        return await asyncio.shield(kept[1])

    def forget(self, host: str) -> None:
        """Ask anew when *host* is looked up next."""
        self._known.pop(host, None)

    async def _lookup(self, host: str) -> Lookup:
        literal = literal_address(host)
        if literal is not None:
            return self._sort(host, (), [literal])
        try:
            name = dns.name.from_text(host.rstrip(".") + ".")
        except (dns.exception.DNSException, UnicodeError):
            return Lookup(host=host)
        first = asyncio.ensure_future(self._ask(name, dns.rdatatype.A))
        second = asyncio.ensure_future(self._ask(name, dns.rdatatype.AAAA))
        answer, found = await first
        answers = [answer]
        wait = SECOND_FAMILY_SECONDS if found else None
        done, _ = await asyncio.wait({second}, timeout=wait)
        if done:
            other, more = second.result()
            answers.append(other)
            found += more
        else:
            second.cancel()
        return self._sort(host, tuple(answers), found)

    def _sort(
        self, host: str, answers: tuple[DnsAnswer, ...], found: list[Address]
    ) -> Lookup:
        allowed = [str(one) for one in found if self.guard.allows(one)]
        refused = [str(one) for one in found if not self.guard.allows(one)]
        return Lookup(
            host=host,
            answers=answers,
            addresses=tuple(allowed),
            refused=tuple(refused),
        )

    async def _ask(
        self, name: dns.name.Name, kind: dns.rdatatype.RdataType
    ) -> tuple[DnsAnswer, list[Address]]:
        """Ask each server in turn, twice round, until one gives a definite answer."""
        asked_at = now_utc()
        rcode, server = "TIMEOUT", ("system", DNS_PORT)
        reply: dns.message.Message | None = None
        turns = [one for _ in range(2) for one in self._servers]
        deadline = time.monotonic() + self._timeout_seconds
        for turn, server in enumerate(turns):
            left = max(0.05, deadline - time.monotonic()) / (len(turns) - turn)
            came = await _exchange(name, kind, server, left)
            reply = None if isinstance(came, str) else came
            rcode = dns.rcode.to_text(reply.rcode()) if reply else str(came)
            if rcode in DEFINITE:
                break
        host, port = server
        answer = DnsAnswer(
            name=name.to_text(),
            rcode=rcode,
            records=tuple(_lines(reply)[:KEEP_RECORDS] if rcode in DEFINITE else ()),
            resolver="system" if host == "system" else f"{host}:{port}",
            asked_at=asked_at,
            kind=dns.rdatatype.to_text(kind),
            message=_whole(reply),
        )
        return answer, _addresses(reply) if rcode in DEFINITE else []


def read_server(text: str) -> Server:
    """Split ``host:port``; the port may be left out.

    >>> read_server("192.0.2.53:5353"), read_server("[2001:db8::1]:53")
    (('192.0.2.53', 5353), ('2001:db8::1', 53))
    """
    if text.count(":") > 1 and not text.startswith("["):
        return text, DNS_PORT
    host, separator, port = text.rpartition(":")
    if not separator or text.endswith("]"):
        return text.strip("[]"), DNS_PORT
    return host.strip("[]"), int(port)


def system_servers() -> list[Server]:
    """Return the servers that the system itself asks; none where it names none."""
    try:
        found = dns.resolver.Resolver().nameservers
    except dns.resolver.NoResolverConfiguration:
        return []
    return [(str(address), DNS_PORT) for address in found]


async def _exchange(
    name: dns.name.Name, kind: dns.rdatatype.RdataType, server: Server, seconds: float
) -> dns.message.Message | str:
    query = dns.message.make_query(name, kind, use_edns=0)
    host, port = server
    try:
        reply, _ = await dns.asyncquery.udp_with_fallback(
            query, host, timeout=seconds, port=port
        )
    except (dns.exception.Timeout, OSError):
        return "TIMEOUT"
    except (dns.exception.DNSException, EOFError):
        return "FORMERR"
    return reply


def _lines(reply: dns.message.Message | None) -> list[str]:
    sets = reply.answer if reply else ()
    return [line for rrset in sets for line in rrset.to_text().splitlines()]


def _addresses(reply: dns.message.Message | None) -> list[Address]:
    return [
        ipaddress.ip_address(record.address)
        for rrset in (reply.answer if reply else ())
        if rrset.rdtype in {dns.rdatatype.A, dns.rdatatype.AAAA}
        for record in rrset
    ]


def _whole(reply: dns.message.Message | None) -> str:
    """Return a message as it came, in base64; empty where none did, or a huge one."""
    message = (reply.wire if reply else None) or b""
    kept = len(message) <= KEEP_MESSAGE_BYTES
    return base64.b64encode(message).decode("ascii") if kept else ""
