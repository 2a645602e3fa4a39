"""The files beside ``data/``: BagIt 1.0 (RFC 8493), signed over the tag manifest."""

import hashlib
from collections.abc import Iterable
from importlib import resources

from casebook.times import BEIJING
from reports.clue.records import Dossier, Measured
from reports.inert import visible

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = f"{TAG_MANIFEST}.sig"
SM3_SUMS = "sm3sums.txt"
SIGNER = "signer.pem"
INFO = "bag-info.txt"

COVERED = ("bagit.txt", INFO, MANIFEST, SM3_SUMS, "VERIFY.txt", SIGNER)
"""What the tag manifest lists."""

TAG_FILES = (*COVERED, TAG_MANIFEST, SIGNATURE)
"""All that may stand beside ``data/``: BagIt allows more, and we do not."""


def tag_files(
    dossier: Dossier, files: Iterable[Measured], *, signer: bytes, fingerprint: str
) -> dict[str, bytes]:
    """Return the covered tag files and the tag manifest over them, by name.

    Args:
        dossier: what the package is about.
        files: everything below ``data/``.
        signer: the public key as PEM.
        fingerprint: of that key.
    """
    listed = sorted(files, key=lambda file: file.payload.path)
    found = {
        "bagit.txt": DECLARATION,
        INFO: _info(dossier, listed, fingerprint),
        MANIFEST: _sums((f.sha256, f.payload.path) for f in listed),
        SM3_SUMS: _sums((f.sm3, f.payload.path) for f in listed),
        "VERIFY.txt": _instructions(dossier.number, fingerprint),
        SIGNER: signer,
    }
    found[TAG_MANIFEST] = b"".join(
        f"{hashlib.sha256(found[name]).hexdigest()}  {name}\n".encode()
        for name in sorted(found)
    )
    return found


def _sums(digests: Iterable[tuple[str, str]]) -> bytes:
    # Two spaces: the form that `sha256sum -c` reads.
    return b"".join(f"{digest}  data/{path}\n".encode() for digest, path in digests)


def _info(dossier: Dossier, files: list[Measured], fingerprint: str) -> bytes:
    size = sum(file.size_bytes for file in files)
    lines = {
        "Source-Organization": visible(dossier.sender.agency, limit=200),
        "External-Identifier": dossier.number,
        "Internal-Sender-Identifier": " ".join(f.case.id for f in dossier.cases),
        "Bagging-Date": f"{dossier.made_at.astimezone(BEIJING):%Y-%m-%d}",
        "Payload-Oxum": f"{size}.{len(files)}",
        "Bag-Software-Agent": dossier.program,
        "Signer-Key-SHA256": fingerprint,
        "Trusted-Timestamp": "none: no trusted timestamp",
    }
    return "".join(
        f"{name}: {value}\n" for name, value in lines.items() if value
    ).encode()


def _instructions(number: str, fingerprint: str) -> bytes:
    text = resources.files("reports.clue").joinpath("verify.txt").read_text("utf-8")
    return (
        text.replace("{number}", number).replace("{fingerprint}", fingerprint).encode()
    )
