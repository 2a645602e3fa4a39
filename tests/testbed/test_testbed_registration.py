"""WHOIS and RDAP: the same facts in three spellings."""

import http.client
import json
import socket
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from testbed.registry import Registry
from testbed.sites import load_sites
from testbed.whois import cn_style, gtld_style

TODAY = date(2026, 10, 22)
SITE = """
[registration]
created_days_ago = 21
registrar = "Example Registrar Ltd"
registrant = "Zhang San Trading"
registrant_email = "zs@mail.test"
"""


@pytest.fixture
def registry(write_site):
    write_site("innocent-one", SITE, hosts=["www.one.test", "a.one.test"])
    folder = write_site("innocent-two", SITE, hosts=["www.two.example"])
    return Registry(load_sites(folder), today=TODAY)


def rdap(client, path):
    """Return status, type and object."""
    connection = http.client.HTTPConnection(urlsplit(client.net.rdap_url).netloc)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), json.load(answer)
    finally:
        connection.close()


def test_days_count_back_from_today(registry):
    domain = registry.find("www.one.test")

    assert domain.created.date() == date(2026, 10, 1)
    assert domain.created.tzinfo is UTC
    assert domain.expires.date() == date(2027, 10, 1)
    assert registry.find("a.one.test") == domain


def test_created_today_is_not_in_the_future(write_site):
    folder = write_site("innocent-one", SITE.replace("21", "0"))
    domain = Registry(load_sites(folder), today=TODAY).find("one.test")

    assert domain.created == datetime(2026, 10, 22, tzinfo=UTC)


def test_a_leap_day_has_anniversaries(write_site):
    """2026-10-22 less 966 days is 2024-02-29."""
    folder = write_site("innocent-one", SITE.replace("21", "966"))
    domain = Registry(load_sites(folder), today=TODAY).find("one.test")

    assert domain.created.date() == date(2024, 2, 29)
    assert domain.expires.date() == date(2027, 2, 28)


def test_gtld_style(registry):
    text = gtld_style(registry.find("one.test"))

    assert "Domain Name: ONE.TEST\r\n" in text
    assert "Creation Date: 2026-10-01T" in text
    assert "Registrar: Example Registrar Ltd\r\n" in text
    assert text.count("Name Server: ") == 2


def test_cn_style_is_in_chinese_time(registry):
    """Eight hours later than UTC, and it does not say so."""
    domain = registry.find("two.example")
    text = cn_style(domain)

    stamp = text.partition("Registration Time: ")[2][:19]
    local = datetime.strptime(stamp + "+0800", "%Y-%m-%d %H:%M:%S%z")
    assert local == domain.created
    assert "Registrant: Zhang San Trading\r\n" in text
    assert "Sponsoring Registrar: Example Registrar Ltd\r\n" in text


@pytest.mark.parametrize(
    ("lines", "host", "marker"),
    [
        ("", "one.test", "Creation Date:"),
        ("", "one.example", "Registration Time:"),  # stands in for .cn
        ('style = "cn"\n', "one.test", "Registration Time:"),
        ('style = "gtld"\n', "one.example", "Creation Date:"),
    ],
)
def test_whois_speaks_in_the_site_s_style(write_site, serve, lines, host, marker):
    write_site("innocent-one", SITE + lines, hosts=[f"www.{host}"])
    client = serve(today=TODAY)

    assert marker in client.whois(host)
    assert marker in client.whois(host.upper() + ".")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no-such-name.test", 'No match for domain "NO-SUCH-NAME.TEST".'),
        ("no-such-name.example", "No matching record."),
        ("www.mem.gov.example", "No matching record."),  # a host is no domain
        ("", ""),
        ("\x00\xff", "No match"),
    ],
)
def test_whois_of_what_is_not_registered(client, name, says):
    assert client.whois(name).startswith(says)


def test_whois_survives_what_is_no_query(client):
    host, port = client.net.whois_address.split(":")
    with socket.create_connection((host, int(port)), 2) as connection:
        connection.sendall(b"x" * 200_000)
    with socket.create_connection((host, int(port)), 2):
        pass

    assert "Registration Time" in client.whois("mem.gov.example")


def test_rdap_domain(write_site, serve):
    write_site("innocent-one", SITE)
    client = serve(today=TODAY)
    status, kind, domain = rdap(client, "/domain/one.test")

    assert (status, kind) == (200, "application/rdap+json")
    assert domain["objectClassName"] == "domain"
    assert domain["ldhName"] == "one.test"
    events = {event["eventAction"]: event["eventDate"] for event in domain["events"]}
    assert events["registration"].startswith("2026-10-01T")
    assert events["registration"].endswith("Z")
    registrar, registrant = domain["entities"]
    assert registrar["roles"] == ["registrar"]
    assert ["fn", {}, "text", "Zhang San Trading"] in registrant["vcardArray"][1]
    (link,) = domain["links"]
    assert link["href"] == f"{client.net.rdap_url}domain/one.test"


@pytest.mark.parametrize("path", ["/domain/no-such-name.test", "/", "/mem.gov.example"])
def test_rdap_of_what_is_not_there(client, path):
    status, kind, error = rdap(client, path)

    assert (status, error["errorCode"]) == (404, 404)
    assert kind == "application/rdap+json"


def test_the_bootstrap_names_the_server_itself(client):
    status, _, register = rdap(client, "/bootstrap/dns.json")

    assert status == 200
    assert register["services"] == [[["example", "test"], [client.net.rdap_url]]]


def test_whois_and_rdap_agree(client):
    text = client.whois("mem.gov.example")
    _, _, domain = rdap(client, "/domain/mem.gov.example")

    created = datetime.fromisoformat(domain["events"][0]["eventDate"])
    assert f"Registration Time: {created.astimezone():%Y}" in text
    assert domain["handle"] in text
