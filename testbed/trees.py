"""Certificate logs as trees: leaves, hashes, heads and their signatures.

Written from RFC 6962 and c2sp.org/static-ct-api by themselves, so that a reader that
is tested against it cannot share its mistakes.
"""

import base64
import functools
import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

TILE = 256

FIRST_MS = 1_767_323_045_000
"""When the first entry was taken in, 2026-01-02; one more a second after it."""

GARBAGE = b"no certificate at all"

_NOT_BEFORE = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a log."""

    names: tuple[str, ...]
    timestamp_ms: int
    timestamped: bytes
    """TimestampedEntry: what the tree is made of."""

    precertificate: bytes
    """DER, or empty where the entry is a final certificate."""

    @property
    def hash(self) -> bytes:
        """Hash of the leaf."""
        return hashlib.sha256(b"\x00\x00\x00" + self.timestamped).digest()

    @property
    def tile_leaf(self) -> bytes:
        """The entry as it stands in a data tile."""
        fingerprints = hashlib.sha256(b"issuer").digest()
        extra = _vector(self.precertificate, 3) if self.precertificate else b""
        return self.timestamped + extra + _vector(fingerprints, 2)

    @property
    def leaf_input(self) -> bytes:
        """The entry as get-entries gives it: a MerkleTreeLeaf."""
        return b"\x00\x00" + self.timestamped


@functools.lru_cache(maxsize=8)
def make_entries(
    names: tuple[tuple[str, ...], ...], *, garbage: int = -1
) -> tuple[Entry, ...]:
    """Return two entries for each set of *names*: a precertificate, a certificate.

    The entry numbered *garbage* holds no certificate, as real logs have had.
    """
    found: list[Entry] = []
    for number, some in enumerate(names):
        der = _certificate(some, number)
        tbs = x509.load_der_x509_certificate(der).tbs_certificate_bytes
        for is_final in (False, True):
            at = FIRST_MS + 1000 * len(found)
            if len(found) == garbage:
                found.append(_entry(some, at, GARBAGE, GARBAGE, is_final=is_final))
            else:
                found.append(_entry(some, at, der, tbs, is_final=is_final))
    return tuple(found)


def _entry(
    names: tuple[str, ...],
    at: int,
    der: bytes,
    tbs: bytes,
    *,
    is_final: bool,
) -> Entry:
    issuer = hashlib.sha256(b"issuer key").digest()
    signed = _vector(der, 3) if is_final else issuer + _vector(tbs, 3)
    index = _vector(b"\x00" + _vector((at // 1000 % 2**40).to_bytes(5), 2), 2)
    return Entry(
        names=names,
        timestamp_ms=at,
        timestamped=struct.pack(">QH", at, int(not is_final)) + signed + index,
        precertificate=b"" if is_final else der,
    )


def _certificate(names: Sequence[str], number: int) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Testbed Issuer")])
    alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    key = private_key("every certificate")
    builder = x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        public_key=key.public_key(),
        serial_number=number + 1,
        not_valid_before=_NOT_BEFORE,
        not_valid_after=_NOT_BEFORE + timedelta(days=90),
    )
    built = builder.add_extension(alternatives, critical=False)
    signed = built.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    return signed.public_bytes(Encoding.DER)


@functools.cache
def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of the log *name*; the same on every run, and no secret."""
    digest = hashlib.sha256(f"testbed log {name}".encode()).digest()
    return ec.derive_private_key(int.from_bytes(digest[:31]), ec.SECP256R1())


def public_key(name: str) -> bytes:
    """Return the log's public key as DER."""
    return (
        private_key(name)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the hash of a tree, as RFC 6962, section 2.1 words it."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = tree_hash(leaves[:split]), tree_hash(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def hash_tile(leaves: Sequence[bytes], level: int, number: int, width: int) -> bytes:
    """Return *width* hashes of a level: of 256 to the power of it leaves each."""
    span = TILE**level
    starts = range(number * TILE * span, (number * TILE + width) * span, span)
    return b"".join(tree_hash(leaves[at : at + span]) for at in starts)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the path of leaf *index*, from it upwards.

    As RFC 6962, section 2.1.1 words it.
    """
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(left, index), tree_hash(right)]
    return [*inclusion_proof(right, index - split), tree_hash(left)]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree of *first* leaves begins that of all of them.

    As RFC 6962, section 2.1.2 words it.
    """
    return _subproof(leaves, first, is_whole=True)


def _subproof(leaves: Sequence[bytes], first: int, *, is_whole: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if is_whole else [tree_hash(leaves)]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = leaves[:split], leaves[split:]
    if first <= split:
        return [*_subproof(left, first, is_whole=is_whole), tree_hash(right)]
    return [*_subproof(right, first - split, is_whole=False), tree_hash(left)]


def sign_head(name: str, size: int, root: bytes, at_ms: int, *, key: str = "") -> bytes:
    """Return the DigitallySigned of a tree head; by the log *key* in its place."""
    text = struct.pack(">BBQQ", 0, 1, at_ms, size) + root
    raw = private_key(key or name).sign(text, ec.ECDSA(hashes.SHA256()))
    return b"\x04\x03" + _vector(raw, 2)


def checkpoint(
    name: str, size: int, root: bytes, at_ms: int, *, key: str = ""
) -> bytes:
    """Return the signed note of a static log; by the log *key* in its place."""
    log_id = hashlib.sha256(public_key(name)).digest()
    key_id = hashlib.sha256(name.encode() + b"\n\x05" + log_id).digest()[:4]
    signed_head = sign_head(name, size, root, at_ms, key=key)
    signature = key_id + struct.pack(">Q", at_ms) + signed_head
    root_text, signed = (base64.b64encode(one).decode() for one in (root, signature))
    witness = base64.b64encode(b"\x01\x02\x03\x04" + b"witness" * 9).decode()
    return (
        f"{name}\n{size}\n{root_text}\n\n— witness.test {witness}\n— {name} {signed}\n"
    ).encode()


def _vector(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width) + data
