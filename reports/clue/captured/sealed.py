"""The web archive of a look: the one made right after it, or one written at export.

Sealed originals lie in web archives only. Posts, and looks of old workspaces, were kept
as bytes without one; theirs is written here from these bytes by the writer that looks
at sites use: requests and answers as they went over the wire, and where the wire was
not kept, what was received. The same bytes make the same archive.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from casebook.archives.exchanges import Read
from casebook.archives.looks import document, info, look_records, picture_record
from casebook.archives.warc import Record, write_warc
from casebook.encoding import to_plain
from casebook.records import Ad, Capture, Evidence
from reports.clue.captured.located import Located, located
from reports.clue.captured.shelf import Shelf, of_capture
from reports.clue.records import Payload

ARCHIVE = "wire.warc.gz"
_MEDIA_TYPE = "application/warc"
_WRITTEN = "written at export from the bytes that were kept of the look"

_MESSAGES = {
    "sent": ("request", "application/http; msgtype=request"),
    "received": ("response", "application/http; msgtype=response"),
}
"""Kinds of evidence that are a message of the wire: record and media type."""

Records = Iterable[Record | bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The archive of one look, as a file of the package."""

    payload: Payload
    sha256: str
    """Of the archive."""
    inside: Mapping[str, Located]
    """Its records by the SHA-256 of their blocks."""


def kept(
    one: Evidence, folder: str, shelf: Shelf, capture: Capture | None = None
) -> Sealed:
    """Return the archive that was made right after the look."""
    shelf.paths[one.sha256] = f"{folder}/{ARCHIVE}"
    make = of_capture(capture, f"{folder}/{ARCHIVE}", "warc", one.media_type)
    return Sealed(
        payload=make(blob=one.sha256),
        sha256=one.sha256,
        inside=shelf.inside(one.sha256),
    )


def written(
    records: Callable[[], Records],
    folder: str,
    shelf: Shelf,
    capture: Capture | None = None,
) -> Sealed:
    """Return an archive of *records*, which are asked for whenever it is read.

    It is not held: a case may have more of them than fit into memory.
    """

    def make() -> bytes:
        return b"".join(write_warc(records()))

    data = make()
    path = f"{folder}/{ARCHIVE}"
    sha256 = hashlib.sha256(data).hexdigest()
    shelf.paths[sha256] = path
    return Sealed(
        payload=of_capture(capture, path, "warc", _MEDIA_TYPE)(make=make),
        sha256=sha256,
        inside=located(io.BytesIO(data)),
    )


def records_of(
    capture: Capture, pictures: Iterable[str], shelf: Shelf
) -> Callable[[], Records]:
    """Return what yields the records of a look; *pictures* were found on its page.

    Args:
        capture: as it was kept, nothing masked in it.
        pictures: SHA-256 of each.
        shelf: of the package.
    """
    read, program, listed = shelf.blobs.read, shelf.program, tuple(pictures)

    def records() -> Iterator[Record | bytes]:
        described = f"one look, vantage {capture.vantage}; {_WRITTEN}"
        yield info(capture.captured_at, program=program, description=described)
        yield from look_records(capture, read)
        for sha256 in listed:
            yield picture_record("posted", sha256, capture.captured_at, read)
        yield document(capture.url, capture.captured_at, to_plain(capture))

    return records


def records_of_pictures(ad: Ad, shelf: Shelf) -> Callable[[], Records]:
    """Return what yields the pictures of a post that a person handed in."""
    read, program = shelf.blobs.read, shelf.program

    def records() -> Iterator[Record | bytes]:
        described = f"pictures handed in by a person; {_WRITTEN}"
        yield info(ad.seen_at, program=program, description=described)
        for sha256 in ad.image_sha256s:
            yield picture_record("posted", sha256, ad.seen_at, read)

    return records


def records_of_files(files: Iterable[Evidence], shelf: Shelf) -> Callable[[], Records]:
    """Return what yields the records of a look of which the files alone are known."""
    read, program, listed = shelf.blobs.read, shelf.program, tuple(files)

    def records() -> Iterator[Record | bytes]:
        at = listed[0].captured_at
        described = f"one look, vantage {listed[0].vantage}; {_WRITTEN}"
        yield info(at, program=program, description=described)
        yield from (_file(one, read) for one in listed)

    return records


def _file(one: Evidence, read: Read) -> Record:
    kind, media_type = _MESSAGES.get(one.kind, ("resource", one.media_type))
    return Record(
        kind=kind,
        uri=one.url if one.kind in _MESSAGES else f"urn:{one.kind}:{one.url}",
        at=one.captured_at,
        media_type=media_type,
        block=read(one.sha256),
    )
