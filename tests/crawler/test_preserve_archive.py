"""Web archives of a whole look, read by the field's own tools."""

import io
import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from casebook.archives.exchanges import part_records
from casebook.archives.warc import write_warc
from casebook.blobs import Blobs
from casebook.config import Config
from casebook.records import (
    Candidate,
    Capture,
    DnsAnswer,
    Evidence,
    Exchange,
    Inspection,
    Registration,
    Resource,
    Tls,
    Vantage,
)
from casebook.times import both_zones
from crawler.preserve import archive, preserve
from crawler.preserve.circumstances import Circumstances, Clock, circumstances

# The library leaves buffers of broken pages to be closed by the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

AT = datetime(2026, 11, 23, 6, 30, 0, 123456, tzinfo=UTC)
URL = "https://suspect.example/query?id=7"
RAW = b"HTTP/1.1 200 OK\nX: \xd6\xa4\r\nbad line\r\n\r\n<p>\xb2\xe9\xd1\xaf</p>"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /query?id=7\r\n\r\n"
HERE = Circumstances(
    program="zhaoyao test",
    commit="",
    config_sha256="0" * 64,
    clock=Clock(synchronised=None, told_by=""),
)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "evidence")


def exchange(blobs: Blobs, url: str, received: bytes, **fields: object) -> Exchange:
    given = {
        "url": url,
        "method": "GET",
        "started_at": AT,
        "ended_at": AT + timedelta(seconds=1),
        "peer": "192.0.2.7:443",
        "sent_sha256": blobs.store(b"GET / HTTP/1.1\r\nHost: suspect.example\r\n\r\n"),
        "received_sha256": blobs.store(received) if received else "",
        "received_bytes": len(received),
        "status": 200,
    }
    return Exchange(**{**given, **fields})  # type: ignore[arg-type]


def inspection(blobs: Blobs) -> Inspection:
    tls = Tls(
        version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        chain_sha256s=(blobs.store(b"leaf"), blobs.store(b"root")),
        verified=False,
    )
    desktop = Capture(
        url="https://suspect.example/",
        vantage=Vantage.DESKTOP,
        captured_at=AT,
        final_url=URL,
        status=200,
        body_sha256=blobs.store(b"<p></p>"),
        body_bytes=7,
        exchanges=(
            exchange(blobs, "https://suspect.example/", MOVED, status=302, tls=tls),
            exchange(blobs, URL, RAW, tls=tls),
        ),
        dns=(
            DnsAnswer(
                name="suspect.example",
                rcode="NOERROR",
                records=("suspect.example. 300 IN A 192.0.2.7",),
                resolver="192.0.2.53:53",
                asked_at=AT,
            ),
        ),
        resources=(
            Resource(
                url="https://suspect.example/logo.png",
                kind="image",
                status=200,
                media_type="image/png",
                sha256=blobs.store(b"png"),
                size_bytes=3,
            ),
        ),
    )
    phone = Capture(
        url="https://suspect.example/",
        vantage=Vantage.PHONE,
        captured_at=AT,
        final_url="https://suspect.example/",
        status=None,
        exchanges=(
            exchange(
                blobs,
                "https://suspect.example/",
                b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal",
                truncated=True,
                failure="timeout",
            ),
        ),
        failure="timeout",
    )
    drawn = Capture(
        url=URL,
        vantage=Vantage.BROWSER_DESKTOP,
        captured_at=AT,
        final_url=URL,
        status=200,
        body_sha256=blobs.store("<p>查询</p>".encode()),
        screenshot_sha256=blobs.store(b"picture"),
    )
    return Inspection(
        candidate=Candidate(url=URL, source="tip", reason="told", seen_at=AT),
        captures=(desktop, phone, drawn),
        registration=Registration(
            domain="suspect.example",
            asked_at=AT,
            source="rdap",
            raw_sha256=blobs.store(b"{}"),
        ),
    )


