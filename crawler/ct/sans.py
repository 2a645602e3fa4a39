"""Host names on a certificate, read fast.

The subject alternative names are found by their identifier and read in place. Where
that is not certain (the identifier is there twice, or not at all, or what follows is
not what it must be) the whole certificate is parsed by ``cryptography`` instead, so a
certificate cannot hide its names behind a decoy.
"""

from cryptography import x509
from cryptography.x509.oid import NameOID

from crawler.ct.leaves import PRECERT, Leaf

_SAN = b"\x06\x03\x55\x1d\x11"
"""DER of the identifier 2.5.29.17."""
_CRITICAL = b"\x01\x01\xff"

_BOOLEAN, _OCTETS, _SEQUENCE, _DNS_NAME = 0x01, 0x04, 0x30, 0x82
_LONG = 0x80
_LONGEST_LENGTH_BYTES = 3

_NO_SIGNATURE = bytes.fromhex("300a06082a8648ce3d040302030100")
"""ecdsa-with-SHA256 and an empty bit string: makes a parsable certificate of a
TBSCertificate, whose names are all that is asked for."""


def names_of(leaf: Leaf) -> tuple[str, ...]:
    """Return the DNS names on a leaf's certificate, lower case, each once.

    Wildcards keep their ``*.``. Where there are no alternative names, the common name
    is given if it could be a host's.

    Raises:
        ValueError: it is no certificate.
    """
    found = scan(leaf.der)
    if found is None:
        found = parse(leaf.der, is_tbs=leaf.kind == PRECERT)
    return tuple(dict.fromkeys(found))


def scan(der: bytes) -> list[str] | None:
    """Return the names of the one extension that holds them; None: not certain."""
    at = der.find(_SAN)
    if at < 0 or der.find(_SAN, at + 1) >= 0:
        return None
    at += len(_SAN)
    if der.startswith(_CRITICAL, at):
        at += len(_CRITICAL)
    try:
        at, end = _inside(der, at, _OCTETS)
        at, last = _inside(der, at, _SEQUENCE)
        if last != end:
            return None
        return _general_names(der, at, end)
    except (IndexError, ValueError):
        return None


def _general_names(der: bytes, at: int, end: int) -> list[str]:
    found = []
    while at < end:
        tag, length = der[at], der[at + 1]
        at += 2
        if length >= _LONG:
            length, at = _long_length(der, at, length)
        after = at + length
        if after > end:
            raise ValueError("a name goes beyond its extension")
        if tag == _DNS_NAME:
            found.append(der[at:after].decode("ascii").lower())
        at = after
    return found


def _inside(der: bytes, at: int, tag: int) -> tuple[int, int]:
    if der[at] != tag:
        raise ValueError("another tag")
    length, at = der[at + 1], at + 2
    if length >= _LONG:
        length, at = _long_length(der, at, length)
    if at + length > len(der):
        raise ValueError("goes beyond the certificate")
    return at, at + length


def _long_length(der: bytes, at: int, first: int) -> tuple[int, int]:
    count = first - _LONG
    if not 0 < count <= _LONGEST_LENGTH_BYTES:
        raise ValueError("no length that DER allows here")
    return int.from_bytes(der[at : at + count]), at + count


def parse(der: bytes, *, is_tbs: bool) -> list[str]:
    """Return the names by parsing the whole certificate.

    Raises:
        ValueError: it is no certificate.
    """
    if is_tbs:
        der = _wrap(der + _NO_SIGNATURE)
    try:
        certificate = x509.load_der_x509_certificate(der)
        names = _alternative(certificate)
        if names is None:
            common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            names = [str(one.value) for one in common if "." in str(one.value)]
    # The parser of hostile bytes raises what it likes, its own classes among them.
    except Exception as exc:
        raise ValueError(f"no certificate: {exc}") from exc
    return [name.lower() for name in names]


def _alternative(certificate: x509.Certificate) -> list[str] | None:
    try:
        extension = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    except x509.ExtensionNotFound:
        return None
    return extension.value.get_values_for_type(x509.DNSName)


def _wrap(content: bytes) -> bytes:
    """Return a DER sequence of *content*; certificates have more than 127 bytes."""
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8)
    return bytes((_SEQUENCE, _LONG | len(size))) + size + content
