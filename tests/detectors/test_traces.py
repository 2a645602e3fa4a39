"""What joins sites: traces of constructed inspections, and the edges they make."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casebook.records import (
    Candidate,
    Capture,
    DnsAnswer,
    Exchange,
    Inspection,
    Registration,
    Resource,
    Tls,
    Vantage,
)
from detectors.gangs.traces import (
    Edge,
    Trace,
    certificate_names,
    contacts_in,
    shared_traces,
    traces_of,
)

AT = datetime(2026, 1, 2, tzinfo=UTC)
PAGE = "<html><body>{}</body></html>"
BAIDU = "0123456789abcdef0123456789abcdef"


def certificate(*names):
    """A certificate for *names*, as DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=90))
    )
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(n) for n in names])
        made = made.add_extension(alternative, critical=False)
    signed = made.sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


class Sites:
    """Builds inspections and keeps their bytes."""

    def __init__(self):
        self.stored = {}

    def read(self, sha256):
        return self.stored[sha256]

    def site(
        self,
        host,
        *,
        html="",
        address="",
        leaf=b"",
        icon="",
        resolved="",
        **registration,
    ):
        url = f"https://{host}/"
        self.stored[f"page {host}"] = PAGE.format(html).encode()
        tls = None
        if leaf:
            key = f"leaf {hash(leaf)}"
            self.stored[key] = leaf
            tls = Tls(
                version="TLSv1.3", cipher="x", chain_sha256s=(key,), verified=False
            )
        exchange = Exchange(
            url=url,
            method="GET",
            started_at=AT,
            ended_at=AT,
            peer=address and f"{address}:443",
            sent_sha256="",
            received_sha256="",
            received_bytes=0,
            status=200,
            tls=tls,
        )
        answer = DnsAnswer(
            name=f"{host}.",
            rcode="NOERROR",
            records=(f"{host}. 60 IN A {resolved}",) if resolved else (),
            resolver="192.0.2.53:53",
            asked_at=AT,
        )
        part = Resource(
            url=f"{url}favicon.ico",
            kind="icon",
            status=200,
            media_type="image/png",
            sha256=icon,
            size_bytes=len(icon),
        )
        capture = Capture(
            url=url,
            vantage=Vantage.DESKTOP,
            captured_at=AT,
            final_url=url,
            status=200,
            headers=(("Content-Type", "text/html; charset=utf-8"),),
            body_sha256=f"page {host}",
            body_bytes=10,
            exchanges=(exchange,),
            dns=(answer,),
            resources=(part,),
        )
        known = None
        if registration:
            known = Registration(
                domain=host, asked_at=AT, source="rdap", **registration
            )
        candidate = Candidate(url=url, source="tip", reason="reported", seen_at=AT)
        return Inspection(candidate=candidate, captures=(capture,), registration=known)


@pytest.fixture
def sites():
    return Sites()


LEAF = certificate("a.test", "b.test")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("address", "192.0.2.7", {"address": "192.0.2.7"}),
        ("address", "192.0.2.8", {"resolved": "192.0.2.8"}),
        ("icon", "icon one", {"icon": "icon one"}),
        ("name-server", "ns1.x.test", {"name_servers": ("NS1.x.test.",)}),
        ("registrant", "some one", {"registrant": "Some  One"}),
        ("registrant-email", "a@b.test", {"registrant_email": "A@b.test"}),
        (
            "statistics-id",
            f"baidu:{BAIDU}",
            {"html": f'<script src="https://hm.baidu.com/hm.js?{BAIDU}"></script>'},
        ),
        (
            "statistics-id",
            "cnzz:1234567890",
            {"html": '<script src="//s4.cnzz.com/z_stat.php?id=1234567890"></script>'},
        ),
        (
            "statistics-id",
            "google:UA-12345678-1",
            {"html": "<script>ga('create','UA-12345678-1')</script>"},
        ),
        ("contact", "13800138000", {"html": "<p>电话 138 0013 8000</p>"}),
    ],
)
def test_trace(sites, kind, value, shown):
    traces = traces_of(sites.site("a.test", **shown), sites.read)

    assert Trace(kind=kind, value=value) in traces


@pytest.mark.parametrize(
    "registrant",
    ["REDACTED FOR PRIVACY", "Domains By Proxy", "域名隐私保护", ""],
)
def test_a_hidden_registrant_joins_nobody(sites, registrant):
    site = sites.site("a.test", registrant=registrant)

    assert not [t for t in traces_of(site, sites.read) if t.kind == "registrant"]


def test_sites_that_share_are_joined(sites):
    shared = {"address": "192.0.2.7", "leaf": LEAF}
    found = shared_traces(
        [
            sites.site("b.test", **shared),
            sites.site("a.test", **shared),
            sites.site("c.test", address="192.0.2.9"),
        ],
        sites.read,
    )

    assert [(e.trace.kind, e.sites) for e in found] == [
        ("certificate", ("a.test", "b.test")),
        ("address", ("a.test", "b.test")),
    ]


def test_two_looks_at_one_site_are_no_edge(sites):
    one = sites.site("a.test", address="192.0.2.7")

    assert shared_traces([one, one], sites.read) == ()


def test_what_everybody_has_joins_nobody(sites):
    many = [sites.site(f"s{n}.test", address="192.0.2.7") for n in range(6)]

    assert shared_traces(many, sites.read, most=5) == ()
    (edge,) = shared_traces(many, sites.read, most=6)
    assert edge == Edge(
        trace=Trace(kind="address", value="192.0.2.7"),
        sites=tuple(f"s{n}.test" for n in range(6)),
    )


@pytest.mark.parametrize(
    "shared",
    [
        {"address": "104.16.3.4"},  # a proxy's
        {"name_servers": ("ns1.alidns.com",)},  # a registrar's
    ],
    ids=["address", "name-server"],
)
def test_what_strangers_share_joins_nobody(sites, shared):
    some = [sites.site(f"s{n}.test", **shared) for n in range(2)]

    assert shared_traces(some, sites.read) == ()


def test_edges_do_not_depend_on_the_order(sites):
    some = [sites.site(f"s{n}.test", icon="x", address="192.0.2.7") for n in range(3)]

    assert shared_traces(some, sites.read) == shared_traces(some[::-1], sites.read)


@pytest.mark.parametrize(
    ("leaf", "names"),
    [
        (LEAF, ("a.test", "b.test")),
        (certificate("*.Wild.test"), ("wild.test",)),
        (certificate(), ()),  # only a common name
        (b"no certificate", ()),
        (LEAF[:40], ()),  # cut off
    ],
    ids=["two", "wildcard", "common name", "no certificate", "cut off"],
)
def test_certificate_names(sites, leaf, names):
    assert certificate_names(sites.site("a.test", leaf=leaf), sites.read) == names


def test_a_certificate_that_was_lost(sites):
    site = sites.site("a.test", leaf=LEAF)
    sites.stored = {k: v for k, v in sites.stored.items() if k.startswith("page")}

    assert certificate_names(site, sites.read) == ()


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("加微信 zhang_88x", ("zhang_88x",)),
        ("QQ:123456789", ("123456789",)),
        ("电话：138-0013-8000", ("13800138000",)),
        ("身份证 110101199001011234", ()),  # an identity number is no contact
        ("", ()),
    ],
)
def test_contacts(text, contacts):
    assert contacts_in(text) == contacts
