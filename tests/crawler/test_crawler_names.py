"""Lookups against a name server that answers as it is told."""

import asyncio
import base64

import dns.message
import dns.rcode
import dns.rrset
import pytest

from crawler.network.guard import Guard
from crawler.network.names import Names, read_server

RECORDS = {
    "a.test. A": ["a.test. 300 IN A 93.184.216.34"],
    "chain.test. A": [
        "chain.test. 60 IN CNAME a.test.",
        "a.test. 300 IN A 93.184.216.34",
    ],
    "both.test. A": ["both.test. 60 IN A 93.184.216.34"],
    "both.test. AAAA": ["both.test. 60 IN AAAA 2606:2800:220:1::1"],
    "six.test. AAAA": ["six.test. 60 IN AAAA 2606:2800:220:1::1"],
    "inside.test. A": ["inside.test. 60 IN A 10.0.0.1"],
    "metadata.test. A": ["metadata.test. 60 IN A 169.254.169.254"],
    "mapped.test. AAAA": ["mapped.test. 60 IN AAAA ::ffff:127.0.0.1"],
    "half.test. A": [
        "half.test. 60 IN A 127.0.0.1",
        "half.test. 60 IN A 93.184.216.34",
    ],
    "empty.test. A": [],
}


class Server(asyncio.DatagramProtocol):
    """Answers from RECORDS; ``mute`` never answers, ``broken`` with SERVFAIL."""

    def __init__(self):
        self.asked = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(), question.rdtype.name
        self.asked.append(f"{name} {kind}")
        if name.startswith("mute") or (name.startswith("drops") and kind == "AAAA"):
            return
        reply = dns.message.make_response(query)
        found = RECORDS.get(f"{name} {kind}")
        known = any(key.startswith(f"{name} ") for key in RECORDS)
        if name.startswith("broken"):
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name.startswith("garbage"):
            self.transport.sendto(data[:2] + b"\x81\x80\x00", address)
            return
        elif name.startswith("drops"):
            found = [f"{name} 60 IN A 93.184.216.34"]
        elif found is None and not known:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        for line in found or ():
            owner, ttl, _, type_, value = line.split(" ", 4)
            reply.answer.append(
                dns.rrset.from_text(owner, int(ttl), "IN", type_, value)
            )
        self.transport.sendto(reply.to_wire(), address)


def look_up(*hosts, allow=(), wait=1.0):
    """Look *hosts* up, one after the other, and return the lookups and the server."""

    async def main():
        loop = asyncio.get_running_loop()
        transport, server = await loop.create_datagram_endpoint(
            Server, local_addr=("127.0.0.1", 0)
        )
        address = transport.get_extra_info("sockname")
        names = Names([address], Guard(allow), timeout_seconds=wait)
        try:
            return [await names.lookup(host) for host in hosts], server
        finally:
            transport.close()

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("host", "addresses", "rcode", "failure"),
    [
        ("a.test", ("93.184.216.34",), "NOERROR", None),
        ("chain.test", ("93.184.216.34",), "NOERROR", None),  # by way of a CNAME
        ("six.test", ("2606:2800:220:1::1",), "NOERROR", None),  # IPv6 only
        ("drops.test", ("93.184.216.34",), "NOERROR", None),  # AAAA is never answered
        (
            "half.test",
            ("93.184.216.34",),
            "NOERROR",
            None,
        ),  # the inside one is left out
        ("inside.test", (), "NOERROR", "blocked-address"),
        ("metadata.test", (), "NOERROR", "blocked-address"),
        ("mapped.test", (), "NOERROR", "blocked-address"),
        ("gone.test", (), "NXDOMAIN", "dns-nxdomain"),
        ("empty.test", (), "NOERROR", "dns-nxdomain"),  # exists, leads nowhere
        ("broken.test", (), "SERVFAIL", "dns-servfail"),
        ("garbage.test", (), "FORMERR", "dns-servfail"),
        ("mute.test", (), "TIMEOUT", "dns-timeout"),
    ],
)
def test_lookup(host, addresses, rcode, failure):
    (lookup,), _ = look_up(host)

    assert lookup.addresses == addresses
    assert lookup.answers[0].rcode == rcode
    assert lookup.failure == failure


def test_an_answer_is_recorded_as_it_came():
    (lookup,), _ = look_up("chain.test")

    answer, other = lookup.answers
    assert answer.records == (
        "chain.test. 60 IN CNAME a.test.",
        "a.test. 300 IN A 93.184.216.34",
    )
    assert answer.resolver.startswith("127.0.0.1:")
    whole = dns.message.from_wire(base64.b64decode(answer.message))
    assert [str(line) for line in whole.answer] == list(answer.records)
    assert (answer.kind, other.kind, other.records) == ("A", "AAAA", ())


def test_a_refusal_is_recorded_as_it_came():
    (lookup,), _ = look_up("broken.test")

    answer = lookup.answers[0]
    whole = dns.message.from_wire(base64.b64decode(answer.message))
    assert (whole.rcode(), answer.records) == (dns.rcode.SERVFAIL, ())


def test_both_families_are_recorded():
    (lookup,), _ = look_up("both.test")

    assert [answer.records for answer in lookup.answers] == [
        ("both.test. 60 IN A 93.184.216.34",),
        ("both.test. 60 IN AAAA 2606:2800:220:1::1",),
    ]


def test_a_name_is_asked_for_once():
    """One visit sees one answer: a name cannot change between check and connection."""
    (first, second), server = look_up("a.test", "a.test")

    assert first is second
    assert server.asked.count("a.test. A") == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "::1"])
def test_an_address_is_not_asked_for(host):
    (lookup,), server = look_up(host)

    assert server.asked == []
    assert lookup.failure == "blocked-address"


@pytest.mark.parametrize("host", ["a..test", "x" * 64 + ".test", "", "."])
def test_what_is_no_name_is_a_failure(host):
    (lookup,), server = look_up(host)

    assert lookup.failure == "dns-nxdomain"
    assert not any("A" in asked and "x" in asked for asked in server.asked)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
        ("[2001:db8::1]", ("2001:db8::1", 53)),
        ("2001:db8::1", ("2001:db8::1", 53)),
    ],
)
def test_read_server(text, server):
    assert read_server(text) == server
