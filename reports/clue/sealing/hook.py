"""Who signs: the workspace's own Ed25519 key, or a command with a key of its own.

The command is for keys that this program cannot hold, on a USB stick or in SM2. It
gets what is to be signed on its standard input, and says nothing but the signature.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from casebook.config import ClueConfig
from casebook.errors import InputError, WorkspaceError
from casebook.workspace import Workspace
from reports.clue.doubt import Unchecked
from reports.clue.sealing import keys as seal
from reports.clue.sealing.programs import ProgramFailed, run
from reports.clue.sealing.signers import ED25519, Signer, is_signed, read_signer

SIGNATURE_MAX_BYTES = 64 << 10
"""Room for a PKCS #7 with a chain of certificates; a bare signature has under 600."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signs one package, and how."""

    pem: bytes
    """What goes into the package as ``signer.pem``: a public key or a certificate."""
    signer: Signer
    algorithm: str
    """What the package says of it."""
    sign: Callable[[bytes], bytes]
    """Returns a detached signature; raises WorkspaceError where there is none."""


def signing_of(workspace: Workspace) -> Signing:
    """Return who signs the packages of *workspace*.

    Raises:
        WorkspaceError: there is no usable key or certificate.
    """
    config = workspace.config.clue
    if config.sign_command:
        return _by_command(config, workspace.path)
    keys = workspace.path / "keys"
    seal.make_key(keys)
    key = seal.read_key(keys)
    pem = seal.public_pem(key)
    return Signing(pem=pem, signer=read_signer(pem), algorithm=ED25519, sign=key.sign)


def _by_command(config: ClueConfig, folder: Path) -> Signing:
    path = folder / config.sign_certificate
    try:
        pem = path.read_bytes()
        signer = read_signer(pem)
    except OSError as exc:
        raise WorkspaceError(f"{path} cannot be read: {exc.strerror}") from None
    except InputError as exc:
        raise WorkspaceError(f"{path}: {exc}") from None
    if signer.algorithm and signer.algorithm != config.sign_algorithm:
        raise WorkspaceError(
            f"{path} holds a key for {signer.algorithm}, "
            f"but clue.sign_algorithm is {config.sign_algorithm}"
        )
    return Signing(
        pem=pem,
        signer=signer,
        algorithm=config.sign_algorithm,
        sign=partial(_sign, config, folder, signer),
    )


def _sign(config: ClueConfig, folder: Path, signer: Signer, message: bytes) -> bytes:
    try:
        found = run(
            config.sign_command,
            message,
            seconds=config.sign_timeout_seconds,
            limit=SIGNATURE_MAX_BYTES,
            cwd=str(folder),
        )
    except ProgramFailed as exc:
        raise WorkspaceError(f"clue.sign_command: {exc}") from None
    if not found:
        raise WorkspaceError("clue.sign_command gave no signature")
    try:
        fits = is_signed(signer, found, message)
    except Unchecked:
        return found  # nothing here can tell; whoever receives it may be able to
    if not fits:
        raise WorkspaceError(
            "clue.sign_command signed with another key than clue.sign_certificate"
        )
    return found
