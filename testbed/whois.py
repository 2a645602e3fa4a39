"""WHOIS (RFC 3912): one line in, one text out, in the two styles met in practice."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

from testbed.registry import Domain, Registry

QUERY_MAX_BYTES = 1024

# CNNIC writes local time and does not say so.
CHINA = timezone(timedelta(hours=8))


def answer(registry: Registry, query: str) -> str:
    """Return the text for *query*, lines ended as on the wire."""
    name = query.strip().lower().rstrip(".")
    domain = registry.find_exact(name)
    if domain is None:
        return _unknown(name)
    return cn_style(domain) if domain.style == "cn" else gtld_style(domain)


def gtld_style(domain: Domain) -> str:
    """Write *domain* as registries of generic top-level domains do."""
    created = f"{domain.created:%Y-%m-%dT%H:%M:%SZ}"
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    lines = [
        f"   Domain Name: {domain.name.upper()}",
        f"   Registry Domain ID: {domain.handle}",
        f"   Registrar WHOIS Server: whois.{domain.name.rpartition('.')[2]}",
        f"   Updated Date: {created}",
        f"   Creation Date: {created}",
        f"   Registry Expiry Date: {domain.expires:%Y-%m-%dT%H:%M:%SZ}",
        f"   Registrar: {domain.registrar}",
        "   Domain Status: ok https://icann.org/epp#ok",
        f"   Registrant Organization: {domain.registrant or 'REDACTED FOR PRIVACY'}",
        f"   Registrant Email: {domain.registrant_email or 'REDACTED FOR PRIVACY'}",
        *(f"   Name Server: {server.upper()}" for server in domain.nameservers),
        "   DNSSEC: unsigned",
        f">>> Last update of whois database: {now} <<<",
        "",
        "For more information on Whois status codes, please visit",
        "https://icann.org/epp",
    ]
    return "\r\n".join([*lines, ""])


def cn_style(domain: Domain) -> str:
    """Write *domain* as the registry of .cn does: times are UTC+8, unmarked."""
    lines = [
        f"Domain Name: {domain.name}",
        f"ROID: {domain.handle}",
        "Domain Status: ok",
        f"Registrant: {domain.registrant}",
        f"Registrant Contact Email: {domain.registrant_email}",
        f"Sponsoring Registrar: {domain.registrar}",
        *(f"Name Server: {server}" for server in domain.nameservers),
        f"Registration Time: {_local(domain.created)}",
        f"Expiration Time: {_local(domain.expires)}",
        "DNSSEC: unsigned",
    ]
    return "\r\n".join([*lines, ""])


def _local(when: datetime) -> str:
    return f"{when.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _unknown(name: str) -> str:
    if name.endswith(".example"):
        return "No matching record.\r\n"
    return f'No match for domain "{name.upper()}".\r\n'


async def serve_one(
    registry: Registry,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Answer the one query of a connection."""
    try:
        line = await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as exc:
        line = exc.partial
    if not line.strip() or len(line) > QUERY_MAX_BYTES:
        return
    text = answer(registry, line.decode("utf-8", errors="replace"))
    writer.write(text.encode())
    await writer.drain()
