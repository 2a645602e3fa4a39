"""One question and one answer: what behaviours get and what they give back."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from urllib.parse import parse_qs, unquote, urlsplit

from testbed.sites import Site

REQUEST_MAX_BYTES = 64 * 1024
"""A longer request head is refused; real servers refuse at 8 to 64 KB."""

BODY_MAX_BYTES = 1024 * 1024
"""A longer request body is not read; nothing here takes uploads."""


class BadRequestError(Exception):
    """What came is no HTTP request; the connection is of no more use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came, before a site was chosen."""

    method: str
    target: str
    """As in the request line, but the path and query only."""

    headers: Mapping[str, str]
    """By lower-case name; of a name sent twice, the last."""

    scheme: str = "http"

    @property
    def host(self) -> str:
        """The host asked for, in lower case, without a port."""
        host = self.headers.get("host", "").lower()
        return host.rpartition(":")[0] if ":" in host else host

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return unquote(self.target.partition("?")[0], errors="replace")

    @property
    def query(self) -> dict[str, str]:
        """The query's keys with their first values; ``a`` and ``a=`` are the same."""
        text = self.target.partition("?")[2]
        try:
            pairs = parse_qs(text, keep_blank_values=True, errors="replace")
        except ValueError:
            return {}
        return {key: values[0] for key, values in pairs.items()}

    @property
    def user_agent(self) -> str:
        """What the client calls itself."""
        return self.headers.get("user-agent", "")

    @property
    def is_phone(self) -> bool:
        """Whether the client calls itself a telephone."""
        agent = self.user_agent.lower()
        return any(word in agent for word in ("mobile", "android", "iphone", "phone"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request together with the site it is for and that site's neighbours."""

    request: Request
    site: Site
    neighbours: tuple[Site, ...] = ()
    """All sites served today, this one among them."""
    past: tuple[Site, ...] = ()
    """Sites served on an earlier day and gone today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A well-formed answer.

    An HTML body is UTF-8 until the site's dressing (techniques, charset, compression)
    is put on, which happens after all behaviours, unless ``is_dressed``.
    """

    status: int = 200
    reason: str | None = None
    """The phrase after the status; the usual one where None."""

    content_type: str = "text/html"
    """Without charset, which the dressing adds."""

    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    is_dressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An answer in raw bytes, for what is not well-formed or never ends."""

    chunks: AsyncGenerator[bytes, None]

    is_reset: bool = False
    """Whether the connection ends in a reset instead of an orderly close."""


Reply = Response | Stream


def phrase(status: int) -> str:
    """Return the usual phrase for *status*, "" for one that is not registered."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def html(text: str, *, status: int = 200) -> Response:
    """Return a page."""
    return Response(status=status, body=text.encode())


def error_page(status: int) -> Response:
    """Return the short page that a plain web server shows for *status*."""
    title = f"{status} {phrase(status)}".strip()
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n"
        "</body>\r\n</html>\r\n"
    )
    return html(text, status=status)


def redirect(to: str, *, status: int = 302) -> Response:
    """Return a redirect to *to*."""
    page = error_page(status)
    return Response(status=status, headers=(("Location", to),), body=page.body)


async def one_chunk(data: bytes) -> AsyncGenerator[bytes, None]:
    """Yield *data* as the whole of a stream."""
    yield data


async def read_request(reader: asyncio.StreamReader, *, scheme: str) -> Request | None:
    """Read one request, or return None where the client went away without one.

    Raises:
        BadRequestError: what came is no request, or too long for one.

    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as exc:
        if exc.partial:
            raise BadRequestError("the request stops in its head") from exc
        return None
    except asyncio.LimitOverrunError as exc:
        raise BadRequestError("the request's head is too long") from exc
    request = parse_head(head, scheme=scheme)
    await _skip_body(reader, request)
    return request


def parse_head(head: bytes, *, scheme: str = "http") -> Request:
    r"""Take a request's head apart.

    Raises:
        BadRequestError: it is no request's head.

    >>> parse_head(b"GET /a?b=c HTTP/1.1\r\nHost: www.gov.example:80\r\n\r\n").host
    'www.gov.example'
    """
    first, *lines = head.decode("latin-1").split("\r\n")
    try:
        method, target, version = first.split(" ")
        if not target.startswith("/"):
            # A proxy gets the whole address (RFC 9112, section 3.2.2).
            parts = urlsplit(target)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    except ValueError as exc:
        raise BadRequestError("the request line is wrong") from exc
    if not version.startswith("HTTP/1.") or not target.startswith("/"):
        raise BadRequestError("the request line is wrong")
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Request(method=method, target=target, headers=headers, scheme=scheme)


async def _skip_body(reader: asyncio.StreamReader, request: Request) -> None:
    """Read the body away: a close with bytes unread would reset the answer too."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > BODY_MAX_BYTES:
        raise BadRequestError("the request's body is too long")
    try:
        await reader.readexactly(int(length))
    except asyncio.IncompleteReadError as exc:
        raise BadRequestError("the request stops in its body") from exc


def to_bytes(response: Response, *, has_body: bool = True) -> bytes:
    """Return *response* as it goes over the wire."""
    return head_bytes(response) + (response.body if has_body else b"")


def head_bytes(response: Response, *, length: int | None = None) -> bytes:
    """Return the head of *response*, promising *length* bytes where given."""
    reason = phrase(response.status) if response.reason is None else response.reason
    size = len(response.body) if length is None else length
    pairs = {
        "Server": "nginx",
        "Date": formatdate(usegmt=True),
        "Content-Type": response.content_type,
        "Content-Length": str(size),
        "Connection": "close",
    }
    own = {name.lower() for name, _ in response.headers}
    lines = [f"{k}: {v}" for k, v in pairs.items() if v and k.lower() not in own]
    lines += [f"{name}: {value}" for name, value in response.headers]
    head = "\r\n".join([f"HTTP/1.1 {response.status} {reason}", *lines, "", ""])
    return head.encode("utf-8")
