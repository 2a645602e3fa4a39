"""Which files a package holds of its cases, and where each lies below ``data/``."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from casebook.blobs import Blobs
from casebook.encoding import canonical_json, to_plain
from casebook.records import Evidence, Registration
from casebook.store.ledger import Line
from reports import names
from reports.clue.captured.looks import json_file, look_files, masked_dom, masked_json
from reports.clue.captured.posts import post_files
from reports.clue.captured.sealed import kept, records_of, records_of_files, written
from reports.clue.captured.shelf import Shelf, chain_files
from reports.clue.matter.painting import Painter
from reports.clue.records import CaseFile, Dossier, Payload
from reports.inert import file_name
from reports.masking import contacts_of, masked

_NAMES = {
    "wacz": "capture.wacz",
    "wacz-failure": "no-wacz.txt",
    "screenshot": "screenshot.png",
    "first-view": "first-view.png",
    "dom": "dom.html.txt",
    "traffic": "traffic.json",
    "recording": "recording.webp",
    "protocol": "protocol.json",
    "differences": "differences.json",
}
"""Files of a look by their kind; what came over the wire has its own names."""

_CLOSED = frozenset({"sent", "received", "body", "resource", "certificate", "warc"})
"""Kinds that lie in the WARC of their look only, and it itself."""

_PICTURES = frozenset({"screenshot", "first-view", "recording"})
"""Kinds that stay inside the WARC of a look that shows a victim."""

_SEALED = _CLOSED | _PICTURES | {"dom"}
"""Kinds whose originals a WARC holds."""

_SUFFIXES = {"application/json": ".json", "text/plain": ".txt"}

Look = tuple[datetime, str]


def captured_files(
    dossier: Dossier, blobs: Blobs, painter: Painter | None = None
) -> list[Payload]:
    """Return what was captured of the cases, and the ledger's lines on them.

    *painter* is shared with whoever shows the same pictures.
    """
    painter = painter or Painter(blobs.read, can_read=dossier.reads_pictures)
    shelf = Shelf(blobs=blobs, painter=painter, program=dossier.program)
    found: list[Payload] = []
    for file in dossier.cases:
        prefix = f"{file.case.id}/" if len(dossier.cases) > 1 else ""
        shelf = dataclasses.replace(
            shelf, victims=file.victims, keep=seller_numbers(file), looks={}
        )
        found += _case_files(file, prefix, shelf)
    return found


def seller_numbers(file: CaseFile) -> frozenset[str]:
    """Return the mobile numbers that the pages of a seller's case offer as its own."""
    return frozenset[str]().union(
        *(contacts_of(file.case.label, v.verdict.findings) for v in file.visits)
    )


def _case_files(file: CaseFile, prefix: str, shelf: Shelf) -> Iterator[Payload]:
    warcs = {
        (e.captured_at, e.vantage, e.url): e for e in file.evidence if e.kind == "warc"
    }
    original = file.original or file
    for visit, whole in zip(file.visits, original.visits, strict=True):
        captures = zip(
            visit.inspection.captures, whole.inspection.captures, strict=True
        )
        for capture, seen in captures:
            folder = shelf.name(prefix, capture.captured_at, capture.vantage)
            shelf.looks[capture.captured_at, capture.vantage.value] = folder
            warc = warcs.get((capture.captured_at, capture.vantage, capture.url))
            sealed = (
                kept(warc, folder, shelf, capture)
                if warc
                else written(records_of(seen, (), shelf), folder, shelf, capture)
            )
            yield from look_files(capture, folder, shelf, sealed)
        if visit.inspection.registration:
            yield from _registration_files(visit.inspection.registration, prefix, shelf)
    yield from _kept_files(file.evidence, prefix, shelf)
    yield from post_files(file.promotions, original.promotions, f"{prefix}ads/", shelf)
    lines = (canonical_json(_masked_line(line, file.victims)) for line in file.custody)
    yield Payload(
        path=f"{prefix}custody.jsonl",
        kind="record",
        media_type="application/jsonl",
        data=b"".join(line + b"\n" for line in lines),
    )


def _masked_line(line: Line, victims: frozenset[str]) -> dict[str, object]:
    """Return a line of the ledger; one that had to be masked says so.

    Its hash is of the words in the ledger, and still chains it with its neighbours.
    """
    plain: dict[str, object] = to_plain(line)
    shown = masked(_hide_all(plain["detail"], victims))
    if shown == plain["detail"]:
        return plain
    return plain | {"detail": shown, "masked": True}


def _hide_all(plain: object, victims: frozenset[str]) -> object:
    match plain:
        case str():
            return names.hide(plain, victims)
        case list():
            return [_hide_all(one, victims) for one in plain]
        case dict():
            return {key: _hide_all(value, victims) for key, value in plain.items()}
        case _:
            return plain


