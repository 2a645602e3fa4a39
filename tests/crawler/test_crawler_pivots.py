"""Pivots from flagged cases on a casebook filled by hand: what is found, and why."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
import sqlalchemy as sa
from crawling import on_loopback, queue, told_by_title, towards, workspace_at
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casebook.records import (
    Ad,
    AdContact,
    AdJudgement,
    Candidate,
    Capture,
    Exchange,
    Inspection,
    Label,
    Registration,
    Resource,
    Tls,
    Vantage,
)
from casebook.store import JudgedAd, NameCheck, NameState
from casebook.store.engine import transaction
from casebook.store.models import CaseRow
from casebook.urls import registrable
from crawler.job import QueueJob
from crawler.running.run import crawl
from crawler.spiders.pivots import PivotsSpider
from testbed.registry import nameservers

AT = datetime(2026, 1, 2, tzinfo=UTC)


@cache
def certificate(*names):
    """A certificate for *names*; one for the same names is the same."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT)
        .not_valid_after(AT + timedelta(days=90))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(n) for n in names]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    return signed.public_bytes(serialization.Encoding.DER)


def visit(
    workspace,
    host,
    label,
    *,
    names=(),
    address="192.0.2.7",
    icon=b"",
    html="",
    **registration,
):
    """Put one finished visit into the casebook."""
    url = f"https://{host}/"
    book, blobs = workspace.casebook, workspace.blobs
    candidate = Candidate(url=url, source="tip", reason="reported", seen_at=AT)
    book.add_candidates([candidate], run="RUN-0", at=AT)
    (leased,) = book.lease(limit=1, worker="w", lease_seconds=60, at=AT)
    leaf = blobs.store(certificate(*names)) if names else ""
    tls = Tls(version="TLSv1.3", cipher="x", chain_sha256s=(leaf,), verified=True)
    exchange = Exchange(
        url=url,
        method="GET",
        started_at=AT,
        ended_at=AT,
        peer=f"{address}:443",
        sent_sha256="",
        received_sha256="",
        received_bytes=0,
        status=200,
        tls=tls if names else None,
    )
    part = Resource(
        url=f"{url}favicon.ico",
        kind="icon",
        status=200,
        media_type="image/png",
        sha256=blobs.store(icon) if icon else "",
        size_bytes=len(icon),
    )
    capture = Capture(
        url=url,
        vantage=Vantage.DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256=blobs.store(f"<p>{host}</p>{html}".encode()),
        body_bytes=10,
        exchanges=(exchange,),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        resources=(part,) if icon else (),
    )
    known = Registration(domain=host, asked_at=AT, source="rdap", **registration)
    verdict = told_by_title(url, label)
    inspection = Inspection(
        candidate=candidate, captures=(capture,), registration=known
    )
    book.finish(
        leased, inspection, verdict, evidence=(), run="RUN-0", worker="w", at=AT
    )


@pytest.fixture
def workspace(tmp_path):
    config = dataclasses.replace(on_loopback(), language="en")
    with workspace_at(tmp_path / "w", config) as made:
        yield made


def found(workspace, config=None, **pivots):
    """Run the pivots here; return the reason by the URL of each candidate."""
    config = config or workspace.config
    config = dataclasses.replace(
        config, pivots=dataclasses.replace(config.pivots, **pivots)
    )
    job = QueueJob(
        config=config,
        blobs=workspace.blobs,
        profiles=workspace.profiles,
        tell=lambda _: None,
        workspace=workspace,
        run="RUN-1",
        worker="w",
    )

    async def main():
        return [one async for one in PivotsSpider(job=job).start()]

    return {one.url: one.reason for one in asyncio.run(main())}


def test_names_on_the_same_certificate(workspace):
    names = ["a.example", "other.example.org", "*.third.example.net", "cx.mem.gov.cn"]
    visit(workspace, "a.example", Label.COUNTERFEIT, names=names)

    reasons = found(workspace)

    # The official name is nobody's candidate.
    assert set(reasons) == {
        "https://other.example.org/",
        "https://third.example.net/",
    }
    (case,) = workspace.casebook.cases()
    assert reasons["https://other.example.org/"] == (
        f"on the certificate of a.example ({case.id}, counterfeit)"
    )


