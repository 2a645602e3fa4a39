"""What the same people leave on several sites: certificate, address, ids, contacts.

A trace is a fact about one site, an edge joins the sites that share one. Shared traces
are leads, no proof: a hosting firm's address and a free template's icon are shared by
strangers, which is why the caller says how many sites a trace may stand on.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from casebook.errors import EvidenceError
from casebook.records import Capture, Inspection
from casebook.urls import host_of, is_address, site_of
from detectors.gangs.commonplace import is_common
from detectors.offers import CONTACT, MOBILE
from detectors.pages.page import Page
from detectors.site import Read, Site, open_site

KINDS = (
    "certificate",
    "registrant-email",
    "registrant",
    "statistics-id",
    "contact",
    "address",
    "icon",
    "name-server",
)
"""Kinds of traces, the most telling first."""

# Visitor statistics in Chinese use and Google's: the number is the account's own.
# Source: the services' own snippets, from general knowledge, to be verified.
_STATISTICS = re.compile(
    r"hm\.baidu\.com/(?:hm|h)\.js\?(?P<baidu>[0-9a-f]{32})"
    r"|cnzz\.com/[\w./]{1,40}\?(?:[\w=&;]{0,60}?&)?id=(?P<cnzz>\d{6,12})"
    r"|(?:js\.users\.51\.la/|LA\.init\(\{[^}]{0,60}?id:\s*[\"'])(?P<la>\w{6,24})"
    r"|(?P<google>\b(?:UA-\d{4,10}-\d{1,3}|G-[A-Z0-9]{8,12})\b)"
)
_SERVICES = ("hm.baidu.com", "cnzz.com", "51.la", "LA.init", "UA-", "G-")
"""One of these stands in whatever the pattern finds; looked for first to save time."""
_STATISTICS_MOST = 12
_CONTACTS_MOST = 12
_PAGE_MOST = 400_000
"""Characters of a page that are searched; bounds the work of one page."""

_ACCOUNT = re.compile(r"[A-Za-z0-9_@\-]{5,}$")

# What registries and services put in the place of a person.
HIDDEN = re.compile(
    r"redact|privacy|withheld|not disclosed|protect|proxy|whoisguard|隐私|保护|abuse@",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Something of a site that another of the same people may have, too."""

    kind: str
    """One of :data:`KINDS`."""
    value: str
    """Normalised, so that equal traces are equal text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A trace and the sites that share it."""

    trace: Trace
    sites: tuple[str, ...]
    """Host and port of each, in order; two at least."""


def traces_of(inspection: Inspection, read: Read) -> frozenset[Trace]:
    """Return the traces of one inspection; *read* gives stored bytes by SHA-256."""
    return frozenset(
        Trace(kind=kind, value=value) for kind, value in _traces(inspection, read)
    )


def shared_traces(
    inspections: Iterable[Inspection], read: Read, *, most: int = 40
) -> tuple[Edge, ...]:
    """Return what joins the sites of *inspections*, most telling kinds first.

    Args:
        inspections: several of one site count as one.
        read: gives stored bytes by SHA-256.
        most: a trace on more sites than this is everybody's and joins nobody.
    """
    sites: dict[Trace, set[str]] = {}
    for inspection in inspections:
        for trace in traces_of(inspection, read):
            sites.setdefault(trace, set()).add(site_of(inspection.candidate.url))
    edges = [
        Edge(trace=trace, sites=tuple(sorted(found)))
        for trace, found in sites.items()
        if 1 < len(found) <= most and not is_common(trace.kind, trace.value)
    ]
    return tuple(
        sorted(edges, key=lambda e: (KINDS.index(e.trace.kind), e.trace.value))
    )


