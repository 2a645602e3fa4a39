"""Who registered a domain: RDAP, WHOIS, neither, and answers that are no answers."""

import asyncio
import dataclasses
import json
from datetime import UTC, datetime, timedelta

import pytest
from crawling import on_loopback, towards

from casebook.blobs import Blobs
from crawler.network.names import Names
from crawler.registration import Registry
from crawler.registration.bootstrap import read_bootstrap
from crawler.registration.rdap import read_domain
from crawler.registration.whois_text import read_whois

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def ask(tmp_path, config, *urls):
    """Return the registrations of *urls*, and a reader of bytes."""
    blobs = Blobs(tmp_path / "blobs")

    async def main():
        names = Names.from_config(config.network)
        async with Registry(config, blobs, names) as registry:
            return list(await asyncio.gather(*(registry.of(url) for url in urls)))

    return asyncio.run(main()), blobs.read


def registered(sites):
    return next(site for site in sites.values() if site.registration)


def without_rdap(config):
    return dataclasses.replace(
        config,
        registration=dataclasses.replace(
            config.registration, rdap_bootstrap_url="http://127.0.0.1:9/dns.json"
        ),
    )


def test_rdap(tmp_path, net, sites):
    site = registered(sites)

    (found,), read = ask(tmp_path, towards(net), site.url)

    assert (found.source, found.failure) == ("rdap", None)
    assert found.registrar == site.registration.registrar
    assert found.registrant == site.registration.registrant
    age = datetime.now(UTC) - found.created_at
    assert abs(age.days - site.registration.created_days_ago) <= 1
    assert json.loads(read(found.raw_sha256))["objectClassName"] == "domain"


def test_whois_where_rdap_does_not_answer(tmp_path, net, sites):
    site = registered(sites)

    (found,), read = ask(tmp_path, without_rdap(towards(net)), site.url)

    assert (found.source, found.failure) == ("whois", None)
    assert found.registrar == site.registration.registrar
    age = datetime.now(UTC) - found.created_at
    assert abs(age.days - site.registration.created_days_ago) <= 1
    assert b"Registrar: " in read(found.raw_sha256)


def test_both_ways_tell_the_same_time(tmp_path, net, sites):
    """The .cn text writes Beijing time; both must come to one moment."""
    styled = [
        site
        for site in sites.values()
        if site.registration and site.host.endswith(".example")
    ][:1] or [registered(sites)]
    config = towards(net)

    by_rdap, _ = ask(tmp_path, config, *(site.url for site in styled))
    by_whois, _ = ask(tmp_path, without_rdap(config), *(site.url for site in styled))

    for one, other in zip(by_rdap, by_whois, strict=True):
        assert abs(one.created_at - other.created_at) < timedelta(seconds=1)


def test_a_domain_that_is_not_there(tmp_path, net):
    (found,), _ = ask(tmp_path, towards(net), "http://www.never-registered.test/")

    assert (found.domain, found.failure) == ("never-registered.test", "not-found")


def test_a_domain_is_asked_for_once(tmp_path, net, sites):
    site = registered(sites)

    (first, second), _ = ask(tmp_path, towards(net), site.url, f"{site.url}&again")

    assert first is second


def test_nobody_answers(tmp_path, net):
    config = without_rdap(towards(net))
    config = dataclasses.replace(
        config,
        registration=dataclasses.replace(
            config.registration, whois_server="127.0.0.1:9"
        ),
    )

    (found,), _ = ask(tmp_path, config, "http://a.test/")

    assert found.source == "none"
    assert "RDAP" in found.failure
    assert "WHOIS" in found.failure


def test_registries_inside_are_not_asked(tmp_path, raw_server):
    """A referral or a setting that names an inside address is refused by the guard."""
    config = on_loopback(allow_networks=[])
    config = dataclasses.replace(
        config,
        registration=dataclasses.replace(
            config.registration,
            enabled=True,
            rdap_bootstrap_url=raw_server.url("/dns.json"),
            whois_server=f"127.0.0.1:{raw_server.port}",
        ),
    )

    (found,), _ = ask(tmp_path, config, "http://a.test/")

    assert found.source == "none"
    assert raw_server.heads == []


def test_an_address_has_no_registration(tmp_path, net):
    (found,), _ = ask(tmp_path, towards(net), "http://93.184.216.34/")

    assert (found.source, found.failure) == ("none", "address")


def test_registration_may_be_switched_off(tmp_path):
    assert ask(tmp_path, on_loopback(), "http://a.test/")[0] == [None]


CN = """Domain Name: a.cn
ROID: 20260101s10001s00000001-cn
Domain Status: clientTransferProhibited
Registrant: 示例公司
Sponsoring Registrar: 示例注册商
Name Server: NS1.EXAMPLE
Name Server: ns2.example
Registration Time: 2026-01-01 06:30:00
Expiration Time: 2027-01-01 06:30:00
DNSSEC: unsigned
"""


def test_cn_times_are_beijing_times():
    found = read_whois("a.cn", CN.encode(), at=AT, sha256="")

    assert found.created_at == datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert (found.registrar, found.registrant) == ("示例注册商", "示例公司")
    assert found.name_servers == ("ns1.example", "ns2.example")
    assert found.statuses == ("clientTransferProhibited",)


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("No matching record.\r\n", "not-found"),
        ('No match for domain "A.TEST".\r\n', "not-found"),
        # Nothing was learnt of the domain: not the same as absence.
        ("", "unreadable"),
        ("\x00\xff" * 50, "unreadable"),
        ("Creation Date: not a date\r\n", "unreadable"),
        ("Creation Date: 0000-00-00T99:99:99Z\r\n", "unreadable"),
        ("<html>blocked</html>", "unreadable"),
        ("Error: rate limit exceeded", "refused"),
    ],
    ids=range(8),
)
def test_whois_texts_that_say_nothing(text, failure):
    for domain in ("a.test", "a.com", "a.cn"):
        found = read_whois(domain, text.encode("latin-1"), at=AT, sha256="")

        assert (found.created_at, found.failure) == (None, failure)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"objectClassName": "error"}',
        b"\xff",
        b"1" * 5000,
        b"[" * 100_000,
    ],
    ids=range(8),
)
def test_rdap_answers_that_are_none(data):
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own error is one
        read_domain("a.test", data, at=AT, sha256="")


def test_rdap_with_odd_parts_is_read_as_far_as_it_goes():
    data = json.dumps(
        {
            "objectClassName": "domain",
            "events": [{"eventAction": "registration", "eventDate": "yesterday"}, 7],
            "entities": [
                {"roles": ["registrar"], "vcardArray": ["vcard", [["fn", {}, "text"]]]},
                {"roles": ["registrant"], "vcardArray": "none"},
                None,
            ],
            "nameservers": {"ldhName": "x"},
            "status": None,
        }
    ).encode()

    found = read_domain("a.test", data, at=AT, sha256="")

    assert (found.created_at, found.name_servers, found.statuses) == (None, (), ())


def test_bootstrap_prefers_https():
    data = b'{"services": [[["Test"], ["http://a.test/", "https://b.test/"]]]}'

    assert read_bootstrap(data) == {"test": "https://b.test/"}