def test_reasons_are_in_the_reader_s_language(workspace):
    visit(workspace, "a.example", Label.COUNTERFEIT, names=["b.example.org"])
    (case,) = workspace.casebook.cases()
    config = dataclasses.replace(workspace.config, language="zh")

    (reason,) = found(workspace, config).values()

    assert reason == f"出现在a.example ({case.id}, 疑似仿冒)的证书上"


def test_a_certificate_of_a_whole_host_says_nothing(workspace):
    names = ["a.example", *(f"s{n}.com" for n in range(30))]
    visit(workspace, "a.example", Label.COUNTERFEIT, names=names)

    assert found(workspace) == {}


def note(workspace, **addresses):
    """Put look-alikes that answer into the casebook."""
    checks = [
        NameCheck(
            name=name.replace("_", "."),
            profile="mem-portal",
            technique="host-joined",
            state=NameState.ANSWERS,
            addresses=(address,),
        )
        for name, address in addresses.items()
    ]
    workspace.casebook.note_lookalikes(checks, at=AT)


def test_a_lookalike_at_the_same_address(workspace):
    visit(workspace, "a.example", Label.SELLER, address="192.0.2.7")
    note(workspace, memgov_com="192.0.2.7", memgov_cn="192.0.2.8")

    reasons = found(workspace)

    assert set(reasons) == {"http://memgov.com/"}
    assert (
        "is at the same address 192.0.2.7 as a.example" in reasons["http://memgov.com/"]
    )


SCRIPT = "<script>var a='//s4.cnzz.com/z_stat.php?id=1234567890'</script>"


SHARED = {
    "shows the same certificate ": {"names": ["x.example.com"]},
    "is registered with the same e-mail": {"registrant_email": "x@qq.com"},
    "is registered to the same name": {"registrant": "Some Studio"},
    "counts its visitors under the same statistics id cnzz:123": {"html": SCRIPT},
    "names the same contact": {"html": "<p>电话 138 0013 8000</p>"},
    "is at the same address 192.0.2.77": {"address": "192.0.2.77"},
    "shows the same icon": {"icon": b"icon"},
    "has the same name server ns1.own.test": {"name_servers": ("ns1.own.test",)},
}


def test_a_known_site_that_shares_a_trace(workspace):
    for number, shared in enumerate(SHARED.values()):
        own = {"address": f"192.0.2.{2 * number}"}
        visit(workspace, f"a{number}.example", Label.COUNTERFEIT, **own | shared)
        own = {"address": f"192.0.2.{2 * number + 1}"}
        visit(workspace, f"b{number}.example", Label.CLEAR, **own | shared)

    reasons = found(workspace)

    for number, said in enumerate(SHARED):
        reason = reasons[f"https://b{number}.example/"]
        assert reason.startswith(said)
        assert f" as a{number}.example (" in reason


def test_a_reason_says_that_a_person_agrees_not_who(workspace):
    shared = {
        "html": "<p>电话 13800138000</p>",
        "registrant_email": "x@y.example",
        "registrant": "Some Person",
    }
    visit(workspace, "a.example", Label.COUNTERFEIT, **shared)
    visit(workspace, "b.example", Label.CLEAR, **shared)

    reasons = " ".join(found(workspace).values()).lower()

    assert "same e-mail" in reasons
    assert not any(one in reasons for one in ("13800138000", "x@y", "some person"))


COMMON = (
    {"address": "104.16.3.4"},  # a proxy's
    {"address": "10.0.0.7"},  # of no internet
    {"address": "198.51.100.9"},  # the operator's list
    {"name_servers": ("dns9.hichina.com",)},  # a registrar's
    {"name_servers": ("ns-12.awsdns-34.co.uk",)},  # a cloud's
    {"name_servers": ("ns1.firm.test",)},  # the operator's list
    {"registrant": "REDACTED FOR PRIVACY"},
    {"registrant": "域名隐私保护服务"},
    {"registrant_email": "abc@privacyguardian.example"},
)


def test_what_strangers_share_says_nothing(workspace):
    for number, shared in enumerate(COMMON):
        own = {"address": f"192.0.2.{2 * number}"}
        visit(workspace, f"a{number}.example", Label.COUNTERFEIT, **own | shared)
        own = {"address": f"192.0.2.{2 * number + 1}"}
        visit(workspace, f"b{number}.example", Label.CLEAR, **own | shared)
    note(workspace, memgov_com="104.16.3.4", memgov_cn="198.51.100.9")

    assert found(workspace, common=["198.51.100.0/24", "firm.test"]) == {}


