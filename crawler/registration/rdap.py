"""RDAP (RFC 9082, RFC 9083): registration data as JSON, asked with httpx."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from casebook.records import Registration
from crawler.network.turns import Turns
from crawler.registration.bootstrap import Bootstrap, read_bootstrap, read_json
from crawler.registration.whois_text import shown

ANSWER_MAX_BYTES = 1 << 20

NOT_FOUND = 404
TOO_MANY = 429

BACK_OFF_SECONDS = 20.0
"""Longest wait that a registry's Retry-After is granted; then WHOIS is asked."""


class Rdap:
    """Asks the registry's server for a domain; the bootstrap says which (RFC 9224)."""

    def __init__(
        self, client: httpx.AsyncClient, bootstrap: Bootstrap, turns: Turns
    ) -> None:
        self._client = client
        self._bootstrap = bootstrap
        self._turns = turns
        self._servers: asyncio.Task[Mapping[str, str]] | None = None

    async def ask(self, domain: str) -> bytes | None:
        """Return the answer for *domain*; None where the registry has no such domain.

        Raises:
            LookupError: no server is known for the suffix.
            httpx.HTTPError: the server did not answer, or asks for too long a pause.
            ValueError: it answered something else.
        """
        if self._servers is None:
            self._servers = asyncio.ensure_future(self._read_bootstrap())
        servers = await asyncio.shield(self._servers)
        suffix = domain.rpartition(".")[2]
        if suffix not in servers:
            raise LookupError(f"no RDAP server is known for .{suffix}")
        url = f"{servers[suffix].rstrip('/')}/domain/{domain}"
        host = httpx.URL(url).host
        await self._turns.wait(host)
        try:
            return await self._get(url)
        except httpx.HTTPStatusError as exc:
            seconds = retry_after(exc.response)
            if exc.response.status_code != TOO_MANY or seconds > BACK_OFF_SECONDS:
                raise
            self._turns.put_off(host, seconds)
        await self._turns.wait(host)
        return await self._get(url)

    async def _read_bootstrap(self) -> Mapping[str, str]:
        kept = self._bootstrap.fresh()
        if kept is not None:
            return read_bootstrap(kept)
        try:
            found = await self._get(self._bootstrap.url) or b""
            servers = read_bootstrap(found)
        except (httpx.HTTPError, ValueError):
            # An old list of servers is better than none: they hardly ever move.
            old = self._bootstrap.any_age()
            if old is None:
                raise
            return read_bootstrap(old)
        self._bootstrap.keep(found)
        return servers

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


def retry_after(response: httpx.Response) -> float:
    """Return the pause that a server asks for; a date or nothing counts as 5 seconds.

    >>> retry_after(httpx.Response(429, headers={"Retry-After": "7"}))
    7.0
    """
    given = response.headers.get("Retry-After", "").strip()
    return float(given) if given.isascii() and given.isdigit() else 5.0


def read_domain(domain: str, data: bytes, *, at: datetime, sha256: str) -> Registration:
    """Read an RDAP answer.

    Raises:
        ValueError: it is not a domain object.
    """
    table = read_json(data)
    if not isinstance(table, dict) or table.get("objectClassName") != "domain":
        raise ValueError("the RDAP answer is no domain")
    events = {
        str(e.get("eventAction")): e.get("eventDate") for e in _dicts(table, "events")
    }
    entities = list(_dicts(table, "entities"))
    return Registration(
        domain=domain,
        asked_at=at,
        source="rdap",
        created_at=_moment(events.get("registration")),
        expires_at=_moment(events.get("expiration")),
        registrar=_named(entities, "registrar"),
        registrant=shown(_named(entities, "registrant")),
        registrant_email=shown(_named(entities, "registrant", field="email")),
        name_servers=tuple(
            name.lower().rstrip(".")
            for one in _dicts(table, "nameservers")
            for name in _texts(one.get("ldhName"))
        ),
        statuses=tuple(_texts(table.get("status"))),
        raw_sha256=sha256,
    )


def _dicts(table: Mapping[str, Any], key: str) -> Iterable[Mapping[str, Any]]:
    value = table.get(key)
    return (
        [one for one in value if isinstance(one, dict)]
        if isinstance(value, list)
        else []
    )


def _texts(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [one for one in many if isinstance(one, str)]


def _moment(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        # RFC 9083 wants RFC 3339; a time without a zone is read as it means there.
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _named(
    entities: Iterable[Mapping[str, Any]], role: str, *, field: str = "fn"
) -> str:
    for entity in entities:
        if role not in _texts(entity.get("roles")):
            continue
        card = entity.get("vcardArray")
        lines = card[1] if isinstance(card, list) and len(card) > 1 else []
        for line in lines if isinstance(lines, list) else []:
            if isinstance(line, list) and line[:1] == [field]:
                value = line[-1] if len(line) > 3 else ""  # noqa: PLR2004 - RFC 7095
                if isinstance(value, str) and value.strip():
                    return " ".join(value.split())[:300]
    return ""
