"""The public key that a package is signed by: Ed25519, SM2, or one we cannot check."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from casebook.errors import InputError
from casebook.language import mark
from reports.clue.doubt import Unchecked
from reports.clue.sealing import openssl
from reports.clue.sealing.der import parts_of

ED25519 = "Ed25519"
SM2 = "SM2"

_ED25519_OID = bytes.fromhex("06032b6570")
_SM2_CURVE_OID = bytes.fromhex("06082a811ccf5501822d")
"""1.2.156.10197.1.301 (GB/T 33560-2017)."""

_VERSION_TAG = b"\xa0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A public key, whatever its kind."""

    der: bytes
    """SubjectPublicKeyInfo."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key's DER form, as ``openssl pkey -pubin`` writes it."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def algorithm(self) -> str:
        """``Ed25519``, ``SM2``, or empty: we know no way to check it."""
        kind = parts_of(parts_of(self.der)[0])
        if kind == [_ED25519_OID]:
            return ED25519
        return SM2 if kind[1:] == [_SM2_CURVE_OID] else ""

    @property
    def pem(self) -> bytes:
        """The key as PEM."""
        body = base64.encodebytes(self.der)
        return b"-----BEGIN PUBLIC KEY-----\n%b-----END PUBLIC KEY-----\n" % body


def read_signer(pem: bytes) -> Signer:
    """Return the public key in *pem*, which holds a key or a certificate.

    Raises:
        InputError: it holds neither.
    """
    try:
        if b"-----BEGIN CERTIFICATE-----" in pem:
            fields = parts_of(x509.load_pem_x509_certificate(pem).tbs_certificate_bytes)
            # version, which may be left out, serial number, algorithm, issuer,
            # validity, subject, key (RFC 5280, section 4.1)
            signer = Signer(der=fields[6 if fields[0][:1] == _VERSION_TAG else 5])
        else:
            signer = Signer(der=_key_der(pem))
        if signer.algorithm == ED25519:
            serialization.load_der_public_key(signer.der)
    except (ValueError, IndexError, TypeError, UnsupportedAlgorithm) as exc:
        raise InputError(f"neither a public key nor a certificate: {exc}") from None
    return signer


def is_signed(signer: Signer, signature: bytes, message: bytes) -> bool:
    """Whether *signature* is that of *signer* over *message*.

    The kind of the key alone decides how it is checked, never a word in the package,
    so that nobody can talk a checker out of checking.

    Raises:
        Unchecked: it cannot be told here.
    """
    if signer.algorithm == SM2:
        return openssl.is_sm2_signed(signer.pem, signature, message)
    if signer.algorithm != ED25519:
        raise Unchecked(mark("we know no way to check this kind of signature"))
    key = serialization.load_der_public_key(signer.der)
    assert isinstance(key, Ed25519PublicKey)
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _key_der(pem: bytes) -> bytes:
    _, begin, rest = pem.partition(b"-----BEGIN PUBLIC KEY-----")
    body, end, _ = rest.partition(b"-----END PUBLIC KEY-----")
    if not begin or not end:
        raise ValueError("no PEM of a public key")
    return base64.b64decode(b"".join(body.split()), validate=True)
