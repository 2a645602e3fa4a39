import ipaddress

import pytest

from crawler.network.guard import Guard, literal_address


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",  # decimal
        "0x7f000001",  # hexadecimal
        "0x7f.1",  # hexadecimal, parts left out
        "017700000001",  # octal
        "0177.0.0.1",  # octal, one part
        "127.1",  # parts left out
        "localhost",
        "LocalHost.",  # case and final dot
        "a.localhost",  # RFC 6761: all names below it
        "[::1]",
        "::1",
        "[::ffff:127.0.0.1]",  # IPv4 inside IPv6
        "::127.0.0.1",  # IPv4-compatible
        "[64:ff9b::7f00:1]",  # through NAT64
        "[2002:7f00:1::]",  # through 6to4
        "[fe80::1%25eth0]",  # link-local with its zone
        "0",
        "0.0.0.0",
        "①②⑦.⓪.⓪.①",  # circled digits
        "127。0。0。1",  # full-width dots
        "１２７.0.0.1",  # full-width digits
        "169.254.169.254",  # where cloud machines keep their secrets
        "100.100.100.200",  # the same at a Chinese cloud
    ],
)
def test_spellings_of_inside_addresses_are_seen_through(host):
    address = literal_address(host)

    assert address is not None
    assert not Guard().allows(address)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",  # carrier NAT
        "198.18.0.1",  # benchmarks
        "192.0.0.8",  # public to Python 3.11
        "192.88.99.1",  # public to Python 3.11
        "fec0::1",  # public to Python 3.11
        "3fff::1",  # public to Python 3.11
        "::1.2.3.4",  # public to Python 3.11
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "fc00::1",
        "ff02::1",
        "::",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_addresses_that_are_not_public(address):
    assert not Guard().allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "64:ff9b::101:101"]
)
def test_public_addresses_are_let_through(address):
    assert Guard().allows(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "cx.mem.gov.cn",
        "1.test",
        "127.0.0.1.test",  # a name that begins like an address
        "0x7f.test",
        "1.2.3.4.5",  # too many parts
        "999999999999",  # too large for an address
        "",
    ],
)
def test_names_are_no_addresses(host):
    assert literal_address(host) is None


def test_what_is_allowed_on_purpose_is_allowed_however_it_is_wrapped():
    guard = Guard(["127.0.0.0/30"])

    assert guard.allows(ipaddress.ip_address("127.0.0.1"))
    assert guard.allows(ipaddress.ip_address("::ffff:127.0.0.1"))
    assert not guard.allows(ipaddress.ip_address("127.0.0.5"))
    assert not guard.allows(ipaddress.ip_address("10.0.0.1"))


def test_ports_are_mapped_where_the_configuration_says():
    guard = Guard(port_map={"80": 8080})

    assert (guard.port(80), guard.port(443)) == (8080, 443)