def certificate_names(inspection: Inspection, read: Read) -> tuple[str, ...]:
    """Return the host names on the leaf certificates that a site showed.

    A wildcard stands for the name below which it holds.
    """
    found: dict[str, None] = {}
    for sha256 in _leaves(inspection):
        try:
            certificate = x509.load_der_x509_certificate(read(sha256))
            names = certificate.extensions.get_extension_for_oid(
                ExtensionOID.SUBJECT_ALTERNATIVE_NAME
            ).value
            assert isinstance(names, x509.SubjectAlternativeName)
            hosts = names.get_values_for_type(x509.DNSName)
        except (EvidenceError, KeyError, OSError, ValueError, x509.ExtensionNotFound):
            continue  # damaged, or not a certificate at all: hostile servers send both
        for host in hosts:
            found.setdefault(host.removeprefix("*.").rstrip(".").lower())
    return tuple(found)


def _traces(inspection: Inspection, read: Read) -> Iterator[tuple[str, str]]:
    for sha256 in _leaves(inspection):
        yield "certificate", sha256
    for capture in inspection.captures:
        for address in addresses_of(capture):
            yield "address", address
        for part in capture.resources:
            if part.kind == "icon" and part.sha256 and part.size_bytes:
                yield "icon", part.sha256
    registration = inspection.registration
    if registration is not None:
        for server in registration.name_servers:
            yield "name-server", server.rstrip(".").lower()
        for kind, text in (
            ("registrant", registration.registrant),
            ("registrant-email", registration.registrant_email),
        ):
            if text.strip() and not HIDDEN.search(text):
                yield kind, " ".join(text.lower().split())
    yield from _of_pages(open_site(inspection, read))


def addresses_of(capture: Capture) -> Iterator[str]:
    """Yield the addresses that the visited host resolved to, or was reached at."""
    own = {host_of(capture.url), host_of(capture.final_url)}
    for exchange in capture.exchanges:
        if host_of(exchange.url) in own and exchange.peer:
            yield exchange.peer.rpartition(":")[0].strip("[]")
    for answer in capture.dns:
        if answer.name.rstrip(".").lower() in own:
            for record in answer.records:
                value = record.rpartition(" ")[2]
                if is_address(value):
                    yield value


def _leaves(inspection: Inspection) -> tuple[str, ...]:
    """Return the leaf certificates of the candidate's own host, each once."""
    found: dict[str, None] = {}
    for capture in inspection.captures:
        own = {host_of(capture.url), host_of(capture.final_url)}
        for exchange in capture.exchanges:
            chain = exchange.tls.chain_sha256s if exchange.tls else ()
            if chain and host_of(exchange.url) in own:
                found.setdefault(chain[0])
    return tuple(found)


def _of_pages(site: Site) -> Iterator[tuple[str, str]]:
    for page in site.views:
        for value in statistics_ids(page):
            yield "statistics-id", value
        for contact in contacts_in("\n".join(page.lines)[:_PAGE_MOST]):
            yield "contact", contact


def statistics_ids(page: Page) -> Iterator[str]:
    """Yield the visitor statistics ids in a page's code, as ``service:id``."""
    html = page.decoded.text[:_PAGE_MOST]
    if not any(word in html for word in _SERVICES):
        return
    ids = _STATISTICS.finditer(html)
    for match, _ in zip(ids, range(_STATISTICS_MOST), strict=False):
        service = match.lastgroup or ""
        yield f"{service}:{match[service]}"


def contacts_in(text: str) -> tuple[str, ...]:
    """Return telephone numbers and account names in normalised *text*, bare.

    >>> contacts_in("加微信 zhang_88x 或致电 138-0013-8000")
    ('13800138000', 'zhang_88x')
    """
    numbers = [re.sub(r"\D", "", match[0]) for match in MOBILE.finditer(text)]
    accounts = [
        found[0].lower()
        for match in CONTACT.finditer(text)
        if (found := _ACCOUNT.search(match[0]))
    ]
    return tuple(dict.fromkeys((*numbers, *accounts)))[:_CONTACTS_MOST]
