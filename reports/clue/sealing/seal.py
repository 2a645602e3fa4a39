"""Seals a bag: dates its tag manifest, then signs it.

In this order, since bag-info.txt, which the manifest covers, must tell whether there
is a timestamp: so nobody can take one away unseen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives import hashes

from casebook.errors import WorkspaceError
from casebook.workspace import Workspace
from reports.clue.records import Dossier, Measured
from reports.clue.sealing.bag import (
    NO_TIMESTAMP,
    SIGNATURE,
    STAMPED,
    TAG_MANIFEST,
    TIMESTAMP,
    SealedBy,
    tag_files,
)
from reports.clue.sealing.hook import Signing
from reports.clue.sealing.timestamps import Stamp, ask_stamp, read_roots


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """Which timestamp authority is asked."""

    url: str
    roots_pem: bytes
    seconds: float
    ca_file: str

    @property
    def roots(self) -> tuple[str, ...]:
        """Fingerprints of the pinned roots, as ``openssl x509 -fingerprint`` has them.

        In lower case and without colons.
        """
        found = read_roots(self.roots_pem)
        return tuple(one.fingerprint(hashes.SHA256()).hex() for one in found)


def dating_of(workspace: Workspace) -> Dating | None:
    """Return the authority that *workspace* is set up for, or None.

    Raises:
        WorkspaceError: the file with its roots cannot be used.
    """
    config = workspace.config.clue
    if not config.tsa_url:
        return None
    path = workspace.path / config.tsa_roots
    try:
        pem = path.read_bytes()
        read_roots(pem)
    except OSError as exc:
        raise WorkspaceError(f"{path} cannot be read: {exc.strerror}") from None
    except ValueError:
        raise WorkspaceError(f"{path} holds no certificate in PEM") from None
    ca_file = workspace.config.network.ca_file
    return Dating(
        url=config.tsa_url,
        roots_pem=pem,
        seconds=config.tsa_timeout_seconds,
        ca_file=str(workspace.path / ca_file) if ca_file else "",
    )


def seal_bag(
    dossier: Dossier,
    files: Sequence[Measured],
    signing: Signing,
    dating: Dating | None,
    tell: Callable[[str, str], None],
) -> dict[str, bytes]:
    """Return every file beside ``data/``, by name.

    Args:
        dossier: what the package is about.
        files: everything below ``data/``.
        signing: who signs.
        dating: whom to ask for a timestamp; None: nobody, and the package says so.
        tell: told what is being done, and why there is no timestamp.

    Raises:
        WorkspaceError: nothing was signed.
    """
    sealed = SealedBy(
        signer=signing.signer, pem=signing.pem, algorithm=signing.algorithm
    )
    tags, stamp = tag_files(dossier, files, sealed), Stamp()
    if dating is not None:
        tell("timestamp", "")
        tags, stamp = _dated(dossier, files, sealed, dating)
        if stamp.failure:
            tell("undated", stamp.failure)
    tell("signature", "")
    tags[SIGNATURE] = signing.sign(tags[TAG_MANIFEST])
    return tags | ({TIMESTAMP: stamp.raw} if stamp.raw else {})


def _dated(
    dossier: Dossier, files: Sequence[Measured], sealed: SealedBy, dating: Dating
) -> tuple[dict[str, bytes], Stamp]:
    """Return the tag files and the stamp over them; without one they say so."""
    hoped = replace(sealed, stamped=True, timestamp=STAMPED, roots=dating.roots)
    tags = tag_files(dossier, files, hoped)
    stamp = ask_stamp(
        tags[TAG_MANIFEST],
        url=dating.url,
        roots_pem=dating.roots_pem,
        seconds=dating.seconds,
        ca_file=dating.ca_file,
        language=dossier.language,
    )
    if stamp.raw:
        return tags, stamp
    said = replace(sealed, timestamp=f"{NO_TIMESTAMP} (asked; {stamp.failure})")
    return tag_files(dossier, files, said), stamp
