"""RDAP (RFC 9082, RFC 9083): registration data as JSON over HTTP."""

import asyncio
import json
from datetime import datetime
from typing import Any

from testbed.exchange import Response, read_request, to_bytes
from testbed.registry import ZONES, Domain, Registry

CONFORMANCE = ["rdap_level_0"]


def answer(registry: Registry, path: str, *, base_url: str) -> Response:
    """Return the answer to a request for *path*."""
    if path == "/bootstrap/dns.json":
        return _as_json(bootstrap(base_url), kind="application/json")
    domain = registry.find_exact(path.removeprefix("/domain/"))
    if domain is None or not path.startswith("/domain/"):
        error = {
            "rdapConformance": CONFORMANCE,
            "errorCode": 404,
            "title": "Object not found",
            "description": ["The registry has no such domain."],
        }
        return _as_json(error, status=404)
    return _as_json(describe(domain, base_url=base_url))


def bootstrap(base_url: str) -> dict[str, Any]:
    """Return the register of servers by top-level domain (RFC 9224)."""
    return {
        "version": "1.0",
        "publication": "2026-01-01T00:00:00Z",
        "description": "RDAP bootstrap file of the testbed",
        "services": [[list(ZONES), [base_url]]],
    }


def describe(domain: Domain, *, base_url: str) -> dict[str, Any]:
    """Return *domain* as an RDAP object (RFC 9083, section 5.3)."""
    link = f"{base_url}domain/{domain.name}"
    entities = [_entity("registrar", domain.registrar)]
    if domain.registrant:
        email = domain.registrant_email
        entities.append(_entity("registrant", domain.registrant, email=email))
    return {
        "rdapConformance": CONFORMANCE,
        "objectClassName": "domain",
        "handle": domain.handle,
        "ldhName": domain.name,
        "status": ["active"],
        "events": [
            {"eventAction": "registration", "eventDate": _time(domain.created)},
            {"eventAction": "expiration", "eventDate": _time(domain.expires)},
            {"eventAction": "last changed", "eventDate": _time(domain.created)},
        ],
        "entities": entities,
        "nameservers": [
            {"objectClassName": "nameserver", "ldhName": name}
            for name in domain.nameservers
        ],
        "secureDNS": {"delegationSigned": False},
        "links": [
            {
                "value": link,
                "rel": "self",
                "href": link,
                "type": "application/rdap+json",
            },
        ],
    }


def _entity(role: str, name: str, *, email: str = "") -> dict[str, Any]:
    card: list[list[Any]] = [
        ["version", {}, "text", "4.0"],
        ["fn", {}, "text", name],
    ]
    if email:
        card.append(["email", {}, "text", email])
    return {
        "objectClassName": "entity",
        "roles": [role],
        "vcardArray": ["vcard", card],
    }


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _as_json(
    value: dict[str, Any],
    *,
    status: int = 200,
    kind: str = "application/rdap+json",
) -> Response:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return Response(status=status, content_type=kind, body=body)


async def serve_one(
    registry: Registry,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Answer the one request of a connection.

    Raises:
        BadRequestError: what came is no request.

    """
    request = await read_request(reader, scheme="http")
    if request is None:
        return
    base_url = f"http://{request.headers.get('host', '127.0.0.1')}/"
    response = answer(registry, request.path, base_url=base_url)
    writer.write(to_bytes(response, has_body=request.method != "HEAD"))
    await writer.drain()
