"""WARC files: every answer comes back byte for byte, and other readers agree."""

import gzip
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from casebook.archives.warc import Record, plain, write_warc

AT = datetime(2026, 11, 23, 6, 30, 0, 123456, tzinfo=UTC)

URL = "http://suspect.example/query"

INFO = Record(
    kind="warcinfo",
    uri="",
    at=AT,
    media_type="application/warc-fields",
    block=b"software: test\r\n",
)

HOSTILE = [
    ("ordinary", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\npage"),
    ("a line without a colon", b"HTTP/1.1 200 OK\r\nno colon here\r\nA: b\r\n\r\npage"),
    ("obs-fold", b"HTTP/1.1 200 OK\r\nA: b\r\n  folded\r\n\tagain\r\n\r\npage"),
    ("line feeds only", b"HTTP/1.1 200 OK\nA: b\n\npage"),
    (
        "GBK header bytes",
        b'HTTP/1.1 200 OK\r\nContent-Disposition: x="\xd6\xa4\xca\xe9"\r\n\r\npage',
    ),
    (
        "chunked with trailers",
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"4\r\npage\r\n0\r\nX-Late: 1\r\n\r\n"
        ),
    ),
    ("gzip that is none", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain"),
    ("no status phrase", b"HTTP/1.1 200\r\nA: b\r\n\r\npage"),
    ("endless, cut by us", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000),
    (
        "interim answers",
        b"HTTP/1.1 103 Early Hints\r\nL: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\npage",
    ),
    ("doubled headers", b"HTTP/1.1 200 OK\r\nA: 1\r\na: 2\r\nA: 1\r\n\r\npage"),
    ("HTTP/0.9", b"<html>no head at all</html>"),
    ("closed within the head", b"HTTP/1.1 200 OK\r\nContent-Le"),
    ("closed within the body", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\npa"),
    ("padding round a value", b"HTTP/1.1 200 OK\r\nA:   b   \r\n\r\npage"),
    ("a head that looks empty", b"HTTP/1.1 200 OK\r\n \r\nA: b\r\n\r\npage"),
    ("not HTTP", bytes(range(256)) * 3),
]


def response(block: bytes, kind: str = "response") -> Record:
    return Record(
        kind=kind,
        uri=URL,
        at=AT,
        media_type="application/http; msgtype=response",
        block=block,
    )


def written(*records: Record) -> bytes:
    return b"".join(write_warc([INFO, *records]))


def blocks(warc: bytes) -> list[bytes]:
    """Read the blocks back without looking into them."""
    records = ArchiveIterator(io.BytesIO(warc), no_record_parse=True)
    return [record.raw_stream.read() for record in records]


@pytest.mark.parametrize("block", [b for _, b in HOSTILE], ids=[n for n, _ in HOSTILE])
def test_an_answer_comes_back_byte_for_byte(block: bytes) -> None:
    assert blocks(written(response(block)))[1] == block


@pytest.mark.parametrize("block", [b for _, b in HOSTILE], ids=[n for n, _ in HOSTILE])
def test_another_reader_finds_every_digest_right(block: bytes) -> None:
    warc = written(response(block), response(block, "request"))

    for record in ArchiveIterator(io.BytesIO(warc), check_digests=True):
        record.content_stream().read()
        assert record.digest_checker.passed is not False, record.digest_checker.problems


def test_a_changed_block_is_found_by_another_reader() -> None:
    good = gzip.decompress(written(response(b"HTTP/1.1 200 OK\r\n\r\npage")))
    bad = good.replace(b"\r\n\r\npage", b"\r\n\r\nPAGE")

    results = []
    for record in ArchiveIterator(io.BytesIO(bad), check_digests=True):
        record.content_stream().read()
        results.append(record.digest_checker.passed)

    assert results == [True, False]


@given(st.binary(max_size=2000))
def test_any_bytes_are_kept(block: bytes) -> None:
    assert blocks(written(response(block)))[1] == block


PIECES = [b"HTTP/1.1 200 OK", b"A: b", b" ", b"\t", b"\r", b"\n", b"\r\n", b"\x0b"]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_reader_finds_a_digest_wrong_in_any_head(pieces: list[bytes]) -> None:
    warc = written(response(b"HTTP/1.1 200 OK" + b"".join(pieces)))

    for record in ArchiveIterator(io.BytesIO(warc), check_digests=True):
        record.content_stream().read()
        assert record.digest_checker.passed is not False, record.digest_checker.problems


@given(st.text(max_size=200))
def test_no_field_can_start_a_line_of_its_own(uri: str) -> None:
    record = Record(
        kind="resource", uri=uri or "x", at=AT, media_type="text/plain", block=b"b"
    )
    head = plain(record).partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n")[1:]]

    assert all(name.startswith((b"WARC-", b"Content-")) for name in names)
    assert b"\n" not in head.replace(b"\r\n", b"")


def test_equal_records_give_equal_bytes() -> None:
    assert written(response(b"x")) == written(response(b"x"))


def test_different_answers_have_different_identifiers() -> None:
    assert response(b"x").id != response(b"y").id


def test_each_record_names_the_warcinfo() -> None:
    _, one = ArchiveIterator(io.BytesIO(written(response(b"x"))), no_record_parse=True)

    assert one.rec_headers.get_header("WARC-Warcinfo-ID") == INFO.id


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="at"):
        Record(
            kind="resource",
            uri=URL,
            at=AT.replace(tzinfo=None),
            media_type="text/plain",
            block=b"",
        )
