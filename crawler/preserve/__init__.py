"""Lasting records of what is flagged: every stored file listed, and web archives.

:func:`evidence_of` lists what the visit stored.  :func:`archive` adds one WARC for each
vantage and one WACZ of them all, which stand alone on any machine.
"""

from collections.abc import Mapping

from casebook.blobs import Blobs
from casebook.errors import EvidenceError
from casebook.records import Evidence, Inspection
from crawler.preserve.circumstances import Circumstances
from crawler.preserve.lasting import capture_records
from crawler.preserve.listing import evidence_of, look_name
from crawler.preserve.wacz import Page, write_wacz
from crawler.preserve.warc import write_warc

__all__ = ["archive", "evidence_of"]

WARC = "application/warc"
WACZ = "application/wacz"


def archive(
    inspection: Inspection, blobs: Blobs, circumstances: Circumstances
) -> tuple[Evidence, ...]:
    """Write the web archives of *inspection* and store them.

    Each is whole or not there.  A WARC holds what its vantage was served, byte for
    byte; the WACZ holds the WARCs of all vantages with an index and a list of pages.

    Args:
        inspection: one look at a site.
        blobs: where its bytes lie and the archives go.
        circumstances: under which it was made.

    Raises:
        EvidenceError: stored bytes are gone, or the disk refuses.
    """
    prefix = look_name(inspection)
    first = inspection.captures[0]
    written: dict[str, bytes] = {}
    found = []
    for capture in inspection.captures:
        is_first = capture is first
        records = capture_records(
            capture,
            circumstances,
            blobs.read,
            inspection.registration if is_first else None,
        )
        name = f"{prefix}-{capture.vantage}-wire.warc.gz"
        written[name] = b"".join(write_warc(records))
        found.append(
            Evidence(
                case="",
                kind="warc",
                name=name,
                media_type=WARC,
                sha256=blobs.store(written[name]),
                size_bytes=len(written[name]),
                captured_at=capture.captured_at,
                url=capture.url,
                vantage=capture.vantage.value,
            )
        )
    found.append(_whole(inspection, prefix, written, blobs))
    return tuple(found)


def _whole(
    inspection: Inspection, prefix: str, warcs: Mapping[str, bytes], blobs: Blobs
) -> Evidence:
    """Store the WACZ of a look, or in its place the reason why there is none."""
    first = inspection.captures[0]
    kind, name, media = "wacz", f"{prefix}-capture.wacz", WACZ
    try:
        data = write_wacz(warcs, [Page.of(one) for one in inspection.captures])
    except EvidenceError as exc:
        kind, name, media = "wacz-failure", f"{prefix}-no-wacz.txt", "text/plain"
        data = f"{exc}\n".encode()
    return Evidence(
        case="",
        kind=kind,
        name=name,
        media_type=media,
        sha256=blobs.store(data),
        size_bytes=len(data),
        captured_at=first.captured_at,
        url=first.url,
    )
