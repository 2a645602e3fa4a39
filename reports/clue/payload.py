"""Which files a package holds of its cases, and where each lies below ``data/``.

Bytes from outside never choose a name: names are ours, pages end in ``.txt`` so that a
double click shows and never runs them.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from casebook.blobs import Blobs
from casebook.encoding import canonical_json, to_plain
from casebook.records import Capture, Evidence, Registration, Vantage
from casebook.times import both_zones
from reports.clue.records import CaseFile, Dossier, Payload, Promotion
from reports.inert import file_name

_BROWSERS = frozenset({Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE})

_MARKUP = ("text/html", "application/xhtml")


def captured_files(dossier: Dossier, blobs: Blobs) -> list[Payload]:
    """Return what was captured of the cases, and the ledger's lines on them."""
    folders = _Folders()
    found: list[Payload] = []
    for file in dossier.cases:
        prefix = f"{file.case.id}/" if len(dossier.cases) > 1 else ""
        found += _case_files(file, prefix, folders, blobs)
    return found


def json_file(path: str, plain: Any, *, kind: str = "record") -> Payload:
    """Return plain data as a readable JSON file; equal data gives equal bytes."""
    text = json.dumps(plain, ensure_ascii=True, indent=1, sort_keys=True)
    return Payload(
        path=path,
        kind=kind,
        media_type="application/json",
        data=text.encode("ascii") + b"\n",
    )


