"""Heads of logs: how many entries there are, under which root, signed by the log.

A static log gives a checkpoint, a signed note (c2sp.org/static-ct-api, c2sp.org/
signed-note); an RFC 6962 log a signed tree head. Both carry the same signature.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

HASH_BYTES = 32

RFC6962_NOTE = b"\x05"
"""Type of a note's signature that is a tree head's."""

_KEY_ID_BYTES = 4
_TIMESTAMP_BYTES = 8
_SHA256, _RSA, _ECDSA = 4, 1, 3
_SIGNED_HEAD_BYTES = 4

_SIZE_MAX = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a log says of itself at one time."""

    size: int
    """Entries in the tree."""
    root: bytes
    """Hash of the tree, 32 bytes."""
    timestamp_ms: int = 0
    """When it was signed, since 1970 in UTC; 0 where no signature says."""
    origin: str = ""
    """Name of the log on its checkpoint; empty for an RFC 6962 log."""
    signature: bytes = b""
    """TLS DigitallySigned; empty where a checkpoint has none of that kind."""

    def is_signed_by(self, key: bytes) -> bool:
        """Whether the signature is that of *key*, a DER SubjectPublicKeyInfo.

        Raises:
            ValueError: *key* is none that logs have.
        """
        signed = b"".join(
            (
                b"\x00\x01",  # v1, tree_hash (RFC 6962, section 3.5)
                self.timestamp_ms.to_bytes(8),
                self.size.to_bytes(8),
                self.root,
            )
        )
        return _verify(key, self.signature, signed)


def read_checkpoint(data: bytes, key: bytes = b"") -> Head:
    """Read a checkpoint; with *key*, take the signature of that key from the note.

    Raises:
        ValueError: it is no checkpoint.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise ValueError(f"the checkpoint is not UTF-8: {exc}") from None
    body, separator, signatures = text.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not lines[0]:  # noqa: PLR2004 - the note
        raise ValueError("the checkpoint is no signed note")
    origin, size = lines[0], lines[1]
    if not size.isascii() or not size.isdigit() or size != str(int(size[:20])):
        raise ValueError(f"the checkpoint's size is {size[:40]!r}")
    timestamp, signature = _note_signature(origin, signatures, key)
    return Head(
        size=_size(int(size)),
        root=_root(lines[2]),
        timestamp_ms=timestamp,
        origin=origin,
        signature=signature,
    )


def read_sth(data: bytes) -> Head:
    """Read an answer to get-sth (RFC 6962, section 4.3).

    Raises:
        ValueError: it is none.
    """
    try:
        table: dict[str, Any] = json.loads(data)
        size, timestamp = table["tree_size"], table["timestamp"]
        root, signature = table["sha256_root_hash"], table["tree_head_signature"]
    except (ValueError, TypeError, KeyError, RecursionError) as exc:
        raise ValueError(f"not a tree head: {exc}") from None
    if type(size) is not int or type(timestamp) is not int:
        raise ValueError("not a tree head: size and time must be whole figures")
    return Head(
        size=_size(size),
        root=_root(root),
        timestamp_ms=_size(timestamp),
        signature=_base64(signature),
    )


def log_id(key: bytes) -> bytes:
    """Return the id of the log with *key*, a DER SubjectPublicKeyInfo."""
    return hashlib.sha256(key).digest()


def note_key_id(origin: str, key: bytes) -> bytes:
    """Return the four bytes by which a note names the signature of *key*."""
    named = origin.encode() + b"\n" + RFC6962_NOTE + log_id(key)
    return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]


def _note_signature(origin: str, text: str, key: bytes) -> tuple[int, bytes]:
    """Return time and signature of the line that *key* signed, or nothing."""
    wanted = note_key_id(origin, key) if key else b""
    for line in text.splitlines():
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.rpartition(" ")
        if dash != "—" or name != origin:
            continue  # witnesses sign, too
        raw = _base64(encoded)
        if len(raw) <= _KEY_ID_BYTES + _TIMESTAMP_BYTES:
            continue
        if wanted and not raw.startswith(wanted):
            continue
        raw = raw[_KEY_ID_BYTES:]
        return int.from_bytes(raw[:_TIMESTAMP_BYTES]), raw[_TIMESTAMP_BYTES:]
    return 0, b""


def _verify(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        public = load_der_public_key(key)
    except Exception as exc:
        raise ValueError(f"the log's key cannot be read: {exc}") from exc
    if len(signature) < _SIGNED_HEAD_BYTES:
        return False
    digest, algorithm = signature[0], signature[1]
    size = int.from_bytes(signature[2:_SIGNED_HEAD_BYTES])
    raw = signature[_SIGNED_HEAD_BYTES:]
    if digest != _SHA256 or size != len(raw):
        return False
    try:
        if isinstance(public, ec.EllipticCurvePublicKey) and algorithm == _ECDSA:
            public.verify(raw, signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey) and algorithm == _RSA:
            public.verify(raw, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _root(text: object) -> bytes:
    root = _base64(text)
    if len(root) != HASH_BYTES:
        raise ValueError(f"the root has {len(root)} bytes, not {HASH_BYTES}")
    return root


def _size(size: int) -> int:
    if not 0 <= size < _SIZE_MAX:
        raise ValueError(f"{size} is no size of a log")
    return size


def _base64(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise ValueError(f"not base64: {exc}") from None
