"""The records of one capture with everything that is known of how it was made."""

from collections.abc import Iterator

from casebook.archives.exchanges import Read, told_of
from casebook.archives.looks import document, info, look_records, picture_record
from casebook.archives.warc import Record
from casebook.encoding import to_plain
from casebook.records import Candidate, Capture, Registration
from casebook.times import both_zones
from crawler.preserve.circumstances import Circumstances
from crawler.preserve.protocol import visit_told


def capture_records(
    capture: Capture,
    circumstances: Circumstances,
    read: Read,
    *,
    candidate: Candidate | None = None,
    registration: Registration | None = None,
) -> Iterator[Record | bytes]:
    """Yield everything that is known of *capture*, in the order it came about.

    The judged visit is complete in it, and so are the circumstances. What failed is
    told in the last ``metadata`` record. Bytes are records that were written during
    the visit.
    """
    yield info(
        capture.captured_at,
        program=circumstances.program,
        description=f"one look, vantage {capture.vantage}",
    )
    if candidate is not None and candidate.picture_sha256:
        found_on = candidate.picture_sha256
        yield picture_record("found-on", found_on, candidate.seen_at, read)
    yield from look_records(capture, read)
    if registration is not None and registration.raw_sha256:
        is_rdap = registration.source == "rdap"
        yield Record(
            kind="resource",
            uri=f"urn:registration:{registration.domain}",
            at=registration.asked_at,
            media_type="application/rdap+json" if is_rdap else "text/plain",
            block=read(registration.raw_sha256),
        )
    yield _told(capture, circumstances, candidate, read)


def _told(
    capture: Capture,
    circumstances: Circumstances,
    candidate: Candidate | None,
    read: Read,
) -> Record:
    plain = {
        "capture": to_plain(capture),
        "captured_at": both_zones(capture.captured_at),
        "exchanges": [told_of(one) for one in capture.exchanges],
        "visit": visit_told(capture, read),
        "circumstances": to_plain(circumstances),
    }
    if candidate is not None:
        plain["candidate"] = to_plain(candidate)
    return document(capture.url, capture.captured_at, plain)
