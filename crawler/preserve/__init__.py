"""Lasting records of what is flagged: every stored file listed, and web archives.

:func:`evidence_of` lists what the visit stored.  :func:`preserve` makes what stands
alone on any machine: one WARC for each vantage, one WACZ of them all, the protocol by
which the look can be repeated, and what differs from the look before.
"""

from typing import Any

from casebook.blobs import Blobs
from casebook.encoding import canonical_json
from casebook.records import Evidence, Inspection
from crawler.preserve.archives import archive
from crawler.preserve.circumstances import Circumstances
from crawler.preserve.differences import differences
from crawler.preserve.listing import evidence_of, look_file
from crawler.preserve.protocol import protocol

__all__ = ["archive", "evidence_of", "preserve"]


def preserve(
    inspection: Inspection,
    blobs: Blobs,
    circumstances: Circumstances,
    *,
    earlier: Inspection | None = None,
) -> tuple[Evidence, ...]:
    """Make the lasting records of *inspection* and store them.

    Args:
        inspection: one look at a site.
        blobs: where its bytes lie and the records go.
        circumstances: under which it was made.
        earlier: the look at the same page before this one, to be compared.

    Raises:
        EvidenceError: stored bytes are gone, or the disk refuses.
    """
    made: dict[str, Any] = {"protocol": protocol(inspection, circumstances, blobs.read)}
    if earlier is not None:
        made["differences"] = differences(earlier, inspection, blobs.read)
    found = archive(inspection, blobs, circumstances, made)
    files = (
        look_file(
            inspection,
            blobs,
            canonical_json(plain),
            kind=kind,
            name=f"{kind}.json",
            media_type="application/json",
        )
        for kind, plain in made.items()
    )
    return (*found, *files)
