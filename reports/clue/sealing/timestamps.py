"""RFC 3161 timestamps: asked for once, kept raw, believed by pinned roots only.

What is stamped is the tag manifest, not the signature over it. The manifest covers
every file and names the signing key, so its stamp dates all of them; it holds where
nobody can check the kind of signature; and a signature alone would not pin contents,
as whoever picks a key may pick one whose signature fits two messages.
"""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime

import httpx
from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from casebook.language import mark, say, translate
from reports.clue.doubt import Doubt, Unchecked
from reports.clue.sealing import openssl

ANSWER_MAX_BYTES = 1 << 20
"""A token with its chain has 2 to 10 KB."""

QUERY = "application/timestamp-query"

LATE = mark("no answer in time")
NONE = mark("no answer: {kind}")
REFUSED = mark("refused: {why}")
"""Why there is no stamp."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an authority answered: a stamp that holds, or why there is none."""

    raw: bytes = b""
    """The whole answer as it came, for any tool; empty where there is none."""
    at: datetime | None = None
    """When the authority says it saw the message."""
    failure: str = ""
    """Why there is none, one line; empty where there is one."""


def read_roots(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates in *pem*.

    Raises:
        ValueError: it holds none.
    """
    return x509.load_pem_x509_certificates(pem)


def ask_stamp(
    message: bytes,
    *,
    url: str,
    roots_pem: bytes,
    seconds: float,
    ca_file: str = "",
    language: str = "en",
) -> Stamp:
    """Ask the authority at *url* for a timestamp over *message*.

    Never raises: whatever an authority does, the package is made, and tells of it.

    Args:
        message: what is stamped; only its SHA-256 leaves this machine.
        url: of the authority.
        roots_pem: what its chain must end in.
        seconds: longest time, from the name's resolution to the last byte.
        ca_file: further roots for TLS.
        language: of why there is none.
    """
    request = TimestampRequestBuilder(
        data=message, hash_algorithm=HashAlgorithm.SHA256
    ).build()
    query = request.as_bytes()
    try:
        raw = asyncio.run(_post(url, query, seconds, ca_file))
    except TimeoutError:
        return Stamp(failure=translate(LATE, language))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as exc:
        return Stamp(failure=translate(NONE, language, kind=type(exc).__name__))
    try:
        at = check_stamp(raw, message, roots_pem, request=query, nonce=request.nonce)
    except Unchecked:
        # Kept all the same: others may be able to check what this machine cannot.
        return Stamp(raw=raw)
    except Doubt as exc:
        return Stamp(failure=translate(REFUSED, language, why=say(exc.claim, language)))
    return Stamp(raw=raw, at=at)


def check_stamp(
    raw: bytes,
    message: bytes,
    roots_pem: bytes,
    *,
    request: bytes | None = None,
    nonce: int | None = None,
) -> datetime:
    """Return when the authority saw *message*, in UTC.

    Args:
        raw: its whole answer.
        message: what must be stamped.
        roots_pem: the only roots that count; the answer's own never do.
        request: what it was asked, where that is known.
        nonce: of the request, which must come back.

    Raises:
        Doubt: the stamp is over something else, or does not hold.
        Unchecked: it cannot be told here.
    """
    if hashlib.sha256(message).digest() not in raw:
        raise Doubt(mark("the timestamp is not over this tag manifest"))
    builder = VerifierBuilder(roots=read_roots(roots_pem), nonce=nonce)
    refused = None
    try:
        answer: TimeStampResponse = decode_timestamp_response(raw)
        builder.build().verify_message(answer, message)
    except VerificationError as exc:
        refused = Doubt(mark("the timestamp does not hold: {why}"), why=exc)
    except ValueError:
        pass  # openssl reads what this library does not, and so it is asked below
    else:
        return answer.tst_info.gen_time
    try:
        at = openssl.stamped_at(raw, message, roots_pem, request=request)
    except Unchecked:
        if refused is not None:
            raise refused from None
        raise
    if at is None:
        raise refused or Doubt(mark("openssl refuses the timestamp"))
    return at


async def _post(url: str, query: bytes, seconds: float, ca_file: str) -> bytes:
    context = httpx.create_ssl_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    found = bytearray()
    async with (
        # One limit for all of it: a limit for each read would let an authority drip.
        asyncio.timeout(seconds),
        httpx.AsyncClient(verify=context, timeout=seconds, trust_env=False) as client,
        client.stream(
            "POST",
            url,
            content=query,
            headers={"Content-Type": QUERY, "Accept-Encoding": "identity"},
        ) as response,
    ):
        response.raise_for_status()
        async for chunk in response.aiter_raw():
            found += chunk
            if len(found) > ANSWER_MAX_BYTES:
                raise ValueError("an answer too long to be true")
    return bytes(found)
