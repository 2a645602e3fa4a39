"""What a package holds, and that the same case gives the same bytes."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta

import docx
import openpyxl
import pytest
from report_cases import (
    COUNTERFEIT,
    IDENTITY,
    NOW,
    SELLER_PHONE,
    SUSPICIOUS,
    VICTIM_PHONE,
    fill,
    inspection,
    verdict,
    visit,
)
from warcio.archiveiterator import ArchiveIterator

from casebook.errors import DigestMismatch, InputError, WorkspaceError
from casebook.records import Evidence, Label
from casebook.workspace import Workspace
from reports.clue import export, export_many, make_key, verify


def names(path):
    with zipfile.ZipFile(path) as archive:
        return [name.partition("/")[2] for name in archive.namelist()]


def member(path, name):
    with zipfile.ZipFile(path) as archive:
        (top,) = {one.partition("/")[0] for one in archive.namelist()}
        return archive.read(f"{top}/{name}")


def test_layout(package):
    found = set(names(package.path))
    desktop = "data/captures/20260103T013000Z-desktop"

    assert {
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha256.txt.sig",
        "sm3sums.txt",
        "signer.pem",
        "VERIFY.txt",
        "data/report.pdf",
        "data/report.docx",
        "data/report.en.pdf",
        "data/report.en.docx",
        "data/clue.json",
        "data/clue.schema.json",
        "data/stix.json",
        "data/misp.json",
        "data/index.csv",
        "data/index.xlsx",
        "data/custody.jsonl",
        f"{desktop}/wire.warc.gz",
        f"{desktop}/capture.json",
        f"{desktop}/dns.json",
        f"{desktop}/tls-chain.pem",
        "data/captures/20260103T013005Z-browser-desktop/screenshot.png",
        "data/captures/20260103T013005Z-browser-phone/dom.html.txt",
        "data/registration/zhengjian-banli.test-rdap.txt",
    } <= found


def test_names_are_ascii_and_ours(package):
    for name in names(package.path):
        assert name.isascii()
        assert not name.lower().endswith((".html", ".htm", ".js", ".exe", ".svg"))


def blocks(path, name):
    """The blocks of a web archive in a package, by kind and address."""
    stream = io.BytesIO(member(path, name))
    return {
        (one.rec_type, one.rec_headers["WARC-Target-URI"]): one.raw_stream.read()
        for one in ArchiveIterator(stream, no_record_parse=True)
    }


def test_captured_bytes_are_untouched(package):
    """No archive was made of this look: it is written at export, byte for byte."""
    name = "data/captures/20260103T013000Z-desktop/wire.warc.gz"
    found = blocks(package.path, name)

    assert found["response", "https://zhengjian-banli.test/buy"] == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        b"<title>page</title>"
    )
    assert found["request", "https://zhengjian-banli.test/buy"].startswith(b"GET / ")
    icon = "https://zhengjian-banli.test/favicon.ico"
    assert found["resource", icon] == b"icon of zhengjian-banli.test"


def test_clue_record_is_true(package):
    data = package.path.read_bytes()

    assert package.clue.sha256 == hashlib.sha256(data).hexdigest()
    assert package.clue.size_bytes == len(data)
    assert package.clue.file_name == package.path.name == "CLUE-2026-0001.zip"
    assert package.workspace.casebook.clues() == [package.clue]


def test_package_verifies(package):
    key = package.workspace.path / "keys" / "signer.pem"

    assert {
        check.name: check.result.value
        for check in verify(package.path, key=key)
        if check.result.value != "passed"
    } == dict.fromkeys(("timestamp", "wacz-digests"), "not-checked")


def test_same_case_same_bytes(tmp_path):
    """Two machines with the same evidence and key make the same package."""
    made = []
    keys = tmp_path / "keys"
    make_key(keys)
    for name in ("one", "two"):
        with Workspace.create(tmp_path / name) as workspace:
            fill(workspace)
            shutil.copytree(keys, workspace.path / "keys", dirs_exist_ok=True)
            out = tmp_path / name / "out"
            clue = export(workspace, ["CASE-2026-0001"], out=out, at=NOW)
            made.append((clue.sha256, (out / clue.file_name).read_bytes()))

    assert made[0] == made[1]


def test_inventory_is_the_files(package):
    rows = list(
        csv.reader(
            io.StringIO(member(package.path, "data/index.csv").decode("utf-8-sig"))
        )
    )
    listed = {row[1]: (int(row[4]), row[5]) for row in rows[1:]}

    assert rows[0][:3] == ["序号", "文件", "类别"]
    for name, (size, sha256) in listed.items():
        data = member(package.path, name)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, sha256)
    captured = {n for n in names(package.path) if "captures/" in n}
    assert captured <= set(listed)


def test_workbook_lists_the_same(package):
    book = openpyxl.load_workbook(io.BytesIO(member(package.path, "data/index.xlsx")))
    (sheet,) = book
    rows = list(
        csv.reader(
            io.StringIO(member(package.path, "data/index.csv").decode("utf-8-sig"))
        )
    )

    assert [[str(v or "") for v in row] for row in sheet.values] == rows


def test_clue_json_is_versioned_masked_and_raw(package):
    text = member(package.path, "data/clue.json").decode()
    plain = json.loads(text)

    assert plain["schema"] == "zhaoyao.clue/1"
    assert plain["number"] == "CLUE-2026-0001"
    assert plain["trusted_timestamp"] is None
    assert plain["cases"][0]["url"] == "https://zhengjian-banli.test/buy"
    assert SELLER_PHONE in text
    assert IDENTITY not in text
    assert VICTIM_PHONE not in text


def test_sealed_capture_holds_the_address_as_it_was(package):
    name = "data/captures/20260103T013000Z-desktop/capture.json"
    plain = json.loads(member(package.path, name))

    assert plain["capture"]["url"] == "https://zhengjian-banli.test/buy"
    archive = member(package.path, name.replace("capture.json", "wire.warc.gz"))
    assert plain["files"] == {"wire.warc.gz": hashlib.sha256(archive).hexdigest()}


def test_custody_holds_visit_and_case(package):
    lines = member(package.path, "data/custody.jsonl").splitlines()

    assert [json.loads(line)["action"] for line in lines] == [
        "inspected",
        "case-opened",
        "evidence-kept",
    ]


def test_several_cases_make_one_package(filled, tmp_path):
    both = ["CASE-2026-0001", "CASE-2026-0002"]
    clue = export(filled, both, out=tmp_path, at=NOW)
    path = tmp_path / clue.file_name

    assert clue.cases == tuple(both)
    assert "data/CASE-2026-0001/custody.jsonl" in names(path)
    assert "data/CASE-2026-0002/captures/20260103T013000Z-desktop/dns.json" in (
        names(path)
    )
    assert not [c for c in verify(path) if c.result == "failed"]


def test_one_package_for_each(filled, tmp_path):
    told = []
    made = export_many(
        filled,
        ["CASE-2026-0001", "zhengjian-banli.test"],
        out=tmp_path,
        at=NOW,
        progress=lambda case, clue: told.append((case, clue.number)),
    )

    assert [clue.number for clue in made] == ["CLUE-2026-0001", "CLUE-2026-0002"]
    assert told == [
        ("CASE-2026-0001", "CLUE-2026-0001"),
        ("zhengjian-banli.test", "CLUE-2026-0002"),
    ]


def test_earlier_evidence_goes_in_too(filled, tmp_path):
    blobs = filled.blobs
    old = b"<p>as it was in December</p>"
    kept = Evidence(
        case="CASE-2026-0001",
        kind="body",
        name="body.html",
        media_type="text/html",
        sha256=blobs.store(old),
        size_bytes=len(old),
        captured_at=NOW - timedelta(days=20),
        url=COUNTERFEIT,
        vantage="desktop",
    )
    filled.casebook.add_evidence("CASE-2026-0001", [kept], run="r", at=NOW)
    clue = export(filled, ["CASE-2026-0001"], out=tmp_path, at=NOW)
    (name,) = [n for n in names(tmp_path / clue.file_name) if "20251214" in n]

    found = blocks(tmp_path / clue.file_name, name)
    assert found["resource", f"urn:body:{COUNTERFEIT}"] == old


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ([], "name at least one"),
        (["CASE-2026-0099"], "no case"),
        ([SUSPICIOUS], "only counterfeit, seller"),
        (["CASE-2026-0001", SUSPICIOUS], "only counterfeit, seller"),
    ],
)
def test_what_may_not_go_is_refused(filled, tmp_path, cases, reason):
    with pytest.raises(InputError, match=reason):
        export(filled, cases, out=tmp_path / "out", at=NOW)

    assert not (tmp_path / "out").exists()
    assert filled.casebook.clues() == []


def test_changed_evidence_is_refused(filled, tmp_path):
    shot = filled.casebook.evidence("CASE-2026-0001")[0]
    path = filled.blobs.path(shot.sha256)
    path.chmod(0o600)
    path.write_bytes(b"another picture")

    with pytest.raises(DigestMismatch):
        export(filled, ["CASE-2026-0001"], out=tmp_path / "out", at=NOW)
    assert not [*(tmp_path / "out").glob("*")]


def test_a_package_is_never_written_over(filled, tmp_path):
    (tmp_path / "CLUE-2026-0001.zip").write_bytes(b"here before")

    with pytest.raises(WorkspaceError, match="never written over"):
        export(filled, ["CASE-2026-0001"], out=tmp_path, at=NOW)
    assert (tmp_path / "CLUE-2026-0001.zip").read_bytes() == b"here before"


def test_open_key_is_refused(filled, tmp_path):
    make_key(filled.path / "keys")
    (filled.path / "keys" / "signer.key").chmod(0o644)

    with pytest.raises(WorkspaceError, match="chmod 600"):
        export(filled, ["CASE-2026-0001"], out=tmp_path, at=NOW)


def test_key_is_made_once_and_closed(tmp_path):
    first = make_key(tmp_path / "keys").read_bytes()

    assert make_key(tmp_path / "keys").read_bytes() == first
    assert (tmp_path / "keys" / "signer.key").stat().st_mode & 0o777 == 0o600


def test_many_visits_of_one_second_lie_apart(workspace, tmp_path):
    """Two candidates of one site, captured in the same second."""
    for path in ("a", "b"):
        url = f"https://two-pages.test/{path}"
        visit(
            workspace,
            inspection(workspace.blobs, url, at=NOW),
            verdict(url, Label.COUNTERFEIT, 0.9),
            at=NOW,
        )
    clue = export(workspace, ["two-pages.test"], out=tmp_path, at=NOW)
    found = names(tmp_path / clue.file_name)

    assert "data/captures/20260103T013000Z-desktop/dns.json" in found
    assert "data/captures/20260103T013000Z-desktop-2/dns.json" in found


@pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("sha256sum")),
    reason="openssl or sha256sum is not installed",
)
def test_stock_tools_agree(package, tmp_path):
    """The commands of VERIFY.txt that need nothing but these, as they stand."""
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(tmp_path)
    bag = tmp_path / package.path.stem
    commands = [
        block.strip().replace("\\\n", " ")
        for block in (bag / "VERIFY.txt").read_text("utf-8").split("\n\n")
        if block.startswith("   ") and block.strip().isascii()
    ]
    fingerprint = next(c for c in commands if len(c) == 64)
    runs = [c for c in commands if c.startswith(("sha256sum", "openssl", "while"))]
    outputs = [
        subprocess.run(
            ["bash", "-c", command], cwd=bag, check=True, capture_output=True, text=True
        ).stdout.strip()
        for command in runs
    ]

    assert len(runs) == 5
    assert outputs[:2] == ["", ""]
    assert outputs[2] == "Signature Verified Successfully"
    assert outputs[3].startswith(fingerprint)
    assert outputs[4] == ""


def test_word_document_opens_with_its_fonts(package):
    document = docx.Document(io.BytesIO(member(package.path, "data/report.docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "疑似违法网站线索移送函" in text
    assert "eastAsia" in document.styles["Normal"].element.xml
    # Two screenshots, and the comparison with the official page.
    assert len(document.inline_shapes) == 3
