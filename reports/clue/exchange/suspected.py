"""What both exchange formats say of a case: addresses, certificates, reasons."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote as percent

from cryptography import x509

from casebook.language import mark, translate
from casebook.language import say as say_claim
from casebook.records import Inspection
from casebook.urls import is_address
from reports.clue.records import CaseFile
from reports.inert import visible
from reports.masking import mask

Read = Callable[[str], bytes]

NAMESPACE = uuid.UUID("b1d2b4cd-5c49-5f0a-9f5c-2f9d4f0f7f0e")
"""Any fixed value: it keeps our identifiers apart from others' (RFC 9562, v5)."""

_SAFE = "!#$%&()*+,/:;=?@[]~"
"""Signs of an address that stay; the apostrophe is none of them, because programs
that read patterns stumble over an escaped one."""

_REASONS = 12
_URL_MAX = 2_000


def pattern(url: str, host: str) -> str:
    r"""Return a pattern that finds *url* or *host*, whatever signs they hold.

    >>> pattern("http://a.test/?q='] OR [x", "a.test")
    "[url:value = 'http://a.test/?q=%27]%20OR%20[x' OR domain-name:value = 'a.test']"
    """
    kind = "domain-name"
    if is_address(host):
        kind = "ipv6-addr" if ":" in host else "ipv4-addr"
    return (
        f"[url:value = '{_escaped(safe_url(url))}' "
        f"OR {kind}:value = '{_escaped(host)}']"
    )


def safe_url(url: str) -> str:
    r"""Return *url* in ASCII, what is no sign of an address percent-encoded.

    >>> safe_url("http://a.test/it's\\\u202e")
    'http://a.test/it%27s%5C%E2%80%AE'
    """
    return percent(url[:_URL_MAX], safe=_SAFE, encoding="utf-8", errors="replace")


def identifier(*parts: str) -> str:
    """Return a UUID made of *parts*, whatever signs they hold."""
    text = "\n".join(parts).encode("utf-8", "backslashreplace").decode("utf-8")
    return str(uuid.uuid5(NAMESPACE, text))


def leaf_certificates(inspections: Iterable[Inspection]) -> Iterator[str]:
    """Yield the SHA-256 of the certificates that sites showed, each once."""
    found: dict[str, None] = {}
    for one in inspections:
        for capture in one.captures:
            for hop in capture.exchanges:
                if hop.tls and hop.tls.chain_sha256s:
                    found.setdefault(hop.tls.chain_sha256s[0])
    yield from found


def read_certificate(sha256: str, read: Read) -> dict[str, Any]:
    """Return what a stored certificate says; empty where it is none."""
    try:
        found = x509.load_der_x509_certificate(read(sha256))
        told = {
            "subject": visible(found.subject.rfc4514_string(), limit=300),
            "issuer": visible(found.issuer.rfc4514_string(), limit=300),
            "serial_number": f"{found.serial_number:x}",
            "validity_not_before": found.not_valid_before_utc,
            "validity_not_after": found.not_valid_after_utc,
        }
    except ValueError:
        return {}  # a server sent something else; its digest is all there is to say
    return {key: value for key, value in told.items() if value}


def reasons(file: CaseFile, keep: frozenset[str], language: str) -> Iterator[str]:
    """Yield why a case is suspected, line by line, masked and visible."""
    yield translate(mark("Suspected; the reasons a program found:"), language)
    findings = [one for v in file.visits[:1] for one in v.verdict.findings]
    for one in [f for f in findings if f.weight > 0][:_REASONS]:
        yield visible(mask(say_claim(one.claim, language), keep=keep), limit=300)


def _escaped(text: str) -> str:
    return re.sub(r"([\\'])", r"\\\1", text)
