"""DNS: an authoritative server for the testbed's names, over UDP and TCP."""

import asyncio
import struct
from collections.abc import Iterable, Mapping
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from testbed import behaviours
from testbed.registry import nameservers
from testbed.sites import Site, registrable_domain

LOOPBACK = "127.0.0.1"
TTL_SECONDS = 60
MESSAGE_MAX_BYTES = 4096


class Zone:
    """What each name answers; everything else does not exist."""

    def __init__(self, sites: Iterable[Site]) -> None:
        sites = tuple(sites)
        self._hosts: Mapping[str, str] = {
            host: resolution(site) for site in sites for host in site.hosts
        }
        # A name that does not exist may be in a domain that does.
        there = [host for host, how in self._hosts.items() if how != "nxdomain"]
        self._domains = {registrable_domain(host) for host in there}
        self._above = {name for host in there for name in _ancestors(host)}

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """Return the answer to *query*, or None where none is to be sent."""
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA
        if len(query.question) != 1:
            reply.set_rcode(dns.rcode.FORMERR)
            return reply
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        how = self._hosts.get(name, "")
        if how == "timeout":
            return None
        if how == "servfail":
            reply.set_rcode(dns.rcode.SERVFAIL)
            return reply
        exists = name in self._hosts or name in self._above
        if how == "nxdomain" or not exists:
            reply.set_rcode(dns.rcode.NXDOMAIN)
            exists = False
        kind = dns.rdatatype.to_text(question.rdtype)
        values = self._values(name, kind, how or LOOPBACK) if exists else []
        if values:
            reply.answer.append(_records(name, kind, values))
        else:
            domain = registrable_domain(name)
            reply.authority.append(_records(domain, "SOA", [_soa(domain)]))
        return reply

    def _values(self, name: str, kind: str, address: str) -> list[str]:
        """Return the records of *name* of the type *kind* in zone-file form."""
        if kind == "A" and (name in self._hosts or name in self._domains):
            return [address] if name in self._hosts else []
        if name not in self._domains:
            return []
        first, second = nameservers(name)
        return {
            "NS": [f"{first}.", f"{second}."],
            "SOA": [_soa(name)],
            "MX": [f"10 mail.{name}."],
            "TXT": ['"v=spf1 -all"'],
            "CAA": ['0 issue "ca.testbed.test"'],
        }.get(kind, [])


def resolution(site: Site) -> str:
    """Return what DNS does for *site*: the first behaviour that says something."""
    for behaviour in behaviours.build(site):
        if how := behaviour.resolve():
            return how
    return ""


def answer_wire(zone: Zone, wire: bytes, *, over_udp: bool) -> bytes | None:
    """Return the answer to the message *wire*, or None where none is to be sent."""
    try:
        query = dns.message.from_wire(wire)
    except (dns.exception.DNSException, ValueError):
        return None  # as name servers do with what is no question
    if query.flags & dns.flags.QR:
        return None  # an answer is not answered: two servers could do so for ever
    try:
        reply = zone.answer(query)
    except dns.exception.DNSException:  # a name that no zone file can hold
        reply = dns.message.make_response(query)
        reply.set_rcode(dns.rcode.SERVFAIL)
    if reply is None:
        return None
    try:
        return reply.to_wire(max_size=512 if over_udp else 65_535)
    except dns.exception.TooBig:
        reply.flags |= dns.flags.TC
        reply.answer.clear()
        reply.authority.clear()
        return reply.to_wire()


class UdpServer(asyncio.DatagramProtocol):
    """Answers each datagram."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport for the answers."""
        # asyncio's own class for it is no subclass of DatagramTransport.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        wire = answer_wire(self._zone, data, over_udp=True)
        if wire is not None and self._transport is not None:
            self._transport.sendto(wire, addr)


async def serve_tcp(
    zone: Zone,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Answer the questions of one TCP connection (RFC 7766)."""
    while True:
        try:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            wire = await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        reply = answer_wire(zone, wire, over_udp=False)
        if reply is not None:
            writer.write(struct.pack("!H", len(reply)) + reply)
            await writer.drain()


def _ancestors(host: str) -> Iterable[str]:
    labels = host.split(".")
    return (".".join(labels[i:]) for i in range(len(labels)))


def _soa(domain: str) -> str:
    mailbox = f"hostmaster.{domain}".rstrip(".")
    return f"{nameservers(domain)[0]}. {mailbox}. 1 7200 900 1209600 60"


def _records(name: str, kind: str, values: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text(f"{name}.", TTL_SECONDS, "IN", kind, *values)
