"""The stored files of an inspection, listed with names fit for a package."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from casebook.archives.names import media_type, suffix_of
from casebook.blobs import Blobs
from casebook.records import Capture, Evidence, Inspection, Vantage

REQUEST = "application/http; msgtype=request"
RESPONSE = "application/http; msgtype=response"


def evidence_of(
    inspection: Inspection, path: Callable[[str], Path]
) -> tuple[Evidence, ...]:
    """List every file of *inspection*; *path* says where a blob lies.

    Names are ASCII and unique over all looks at all candidates of a case: time of the
    look, eight digits of the candidate, vantage, and what the file is.
    """
    return tuple(_files(inspection, lambda sha256: path(sha256).stat().st_size))


def look_file(
    inspection: Inspection,
    blobs: Blobs,
    data: bytes,
    *,
    kind: str,
    name: str,
    media_type: str,
    capture: Capture | None = None,
) -> Evidence:
    """Store a file made of a look, and list it.

    Args:
        inspection: the look.
        blobs: where it goes.
        data: its bytes.
        kind: as :attr:`casebook.records.Evidence.kind`.
        name: end of its name.
        media_type: of *data*.
        capture: what it was made of; None: of the whole look.
    """
    start = look_name(inspection) + (f"-{capture.vantage}" if capture else "")
    made_of = capture or inspection.captures[0]
    return Evidence(
        case="",
        kind=kind,
        name=f"{start}-{name}",
        media_type=media_type,
        sha256=blobs.store(data),
        size_bytes=len(data),
        captured_at=made_of.captured_at,
        url=made_of.url,
        vantage=capture.vantage.value if capture else "",
    )


def _files(inspection: Inspection, size: Callable[[str], int]) -> Iterator[Evidence]:
    prefix = look_name(inspection)
    for capture in inspection.captures:
        start = f"{prefix}-{capture.vantage}"
        for kind, name, media, sha256, url in _of_capture(capture):
            yield Evidence(
                case="",
                kind=kind,
                name=f"{start}-{name}",
                media_type=media,
                sha256=sha256,
                size_bytes=size(sha256),
                captured_at=capture.captured_at,
                url=url,
                vantage=capture.vantage.value,
            )
    known = inspection.registration
    if known is not None and known.raw_sha256:
        is_rdap = known.source == "rdap"
        yield Evidence(
            case="",
            kind="registration",
            name=f"{prefix}-registration-{'rdap.json' if is_rdap else 'whois.txt'}",
            media_type="application/rdap+json" if is_rdap else "text/plain",
            sha256=known.raw_sha256,
            size_bytes=size(known.raw_sha256),
            captured_at=known.asked_at,
            url=known.domain,
        )


def look_name(inspection: Inspection) -> str:
    """Return what the names of all files of this look begin with."""
    first = inspection.captures[0].captured_at
    key = hashlib.sha256(inspection.candidate.url.encode()).hexdigest()[:8]
    return f"{first:%Y%m%dT%H%M%SZ}-{key}"


File = tuple[str, str, str, str, str]
"""Kind, end of the name, media type, SHA-256, URL."""


def _of_capture(capture: Capture) -> Iterator[File]:
    drawn = capture.vantage in {Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE}
    if capture.body_sha256:
        given = next((v for k, v in capture.headers if k.lower() == "content-type"), "")
        kind = "dom" if drawn else "body"
        media = "text/html; charset=utf-8" if drawn else media_type(given)
        suffix = "html" if drawn else suffix_of(given)
        yield kind, f"{kind}.{suffix}", media, capture.body_sha256, capture.final_url
    yield from _pictures(capture)
    for number, exchange in enumerate(capture.exchanges, 1):
        hop = f"hop{number:02}"
        if exchange.sent_sha256:
            sent = exchange.sent_sha256
            yield "sent", f"{hop}-sent.http", REQUEST, sent, exchange.url
        if exchange.received_sha256:
            received = exchange.received_sha256
            yield "received", f"{hop}-received.http", RESPONSE, received, exchange.url
        chain = exchange.tls.chain_sha256s if exchange.tls else ()
        for depth, sha256 in enumerate(chain):
            name = f"{hop}-certificate{depth}.der"
            yield "certificate", name, "application/pkix-cert", sha256, exchange.url
    for number, part in enumerate(capture.resources, 1):
        if part.sha256:
            name = f"{number:02}-{part.kind}.{suffix_of(part.media_type)}"
            media = media_type(part.media_type)
            yield "resource", name, media, part.sha256, part.url


def _pictures(capture: Capture) -> Iterator[File]:
    if capture.screenshot_sha256:
        picture = capture.screenshot_sha256
        yield "screenshot", "screenshot.png", "image/png", picture, capture.final_url
    for kind, name, media, sha256 in (
        ("first-view", "first-view.png", "image/png", capture.first_view_sha256),
        ("recording", "recording.webp", "image/webp", capture.recording_sha256),
        ("traffic", "traffic.json", "application/json", capture.traffic_sha256),
    ):
        if sha256 and sha256 != capture.screenshot_sha256:
            yield kind, name, media, sha256, capture.final_url
