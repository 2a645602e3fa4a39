"""WHOIS (RFC 3912): asked by ourselves, through the guard; read by python-whois."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from whois.exceptions import PywhoisError
from whois.parser import WhoisEntry
from whois.whois import NICClient

from casebook.records import Registration
from crawler.dial import dial
from crawler.names import Names

WHOIS_PORT = 43

ANSWER_MAX_BYTES = 256 * 1024

CNNIC_OFFSET = timedelta(hours=8)
"""The registry of .cn writes Beijing time without a zone; python-whois reads UTC."""

CNNIC_MARK = "Registration Time:"
"""Stands in answers of .cn and of no other registry."""

HIDDEN = ("redacted", "privacy", "withheld", "not disclosed")


async def ask_whois(names: Names, domain: str, server: str, *, seconds: float) -> bytes:
    """Return what *server* (``host:port``; empty: the registry's own) says.

    Raises:
        OSError: it did not answer, or nobody is known to ask.
    """
    host, separator, port = server.rpartition(":")
    if not separator:
        host, port = server or NICClient().choose_server(domain) or "", str(WHOIS_PORT)
    if not host:
        raise OSError(f"no WHOIS server is known for {domain}")
    async with asyncio.timeout(seconds):
        reader, writer = await dial(names, host, int(port), seconds=seconds)
        try:
            writer.write(f"{domain}\r\n".encode("ascii"))
            answer = bytearray()
            while len(answer) < ANSWER_MAX_BYTES and (data := await reader.read(65536)):
                answer += data
        finally:
            writer.close()
    return bytes(answer[:ANSWER_MAX_BYTES])


def read_whois(domain: str, data: bytes, *, at: datetime, sha256: str) -> Registration:
    """Read a WHOIS answer; what it does not say stays unknown."""
    text = data.decode("utf-8", "replace")
    is_cn = CNNIC_MARK in text
    shift = CNNIC_OFFSET if is_cn else timedelta(0)
    try:
        entry = WhoisEntry.load("a.cn" if is_cn else domain, text)
    except PywhoisError:
        return Registration(
            domain=domain,
            asked_at=at,
            source="whois",
            raw_sha256=sha256,
            failure="not-found",
        )
    created = _moment(entry.get("creation_date"), shift)
    registrar = _first(entry.get("registrar"))
    return Registration(
        domain=domain,
        asked_at=at,
        source="whois",
        created_at=created,
        expires_at=_moment(entry.get("expiration_date"), shift),
        registrar=registrar,
        registrant=_shown(entry.get("org")) or _shown(entry.get("name")),
        name_servers=_all(entry.get("name_servers"), str.lower),
        statuses=_all(entry.get("status"), lambda text: text.partition(" ")[0]),
        raw_sha256=sha256,
        failure=None if created or registrar else "not-found",
    )


def _first(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return str(one).strip()[:300] if one else ""


def _shown(value: Any) -> str:
    text = _first(value)
    return "" if any(word in text.lower() for word in HIDDEN) else text


def _all(value: Any, change: Any) -> tuple[str, ...]:
    many = value if isinstance(value, list) else [value] if value else []
    return tuple(dict.fromkeys(change(str(one).strip()) for one in many))


def _moment(value: Any, shift: timedelta) -> datetime | None:
    one = (
        min((v for v in value if isinstance(v, datetime)), default=None)
        if isinstance(value, list)
        else value
    )
    if not isinstance(one, datetime):
        return None
    known = one if one.tzinfo else one.replace(tzinfo=UTC)
    return (known - shift).astimezone(UTC)
