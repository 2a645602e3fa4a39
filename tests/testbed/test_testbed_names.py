"""DNS over UDP and TCP."""

import socket
import struct

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import pytest
from plain_client import Client

from testbed.names import Zone, answer_wire
from testbed.sites import load_sites

EXISTS = "www.mem.gov.example"


def values(reply):
    return sorted(r.to_text() for rrset in reply.answer for r in rrset)


@pytest.mark.parametrize("over", ["udp", "tcp"])
def test_served_hosts_are_on_loopback(client, over):
    reply = client.query(EXISTS, over=over)

    assert values(reply) == ["127.0.0.1"]
    assert reply.flags & dns.flags.AA


@pytest.mark.parametrize(
    "name",
    [
        "no-such-name.test",
        "no-such-name.mem.gov.example",  # below a name that exists
        "www.mem.gov.cn",  # a real name: never answered for
        "127.0.0.1.in-addr.arpa",
        "cx-zhengshu-gone.test",  # a dead site
    ],
)
def test_other_names_do_not_exist(client, name):
    reply = client.query(name)

    assert reply.rcode() == dns.rcode.NXDOMAIN
    assert values(reply) == []
    assert [rrset.rdtype.name for rrset in reply.authority] == ["SOA"]


@pytest.mark.parametrize(
    ("kind", "count"),
    [("NS", 2), ("SOA", 1), ("MX", 1), ("TXT", 1), ("CAA", 1), ("AAAA", 0), ("SRV", 0)],
)
def test_registrable_domains_have_the_usual_records(client, kind, count):
    reply = client.query("mem.gov.example", kind)

    assert reply.rcode() == dns.rcode.NOERROR
    assert len(values(reply)) == count


@pytest.mark.parametrize("name", ["test", "example"])
def test_names_above_exist_and_hold_nothing(client, name):
    reply = client.query(name)

    assert reply.rcode() == dns.rcode.NOERROR
    assert values(reply) == []


def test_case_does_not_matter_and_comes_back(client):
    """Resolvers mix the case to be harder to deceive (0x20 encoding)."""
    reply = client.query("WwW.mEm.GoV.eXaMpLe")

    assert values(reply) == ["127.0.0.1"]
    assert reply.question[0].name.to_text() == "WwW.mEm.GoV.eXaMpLe."


def test_servfail(client):
    assert client.query("zscx-broken-dns.test").rcode() == dns.rcode.SERVFAIL


@pytest.mark.parametrize("over", ["udp", "tcp"])
def test_silence(client, over):
    with pytest.raises(dns.exception.Timeout):
        client.query("zscx-silent-dns.test", over=over, seconds=0.3)


def test_an_address_where_nothing_listens(client):
    address = client.resolve("tzzy-refused.test")

    assert address != "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address, client.net.http_port), 2)


JUNK = [
    b"",
    b"\0",
    b"\xff" * 11,
    b"\xff" * 512,
    b"\0\1\1\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1",  # a name that points at itself
    b"\0\1\1\0\0\1\0\0\0\0\0\0\7one",  # stops within the name
]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_survived(client, junk):
    host, port = client.net.dns_address.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(junk, (host, int(port)))
    with socket.create_connection((host, int(port)), 2) as stream:
        stream.sendall(struct.pack("!H", len(junk)) + junk)

    assert values(client.query(EXISTS)) == ["127.0.0.1"]
    assert values(client.query(EXISTS, over="tcp")) == ["127.0.0.1"]


def test_an_answer_is_not_answered():
    """Else two servers could keep each other busy for ever."""
    reply = dns.message.make_response(dns.message.make_query(EXISTS, "A"))

    assert answer_wire(Zone([]), reply.to_wire(), over_udp=True) is None


@pytest.mark.parametrize("name", [".", r"a\.b.test", r"\000.test", "x" * 63 + ".test"])
def test_odd_names_are_answered(name):
    query = dns.message.make_query(name, "A")
    wire = answer_wire(Zone([]), query.to_wire(), over_udp=True)

    assert dns.message.from_wire(wire).rcode() == dns.rcode.NXDOMAIN


def test_no_question_is_a_format_error():
    query = dns.message.Message()
    wire = answer_wire(Zone([]), query.to_wire(), over_udp=True)

    assert dns.message.from_wire(wire).rcode() == dns.rcode.FORMERR


def test_a_name_goes_with_its_last_day(write_site, tmp_path):
    write_site("innocent-one", "until_day = 1\n")
    sites = load_sites(tmp_path / "sites")
    query = dns.message.make_query("www.one.test", "A").to_wire()

    def rcode(day):
        zone = Zone(site for site in sites if site.is_served_on(day))
        return dns.message.from_wire(answer_wire(zone, query, over_udp=True)).rcode()

    assert rcode(1) == dns.rcode.NOERROR
    assert rcode(2) == dns.rcode.NXDOMAIN


def test_idn_hosts_are_resolved(write_site, serve):
    write_site("innocent-one", hosts=["xn--fiq228c.test"])

    assert isinstance(client := serve(), Client)
    assert client.resolve("xn--fiq228c.test") == "127.0.0.1"
