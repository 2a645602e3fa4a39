"""RDAP (RFC 9082, RFC 9083): registration data as JSON, asked with httpx."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from casebook.records import Registration

ANSWER_MAX_BYTES = 1 << 20

NOT_FOUND = 404


class Rdap:
    """Asks the registry's server for a domain; the bootstrap says which (RFC 9224)."""

    def __init__(self, client: httpx.AsyncClient, bootstrap_url: str) -> None:
        self._client = client
        self._bootstrap_url = bootstrap_url
        self._servers: Mapping[str, str] | None = None

    async def ask(self, domain: str) -> bytes | None:
        """Return the answer for *domain*; None where the registry has no such domain.

        Raises:
            LookupError: no server is known for the suffix.
            httpx.HTTPError: the server did not answer.
            ValueError: it answered something else.
        """
        if self._servers is None:
            self._servers = read_bootstrap(await self._get(self._bootstrap_url) or b"")
        suffix = domain.rpartition(".")[2]
        if suffix not in self._servers:
            raise LookupError(f"no RDAP server is known for .{suffix}")
        base = self._servers[suffix]
        return await self._get(f"{base.rstrip('/')}/domain/{domain}")

    async def _get(self, url: str) -> bytes | None:
        accept = {"Accept": "application/rdap+json, application/json"}
        async with self._client.stream("GET", url, headers=accept) as response:
            if response.status_code == NOT_FOUND:
                return None
            response.raise_for_status()
            body = bytearray()
            async for data in response.aiter_bytes():
                body += data
                if len(body) > ANSWER_MAX_BYTES:
                    raise ValueError(
                        f"{url} answers more than {ANSWER_MAX_BYTES} bytes"
                    )
        return bytes(body)


def read_bootstrap(data: bytes) -> dict[str, str]:
    """Return the server for each suffix; https first where there are several.

    >>> read_bootstrap(b'{"services": [[["test"], ["https://rdap.test/"]]]}')
    {'test': 'https://rdap.test/'}
    """
    table = json.loads(data)
    if not isinstance(table, dict):
        raise ValueError("the RDAP bootstrap is no object")  # noqa: TRY004 - bad data
    found: dict[str, str] = {}
    for suffixes, urls in table.get("services", []):
        ordered = sorted(urls, key=lambda url: not url.startswith("https:"))
        found |= {str(suffix).lower(): ordered[0] for suffix in suffixes if ordered}
    return found


def read_domain(domain: str, data: bytes, *, at: datetime, sha256: str) -> Registration:
    """Read an RDAP answer.

    Raises:
        ValueError: it is not a domain object.
    """
    table = json.loads(data)
    if not isinstance(table, dict) or table.get("objectClassName") != "domain":
        raise ValueError("the RDAP answer is no domain")
    events = {e.get("eventAction"): e.get("eventDate") for e in _dicts(table, "events")}
    entities = list(_dicts(table, "entities"))
    return Registration(
        domain=domain,
        asked_at=at,
        source="rdap",
        created_at=_moment(events.get("registration")),
        expires_at=_moment(events.get("expiration")),
        registrar=_named(entities, "registrar"),
        registrant=_named(entities, "registrant"),
        name_servers=tuple(
            str(one.get("ldhName", "")).lower() for one in _dicts(table, "nameservers")
        ),
        statuses=tuple(map(str, table.get("status") or ())),
        raw_sha256=sha256,
    )


def _dicts(table: Mapping[str, Any], key: str) -> Iterable[Mapping[str, Any]]:
    value = table.get(key)
    return (
        [one for one in value if isinstance(one, dict)]
        if isinstance(value, list)
        else []
    )


def _moment(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    # RFC 9083 wants RFC 3339; a time without a zone is read as it means there.
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _named(entities: Iterable[Mapping[str, Any]], role: str) -> str:
    for entity in entities:
        if role not in (entity.get("roles") or ()):
            continue
        card = entity.get("vcardArray")
        lines = card[1] if isinstance(card, list) and len(card) > 1 else []
        for line in lines if isinstance(lines, list) else []:
            if isinstance(line, list) and line[:1] == ["fn"] and line[-1]:
                return str(line[-1])[:300]
    return ""
