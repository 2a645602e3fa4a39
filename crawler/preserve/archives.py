"""The web archives of one look."""

from collections.abc import Iterator, Mapping
from typing import Any

from casebook.archives.looks import document
from casebook.archives.warc import Record, write_warc
from casebook.blobs import Blobs
from casebook.errors import EvidenceError
from casebook.records import Capture, Evidence, Inspection
from crawler.preserve.circumstances import Circumstances
from crawler.preserve.lasting import capture_records
from crawler.preserve.listing import look_file
from crawler.preserve.wacz import Page, write_wacz

WARC = "application/warc"
WACZ = "application/wacz"


def archive(
    inspection: Inspection,
    blobs: Blobs,
    circumstances: Circumstances,
    documents: Mapping[str, Any] | None = None,
) -> tuple[Evidence, ...]:
    """Write the web archives of *inspection* and store them.

    Each is whole or not there.  A WARC holds what its vantage was served, byte for
    byte; the WACZ holds the WARCs of all vantages with an index and a list of pages.

    Args:
        inspection: one look at a site.
        blobs: where its bytes lie and the archives go.
        circumstances: under which it was made.
        documents: plain data on the whole look, by name, for the first WARC.

    Raises:
        EvidenceError: stored bytes are gone, or the disk refuses.
    """
    written: dict[str, bytes] = {}
    found = []
    for capture in inspection.captures:
        records = _records(inspection, capture, circumstances, blobs, documents or {})
        data = b"".join(write_warc(records))
        one = look_file(
            inspection,
            blobs,
            data,
            kind="warc",
            name="wire.warc.gz",
            media_type=WARC,
            capture=capture,
        )
        written[one.name] = data
        found.append(one)
    found.append(_whole(inspection, written, blobs))
    return tuple(found)


def _records(
    inspection: Inspection,
    capture: Capture,
    circumstances: Circumstances,
    blobs: Blobs,
    documents: Mapping[str, Any],
) -> Iterator[Record | bytes]:
    """Yield the records of one vantage; the first has those of the look, too."""
    if capture is not inspection.captures[0]:
        yield from capture_records(capture, circumstances, blobs.read)
        return
    yield from capture_records(
        capture,
        circumstances,
        blobs.read,
        candidate=inspection.candidate,
        registration=inspection.registration,
    )
    for name, plain in documents.items():
        yield document(f"urn:{name}:{capture.url}", capture.captured_at, plain)


def _whole(
    inspection: Inspection, warcs: Mapping[str, bytes], blobs: Blobs
) -> Evidence:
    """Store the WACZ of a look, or in its place the reason why there is none."""
    kind, name, media = "wacz", "capture.wacz", WACZ
    try:
        pages = [Page.of(one) for one in inspection.captures]
        data = write_wacz(warcs, pages, inspection.captures[0].captured_at)
    except EvidenceError as exc:
        kind, name, media = "wacz-failure", "no-wacz.txt", "text/plain"
        data = f"{exc}\n".encode()
    return look_file(inspection, blobs, data, kind=kind, name=name, media_type=media)