@pytest.mark.parametrize(
    "shared",
    [
        {"icon": b"icon"},
        {"address": "192.0.2.77"},
        {"name_servers": ("ns1.x.test",)},
    ],
    ids=["icon", "address", "name-server"],
)
def test_what_too_many_share_says_nothing(workspace, shared):
    """Counted over all that was looked at, not over the flagged ones."""
    for number in range(4):
        label = Label.CLEAR if number else Label.COUNTERFEIT
        own = {"address": f"192.0.2.{number}"}
        visit(workspace, f"s{number}.example", label, **own | shared)

    assert "https://s1.example/" in found(workspace, max_sites_per_weak_trace=4)
    assert found(workspace, max_sites_per_weak_trace=3) == {}


def test_what_the_official_site_has_is_copied(workspace):
    shared = {"icon": b"emblem", "html": SCRIPT}
    for number, (host, label) in enumerate(
        (
            ("www.mem.gov.cn", Label.OFFICIAL),
            ("a.example", Label.COUNTERFEIT),
            ("b.example", Label.CLEAR),
        )
    ):
        visit(workspace, host, label, address=f"192.0.2.{number}", **shared)

    assert found(workspace) == {}


def test_the_domains_of_its_name_server_and_mailbox(workspace):
    visit(
        workspace,
        "a.example",
        Label.COUNTERFEIT,
        registrant_email="boss@mail.gang.test",
        name_servers=("ns1.other-gang.test", "ns1.a.example"),
    )
    visit(workspace, "b.example", Label.SELLER, registrant_email="boss@qq.com")

    reasons = found(workspace)

    assert set(reasons) == {"http://gang.test/", "http://other-gang.test/"}
    assert reasons["http://gang.test/"].startswith("the registrant's mailbox of a.ex")


def test_what_an_advertisement_with_the_same_contact_links_to(workspace):
    visit(workspace, "a.example", Label.SELLER, html="<p>电话 13800138000</p>")
    ad = Ad(
        place="board",
        url="https://board.example/1",
        text="特种作业证 13800138000",
        seen_at=AT,
        links=("https://shop.example/x", "https://a.example/", "https://mem.gov.cn/"),
    )
    contact = AdContact(kind="phone", value="13800138000", written="13800138000")
    judgement = AdJudgement(
        label="seller", probability=0.9, findings=(), contacts=(contact,)
    )
    workspace.casebook.add_ads(
        [JudgedAd(ad=ad, judgement=judgement)], run="RUN-0", at=AT
    )

    reasons = found(workspace)

    assert set(reasons) == {"https://shop.example/x"}
    assert (
        "advertisement that names the same contact as a.example"
        in (reasons["https://shop.example/x"])
    )


@pytest.mark.parametrize("label", [Label.CLEAR, Label.SUSPICIOUS, Label.INTRUSION])
def test_what_is_not_flagged_as_theirs_is_no_start(workspace, label):
    visit(workspace, "a.example", label, names=["a.example", "b.example.org"])

    assert found(workspace) == {}


def test_confirmed_cases_alone_once_there_are_some(workspace):
    visit(workspace, "a.example", Label.COUNTERFEIT, names=["a2.example.org"])
    visit(workspace, "b.example", Label.COUNTERFEIT, names=["b2.example.org"])
    assert len(found(workspace)) == 2
    with transaction(workspace.casebook._engine) as session:
        session.execute(
            sa.update(CaseRow)
            .where(CaseRow.site == "b.example")
            .values(state="confirmed")
        )

    assert set(found(workspace)) == {"https://b2.example.org/"}


def test_on_the_testbed(net, sites, tmp_path):
    """Crawled, joined by the name servers of their registration."""
    copy = sites["counterfeit-exact-clone"]
    own = nameservers(registrable(copy.host))
    beside = next(
        site
        for name, site in sites.items()
        if name.startswith("dead-status") and nameservers(registrable(site.host)) == own
    )
    config = dataclasses.replace(towards(net), language="en")
    with workspace_at(tmp_path / "w", config) as workspace:
        queue(workspace, [copy.url, beside.url])
        crawl(workspace, limit=2)
        reasons = found(workspace)

    assert set(reasons) == {beside.url, "http://hosting.test/"}
    assert reasons[beside.url].startswith(f"has the same name server {own[0]} as")
