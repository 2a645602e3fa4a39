"""The records of one capture: what went over the wire, and what was made of it."""

from collections.abc import Callable, Iterator
from datetime import UTC

from casebook.encoding import canonical_json, to_plain
from casebook.records import Capture, DnsAnswer, Exchange, Registration, Vantage
from casebook.times import both_zones
from casebook.urls import host_of
from crawler.preserve.circumstances import Circumstances
from crawler.preserve.names import media_type
from crawler.preserve.warc import Record

Read = Callable[[str], bytes]
"""Returns stored bytes by their SHA-256."""

CUT = {"timeout": "time", "too-large": "length"}
"""Value of ``WARC-Truncated`` by our name of the failure."""


def capture_records(
    capture: Capture,
    circumstances: Circumstances,
    read: Read,
    registration: Registration | None = None,
) -> Iterator[Record]:
    """Yield everything that is known of *capture*, in the order it came about.

    The judged visit is complete in it: every hop as sent and received, name
    resolution, TLS chains, the parts of the page, screenshot and rendered DOM, and the
    circumstances.  What failed is told in the ``metadata`` record.
    """
    yield _info(capture, circumstances)
    for answer in capture.dns:
        yield _dns(answer)
    shown: set[str] = set()
    for exchange in capture.exchanges:
        yield from _exchange(exchange, read)
        yield from _chain(exchange, shown, read)
    yield from _made_of(capture, read)
    for part in capture.resources:
        if part.sha256:
            yield Record(
                kind="resource",
                uri=part.final_url or part.url,
                at=capture.captured_at,
                media_type=media_type(part.media_type),
                block=read(part.sha256),
            )
    if registration is not None and registration.raw_sha256:
        is_rdap = registration.source == "rdap"
        yield Record(
            kind="resource",
            uri=f"urn:registration:{registration.domain}",
            at=registration.asked_at,
            media_type="application/rdap+json" if is_rdap else "text/plain",
            block=read(registration.raw_sha256),
        )
    yield _told(capture, circumstances)


def _info(capture: Capture, circumstances: Circumstances) -> Record:
    lines = {
        "software": circumstances.program,
        "format": "WARC file version 1.1",
        "conformsTo": "ISO 28500:2017",
        "robots": "ignore",
        "description": f"one look, vantage {capture.vantage}",
    }
    return Record(
        kind="warcinfo",
        uri="",
        at=capture.captured_at,
        media_type="application/warc-fields",
        block="".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode("utf-8"),
    )


def _dns(answer: DnsAnswer) -> Record:
    # The form of crawlers that keep name resolution: a date, then the lines.
    lines = [f"{answer.asked_at.astimezone(UTC):%Y%m%d%H%M%S}", *answer.records]
    tail = f"; {answer.rcode} from {answer.resolver}"
    return Record(
        kind="resource",
        uri=f"dns:{answer.name}",
        at=answer.asked_at,
        media_type="text/dns",
        block="\n".join([*lines, tail, ""]).encode("utf-8", "replace"),
    )


def _exchange(exchange: Exchange, read: Read) -> Iterator[Record]:
    fields = _connection(exchange)
    request: Record | None = None
    if exchange.sent_sha256:
        request = Record(
            kind="request",
            uri=exchange.url,
            at=exchange.started_at,
            media_type="application/http; msgtype=request",
            block=read(exchange.sent_sha256),
            fields=fields,
        )
        yield request
    if exchange.received_sha256:
        if request:
            fields["WARC-Concurrent-To"] = request.id
        if exchange.truncated:
            fields["WARC-Truncated"] = CUT.get(exchange.failure or "", "length")
        elif exchange.failure == "reset":
            fields["WARC-Truncated"] = "disconnect"
        yield Record(
            kind="response",
            uri=exchange.url,
            at=exchange.started_at,
            media_type="application/http; msgtype=response",
            block=read(exchange.received_sha256),
            fields=fields,
        )


def _chain(exchange: Exchange, shown: set[str], read: Read) -> Iterator[Record]:
    """Yield the certificates of a hop that no earlier hop of this look showed."""
    chain = exchange.tls.chain_sha256s if exchange.tls else ()
    for depth, sha256 in enumerate(chain):
        if sha256 not in shown:
            shown.add(sha256)
            yield Record(
                kind="resource",
                uri=f"urn:certificate:{depth}:{host_of(exchange.url)}",
                at=exchange.started_at,
                media_type="application/pkix-cert",
                block=read(sha256),
            )


def _connection(exchange: Exchange) -> dict[str, str]:
    address, _, _ = exchange.peer.rpartition(":")
    fields = {"WARC-IP-Address": address.strip("[]"), "WARC-Protocol": "http/1.1"}
    if exchange.tls:
        fields["WARC-Cipher-Suite"] = exchange.tls.cipher
        fields["WARC-Protocol"] += f", {_tls_name(exchange.tls.version)}"
    return fields


def _tls_name(version: str) -> str:
    """Return the name of a TLS version as WARC writers in the field spell it.

    >>> _tls_name("TLSv1.3"), _tls_name("TLSv1")
    ('tls/1.3', 'tls/1.0')
    """
    number = version.removeprefix("TLSv")
    return f"tls/{number if '.' in number else number + '.0'}"


def _made_of(capture: Capture, read: Read) -> Iterator[Record]:
    drawn = capture.vantage in {Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE}
    if drawn and capture.body_sha256:
        yield Record(
            kind="resource",
            uri=f"urn:dom:{capture.final_url}",
            at=capture.captured_at,
            media_type="text/html; charset=utf-8",
            block=read(capture.body_sha256),
        )
    if capture.screenshot_sha256:
        yield Record(
            kind="resource",
            uri=f"urn:fullPage:{capture.final_url}",
            at=capture.captured_at,
            media_type="image/png",
            block=read(capture.screenshot_sha256),
        )


def _told(capture: Capture, circumstances: Circumstances) -> Record:
    plain = {
        "capture": to_plain(capture),
        "captured_at": both_zones(capture.captured_at),
        "circumstances": to_plain(circumstances),
    }
    return Record(
        kind="metadata",
        uri=capture.url,
        at=capture.captured_at,
        media_type="application/json",
        block=canonical_json(plain),
    )
