"""Whether a certificate chain would have been trusted; nothing is refused for it.

Evidence is taken from sites whose certificates are wrong, too: the visit connects
without checking, and what a check would have said is recorded.
"""

import ssl
import warnings
from functools import lru_cache
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.x509.oid import ExtensionOID
from OpenSSL import crypto

from casebook.errors import ConfigError
from casebook.urls import is_address


class Trust:
    """The roots this machine believes, and those the operator added."""

    def __init__(self, ca_file: str = "") -> None:
        """Read the roots.

        Raises:
            ConfigError: *ca_file* cannot be read or holds no certificate.
        """
        self._store = crypto.X509Store()
        system = ssl.get_default_verify_paths().cafile or certifi.where()
        self._store.load_locations(system)
        if ca_file:
            for root in _read_roots(Path(ca_file)):
                self._store.add_cert(crypto.X509.from_cryptography(root))
        # The same few chains come back with every resource of a site.
        self.check = lru_cache(maxsize=512)(self._check)

    def _check(self, chain: tuple[bytes, ...], host: str) -> tuple[bool, str]:
        """Return whether *chain* (DER, leaf first) holds for *host*, and why not."""
        if not chain:
            return False, "no certificate"
        try:
            certificates = [x509.load_der_x509_certificate(one) for one in chain]
            leaf, *others = [crypto.X509.from_cryptography(c) for c in certificates]
            crypto.X509StoreContext(self._store, leaf, others).verify_certificate()
            named = names_host(certificates[0], host)
        except crypto.X509StoreContextError as exc:
            return False, str(exc)[:300]
        except (ValueError, x509.DuplicateExtension, crypto.Error) as exc:
            return False, f"certificate cannot be read: {exc}"[:300]
        return (
            (True, "") if named else (False, f"certificate does not name {host}"[:300])
        )


def names_host(leaf: x509.Certificate, host: str) -> bool:
    """Whether *leaf* names *host*; a star stands for exactly one first label."""
    try:
        names = leaf.extensions.get_extension_for_oid(
            ExtensionOID.SUBJECT_ALTERNATIVE_NAME
        ).value
    except x509.ExtensionNotFound:
        return False
    assert isinstance(names, x509.SubjectAlternativeName)
    if is_address(host):
        return host in map(str, names.get_values_for_type(x509.IPAddress))
    starred = "*." + host.partition(".")[2]
    wanted = {host.lower(), starred.lower()}
    return any(one.lower() in wanted for one in names.get_values_for_type(x509.DNSName))


def _read_roots(path: Path) -> list[x509.Certificate]:
    try:
        with warnings.catch_warnings(action="ignore"):
            return x509.load_pem_x509_certificates(path.read_bytes())
    except OSError as exc:
        raise ConfigError(f"network.ca_file {path}: {exc.strerror}") from None
    except ValueError as exc:
        raise ConfigError(f"network.ca_file {path} holds no PEM: {exc}") from None
