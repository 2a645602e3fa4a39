"""The lasting files of an inspection, listed with names fit for a package."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from casebook.records import Capture, Evidence, Inspection, Vantage

REQUEST = "application/http; msgtype=request"
RESPONSE = "application/http; msgtype=response"

SUFFIXES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/css": "css",
    "text/javascript": "js",
    "application/javascript": "js",
    "application/x-javascript": "js",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "image/x-icon": "ico",
    "image/vnd.microsoft.icon": "ico",
}
"""Everything else is ``bin``: a remote name never becomes a name on our disk."""


def evidence_of(
    inspection: Inspection, path: Callable[[str], Path]
) -> tuple[Evidence, ...]:
    """List every file of *inspection*; *path* says where a blob lies.

    Names are ASCII and unique over all looks at all candidates of a case: time of the
    look, eight digits of the candidate, vantage, and what the file is.
    """
    return tuple(_files(inspection, lambda sha256: path(sha256).stat().st_size))


def _files(inspection: Inspection, size: Callable[[str], int]) -> Iterator[Evidence]:
    first = inspection.captures[0].captured_at
    key = hashlib.sha256(inspection.candidate.url.encode()).hexdigest()[:8]
    prefix = f"{first:%Y%m%dT%H%M%SZ}-{key}"
    for capture in inspection.captures:
        start = f"{prefix}-{capture.vantage}"
        for kind, name, media_type, sha256, url in _of_capture(capture):
            yield Evidence(
                case="",
                kind=kind,
                name=f"{start}-{name}",
                media_type=media_type,
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
    if capture.screenshot_sha256:
        picture = capture.screenshot_sha256
        yield "screenshot", "screenshot.png", "image/png", picture, capture.final_url
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


def media_type(given: str) -> str:
    """Return the media type in a Content-Type header, made harmless.

    >>> media_type("Text/HTML; charset=gbk"), media_type("not one")
    ('text/html', 'application/octet-stream')
    """
    bare = given.partition(";")[0].strip().lower()
    allowed = bare.isascii() and bare.count("/") == 1
    clean = all(c.isalnum() or c in "/+-._" for c in bare)
    return bare[:100] if allowed and clean else "application/octet-stream"


def suffix_of(given: str) -> str:
    """Return the suffix for a Content-Type header.

    >>> suffix_of("image/png"), suffix_of("application/x-msdownload")
    ('png', 'bin')
    """
    return SUFFIXES.get(media_type(given), "bin")
