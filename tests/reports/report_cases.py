"""Cases made from records, for a workspace: no network, no crawler."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw

from casebook.records import (
    Candidate,
    Capture,
    Claim,
    DnsAnswer,
    Evidence,
    Exchange,
    Finding,
    Inspection,
    Label,
    NotRun,
    Registration,
    Resource,
    Tls,
    Vantage,
    Verdict,
)

NOW = datetime(2026, 1, 3, 1, 30, tzinfo=UTC)
"""09:30 on the third of January in Beijing."""

DAY = date(2026, 1, 3)

IDENTITY = "110101199003070012"
VICTIM_PHONE = "13900001111"
SELLER_PHONE = "13800138000"


@cache
def png(width=1280, height=1600, shade=40):
    image = Image.new("RGB", (width, height), (245, 246, 248))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, height // 12), fill=(shade, 90, 150))
    for row in range(8):
        top = height // 8 + row * height // 11
        draw.rectangle(
            (width // 10, top, width * 9 // 10, top + height // 20), fill=(225,) * 3
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def certificate(host):
    # Ed25519 signs the same bytes alike each time, so packages can be compared.
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(NOW + timedelta(days=81))
        .sign(key, None)
        .public_bytes(serialization.Encoding.DER)
    )


def finding(signal, template, weight, **values):
    return Finding(
        detector=signal.partition("-")[0],
        signal=signal,
        strength=min(abs(weight) / 4, 1.0),
        claim=Claim(template=template, values=values),
        where="desktop html:title",
        profile="mem-inquiry",
        weight=weight,
    )


FINDINGS = (
    finding("title-copied", "the title is “{title}”", 3.1, title="特种作业操作证查询"),
    finding("form-identity", "the form asks for “{field}”", 1.4, field="证件号码"),
    finding("registration-old", "the domain is {days} days old", -0.9, days="812"),
)


def wire(blobs, url, vantage, body, *, at, ip="192.0.2.7:443"):
    """A capture as the download handler keeps it."""
    host = url.split("/")[2]
    sent = f"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {vantage}\r\n\r\n".encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return Capture(
        url=url,
        vantage=vantage,
        captured_at=at,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body_sha256=blobs.store(body),
        body_bytes=len(body),
        exchanges=(
            Exchange(
                url=url,
                method="GET",
                started_at=at,
                ended_at=at + timedelta(seconds=1),
                peer=ip,
                sent_sha256=blobs.store(sent),
                received_sha256=blobs.store(head + body),
                received_bytes=len(head + body),
                status=200,
                tls=Tls(
                    version="TLSv1.3",
                    cipher="TLS_AES_256_GCM_SHA384",
                    chain_sha256s=(blobs.store(certificate(host)),),
                    verified=False,
                    problem="self-signed certificate",
                ),
            ),
        ),
        dns=(
            DnsAnswer(
                name=host,
                rcode="NOERROR",
                records=(f"{host}. 300 IN A 192.0.2.7",),
                resolver="192.0.2.53:53",
                asked_at=at,
            ),
        ),
        resources=(
            Resource(
                url=f"https://{host}/favicon.ico",
                kind="icon",
                status=200,
                media_type="image/x-icon",
                sha256=blobs.store(b"icon of " + host.encode()),
                size_bytes=len(host) + 8,
            ),
        ),
    )


def drawn(blobs, url, vantage, *, at, shot=None):
    """A capture as the browser makes it."""
    phone = vantage is Vantage.BROWSER_PHONE
    picture = shot or png(*(390, 1200) if phone else (1280, 1600))
    dom = f"<html><body>drawn {vantage}</body></html>".encode()
    return Capture(
        url=url,
        vantage=vantage,
        captured_at=at + timedelta(seconds=5),
        final_url=url,
        status=200,
        body_sha256=blobs.store(dom),
        body_bytes=len(dom),
        screenshot_sha256=blobs.store(picture),
    )


def inspection(blobs, url, *, at, body=b"<title>page</title>", browser=True):
    captures = [
        wire(blobs, url, Vantage.DESKTOP, body, at=at),
        wire(blobs, url, Vantage.PHONE, body, at=at + timedelta(seconds=2)),
    ]
    if browser:
        captures += [
            drawn(blobs, url, Vantage.BROWSER_DESKTOP, at=at),
            drawn(blobs, url, Vantage.BROWSER_PHONE, at=at),
        ]
    return Inspection(
        candidate=Candidate(
            url=url,
            source="tip",
            reason="reported by a reader",
            seen_at=at - timedelta(minutes=5),
            referer="",
        ),
        captures=tuple(captures),
        registration=Registration(
            domain=url.split("/")[2],
            asked_at=at,
            source="rdap",
            created_at=datetime(2025, 12, 1, tzinfo=UTC),
            expires_at=datetime(2026, 12, 1, tzinfo=UTC),
            registrar="示例注册商",
            raw_sha256=blobs.store(b'{"objectClassName": "domain"}'),
        ),
    )


def unreachable(url, *, at):
    return Inspection(
        candidate=Candidate(
            url=url, source="search", reason="found by a search", seen_at=at
        ),
        captures=(
            Capture(
                url=url,
                vantage=Vantage.DESKTOP,
                captured_at=at,
                final_url=url,
                status=None,
                failure="dns-nxdomain",
                failure_detail="the DNS query name does not exist",
            ),
        ),
    )


def verdict(url, label, probability, *, findings=FINDINGS, not_run=()):
    return Verdict(
        url=url,
        label=label,
        probability=probability,
        profile="mem-inquiry",
        findings=findings,
        not_run=tuple(not_run),
        model="test 1",
    )


def evidence_of(blobs, seen):
    """Evidence rows as the crawler keeps them for a flagged site."""
    return [
        Evidence(
            case="",
            kind="screenshot",
            name=f"{capture.vantage}.png",
            media_type="image/png",
            sha256=capture.screenshot_sha256,
            size_bytes=len(blobs.read(capture.screenshot_sha256)),
            captured_at=capture.captured_at,
            url=capture.url,
            vantage=capture.vantage,
        )
        for capture in seen.captures
        if capture.screenshot_sha256
    ]


def visit(workspace, seen, judged, *, at, run="RUN-2026-0001"):
    """Store one visit as the crawler would, and return its case."""
    book = workspace.casebook
    book.add_candidates([seen.candidate], run=run, at=at)
    book.requeue_due(before=at, at=at)
    (leased,) = book.lease(limit=1, worker="w", lease_seconds=60, at=at)
    assert leased.candidate.url == seen.candidate.url
    return book.finish(
        leased,
        seen,
        judged,
        evidence=evidence_of(workspace.blobs, seen),
        run=run,
        worker="w",
        at=at + timedelta(seconds=9),
    )


COUNTERFEIT = "https://cx-mem-query.test/special?id=7"
SELLER = "https://zhengjian-banli.test/buy"
SUSPICIOUS = "https://xn--vhq83aq48eoeg.test/"
DEAD = "https://gone-before.test/"


def seller_findings():
    return (
        finding(
            "contact-offered",
            "the page offers certificates; contact {contact}",
            2.8,
            contact=SELLER_PHONE,
        ),
        finding(
            "victim-shown",
            "a result names {identity} and {phone}",
            1.0,
            identity=IDENTITY,
            phone=VICTIM_PHONE,
        ),
    )


def fill(workspace, *, at=NOW):
    """Three cases, one dead candidate, one source that failed; returns case ids."""
    blobs, book = workspace.blobs, workspace.casebook
    run = book.start_run("crawl", at=at, details={})
    book.note_source(run, "tip", at=at, ok=True, found=3, failure="")
    book.note_source(
        run, "search", at=at, ok=False, found=0, failure="http://search.test/: timeout"
    )
    ids = [
        visit(
            workspace,
            inspection(blobs, url, at=at, browser=label is not Label.SUSPICIOUS),
            verdict(url, label, probability, findings=found, not_run=gaps),
            at=at,
            run=run,
        )
        for url, label, probability, found, gaps in (
            (COUNTERFEIT, Label.COUNTERFEIT, 0.97, FINDINGS, ()),
            (SELLER, Label.SELLER, 0.88, seller_findings(), ()),
            (
                SUSPICIOUS,
                Label.SUSPICIOUS,
                0.31,
                FINDINGS[1:],
                [NotRun(detector="branding", reason="no screenshot")],
            ),
        )
    ]
    visit(
        workspace,
        unreachable(DEAD, at=at),
        verdict(DEAD, Label.UNREACHABLE, 0.0, findings=()),
        at=at,
        run=run,
    )
    book.end_run(run, at=at + timedelta(minutes=5), state="done", counts={})
    return ids


def with_text(seen, text):
    """The same inspection, *text* wherever a page or a registry can put it."""
    registration = replace(seen.registration, registrar=text, registrant=text)
    return replace(
        seen,
        registration=registration,
        candidate=replace(seen.candidate, reason=text),
    )
