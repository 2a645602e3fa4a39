"""What registries say, in all their ways; and whose networks addresses are."""

import asyncio
import dataclasses
import ipaddress
import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from crawling import towards
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.blobs import Blobs
from casebook.errors import ConfigError
from crawler.network.names import Names
from crawler.network.turns import Turns
from crawler.registration import Registry
from crawler.registration.bootstrap import Bootstrap, read_bootstrap
from crawler.registration.networks import Networks
from crawler.registration.rdap import read_domain
from crawler.registration.whois_text import decode, read_whois

AT = datetime(2026, 1, 2, tzinfo=UTC)

RECORD = """\
Domain Name: a.example
Registrant: {registrant}
Registrant Contact Email: {email}
Sponsoring Registrar: {registrar}
Name Server: ns1.dns.test
Registration Time: 2025-12-01 08:00:00
Expiration Time: 2026-12-01 08:00:00
"""


def read(data, domain="a.example"):
    return read_whois(domain, data, at=AT, sha256="0" * 64)


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030"])
def test_chinese_names_in_any_charset(charset):
    text = RECORD.format(
        registrant="张某某", email="a@b.test", registrar="某某网络公司"
    )

    found = read(text.encode(charset))

    assert (found.registrant, found.registrar) == ("张某某", "某某网络公司")
    assert found.registrant_email == "a@b.test"
    # The registry writes Beijing time.
    assert found.created_at == datetime(2025, 12, 1, 0, 0, tzinfo=UTC)
    assert found.failure is None


@pytest.mark.parametrize(
    "hidden",
    ["REDACTED FOR PRIVACY", "Privacy service", "DATA PROTECTED", "域名隐私保护服务"],
)
def test_what_is_hidden_is_unknown(hidden):
    text = RECORD.format(registrant=hidden, email=hidden, registrar="Example Ltd.")

    found = read(text.encode())

    assert (found.registrant, found.registrant_email) == ("", "")
    assert found.registrar == "Example Ltd."


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"No matching record.\r\n", "not-found"),  # the registry of .cn
        (b'No match for domain "A.TEST".\r\n', "not-found"),  # generic ones
        (b"Query rate limit exceeded. Try later.\r\n", "refused"),  # says nothing of it
        ("查询过于频繁，请稍后再试".encode("gbk"), "refused"),
        (b"\xff\xfe\x00\x01" * 40, "unreadable"),  # noise: nothing was learnt
        (b"Domain: a.test\nStatus: free\n", "not-found"),  # as .de says it
        ("该域名未注册".encode("gb18030"), "not-found"),
    ],
    ids=range(7),
)
def test_failure(data, failure):
    found = read(data, "a.test")

    assert found.failure == failure
    assert found.created_at is None


def test_long_record_that_mentions_limits_is_read():
    text = RECORD.format(registrant="x", email="a@b.test", registrar="Example Ltd.")
    terms = "Queries beyond the rate limit are refused. " * 60

    assert read((text + terms).encode()).failure is None


