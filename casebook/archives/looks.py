"""The records of one capture: what went over the wire, and what was made of it."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from casebook.archives.exchanges import Read, chain_records, exchange_records
from casebook.archives.names import media_type
from casebook.archives.warc import Record
from casebook.encoding import canonical_json
from casebook.records import Capture, DnsAnswer, Vantage

DRAWN = frozenset({Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE})
"""Vantages whose page is a document that a browser drew."""

Made = tuple[str, str, str]
"""URI, media type and SHA-256 of something that was made of a page."""


def info(at: datetime, *, program: str, description: str) -> Record:
    """Return the record that begins an archive: who wrote it, and of what."""
    lines = {
        "software": program,
        "format": "WARC file version 1.1",
        "conformsTo": "ISO 28500:2017",
        "robots": "ignore",
        "description": description,
    }
    return Record(
        kind="warcinfo",
        uri="",
        at=at,
        media_type="application/warc-fields",
        block="".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode("utf-8"),
    )


def look_records(capture: Capture, read: Read) -> Iterator[Record | bytes]:
    """Yield what was kept of *capture*, in the order it came about.

    Every hop as sent and received, name resolution, TLS chains, the parts of the page
    with their own exchanges, pictures and rendered DOM; where the wire was not kept,
    the page as it was received. Bytes are records that were written during the visit.
    """
    for answer in capture.dns:
        yield _dns(answer)
    shown: set[str] = set()
    for exchange in capture.exchanges:
        yield from exchange_records(exchange, read)
        chain = exchange.tls.chain_sha256s if exchange.tls else ()
        yield from chain_records(chain, exchange.url, exchange.started_at, shown, read)
    yield from _made_of(capture, read)
    yield from _parts(capture, shown, read)


def document(uri: str, at: datetime, plain: object) -> Record:
    """Return plain data as a ``metadata`` record."""
    return Record(
        kind="metadata",
        uri=uri,
        at=at,
        media_type="application/json",
        block=canonical_json(plain),
    )


def picture_record(kind: str, sha256: str, at: datetime, read: Read) -> Record:
    """Return a picture whose own address nobody kept, such as one of a poster."""
    return Record(
        kind="resource",
        uri=f"urn:{kind}:{sha256}",
        at=at,
        media_type="application/octet-stream",
        block=read(sha256),
    )


def _dns(answer: DnsAnswer) -> Record:
    # The form of crawlers that keep name resolution: a date, then the lines.
    lines = [f"{answer.asked_at.astimezone(UTC):%Y%m%d%H%M%S}", *answer.records]
    asked = f" {answer.kind}" if answer.kind else ""
    lines.append(f"; {answer.rcode}{asked} from {answer.resolver}")
    if answer.message:
        lines.append(f"; message {answer.message}")
    return Record(
        kind="resource",
        uri=f"dns:{answer.name}",
        at=answer.asked_at,
        media_type="text/dns",
        block="\n".join([*lines, ""]).encode("utf-8", "replace"),
    )


def _made_of(capture: Capture, read: Read) -> Iterator[Record]:
    page = capture.final_url
    traffic = read(capture.traffic_sha256) if capture.traffic_sha256 else b""
    made = [
        *_page(capture),
        (f"urn:fullPage:{page}", "image/png", capture.screenshot_sha256),
        (f"urn:view:{page}", "image/png", capture.first_view_sha256),
        (f"urn:recording:{page}", "image/webp", capture.recording_sha256),
    ]
    written: set[str] = set()
    for uri, media, sha256 in made:
        # A page no longer than the screen has one picture, and it is kept once.
        if sha256 and sha256 not in written:
            written.add(sha256)
            block = read(sha256)
            yield Record(
                kind="resource",
                uri=uri,
                at=capture.captured_at,
                media_type=media,
                block=block,
                fields=_cut(block, traffic) if "fullPage" in uri else {},
            )
    if capture.traffic_sha256:
        yield Record(
            kind="metadata",
            uri=f"urn:traffic:{page}",
            at=capture.captured_at,
            media_type="application/json",
            block=traffic,
        )


def _page(capture: Capture) -> Iterable[Made]:
    """Return the page itself where no exchange holds it."""
    if capture.vantage in DRAWN:
        html = "text/html; charset=utf-8"
        return [(f"urn:dom:{capture.final_url}", html, capture.body_sha256)]
    if any(hop.received_sha256 for hop in capture.exchanges):
        return []
    given = [value for name, value in capture.headers if name.lower() == "content-type"]
    return [(capture.final_url, media_type("".join(given[:1])), capture.body_sha256)]


def _cut(png: bytes, traffic: bytes) -> dict[str, str]:
    """Return the mark of a picture that ends before its page does."""
    try:
        height = int(json.loads(traffic)["page_px"][1])
    except (ValueError, KeyError, IndexError, TypeError):  # an older look, or none
        return {}
    # The head of a PNG: 8 bytes of signature, 8 of chunk, then width and height.
    drawn = int.from_bytes(png[20:24], "big")
    return {"WARC-Truncated": "length"} if drawn < height else {}


def _parts(capture: Capture, shown: set[str], read: Read) -> Iterator[Record | bytes]:
    for part in capture.resources:
        if part.wire_sha256:
            yield read(part.wire_sha256)
            chain, at = part.chain_sha256s, capture.captured_at
            yield from chain_records(chain, part.final_url or part.url, at, shown, read)
        elif part.sha256:
            yield Record(
                kind="resource",
                uri=part.final_url or part.url,
                at=capture.captured_at,
                media_type=media_type(part.media_type),
                block=read(part.sha256),
            )
