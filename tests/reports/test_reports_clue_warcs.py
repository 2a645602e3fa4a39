"""The reader of WARCs alone: broken records, bombs, and a directory without end."""

import base64
import gzip
import hashlib
import io
from datetime import UTC, datetime

import pytest

from casebook.archives.warc import Record, write_warc
from reports.clue.checking.container import open_container
from reports.clue.checking.warcs import Budget, read_records
from reports.clue.doubt import Doubt

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>page</title>"
SENT = b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"


def digest(data):
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def record(kind, block, *, payload=None, **other):
    fields = {
        "WARC-Type": kind,
        "WARC-Block-Digest": digest(block),
        "WARC-Payload-Digest": digest(payload) if payload is not None else None,
        "Content-Length": str(len(block)),
    } | other
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value]
    return b"WARC/1.1\r\n" + "".join(lines).encode() + b"\r\n" + block + b"\r\n\r\n"


def packed(*records):
    return b"".join(gzip.compress(one, mtime=0) for one in records)


REQUEST = record("request", SENT)
RESPONSE = record("response", ANSWER, payload=b"<title>page</title>")
GOOD = packed(REQUEST, RESPONSE)


def read(data, *, budget=1 << 30):
    return [*read_records(io.BytesIO(data), Budget(budget))]


def test_reader_agrees_with_the_writer():
    """They share no code, so that one error cannot hide in both."""
    at = datetime(2026, 1, 2, tzinfo=UTC)
    blocks = [ANSWER, b"HTTP/1.1 200\n\nbare", b"nothing of HTTP", b"", ANSWER * 9999]
    written = write_warc(
        Record(kind="response", uri="https://a.test/", at=at, media_type="x/y", block=b)
        for b in blocks
    )

    assert [one.sha256 for one in read(b"".join(written))] == [
        hashlib.sha256(block).hexdigest() for block in blocks
    ]


WARCS = {
    "empty": b"",
    "block changed": packed(RESPONSE.replace(b"<title>page", b"<title>pagE")),
    "payload digest of another page": packed(
        record("response", ANSWER, payload=b"<title>other</title>")
    ),
    "block digest deleted": packed(
        record("request", SENT, **{"WARC-Block-Digest": ""})
    ),
    "payload digest deleted": packed(record("response", ANSWER)),
    "digest of another kind": packed(
        record("request", SENT, **{"WARC-Block-Digest": "sha1:AAAA"})
    ),
    "length too great": packed(record("request", SENT, **{"Content-Length": "999"})),
    "length too small": packed(record("request", SENT, **{"Content-Length": "5"})),
    "length is no length": packed(record("request", SENT, **{"Content-Length": "-1"})),
    "two records in a member": gzip.compress(REQUEST + REQUEST, mtime=0),
    "cut in the middle": GOOD[:-20],
    "bytes behind": GOOD + b"more",
    "version 1.0": packed(REQUEST.replace(b"WARC/1.1", b"WARC/1.0")),
    "a field twice": packed(REQUEST.replace(b"WARC-T", b"warc-type: x\r\nWARC-T")),
    "head without an end": packed(b"WARC/1.1\r\n" + b"X: y\r\n" * 20_000),
    "not compressed": REQUEST,
}


@pytest.mark.parametrize("name", WARCS)
def test_broken_warc_is_found(name):
    with pytest.raises(Doubt):
        read(WARCS[name])


def test_bomb_is_stopped():
    with pytest.raises(Doubt, match="unpacks to more"):
        read(packed(record("resource", bytes(20 << 20))), budget=1 << 20)


def test_million_members_are_refused_before_they_are_read(tmp_path):
    path, count = tmp_path / "many.zip", 1_000_000
    end = b"PK\x05\x06" + bytes(8) + (46 * count).to_bytes(4, "little") + bytes(6)
    path.write_bytes((b"PK\x01\x02" + bytes(42)) * count + end)

    with pytest.raises(Doubt, match="more than 100000 entries"):
        open_container(path)
