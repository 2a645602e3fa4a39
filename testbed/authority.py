"""The certificate authority: a root for the run, and a leaf for each host."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# As the authorities that most sites use: 90 days, renewed at 60.
VALID_BEFORE = timedelta(days=20)
VALID_AFTER = timedelta(days=70)
WRONG_HOST = "default.hosting.test"
"""The name on a certificate of a host that has been set up badly."""


class Authority:
    """Issues leaves on first use; every run has another root."""

    def __init__(self, folder: Path, *, now: datetime | None = None) -> None:
        self._now = now or datetime.now(UTC)
        self._root = trustme.CA(
            organization_name="Testbed",
            organization_unit_name="Loopback only",
            key_type=trustme.KeyType.ECDSA,
        )
        self._contexts: dict[tuple[str, str], ssl.SSLContext] = {}
        self.pem_path = folder / "ca.pem"
        """The root's certificate, for clients that shall trust it."""
        self._root.cert_pem.write_to_path(self.pem_path)

    def context(self, host: str, trouble: str = "") -> ssl.SSLContext:
        """Return the server's side of TLS for *host*.

        Args:
            host: the name asked for.
            trouble: "", "expired", "self-signed" or "wrong-host".

        """
        key = (host, trouble)
        if key not in self._contexts:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_alpn_protocols(["http/1.1"])
            with self._leaf(host, trouble).tempfile() as path:
                context.load_cert_chain(path)
            self._contexts[key] = context
        return self._contexts[key]

    def _leaf(self, host: str, trouble: str) -> trustme.Blob:
        """Return the private key and the chain for *host* in PEM."""
        start, end = self._now - VALID_BEFORE, self._now + VALID_AFTER
        if trouble == "expired":
            start, end = start - timedelta(days=120), end - timedelta(days=120)
        if trouble == "self-signed":
            return _self_signed(host, start, end)
        if trouble == "wrong-host":
            host = WRONG_HOST
        leaf = self._root.issue_cert(
            host,
            key_type=trustme.KeyType.ECDSA,
            not_before=start,
            not_after=end,
        )
        return leaf.private_key_and_cert_chain_pem


def _self_signed(host: str, start: datetime, end: datetime) -> trustme.Blob:
    """Return a key and a certificate for *host* that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return trustme.Blob(
        key_pem + certificate.public_bytes(serialization.Encoding.PEM),
    )
