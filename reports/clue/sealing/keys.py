"""The key of the workspace that signs packages where no other is set up.

The public key lies in each package so that anyone can check it, but a package cannot
vouch for itself: who signed is known only from a fingerprint that came another way.
"""

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casebook.errors import WorkspaceError

PRIVATE_NAME = "signer.key"
PUBLIC_NAME = "signer.pem"

KEY_MODE = 0o600
"""Only its owner signs."""


def make_key(folder: Path) -> Path:
    """Make a signing key in *folder* unless there is one; return the public key.

    Raises:
        WorkspaceError: the folder cannot be written to.
    """
    private, public = folder / PRIVATE_NAME, folder / PUBLIC_NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not private.exists():
            _write_new(private, _private_pem(Ed25519PrivateKey.generate()))
        public.write_bytes(public_pem(read_key(folder)))
    except OSError as exc:
        raise WorkspaceError(f"{folder} cannot hold a key: {exc.strerror}") from None
    return public


def read_key(folder: Path) -> Ed25519PrivateKey:
    """Return the signing key in *folder*.

    Raises:
        WorkspaceError: there is none, others may read it, or it is not Ed25519.
    """
    path = folder / PRIVATE_NAME
    try:
        if path.stat().st_mode & 0o077:
            raise WorkspaceError(f"{path} is open to others; run `chmod 600 {path}`")
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as exc:
        raise WorkspaceError(f"{path} cannot be read: {exc.strerror}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm) as exc:
        raise WorkspaceError(f"{path} is not a private key: {exc}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise WorkspaceError(f"{path} is not an Ed25519 key")
    return found


def public_pem(key: Ed25519PrivateKey) -> bytes:
    """Return the public half of *key* as PEM."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _private_pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_new(path: Path, data: bytes) -> None:
    """Write *path* whole, unless somebody else has done so meanwhile."""
    # A link, not a name opened first: two exports at once must neither each make a
    # key of their own nor read one that is half written.
    number, part = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            os.fchmod(number, KEY_MODE)
            file.write(data)
            file.flush()
            os.fsync(number)
        with contextlib.suppress(FileExistsError):
            os.link(part, path)
    finally:
        Path(part).unlink()
