"""The files beside ``data/``: BagIt 1.0 (RFC 8493), signed over the tag manifest."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casebook.times import BEIJING
from reports.clue.records import Dossier, Measured
from reports.clue.sealing.instructions import instructions
from reports.clue.sealing.signers import Signer
from reports.inert import visible

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = f"{TAG_MANIFEST}.sig"
TIMESTAMP = f"{TAG_MANIFEST}.tsr"
SM3_SUMS = "sm3sums.txt"
SIGNER = "signer.pem"
INFO = "bag-info.txt"

COVERED = ("bagit.txt", INFO, MANIFEST, SM3_SUMS, "VERIFY.txt", SIGNER)
"""What the tag manifest lists."""

TAG_FILES = (*COVERED, TAG_MANIFEST, SIGNATURE)
"""All that may stand beside ``data/``, and the timestamp where bag-info.txt tells of
one: BagIt allows more, and we do not."""

NO_TIMESTAMP = "none: no trusted timestamp"

STAMPED = f"{TIMESTAMP} (RFC 3161)"

VALUE_MAX_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBy:
    """What a package tells of its signature and its timestamp before it has them."""

    signer: Signer
    pem: bytes
    """Goes in as ``signer.pem``."""
    algorithm: str
    stamped: bool = False
    timestamp: str = NO_TIMESTAMP
    """What bag-info.txt says; begins with :data:`STAMPED` where there is one."""
    roots: tuple[str, ...] = ()
    """Fingerprints of the roots that the timestamp's chain must end in."""


def tag_files(
    dossier: Dossier, files: Iterable[Measured], sealed: SealedBy
) -> dict[str, bytes]:
    """Return the covered tag files and the tag manifest over them, by name.

    Args:
        dossier: what the package is about.
        files: everything below ``data/``.
        sealed: how it is signed and dated.
    """
    listed = sorted(files, key=lambda file: file.payload.path)
    found = {
        "bagit.txt": DECLARATION,
        INFO: _info(dossier, listed, sealed),
        MANIFEST: _sums((f.sha256, f.payload.path) for f in listed),
        SM3_SUMS: _sums((f.sm3, f.payload.path) for f in listed),
        "VERIFY.txt": instructions(
            dossier.number,
            signer=sealed.signer,
            pem=sealed.pem,
            algorithm=sealed.algorithm,
            stamped=sealed.stamped,
        ),
        SIGNER: sealed.pem,
    }
    found[TAG_MANIFEST] = b"".join(
        f"{hashlib.sha256(found[name]).hexdigest()}  {name}\n".encode()
        for name in sorted(found)
    )
    return found


def _sums(digests: Iterable[tuple[str, str]]) -> bytes:
    # Two spaces: the form that `sha256sum -c` reads.
    return b"".join(f"{digest}  data/{path}\n".encode() for digest, path in digests)


def _info(dossier: Dossier, files: list[Measured], sealed: SealedBy) -> bytes:
    size = sum(file.size_bytes for file in files)
    lines = {
        "Source-Organization": _shown(dossier.sender.agency),
        "External-Identifier": dossier.number,
        "Internal-Sender-Identifier": " ".join(f.case.id for f in dossier.cases),
        "Bagging-Date": f"{dossier.made_at.astimezone(BEIJING):%Y-%m-%d}",
        "Payload-Oxum": f"{size}.{len(files)}",
        "Bag-Software-Agent": dossier.program,
        "Signer-Key-SHA256": sealed.signer.fingerprint,
        "Signature-Algorithm": sealed.algorithm,
        "Trusted-Timestamp": sealed.timestamp,
        "Timestamp-Root-SHA256": " ".join(sealed.roots),
        **_superseded(dossier),
    }
    return "".join(
        f"{name}: {value}\n" for name, value in lines.items() if value
    ).encode()


def _superseded(dossier: Dossier) -> Mapping[str, str]:
    earlier = dossier.supersedes
    if earlier is None:
        return {}
    return {
        "Supersedes": earlier.number,
        "Supersedes-SHA256": earlier.sha256,
        "Supersedes-Reason": _shown(earlier.reason),
    }


def _shown(text: str) -> str:
    """Return what a person wrote, on one line."""
    return visible(text, limit=VALUE_MAX_CHARACTERS)
