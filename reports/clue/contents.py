"""Everything a package holds below ``data/``: what was captured, and the documents."""

import dataclasses
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from casebook.blobs import Blobs
from reports.clue.captured.looks import json_file
from reports.clue.captured.payload import captured_files
from reports.clue.exchange.facts import clue_facts
from reports.clue.exchange.misp import misp_event
from reports.clue.exchange.schema import clue_schema
from reports.clue.exchange.stix import stix_bundle
from reports.clue.letter.album import Album
from reports.clue.letter.inventory import index_files, inventory
from reports.clue.letter.pdf import write_pdf
from reports.clue.letter.whole import letter
from reports.clue.letter.word import write_docx
from reports.clue.matter.painting import Painter
from reports.clue.records import Dossier, Measured, Payload
from reports.clue.sealing.digests import measure

_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Progress = Callable[[int, int], None]
"""Called with how many files are done, and how many there are."""


def contents(
    dossier: Dossier, blobs: Blobs, progress: Progress | None = None
) -> list[Measured]:
    """Return everything below ``data/`` with its digests.

    Args:
        dossier: the cases.
        blobs: holds what was captured; files are read as streams, never whole.
        progress: told after each captured file, and after the documents.

    Raises:
        EvidenceError: a stored file is missing or not what was stored.
    """
    painter = Painter(blobs.read, can_read=dossier.reads_pictures)
    payloads = captured_files(dossier, blobs, painter)
    total = len(payloads) + 1
    captured = []
    for done, payload in enumerate(payloads, start=1):
        captured.append(measured(payload, blobs))
        if progress is not None:
            progress(done, total)
    found = [
        *captured,
        *(
            measured(one, blobs)
            for one in _documents(dossier, captured, blobs, painter)
        ),
    ]
    if progress is not None:
        progress(total, total)
    return found


def measured(payload: Payload, blobs: Blobs) -> Measured:
    """Return *payload* with its size and digests."""
    with open_payload(payload, blobs) as stream:
        found = measure(stream)
    return Measured(
        payload=payload,
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        sm3=found.sm3,
    )


def open_payload(payload: Payload, blobs: Blobs) -> BinaryIO:
    """Open the bytes of *payload* for reading."""
    if payload.blob_sha256:
        return blobs.open(payload.blob_sha256)
    if payload.make is not None:
        return io.BytesIO(payload.make())
    return io.BytesIO(payload.data)


def _documents(
    dossier: Dossier, captured: list[Measured], blobs: Blobs, painter: Painter
) -> Iterator[Payload]:
    """Yield what is written about the captured files, for programs and for people."""
    yield from index_files(inventory(captured, dossier.language), dossier)
    yield json_file("clue.json", clue_facts(dossier, captured))
    yield json_file("clue.schema.json", clue_schema())
    yield json_file("stix.json", stix_bundle(dossier, captured, blobs.read))
    yield json_file("misp.json", misp_event(dossier, captured, blobs.read))
    album = Album(dossier.cases, blobs.read, painter)
    others = (one for one in dossier.editions if one != dossier.language)
    for language in (dossier.language, *others):
        edition = dataclasses.replace(dossier, language=language)
        suffix = "" if language == dossier.language else f".{language}"
        blocks = letter(edition, inventory(captured, language), album)
        for name, media_type, write in (
            (f"report{suffix}.pdf", _PDF, write_pdf),
            (f"report{suffix}.docx", _DOCX, write_docx),
        ):
            yield Payload(
                path=name,
                kind="record",
                media_type=media_type,
                data=write(blocks, edition),
            )