class _Folders:
    """Gives each capture its own folder name, and remembers what is in the package."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self.paths: dict[str, str] = {}
        """Where a blob of this package lies, by SHA-256."""
        self.looks: dict[tuple[datetime, str], str] = {}
        """Folder of a look, by time and vantage."""

    def name(self, prefix: str, at: datetime, vantage: str) -> str:
        stem = f"{prefix}captures/{at:%Y%m%dT%H%M%SZ}-{file_name(vantage)}"
        name, number = stem, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name


def _case_files(
    file: CaseFile, prefix: str, folders: _Folders, blobs: Blobs
) -> Iterator[Payload]:
    for visit in file.visits:
        for capture in visit.inspection.captures:
            folder = folders.name(prefix, capture.captured_at, capture.vantage)
            folders.looks[capture.captured_at, capture.vantage.value] = folder
            yield from _capture_files(capture, folder, folders, blobs)
        if visit.inspection.registration:
            yield from _registration_files(
                visit.inspection.registration, prefix, folders
            )
    yield from _archives(file.evidence, prefix, folders)
    yield from _earlier_files(file.evidence, prefix, folders)
    yield from _ad_files(file.promotions, f"{prefix}ads/", folders, blobs)
    lines = (canonical_json(to_plain(line)) for line in file.custody)
    yield Payload(
        path=f"{prefix}custody.jsonl",
        kind="record",
        media_type="application/jsonl",
        data=b"".join(line + b"\n" for line in lines),
    )


def _ad_files(
    promotions: Iterable[Promotion], prefix: str, folders: _Folders, blobs: Blobs
) -> Iterator[Payload]:
    """Yield the captures of posts, each page once, and the pictures on them."""
    seen: set[tuple[str, datetime]] = set()
    for known in (known for one in promotions for known in one.posts):
        capture = known.ad.capture
        if capture and (capture.url, capture.captured_at) not in seen:
            seen.add((capture.url, capture.captured_at))
            folder = folders.name(prefix, capture.captured_at, known.ad.place)
            yield from _capture_files(capture, folder, folders, blobs)
        for sha256 in known.ad.image_sha256s:
            if sha256 not in folders.paths:
                folders.paths[sha256] = f"{prefix}pictures/{sha256[:16]}.bin"
                yield Payload(
                    path=folders.paths[sha256],
                    kind="resource",
                    media_type="application/octet-stream",
                    blob_sha256=sha256,
                    captured_at=known.ad.seen_at,
                    url=known.ad.url,
                )


def _archives(
    evidence: Iterable[Evidence], prefix: str, folders: _Folders
) -> Iterator[Payload]:
    """Yield the web archives of each look, whole: none refers to another."""
    names = {
        "warc": "wire.warc.gz",
        "wacz": "capture.wacz",
        "wacz-failure": "no-wacz.txt",
    }
    for one in evidence:
        if one.kind not in names or one.sha256 in folders.paths:
            continue
        look = (one.captured_at, one.vantage)
        if look not in folders.looks:
            folders.looks[look] = folders.name(
                prefix, one.captured_at, one.vantage or "look"
            )
        path = f"{folders.looks[look]}/{names[one.kind]}"
        folders.paths[one.sha256] = path
        yield Payload(
            path=path,
            kind=one.kind,
            media_type=one.media_type,
            blob_sha256=one.sha256,
            captured_at=one.captured_at,
            url=one.url,
            vantage=one.vantage,
        )


def _capture_files(
    capture: Capture, folder: str, folders: _Folders, blobs: Blobs
) -> Iterator[Payload]:
    files: dict[str, str] = {}

    def keep(name: str, kind: str, media_type: str, sha256: str) -> Iterator[Payload]:
        if sha256:
            files[name] = sha256
            folders.paths.setdefault(sha256, f"{folder}/{name}")
            yield Payload(
                path=f"{folder}/{name}",
                kind=kind,
                media_type=media_type,
                blob_sha256=sha256,
                captured_at=capture.captured_at,
                url=capture.url,
                vantage=capture.vantage,
            )

    for number, hop in enumerate(capture.exchanges, start=1):
        stem = f"{number:02}"
        octets = "application/octet-stream"
        yield from keep(f"{stem}-sent.bin", "sent", octets, hop.sent_sha256)
        yield from keep(f"{stem}-received.bin", "received", octets, hop.received_sha256)
    body, kind, media_type = _body_name(capture)
    yield from keep(body, kind, media_type, capture.body_sha256)
    yield from keep(
        "screenshot.png", "screenshot", "image/png", capture.screenshot_sha256
    )
    for number, resource in enumerate(capture.resources, start=1):
        if resource.sha256 in folders.paths:
            continue  # the same icon from four vantages is kept once
        name = f"resources/{number:02}-{file_name(resource.kind)}.bin"
        yield from keep(name, "resource", resource.media_type, resource.sha256)
    yield from _certificates(capture, folder, folders, blobs)
    yield json_file(f"{folder}/dns.json", to_plain(capture.dns), kind="dns")
    yield json_file(
        f"{folder}/capture.json",
        {
            "capture": to_plain(capture),
            "captured_at": both_zones(capture.captured_at),
            "files": files,
            "resources": {
                resource.url: folders.paths.get(resource.sha256, "")
                for resource in capture.resources
            },
        },
        kind="capture",
    )


def _body_name(capture: Capture) -> tuple[str, str, str]:
    if capture.vantage in _BROWSERS:
        return "dom.html.txt", "dom", "text/html; charset=utf-8"
    declared = next(
        (value for name, value in capture.headers if name.lower() == "content-type"),
        "",
    )
    if not declared or declared.strip().lower().startswith(_MARKUP):
        return "body.html.txt", "body", declared or "text/html"
    return "body.bin", "body", declared


def _certificates(
    capture: Capture, folder: str, folders: _Folders, blobs: Blobs
) -> Iterator[Payload]:
    chains = (hop.tls.chain_sha256s for hop in capture.exchanges if hop.tls)
    shown = dict.fromkeys(sha256 for chain in chains for sha256 in chain)
    for number, sha256 in enumerate(shown, start=1):
        if sha256 in folders.paths:
            continue
        stem = f"{folder}/tls-{number:02}"
        folders.paths[sha256] = f"{stem}.der"
        common = {
            "kind": "certificate",
            "captured_at": capture.captured_at,
            "url": capture.url,
            "vantage": capture.vantage,
        }
        yield Payload(
            path=f"{stem}.der",
            media_type="application/pkix-cert",
            blob_sha256=sha256,
            **common,  # type: ignore[arg-type]
        )
        pem = _pem(blobs, sha256)
        if pem:
            yield Payload(
                path=f"{stem}.pem",
                media_type="application/x-pem-file",
                data=pem,
                **common,  # type: ignore[arg-type]
            )


def _pem(blobs: Blobs, sha256: str) -> bytes:
    """Return a certificate as PEM, or nothing where a server sent something else."""
    try:
        found = x509.load_der_x509_certificate(blobs.read(sha256))
    except ValueError:
        return b""
    return found.public_bytes(serialization.Encoding.PEM)


def _registration_files(
    registration: Registration, prefix: str, folders: _Folders
) -> Iterator[Payload]:
    stem = f"{prefix}registration/{file_name(registration.domain)}"
    if stem in folders.paths:
        return
    folders.paths[stem] = stem  # several candidates of one site share its domain
    yield json_file(f"{stem}.json", to_plain(registration), kind="registration")
    if registration.raw_sha256:
        answer = f"{stem}-{file_name(registration.source)}.txt"
        folders.paths[registration.raw_sha256] = answer
        yield Payload(
            path=answer,
            kind="registration",
            media_type="text/plain",
            blob_sha256=registration.raw_sha256,
            captured_at=registration.asked_at,
        )


def _earlier_files(
    evidence: Iterable[Evidence], prefix: str, folders: _Folders
) -> Iterator[Payload]:
    """Yield the files kept at earlier looks, which the captures above do not hold."""
    earlier: dict[tuple[datetime, str], str] = {}
    for one in evidence:
        if one.sha256 in folders.paths:
            continue
        look = (one.captured_at, one.vantage)
        if look not in earlier:
            earlier[look] = folders.name(prefix, one.captured_at, one.vantage or "kept")
        path = f"{earlier[look]}/{len(folders.paths):04}-{_inert_suffix(one.name)}"
        folders.paths[one.sha256] = path
        yield Payload(
            path=path,
            kind=one.kind,
            media_type=one.media_type,
            blob_sha256=one.sha256,
            captured_at=one.captured_at,
            url=one.url,
            vantage=one.vantage,
        )


def _inert_suffix(name: str) -> str:
    """Return a file name that no double click runs or renders.

    >>> _inert_suffix("page.html"), _inert_suffix("shot.png")
    ('page.html.txt', 'shot.png')
    """
    safe = file_name(name)
    kept = (".png", ".txt", ".bin", ".der", ".pem", ".json")
    return safe if safe.lower().endswith(kept) else f"{safe}.txt"
