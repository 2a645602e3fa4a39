"""The records of exchanges: requests and answers byte for byte, and certificates."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from casebook.archives.warc import Record
from casebook.encoding import canonical_json, to_plain
from casebook.records import Exchange
from casebook.times import both_zones
from casebook.urls import host_of

Read = Callable[[str], bytes]
"""Returns stored bytes by their SHA-256."""

CUT = {"head": "length", "body": "length", "time": "time"}
"""Value of ``WARC-Truncated`` by the limit of ours that was passed."""

CUT_BY_FAILURE = {"timeout": "time", "too-large": "length", "reset": "disconnect"}
"""The same by the failure, for looks that did not note the limit."""


def exchange_records(exchange: Exchange, read: Read) -> Iterator[Record]:
    """Yield the request and the answer of *exchange*, whichever there is."""
    fields = _connection(exchange)
    if exchange.sent_sha256:
        request = Record(
            kind="request",
            uri=exchange.url,
            at=exchange.started_at,
            media_type="application/http; msgtype=request",
            block=read(exchange.sent_sha256),
            fields=fields,
        )
        yield request
        fields = fields | {"WARC-Concurrent-To": request.id}
    if exchange.received_sha256:
        yield Record(
            kind="response",
            uri=exchange.url,
            at=exchange.started_at,
            media_type="application/http; msgtype=response",
            block=read(exchange.received_sha256),
            fields=fields | {"WARC-Truncated": truncation(exchange)},
        )


def truncation(exchange: Exchange) -> str:
    """Return why an answer is not whole, in the words of WARC; empty where it is."""
    if exchange.cut:
        return CUT[exchange.cut]
    by_failure = CUT_BY_FAILURE.get(exchange.failure or "", "")
    if exchange.truncated:
        return by_failure or "length"
    return by_failure if by_failure == "disconnect" else ""


def part_records(
    page: str, kind: str, hops: Sequence[tuple[Exchange, bytes, bytes]]
) -> Iterator[Record]:
    """Yield the records of one part of a page: every hop, then what is known of them.

    Args:
        page: URL of the page that draws it in or leads to it.
        kind: as :attr:`casebook.records.Resource.kind`.
        hops: each exchange with the bytes sent and received.
    """
    told = []
    for exchange, sent, received in hops:
        first, second = _digest(sent), _digest(received)
        blocks = {first: sent, second: received}
        whole = replace(exchange, sent_sha256=first, received_sha256=second)
        yield from exchange_records(whole, blocks.__getitem__)
        told.append(told_of(whole))
    yield Record(
        kind="metadata",
        uri=hops[0][0].url,
        at=hops[0][0].started_at,
        media_type="application/json",
        block=canonical_json({"page": page, "kind": kind, "exchanges": told}),
    )


def told_of(exchange: Exchange) -> Any:
    """Return what is known of an exchange as plain data, times in both zones."""
    first = exchange.first_byte_at
    return to_plain(exchange) | {
        "times": {
            "started": both_zones(exchange.started_at),
            "first_byte": both_zones(first) if first else "",
            "ended": both_zones(exchange.ended_at),
        }
    }


def chain_records(
    chain: Sequence[str], url: str, at: datetime, shown: set[str], read: Read
) -> Iterator[Record]:
    """Yield the certificates of *chain* that are not among those *shown* before."""
    for depth, sha256 in enumerate(chain):
        if sha256 not in shown:
            shown.add(sha256)
            yield Record(
                kind="resource",
                uri=f"urn:certificate:{depth}:{host_of(url)}",
                at=at,
                media_type="application/pkix-cert",
                block=read(sha256),
            )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _connection(exchange: Exchange) -> dict[str, str]:
    address, _, _ = exchange.peer.rpartition(":")
    fields = {"WARC-IP-Address": address.strip("[]"), "WARC-Protocol": "http/1.1"}
    if exchange.tls:
        fields["WARC-Cipher-Suite"] = exchange.tls.cipher
        fields["WARC-Protocol"] += f", {_tls_name(exchange.tls.version)}"
    return fields


def _tls_name(version: str) -> str:
    """Return the name of a TLS version as WARC writers in the field spell it.

    >>> _tls_name("TLSv1.3"), _tls_name("TLSv1")
    ('tls/1.3', 'tls/1.0')
    """
    number = version.removeprefix("TLSv")
    return f"tls/{number if '.' in number else number + '.0'}"