def _registration_files(
    registration: Registration, prefix: str, shelf: Shelf
) -> Iterator[Payload]:
    stem = f"{prefix}registration/{file_name(registration.domain)}"
    if stem in shelf.paths:
        return
    shelf.paths[stem] = stem  # several candidates of one site share its domain
    yield json_file(f"{stem}.json", to_plain(registration), kind="registration")
    if registration.raw_sha256:
        answer = f"{stem}-{file_name(registration.source)}.txt"
        shelf.paths[registration.raw_sha256] = answer
        yield Payload(
            path=answer,
            kind="registration",
            media_type="text/plain",
            blob_sha256=registration.raw_sha256,
            captured_at=registration.asked_at,
        )


def _kept_files(
    evidence: Iterable[Evidence], prefix: str, shelf: Shelf
) -> Iterator[Payload]:
    """Yield the files of each look that the captures above do not hold.

    Those are what belongs to a look as a whole, and everything of earlier looks.
    """
    by_look: dict[Look, list[Evidence]] = {}
    for one in evidence:
        by_look.setdefault((one.captured_at, one.vantage), []).append(one)
    for look, files in by_look.items():
        left = [one for one in files if one.sha256 not in shelf.paths]
        if look not in shelf.looks and any(one.kind in _SEALED for one in left):
            yield from _archive(look, files, prefix, shelf)
        closed = _CLOSED
        if any(one.kind in _PICTURES for one in left) and _tells(files, shelf):
            closed |= _PICTURES
        left = [one for one in left if one.kind not in closed]
        if left and look not in shelf.looks:
            shelf.looks[look] = shelf.name(prefix, look[0], look[1] or "look")
        yield from _placed(left, shelf.looks.get(look, ""), shelf)


def _archive(
    look: Look, files: list[Evidence], prefix: str, shelf: Shelf
) -> Iterator[Payload]:
    """Yield the web archive of an earlier look, and its chain of certificates."""
    folder = shelf.looks[look] = shelf.name(prefix, look[0], look[1])
    warc = next((one for one in files if one.kind == "warc"), None)
    if warc is not None:
        yield kept(warc, folder, shelf).payload
    else:
        yield written(records_of_files(files, shelf), folder, shelf).payload
    chain = (one.sha256 for one in files if one.kind == "certificate")
    yield from chain_files(dict.fromkeys(chain), folder, shelf, None)


def _tells(files: Iterable[Evidence], shelf: Shelf) -> bool:
    """Whether the page of a look that was drawn names a victim.

    Where each text stands on its pictures is not known any more.
    """
    return any(
        masked_dom(shelf, one.sha256)() != shelf.blobs.read(one.sha256)
        for one in files
        if one.kind == "dom"
    )


def _placed(files: Iterable[Evidence], folder: str, shelf: Shelf) -> Iterator[Payload]:
    for one in files:
        if one.sha256 in shelf.paths:
            continue
        stem = _NAMES.get(one.kind, "")
        if not stem:
            stem = f"{len(shelf.paths):04}-{_inert_suffix(one.name)}"
        suffix = _SUFFIXES.get(one.media_type, "") if one.kind in _TOLD else ""
        if suffix:
            stem = stem.rpartition(".")[0] + suffix
        path, number = f"{folder}/{stem}", 1
        while path in shelf.taken:
            number += 1
            path = f"{folder}/{number}-{stem}"
        shelf.taken.add(path)
        shelf.paths[one.sha256] = path
        make = _MASKED.get(one.kind)
        yield Payload(
            path=path,
            kind=one.kind,
            media_type=one.media_type,
            blob_sha256="" if make else one.sha256,
            make=make(shelf, one.sha256) if make else None,
            captured_at=one.captured_at,
            url=one.url,
            vantage=one.vantage,
        )


_MASKED: dict[str, Callable[[Shelf, str], Callable[[], bytes]]] = {
    "dom": masked_dom,
    "traffic": masked_json,
    "protocol": masked_json,
    "differences": masked_json,
}
"""Kinds that a person reads, and what masks them."""

_TOLD = frozenset({"protocol", "differences"})
"""Kinds whose media type tells whether they are JSON or text."""


def _inert_suffix(name: str) -> str:
    """Return a file name that no double click runs or renders.

    >>> _inert_suffix("page.html"), _inert_suffix("shot.png")
    ('page.html.txt', 'shot.png')
    """
    safe = file_name(name)
    kept = (".png", ".txt", ".bin", ".der", ".pem", ".json")
    return safe if safe.lower().endswith(kept) else f"{safe}.txt"
