"""What a browser tells of its own traffic: a rendering, never the bytes of the wire.

A browser unpacks, caches and speaks HTTP/2, so what it tells cannot be checked against
anything.  It is kept beside the exchanges on the wire, and says of itself what it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Request, Response

from casebook.encoding import canonical_json
from casebook.times import now_utc
from casebook.urls import SCHEMES

FORM = "zhaoyao-traffic-1"
"""Changes with every change of the file's shape."""

NOTE = (
    "A rendering of the traffic as the browser told of it, not the bytes that went "
    "over the wire."
)

MAX_REQUESTS = 200
"""Requests of one page that are noted; how many more there were is said."""

Place = tuple[str, int]
"""Host and port."""

VALUE_CHARACTERS = 2000
"""Of a URL or a header's value; ``data:`` URLs can have millions."""


@dataclass(slots=True)
class Traffic:
    """The requests of one page, noted as they go by."""

    requests: dict[Request, dict[str, Any]] = field(default_factory=dict)
    left_out: int = 0

    def asked(self, request: Request) -> None:
        """Note a request."""
        if len(self.requests) >= MAX_REQUESTS:
            self.left_out += 1
            return
        self.requests[request] = {
            "at": now_utc().isoformat(),
            "method": request.method,
            "url": request.url[:VALUE_CHARACTERS],
            "type": request.resource_type,
            "headers": _short(request.headers),
        }

    def answered(self, response: Response) -> None:
        """Note the head of an answer."""
        found = self.requests.get(response.request)
        if found is not None:
            found["answered_at"] = now_utc().isoformat()
            found["status"] = response.status
            found["answer_headers"] = _short(response.headers)

    def failed(self, request: Request) -> None:
        """Note why a request came to nothing."""
        found = self.requests.get(request)
        if found is not None:
            found["failure"] = (request.failure or "broken off")[:VALUE_CHARACTERS]

    def places(self) -> Iterator[Place]:
        """Yield every host and port that was asked, each once."""
        yield from dict.fromkeys(place_of(one["url"]) for one in self.requests.values())

    def told(self, **facts: Any) -> bytes:
        """Return everything noted, and *facts* of the browser, as JSON."""
        return canonical_json(
            {
                "form": FORM,
                "note": NOTE,
                **facts,
                "requests": list(self.requests.values()),
                "left_out": self.left_out,
            }
        )


def place_of(url: str) -> Place:
    """Return the host and port that *url* names.

    >>> place_of("https://a.test/x"), place_of("http://a.test:81/")
    (('a.test', 443), ('a.test', 81))
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:  # no number, or too high a one
        port = None
    return parts.hostname or "", port or SCHEMES.get(parts.scheme, 80)


def _short(headers: dict[str, str]) -> dict[str, str]:
    return {name: value[:VALUE_CHARACTERS] for name, value in headers.items()}