def records(blobs: Blobs, evidence: Evidence) -> list[tuple[str, str, bytes]]:
    data = io.BytesIO(blobs.read(evidence.sha256))
    return [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI") or "",
            record.raw_stream.read(),
        )
        for record in ArchiveIterator(data, no_record_parse=True)
    ]


def test_everything_of_the_visit_is_in_its_archive(blobs: Blobs) -> None:
    desktop = archive(inspection(blobs), blobs, HERE)[0]

    found = records(blobs, desktop)

    assert [(kind, uri) for kind, uri, _ in found] == [
        ("warcinfo", ""),
        ("resource", "dns:suspect.example"),
        ("request", "https://suspect.example/"),
        ("response", "https://suspect.example/"),
        ("resource", "urn:certificate:0:suspect.example"),
        ("resource", "urn:certificate:1:suspect.example"),
        ("request", URL),
        ("response", URL),
        ("resource", "https://suspect.example/logo.png"),
        ("resource", "urn:registration:suspect.example"),
        ("metadata", "https://suspect.example/"),
    ]
    assert found[3][2] == MOVED
    assert found[7][2] == RAW


def test_what_a_browser_made_is_marked_as_made(blobs: Blobs) -> None:
    drawn = archive(inspection(blobs), blobs, HERE)[2]

    kinds = [(kind, uri) for kind, uri, _ in records(blobs, drawn)]

    assert kinds[1:3] == [
        ("resource", f"urn:dom:{URL}"),
        ("resource", f"urn:fullPage:{URL}"),
    ]


def test_an_answer_cut_short_says_so(blobs: Blobs) -> None:
    phone = archive(inspection(blobs), blobs, HERE)[1]

    data = io.BytesIO(blobs.read(phone.sha256))
    cut = {
        record.rec_type: record.rec_headers.get_header("WARC-Truncated")
        for record in ArchiveIterator(data)
    }

    assert cut["response"] == "time"
    assert cut["request"] is None


def test_the_circumstances_are_told(blobs: Blobs) -> None:
    desktop = archive(inspection(blobs), blobs, circumstances(Config()))[0]

    told = json.loads(records(blobs, desktop)[-1][2])

    assert told["captured_at"] == both_zones(AT)
    assert told["circumstances"]["program"].startswith("zhaoyao ")
    assert "synchronised" in told["circumstances"]["clock"]
    assert len(told["circumstances"]["config_sha256"]) == 64


def test_the_same_look_gives_the_same_archives(blobs: Blobs) -> None:
    first = archive(inspection(blobs), blobs, HERE)
    again = archive(inspection(blobs), blobs, HERE)

    assert first == again


def test_a_wacz_is_dated_by_its_look(blobs: Blobs) -> None:
    """Not by the second in which it was packed: equal looks have equal digests."""
    whole = archive(inspection(blobs), blobs, HERE)[-1]

    with zipfile.ZipFile(io.BytesIO(blobs.read(whole.sha256))) as inside:
        dates = {entry.date_time for entry in inside.infolist()}
        told = json.loads(inside.read("datapackage.json"))
    assert dates == {(2026, 11, 23, 6, 30, 0)}
    assert told["created"] == "2026-11-23T06:30:00Z"


def test_what_a_link_was_read_out_of_is_kept(blobs: Blobs) -> None:
    """The code's payload unchanged, and the poster that it stood on."""
    payload = "alipays://platformapi/startapp?url=https%3A%2F%2Fsuspect.example%2Fquery"
    seen = inspection(blobs)
    candidate = replace(
        seen.candidate, found_as=payload, picture_sha256=blobs.store(b"poster")
    )

    found = preserve(replace(seen, candidate=candidate), blobs, HERE)

    inside = records(blobs, found[0])
    assert inside[1][0] == "resource"
    assert inside[1][1].startswith("urn:found-on:")
    assert inside[1][2] == b"poster"
    told = {uri: block for kind, uri, block in inside if kind == "metadata"}
    kept = json.loads(told["https://suspect.example/"])["candidate"]
    assert kept["found_as"] == payload
    (protocol,) = (one for one in found if one.kind == "protocol")
    steps = json.loads(blobs.read(protocol.sha256))["found"]
    assert payload in [step["values"].get("payload") for step in steps]


