"""WHOIS (RFC 3912): asked by ourselves, through the guard; read by python-whois."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from whois.exceptions import PywhoisError, WhoisDomainNotFoundError
from whois.parser import WhoisEntry
from whois.whois import NICClient

from casebook.records import Registration
from crawler.network.dial import dial
from crawler.network.names import Names
from crawler.network.turns import Turns

WHOIS_PORT = 43

ANSWER_MAX_BYTES = 256 * 1024

CNNIC_OFFSET = timedelta(hours=8)
"""The registry of .cn writes Beijing time without a zone; python-whois reads UTC."""

CNNIC_MARK = "Registration Time:"
"""Stands in answers of .cn and of no other registry."""

HIDDEN = (
    "redacted",
    "privacy",
    "withheld",
    "not disclosed",
    "data protected",
    "not applicable",
    "隐私保护",
)

_ZONE = re.compile(r"\((?:UTC|GMT) ?([+-]\d{1,2})(?::?00)?\)", re.IGNORECASE)
"""How .tw and some registrars mark their times; python-whois drops it."""

_UNKNOWN = re.compile(
    r"no match|not found|no (?:data|entries|object|records?) (?:was |were )?found"
    r"|no matching|nothing found|does not exist|no such domain|not (?:been )?registered"
    r"|is (?:available|free)\b|status:\s*(?:free|available)|未注册|没有找到|无匹配",
    re.IGNORECASE,
)
"""What registries say of a domain that nobody has."""

_REGISTRAR = re.compile(
    r"^[ \t]*(?:(?:Sponsoring )?Registrar(?: Name)?|Registration Service Provider"
    r"|Authorized Agency)[ \t]*:[ \t]*(\S.*)",
    re.IGNORECASE | re.MULTILINE,
)
"""Where python-whois's table for a suffix has another word for it."""

CHARSETS = ("utf-8", "gb18030")
"""Tried in turn: registrars in China answer in either and name neither."""

REFUSALS = re.compile(
    r"rate limit|limit exceeded|quota exceeded|too many (?:requests|queries)"
    r"|access (?:to .{0,40})?denied|blacklisted|查询过于频繁",
    re.IGNORECASE,
)
"""What a registry says to those who ask too often: no statement on the domain."""

REFUSAL_MAX_CHARACTERS = 1500
"""A real record is longer, and quotes such words in its terms of use."""


async def ask_whois(
    names: Names, domain: str, server: str, *, seconds: float, turns: Turns
) -> bytes:
    """Return what *server* (``host:port``; empty: the registry's own) says.

    Raises:
        OSError: it did not answer, or nobody is known to ask.
    """
    host, separator, port = server.rpartition(":")
    if not separator:
        host, port = server or NICClient().choose_server(domain) or "", str(WHOIS_PORT)
    if not host:
        raise OSError(f"no WHOIS server is known for {domain}")
    await turns.wait(host)
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
    text = decode(data)
    if len(text) < REFUSAL_MAX_CHARACTERS and REFUSALS.search(text):
        return _failed(domain, at, sha256, "refused")
    is_cn = CNNIC_MARK in text
    try:
        entry = WhoisEntry.load("a.cn" if is_cn else domain, text)
    except WhoisDomainNotFoundError:
        return _failed(domain, at, sha256, "not-found")
    except PywhoisError:
        # It says so of texts that it cannot read, too.
        failure = "not-found" if _UNKNOWN.search(text) else "unreadable"
        return _failed(domain, at, sha256, failure)
    # The boundary to a parser of hostile text: dates and patterns fail in many ways.
    except Exception:  # noqa: BLE001
        return _failed(domain, at, sha256, "unreadable")
    shift = CNNIC_OFFSET if is_cn else _offset(text)
    created = _moment(entry.get("creation_date"), shift)
    registrar = _first(entry.get("registrar")) or _first(_REGISTRAR.findall(text))
    servers = _all(entry.get("name_servers"), lambda name: name.lower().rstrip("."))
    # Some registries (.de) give servers only: the domain is there all the same.
    if not (created or registrar or servers):
        failure = "not-found" if _UNKNOWN.search(text) else "unreadable"
        return _failed(domain, at, sha256, failure)
    return Registration(
        domain=domain,
        asked_at=at,
        source="whois",
        created_at=created,
        expires_at=_moment(entry.get("expiration_date"), shift),
        registrar=registrar,
        registrant=_shown(entry.get("org")) or _shown(entry.get("name")),
        registrant_email=_registrant_email(text),
        name_servers=servers,
        statuses=_all(
            entry.get("status"), lambda status: status.partition(" ")[0].rstrip(",")
        ),
        raw_sha256=sha256,
    )


def _offset(text: str) -> timedelta:
    found = _ZONE.search(text)
    hours = int(found[1]) if found else 0
    return timedelta(hours=hours if abs(hours) <= 14 else 0)  # noqa: PLR2004 - furthest


def decode(data: bytes) -> str:
    """Return the characters of an answer, in the first charset that fits.

    >>> decode("注册者".encode("gbk"))
    '注册者'
    """
    for charset in CHARSETS:
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def shown(text: str) -> str:
    """Return *text*, or nothing where it says that something is hidden."""
    return "" if any(word in text.lower() for word in HIDDEN) else text.strip()


def _registrant_email(text: str) -> str:
    # The parser's list mixes the registrar's own addresses with the registrant's.
    found = _EMAIL.search(text)
    return shown(found[1])[:300].lower() if found else ""


_EMAIL = re.compile(
    r"^\s*Registrant (?:Contact )?Email:[ \t]*(\S+@\S+)", re.IGNORECASE | re.MULTILINE
)


def _failed(domain: str, at: datetime, sha256: str, failure: str) -> Registration:
    return Registration(
        domain=domain, asked_at=at, source="whois", raw_sha256=sha256, failure=failure
    )


def _first(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return str(one).strip()[:300] if one else ""


def _shown(value: Any) -> str:
    return shown(_first(value))


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