GENERIC = """\
   Domain Name: A.{suffix}
   Updated Date: 2025-11-02T01:02:03Z
   Creation Date: 2025-11-01T01:02:03Z
   Registry Expiry Date: 2026-11-01T01:02:03Z
   Registrar: Example Ltd.
   Domain Status: ok https://icann.org/epp#ok
   Name Server: NS1.X.TEST
"""
HK = """\
Domain Name:  A.HK
Registrar Name: Example Ltd.
Domain Name Commencement Date: 01-11-2025
Expiry Date: 01-11-2026

Name Servers Information:

NS1.X.TEST
"""
TW = """\
Domain Name: a.tw
   Record expires on 2026-11-01 10:00:00 (UTC+8)
   Record created on 2025-11-01 10:00:00 (UTC+8)

   Domain servers in listed order:
      ns1.x.test

Registration Service Provider: Example Ltd.
"""
UK = """
    Domain name:
        a.uk

    Registrar:
        Example Ltd.

    Relevant dates:
        Registered on: 01-Nov-2025
        Expiry date:  01-Nov-2026

    Name servers:
        ns1.x.test
"""
RU = """\
domain:        A.RU
nserver:       ns1.x.test.
state:         REGISTERED, DELEGATED
registrar:     Example Ltd.
created:       2025-11-01T21:00:00Z
paid-till:     2026-11-01T21:00:00Z
"""
DE = "Domain: a.de\nNserver: ns1.x.test\nStatus: connect\n"
NOVEMBER = datetime(2025, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("suffix", "text", "created", "registrar"),
    [
        *(
            (suffix, GENERIC, NOVEMBER.replace(hour=1, minute=2, second=3), True)
            for suffix in ("com", "net", "top", "xyz", "vip", "xn--fiqs8s", "cc")
        ),
        ("hk", HK, NOVEMBER, True),  # the day first, and no time
        ("tw", TW, NOVEMBER.replace(hour=2), True),  # its zone in brackets
        ("uk", UK, NOVEMBER, True),  # values on lines of their own
        ("ru", RU, NOVEMBER.replace(hour=21), True),
        ("de", DE, None, False),  # servers only: the domain is there all the same
    ],
)
def test_answers_of_many_registries(suffix, text, created, registrar):
    found = read(text.format(suffix=suffix).encode(), f"a.{suffix}")

    assert found.failure is None
    assert found.created_at == created
    assert found.registrar == ("Example Ltd." if registrar else "")
    assert found.name_servers == ("ns1.x.test",)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda some: (
        st.lists(some, max_size=4)
        | st.dictionaries(st.text(max_size=8), some, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = ("events", "entities", "nameservers", "status", "roles", "vcardArray")
parts = st.dictionaries(
    st.sampled_from((*FIELDS, "eventAction", "eventDate", "ldhName")), plain, max_size=5
)


@settings(max_examples=30)
@given(table=st.dictionaries(st.sampled_from(FIELDS), plain | st.lists(parts)))
def test_any_rdap_answer_is_read_or_refused(table):
    data = json.dumps({"objectClassName": "domain", **table}).encode()

    found = read_domain("a.test", data, at=AT, sha256="")

    assert found.domain == "a.test"
    assert all(isinstance(one, str) for one in (*found.statuses, *found.name_servers))


@given(data=st.binary(max_size=60) | plain.map(lambda one: json.dumps(one).encode()))
def test_bytes_that_are_no_register(data):
    with suppress(ValueError):  # the only way to refuse
        read_bootstrap(data)


@settings(max_examples=30)
@given(services=plain | st.lists(st.lists(st.lists(plain, max_size=3), max_size=3)))
def test_any_register_names_web_servers_only(services):
    try:
        found = read_bootstrap(json.dumps({"services": services}).encode())
    except ValueError:
        assert not isinstance(services, list)
        return
    assert all(url.startswith(("http:", "https:")) for url in found.values())


LINES = st.sampled_from(
    [*GENERIC.splitlines(), *TW.splitlines(), *RECORD.splitlines(), "", "Registrar:"]
)


@settings(max_examples=30)
@given(
    lines=st.lists(LINES | st.text(max_size=30), max_size=12),
    charset=st.sampled_from(["utf-8", "gb18030"]),
    domain=st.sampled_from(["a.cn", "a.com", "a.tw", "a.test", "a.de"]),
)
def test_any_whois_text_is_read(lines, charset, domain):
    data = "\r\n".join(lines).encode(charset, "ignore")

    found = read(data, domain)

    known = found.created_at or found.registrar or found.name_servers
    assert (found.failure is None) == bool(known)
    for moment in (found.created_at, found.expires_at):
        assert moment is None or moment.utcoffset() == timedelta(0)


@given(data=st.binary(max_size=80))
def test_any_bytes_of_a_registry_are_read(data):
    assert isinstance(decode(data), str)
    assert read(data).domain == "a.example"


networks = st.ip_addresses().flatmap(
    lambda one: st.builds(
        "{}/{}".format, st.just(one), st.integers(0, one.max_prefixlen)
    )
)


@given(some=st.lists(networks, min_size=1, max_size=6), address=st.ip_addresses())
def test_the_smallest_network_wins(some, address):
    """Compared with the plain way: ask every network."""
    row = ("AS1", "CN", "x")
    found = Networks((one, row) for one in some).place(str(address))

    every = [ipaddress.ip_network(one, strict=False) for one in some]
    holding = [n for n in every if n.version == address.version and address in n]
    longest = max((n.prefixlen for n in holding), default=None)
    assert (found and ipaddress.ip_network(found.network).prefixlen) == longest


@settings(max_examples=30)
@given(text=st.text(max_size=60), rows=st.lists(networks | st.text(max_size=12)))
def test_any_table_is_read_or_refused(tmp_path_factory, text, rows):
    path = tmp_path_factory.mktemp("table") / "networks.csv"
    lines = [f"{row},1,CN,{text}" for row in rows]
    path.write_text("\n".join(["network,asn,country,name", *lines]), "utf-8", "ignore")
    with suppress(ConfigError):  # the only way to refuse
        Networks.read(path).place("192.0.2.1")


@pytest.fixture
def ask(net, tmp_path):
    """Ask for the registration of a URL, with what the testbed knows."""

    def call(*urls, **changes):
        config = towards(net)
        config = dataclasses.replace(
            config,
            registration=dataclasses.replace(
                config.registration, delay_per_registry_seconds=0.0, **changes
            ),
        )

        async def main():
            names = Names.from_config(config.network)
            blobs = Blobs(tmp_path / "evidence")
            async with Registry(config, blobs, names, cache=tmp_path / "c") as registry:
                return [await registry.of(url) for url in urls]

        return asyncio.run(main())

    return call


def registered(sites, suffix):
    return next(
        site
        for site in sites.values()
        if site.registration
        and site.host.endswith(suffix)
        and site.host.count(".") == 1
    )


def test_age_and_registrar_are_recorded(ask, sites):
    site = registered(sites, ".test")

    (found,) = ask(site.url)

    assert found.source == "rdap"
    assert found.failure is None
    assert found.registrar == site.registration.registrar
    assert found.created_at is not None


def test_bootstrap_is_kept_and_used_again(ask, sites, tmp_path):
    site = registered(sites, ".test")
    ask(site.url)
    (kept,) = (tmp_path / "c").glob("rdap-bootstrap-*.json")
    before = kept.stat().st_mtime_ns

    (found,) = ask(site.url)

    assert found.source == "rdap"
    assert kept.stat().st_mtime_ns == before


def test_bootstrap_that_is_old_is_asked_for_again(ask, sites, tmp_path):
    site = registered(sites, ".test")
    ask(site.url)
    (kept,) = (tmp_path / "c").glob("rdap-bootstrap-*.json")
    os.utime(kept, (0, 0))

    ask(site.url)

    assert kept.stat().st_mtime > 0


def test_an_old_bootstrap_is_better_than_none(tmp_path):
    copy = Bootstrap("http://register.test/", tmp_path, hours=24)
    assert copy.age_hours() is None
    copy.keep(b"{}")
    (path,) = tmp_path.iterdir()
    os.utime(path, (0, 0))

    assert copy.fresh() is None
    assert copy.any_age() == b"{}"


def test_another_register_is_another_file(tmp_path):
    Bootstrap("http://one.test/", tmp_path, hours=24).keep(b"{}")

    assert Bootstrap("http://two.test/", tmp_path, hours=24).fresh() is None


def test_turns_come_one_after_the_other():
    """The order shows the pause: no clock is read here."""

    async def main():
        turns, order = Turns(0.05), []

        async def ask(server, number):
            await turns.wait(server)
            order.append(number)

        await asyncio.gather(ask("a", 1), ask("a", 3), ask("b", 2))
        return order

    assert asyncio.run(main()) == [1, 2, 3]


TABLE = """network,asn,country,name
192.0.2.0/24,64496,CN,Example Net
192.0.2.128/25,AS64497,HK,Example Hosting
2001:db8::/32,64498,US,Six
"""


@pytest.mark.parametrize(
    ("address", "placed"),
    [
        ("192.0.2.1", ("192.0.2.0/24", "AS64496", "CN", "Example Net")),
        ("192.0.2.200", ("192.0.2.128/25", "AS64497", "HK", "Example Hosting")),
        ("2001:db8::1", ("2001:db8::/32", "AS64498", "US", "Six")),
        ("198.51.100.1", None),  # not in the table
        ("no address", None),
    ],
)
def test_place(tmp_path, address, placed):
    path = tmp_path / "networks.csv"
    path.write_text(TABLE)

    found = Networks.read(path).place(address)

    assert placed == (found and (found.network, found.asn, found.country, found.name))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("network,asn\n192.0.2.0/24,1\n", "no column country, name"),
        ("network,asn,country,name\nnonsense,1,CN,x\n", "line 2: no network"),
        ("", "no column"),
    ],
)
def test_a_table_that_is_none(tmp_path, text, message):
    path = tmp_path / "networks.csv"
    path.write_text(text)

    with pytest.raises(ConfigError, match=message):
        Networks.read(path)


def test_a_table_that_is_missing(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        Networks.read(tmp_path / "networks.csv")