def test_a_part_of_the_page_keeps_its_own_exchange(blobs: Blobs) -> None:
    """Its bytes pass as they were written during the visit."""
    answer = b"HTTP/1.1 200 OK\nX: \xd6\xa4\n\nalert(1)"
    hop = exchange(blobs, "https://cdn.example/a.js", answer)
    written = part_records(URL, "script", [(hop, b"GET /a.js\r\n\r\n", answer)])
    part = Resource(
        url="https://cdn.example/a.js",
        kind="script",
        status=200,
        media_type="text/javascript",
        sha256=blobs.store(b"alert(1)"),
        size_bytes=8,
        wire_sha256=blobs.store(b"".join(write_warc(written))),
        chain_sha256s=(blobs.store(b"leaf"), blobs.store(b"its own")),
    )
    seen = inspection(blobs)
    desktop = replace(seen.captures[0], resources=(part,))

    warc = archive(replace(seen, captures=(desktop,)), blobs, HERE)[0]

    found = records(blobs, warc)
    assert ("response", part.url, answer) in found
    assert [block for kind, uri, block in found if "urn:certificate" in uri] == [
        b"leaf",
        b"root",
        b"its own",
    ]
    assert b"alert(1)" not in [block for _, _, block in found]


def test_the_whole_of_a_look_is_one_wacz(blobs: Blobs, tmp_path: Path) -> None:

    found = archive(inspection(blobs), blobs, HERE)
    whole = tmp_path / "capture.wacz"
    whole.write_bytes(blobs.read(found[-1].sha256))

    order = [sys.executable, "-m", "wacz.main", "validate", "--file", str(whole)]
    subprocess.run(order, check=True, capture_output=True)
    with zipfile.ZipFile(whole) as inside:
        archives = {n for n in inside.namelist() if n.startswith("archive/")}
        kept = inside.read(f"archive/{found[0].name}")
        pages = [json.loads(x) for x in inside.read("pages/pages.jsonl").splitlines()]
    assert archives == {f"archive/{one.name}" for one in found[:-1]}
    assert kept == blobs.read(found[0].sha256)
    assert [page.get("title") for page in pages[1:]] == [
        "desktop",
        "phone",
        "browser-desktop",
    ]


def packed(body: bytes, encoding: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}"
    return f"{head}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(packed(brotli.compress(b"<p>x</p>"), "br"), id="brotli"),
        pytest.param(packed(zlib.compress(bytes(1 << 28)), "deflate"), id="bomb"),
        pytest.param(packed(b"no gzip", "gzip"), id="lying"),
        pytest.param(packed(b"?", "unheard-of"), id="unknown"),
        pytest.param(bytes(range(256)), id="garbage"),
        pytest.param(b"HTTP/1.1 200 OK", id="head only"),
    ],
)
def test_hostile_answers_are_archived_for_replay(blobs: Blobs, answer: bytes) -> None:
    seen = inspection(blobs)
    first = seen.captures[0]
    hostile = replace(first, exchanges=(exchange(blobs, URL, answer),))

    found = archive(replace(seen, captures=(hostile,)), blobs, HERE)

    assert [one.kind for one in found] == ["warc", "wacz"]
    assert records(blobs, found[0])[3][2] == answer


def test_without_a_wacz_the_reason_stands_in_its_place(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = inspection(blobs)
    (tmp_path / "full").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "full"))

    found = archive(seen, blobs, HERE)

    assert [one.kind for one in found] == ["warc"] * 3 + ["wacz-failure"]
    assert b"cannot be written" in blobs.read(found[-1].sha256)
