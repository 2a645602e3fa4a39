"""Where the files of a package lie: each look has a folder, each blob one place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from casebook.blobs import Blobs
from casebook.records import Capture
from reports.clue.captured.located import Located, located
from reports.clue.matter.painting import Painter
from reports.clue.records import Payload
from reports.inert import file_name


@dataclass(slots=True, kw_only=True)
class Shelf:
    """Gives each look its own folder, and remembers what is in the package."""

    blobs: Blobs
    painter: Painter
    program: str = ""
    """Name and version of what writes the package."""
    victims: frozenset[str] = frozenset()
    """Names of the case at hand."""
    keep: frozenset[str] = frozenset()
    """Numbers of the case at hand that stay readable: the seller's."""
    paths: dict[str, str] = field(default_factory=dict)
    """Where a blob of this package lies, by SHA-256."""
    looks: dict[tuple[datetime, str], str] = field(default_factory=dict)
    """Folder of a look, by time and vantage."""
    taken: set[str] = field(default_factory=set)
    posted: set[str] = field(default_factory=set)
    """Pictures of posts that have a copy in the package."""
    archives: dict[str, dict[str, Located]] = field(default_factory=dict)
    """What each WARC holds, by the SHA-256 of the WARC."""

    def name(self, prefix: str, at: datetime, vantage: str) -> str:
        """Return a folder for a look that no other has."""
        stem = f"{prefix}captures/{at:%Y%m%dT%H%M%SZ}-{file_name(vantage)}"
        name, number = stem, 1
        while name in self.taken:
            number += 1
            name = f"{stem}-{number}"
        self.taken.add(name)
        return name

    def inside(self, warc: str) -> dict[str, Located]:
        """Return the records of the WARC stored as *warc*; it is read once."""
        if warc not in self.archives:
            with self.blobs.open(warc) as stream:
                self.archives[warc] = located(stream)
        return self.archives[warc]


def of_capture(
    capture: Capture | None, path: str, kind: str, media_type: str
) -> Callable[..., Payload]:
    """Return what makes a payload of *capture*; None: of a look long past."""

    def payload(
        *, blob: str = "", data: bytes = b"", make: Callable[[], bytes] | None = None
    ) -> Payload:
        return Payload(
            path=path,
            kind=kind,
            media_type=media_type,
            blob_sha256=blob,
            data=data,
            make=make,
            captured_at=capture.captured_at if capture else None,
            url=capture.url if capture else "",
            vantage=capture.vantage if capture else "",
        )

    return payload


def chain_files(
    sha256s: Iterable[str], folder: str, shelf: Shelf, capture: Capture | None
) -> Iterator[Payload]:
    """Yield the chain as one PEM, leaf first; what a server sent in its place is left
    to the web archive.
    """
    pem = b"".join(_pem(shelf.blobs, sha256) for sha256 in sha256s)
    if pem:
        path = f"{folder}/tls-chain.pem"
        yield of_capture(capture, path, "certificate", "application/x-pem-file")(
            data=pem
        )


def _pem(blobs: Blobs, sha256: str) -> bytes:
    """Return a certificate as PEM, or nothing where a server sent something else."""
    try:
        found = x509.load_der_x509_certificate(blobs.read(sha256))
    except ValueError:
        return b""
    return found.public_bytes(serialization.Encoding.PEM)
