"""What lies in a package: archives, masked copies, documents that open everywhere."""

import csv
import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
import sqlalchemy as sa
from clue_cases import LAYOUT, OFFICIAL, RESULT, URL, VICTIM, answer, gathered, keep
from clue_cases import made as make
from PIL import Image
from report_cases import (
    IDENTITY,
    NOW,
    SELLER_PHONE,
    VICTIM_PHONE,
    fill,
    finding,
    inspection,
)
from test_reports_promotion import fill_ads
from warcio.archiveiterator import ArchiveIterator

from casebook.records import Label
from casebook.store.engine import transaction
from casebook.store.models import CaseRow
from casebook.workspace import Workspace
from reports.clue.letter.album import Album
from reports.clue.letter.inventory import inventory
from reports.clue.letter.pdf import write_pdf
from reports.clue.letter.whole import letter
from reports.clue.matter.law import provisions
from reports.clue.records import Measured, Payload
from reports.thresholds import thresholds

ROOT = Path(__file__).parent.parent.parent

SECRETS = (VICTIM, IDENTITY, VICTIM_PHONE)

ARCHIVES = (".warc.gz", ".wacz")

HOSTILE = (
    "=1+1</p><script>alert(1)</script>{{ 7*7 }}${7*7}\x00\x0b\ud800\u202e"
    "@SUM(A1) http://evil.test/ '] OR [x:y='z " + "长" * 40_000
)

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None or shutil.which("pdffonts") is None,
    reason="poppler-utils is not installed: PDFs are not read back",
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A package of a case whose page shows somebody's certificate."""
    folder = tmp_path_factory.mktemp("shown")
    with Workspace.create(folder / "watch") as workspace:
        url = f"{URL}&xm=%E7%8E%8B%E5%B0%8F%E8%8A%B1&sfz={IDENTITY}"
        return make(workspace, keep(workspace, answer(workspace.blobs, url)))


@pytest.fixture(scope="module")
def gang(tmp_path_factory):
    """A package of two cases with posts, without web archives."""
    folder = tmp_path_factory.mktemp("gang")
    with Workspace.create(folder / "watch") as workspace:
        fill(workspace)
        fill_ads(workspace)
        return make(workspace, "CASE-2026-0001", "CASE-2026-0002")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A package in which page, registry, posts and sender say hostile things."""
    folder = tmp_path_factory.mktemp("hostile")
    with Workspace.create(folder / "watch") as workspace:
        html = f"<title>{HOSTILE[:300]}</title><p>姓名：{VICTIM}</p>{HOSTILE}"
        html = html.encode("utf-8", "replace").decode()
        seen = answer(workspace.blobs, html=html)
        found = finding("title-copied", "the title is “{title}”", 2.0, title=HOSTILE)
        case = keep(workspace, seen, findings=(found,))
        sender = {"agency": HOSTILE, "handler": HOSTILE, "telephone": HOSTILE}
        dossier, _ = gathered(workspace, case)
        sender = replace(dossier.sender, **sender)
        return make(workspace, case, sender=sender)


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """PDFs of a case with a long address, with one evidence and with two hundred."""
    folder = tmp_path_factory.mktemp("paper")
    with Workspace.create(folder / "watch") as workspace:
        url = f"https://chang.test/{'a' * 700}?{'b=1&' * 200}{'证' * 150}"
        case = keep(workspace, answer(workspace.blobs, url), archive=False)
        dossier, files = gathered(workspace, case)
        many = [
            replace(one, payload=replace(one.payload, path=f"{n:03}/{path}"))
            for n in range(200)
            for one in files[:1]
            for path in [f"{'deep/' * 12}{one.payload.path}"]
        ]
        album = Album(dossier.cases, workspace.blobs.read)
        made = {}
        for count, rows in ((1, files[:1]), (200, many)):
            blocks = letter(dossier, inventory(rows, "zh"), album)
            made[count] = write_pdf(blocks, dossier)
        return made


def pdf_text(data):
    return subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"],
        input=data,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8", "replace")


def docx_text(data):
    document = docx.Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def xlsx_text(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = [row for sheet in book for row in sheet.values]
    return "\n".join(str(cell) for row in rows for cell in row)


def text_of(name, data):
    """What a person or a program reads of a file."""
    if name.endswith(".pdf"):
        return pdf_text(data)
    if name.endswith(".docx"):
        return docx_text(data)
    if name.endswith(".xlsx"):
        return xlsx_text(data)
    if name.endswith((".json", ".jsonl")):
        lines = data.decode().splitlines() if name.endswith("l") else [data.decode()]
        return json.dumps([json.loads(one) for one in lines], ensure_ascii=False)
    return data.decode("utf-8", "replace")


class TestArchives:
    def test_nothing_of_the_wire_lies_beside_its_archive(self, shown):
        names = set(shown.files)

        assert not [name for name in names if name.endswith(".bin")]
        assert not [name for name in names if "body" in name]
        folder = "captures/20260103T013000Z-desktop"
        assert {name for name in names if name.startswith(folder)} == {
            f"{folder}/wire.warc.gz",
            f"{folder}/tls-chain.pem",
            f"{folder}/dns.json",
            f"{folder}/capture.json",
        }
        drawn = "captures/20260103T013005Z-browser-desktop"
        assert f"{drawn}/dom.html.txt" in names
        assert f"{drawn}/screenshot.png" in names

    def test_capture_tells_where_each_exchange_lies(self, shown):
        folder = "captures/20260103T013000Z-desktop"
        plain = shown.json(f"{folder}/capture.json")
        warc = shown.files[f"{folder}/wire.warc.gz"]
        (hop,) = plain["exchanges"]

        for place, beginning in (
            (hop["sent"], b"GET / HTTP/1.1"),
            (hop["received"], b"HTTP/1.1 200 OK"),
        ):
            stream = io.BytesIO(warc[place["offset"] :])
            record = next(iter(ArchiveIterator(stream, no_record_parse=True)))
            assert record.rec_headers["WARC-Record-ID"] == place["record"]
            assert record.content_stream().read().startswith(beginning)
        (icon,) = plain["resources"]
        assert icon["record"].startswith("<urn:uuid:")

    def test_a_look_without_an_archive_gets_one(self, gang):
        folder = "CASE-2026-0001/captures/20260103T013000Z-desktop"
        plain = gang.json(f"{folder}/capture.json")
        place = plain["exchanges"][0]["received"]
        warc = gang.files[f"{folder}/{place['file']}"]
        stream = io.BytesIO(warc[place["offset"] :])
        record = next(iter(ArchiveIterator(stream, no_record_parse=True)))

        assert not [name for name in gang.files if name.endswith(".bin")]
        assert record.rec_headers["WARC-Record-ID"] == place["record"]
        assert record.content_stream().read().endswith(b"<title>page</title>")

    def test_earlier_look_is_in_its_archive_too(self, workspace):
        """Its page is masked although the casebook has no record of it any more."""
        earlier = answer(workspace.blobs, at=NOW - timedelta(days=9))
        case = keep(workspace, earlier)
        changed = RESULT.replace(VICTIM, "李四光")
        later = answer(workspace.blobs, html=changed)
        book = workspace.casebook
        book.requeue_due(before=NOW, at=NOW)
        keep(workspace, later)
        _, files = gathered(workspace, case)
        paths = {one.payload.path: one for one in files}
        dom = "captures/20251225T013005Z-browser-desktop/dom.html.txt"

        assert "captures/20251225T013000Z-desktop/wire.warc.gz" in paths
        assert not [path for path in paths if path.endswith(".bin")]
        shown = paths[dom].payload.make().decode()
        assert VICTIM not in shown
        assert "王**" in shown
        # Where the name stands on that picture is not known any more.
        assert dom.replace("dom.html.txt", "screenshot.png") not in paths

    def test_chain_is_one_file_leaf_first(self, shown):
        chain = shown.text("captures/20260103T013000Z-desktop/tls-chain.pem")

        assert chain.startswith("-----BEGIN CERTIFICATE-----")


class TestMasking:
    @needs_poppler
    def test_no_file_outside_the_archives_names_a_victim(self, shown):
        for name, data in shown.files.items():
            if name.endswith(ARCHIVES):
                continue
            text = re.sub(r"\s", "", text_of(name, data))
            for secret in (*SECRETS, "%E7%8E%8B%E5%B0%8F"):
                assert secret not in text, name
                assert json.dumps(secret)[1:-1] not in text, name

    def test_archive_has_what_was_masked(self, shown):
        warc = shown.files["captures/20260103T013000Z-desktop/wire.warc.gz"]
        blocks = b"".join(
            record.content_stream().read()
            for record in ArchiveIterator(io.BytesIO(warc), no_record_parse=True)
        )

        for secret in SECRETS:
            assert secret.encode() in blocks

    def test_masked_line_of_the_ledger_says_so(self, shown):
        lines = [json.loads(one) for one in shown.text("custody.jsonl").splitlines()]
        masked = [one for one in lines if one.get("masked")]

        assert [one["action"] for one in masked] == ["inspected"]
        assert IDENTITY not in json.dumps(masked)
        for before, after in itertools.pairwise(lines):
            assert after["seq"] > before["seq"]

    def test_lines_that_name_nobody_are_as_in_the_ledger(self, gang):
        for one in gang.text("CASE-2026-0002/custody.jsonl").splitlines():
            assert "masked" not in json.loads(one)

    def test_official_in_a_notice_keeps_the_name(self, shown):
        dom = shown.text("captures/20260103T013005Z-browser-desktop/dom.html.txt")

        assert OFFICIAL in dom
        assert "010-88888888" in dom

    def test_sellers_contact_stays_in_every_document(self, gang):
        for name in ("clue.json", "report.docx", "report.en.docx", "stix.json"):
            assert SELLER_PHONE in text_of(name, gang.files[name]), name

    def test_who_is_named_on_a_screenshot_is_painted_over(self, shown):
        name = "captures/20260103T013005Z-browser-desktop/screenshot.png"
        with Image.open(io.BytesIO(shown.files[name])) as image:
            for left, top, width, height, words in LAYOUT["texts"]:
                middle = image.getpixel((left + width // 2, top + height // 2))
                covered = middle == (226, 229, 233)
                assert covered is (words in SECRETS), words

    def test_screenshot_that_names_nobody_is_as_it_was_taken(self, gang):
        folder = "CASE-2026-0001/captures/20260103T013005Z-browser-desktop"
        plain = gang.json(f"{folder}/capture.json")
        rows = {one["path"]: one for one in gang.json("clue.json")["files"]}

        assert (
            rows[f"data/{folder}/screenshot.png"]["sha256"]
            == (plain["files"]["screenshot.png"])
        )


class TestLinks:
    def test_shared_address_joins_the_cases(self, gang):
        for one in gang.json("clue.json")["cases"]:
            kinds = {shared["kind"] for shared in one["shared"]}
            assert "address" in kinds

    def test_gang_letter_says_what_joins_them(self, gang):
        said = docx_text(gang.files["report.docx"])

        assert "本包各案件之间的关联" in said
        assert "IP 地址相同" in said
        assert "由同一推广活动宣传" not in said

    @pytest.mark.parametrize(
        ("html", "kind"),
        [
            ("<p>加微信 ban_zheng_88x 办证</p>", "contact"),
            (
                (
                    "<script src='https://hm.baidu.com/hm.js?0123456789abcdef0123456789"
                    "abcdef'></script>"
                ),
                "statistics-id",
            ),
        ],
    )
    def test_pages_are_searched_for_what_the_case_has(self, workspace, html, kind):
        blobs = workspace.blobs
        cases = []
        for host in ("banli-a.test", "banli-b.test"):
            body = f"<html><body>{html}</body></html>".encode()
            seen = inspection(blobs, f"https://{host}/", at=NOW, body=body)
            hidden = tuple(  # no address in common
                replace(c, dns=(), exchanges=()) for c in seen.captures
            )
            seen = replace(seen, captures=hidden)
            cases.append(keep(workspace, seen, label=Label.SELLER, archive=False))
        dossier, _ = gathered(workspace, cases[0])
        found = [(one.kind, one.hosts) for one in dossier.cases[0].shared]

        assert (kind, ("banli-b.test",)) in found

    def test_what_stands_on_official_pages_joins_nobody(self, workspace):
        profiles = workspace.profiles.by_name.values()
        ids = [one for profile in profiles for one in profile.statistics_ids]
        html = f"<script src='https://hm.baidu.com/hm.js?{ids[0]}'></script>".encode()
        for host in ("copy-a.test", "copy-b.test"):
            seen = inspection(workspace.blobs, f"https://{host}/", at=NOW, body=html)
            case = keep(workspace, seen, archive=False)
        dossier, _ = gathered(workspace, case)

        assert "statistics-id" not in {one.kind for one in dossier.cases[0].shared}

    def test_rejected_case_joins_nobody(self, workspace):
        for host in ("copy-a.test", "copy-b.test"):
            seen = inspection(workspace.blobs, f"https://{host}/", at=NOW)
            case = keep(workspace, seen, archive=False)
        with transaction(workspace.casebook._engine) as session:
            session.execute(
                sa.update(CaseRow)
                .where(CaseRow.site == "copy-a.test")
                .values(state="rejected")
            )
        dossier, _ = gathered(workspace, case)

        assert dossier.cases[0].shared == ()
        assert dossier.cases[0].compared == 0


@needs_poppler
class TestPaper:
    """PDF and DOCX with long addresses, one evidence and two hundred."""

    @pytest.mark.parametrize("count", [1, 200])
    def test_every_evidence_is_in_the_text(self, long, count):
        text = re.sub(r"\s", "", pdf_text(long[count]))

        for number in range(count):
            start = "1.data/" if count == 1 else f"{number + 1}.data/{number:03}/deep"
            assert start in text
        assert text.count("SM3") >= count
        assert text.count("证") >= 150  # the address to its end

    @pytest.mark.parametrize("count", [1, 200])
    def test_nothing_reaches_beyond_the_margins(self, long, count):
        boxes = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"],
            input=long[count],
            check=True,
            capture_output=True,
        ).stdout.decode("utf-8", "replace")
        words = re.findall(
            r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="([\d.]+)"', boxes
        )

        assert len(words) > 200
        # A4 is 595.3 points wide; the margins are 21 and 19 mm.
        assert min(float(left) for left, _, _ in words) >= 59
        assert max(float(right) for _, right, _ in words) <= 595.3 - 53
        assert max(float(bottom) for _, _, bottom in words) <= 842

    @pytest.mark.parametrize("count", [1, 200])
    def test_fonts_are_embedded_and_have_every_glyph(self, long, count, tmp_path):
        path = tmp_path / "letter.pdf"
        path.write_bytes(long[count])
        fonts = subprocess.run(
            ["pdffonts", path], check=True, capture_output=True, text=True
        ).stdout.splitlines()[2:]

        assert fonts
        for line in fonts:
            assert "Noto-Sans" in line  # nothing fell to a font of last resort
            assert " yes yes yes " in line

    def test_rare_characters_come_back(self, workspace):
        rare = "㐂𠮷镕囍〇"
        said = finding("title-copied", "the title is “{title}”", 2.0, title=rare)
        case = keep(workspace, answer(workspace.blobs), findings=(said,), archive=False)
        dossier, files = gathered(workspace, case)
        album = Album(dossier.cases, workspace.blobs.read)
        pdf = write_pdf(letter(dossier, inventory(files, "zh"), album), dossier)

        assert rare in pdf_text(pdf)


class TestHostile:
    """What a page says is inert in every format."""

    @needs_poppler
    @pytest.mark.parametrize(
        "name",
        [
            "report.pdf",
            "report.en.pdf",
            "report.docx",
            "report.en.docx",
            "index.csv",
            "index.xlsx",
            "clue.json",
            "stix.json",
            "misp.json",
            "custody.jsonl",
            "captures/20260103T013005Z-browser-desktop/dom.html.txt",
            "captures/20260103T013005Z-browser-desktop/capture.json",
            "captures/20260103T013000Z-look/protocol.json",
        ],
    )
    def test_every_format_opens_and_names_nobody(self, hostile, name):
        text = text_of(name, hostile.files[name])

        assert text.strip()
        assert VICTIM not in text

    @pytest.mark.parametrize("name", ["report.pdf", "report.en.pdf"])
    def test_pdf_has_no_scripts_and_no_links(self, hostile, name):
        data = hostile.files[name]

        for word in (b"/JavaScript", b"/JS ", b"/URI", b"/Launch", b"/EmbeddedFile"):
            assert word not in data

    @pytest.mark.parametrize("name", ["report.docx", "report.en.docx"])
    def test_docx_has_no_fields_and_no_links(self, hostile, name):
        with zipfile.ZipFile(io.BytesIO(hostile.files[name])) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    text = archive.read(part).decode()
                    assert "<w:hyperlink" not in text
                    assert "fldChar" not in text
                    assert 'TargetMode="External"' not in text
        text = docx_text(hostile.files[name])
        assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202e]", text)
        assert "http://evil.test" not in text
        assert max(map(len, text.split("\n"))) < 10_000

    @pytest.mark.parametrize(
        "name", ["report.docx", "report.en.docx", "clue.json", "stix.json", "misp.json"]
    )
    def test_template_syntax_is_text(self, hostile, name):
        assert "{{ 7*7 }}${7*7}" in text_of(name, hostile.files[name])

    def test_cells_do_not_calculate(self, hostile):
        rows = list(csv.reader(io.StringIO(hostile.text("index.csv")[1:])))
        book = openpyxl.load_workbook(io.BytesIO(hostile.files["index.xlsx"]))

        assert not [c for row in rows for c in row if c[:1] in "=+-@" and c]
        for sheet in book:
            for row in sheet.iter_rows():
                assert not [cell for cell in row if cell.data_type == "f"]
                assert not [cell for cell in row if cell.hyperlink]

    def test_names_of_files_are_ours(self, hostile, shown, gang):
        for name in (*hostile.files, *shown.files, *gang.files):
            assert re.fullmatch(r"[A-Za-z0-9./-]+", name), name
            assert not name.lower().endswith((".html", ".htm", ".js", ".svg"))

    @pytest.mark.parametrize("address", ["=cmd()", "＝1+1", "@x", "+1", "-1"])
    def test_formula_in_an_address_is_text(self, workspace, address):
        payload = Payload(path="x", kind="record", media_type=address, url=address)
        one = Measured(payload=payload, size_bytes=0, sha256="0" * 64, sm3="0" * 64)
        case = keep(workspace, answer(workspace.blobs), archive=False)
        dossier, _ = gathered(workspace, case)
        from reports.clue.letter.inventory import index_files

        table, _ = index_files(inventory([one], "zh"), dossier)
        (_, row) = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
        assert row[-1].startswith("'")
        assert row[3].startswith("'")


def test_both_editions_are_there(shown):
    names = set(shown.files)

    assert {"report.pdf", "report.docx", "report.en.pdf", "report.en.docx"} <= names
    assert "疑似违法网站线索移送函" in docx_text(shown.files["report.docx"])
    assert "Letter of transfer" in docx_text(shown.files["report.en.docx"])


def test_other_edition_of_an_english_workspace_is_chinese(workspace):
    case = keep(workspace, answer(workspace.blobs), archive=False)
    files = make(workspace, case, language="en").files

    assert "Letter of transfer" in docx_text(files["report.docx"])
    assert "疑似违法网站线索移送函" in docx_text(files["report.zh.docx"])


def test_every_part_of_the_letter_is_there(shown):
    said = docx_text(shown.files["report.docx"])

    for part in (
        "疑似违法网站线索移送函",
        "网站基本情况",
        "与官方页面对照",
        "推广情况",
        "网络在线提取记录",
        "电子数据固定清单",
        "关联分析",
        "回　执",
        "见证人",
        "提取人（一）",
        "已同步（依据 chronyc）",
    ):
        assert part in said
    assert "c" * 40 in said  # the program's commit


def test_schema_lies_beside_the_facts(shown):
    assert shown.json("clue.schema.json")["$id"] == "urn:zhaoyao.clue:1"


class TestLaw:
    """What the law says stands in data files, with its source and its mark."""

    REFERENCE = re.compile(
        r"第[一二三四五六七八九十百零〇\d]{1,8}条|《[^》]*(?:法|办法)》|法释"
    )
    ENGLISH = re.compile(r"\barticle \d|Criminal Law|Fa Shi|Ying Ji", re.IGNORECASE)

    @pytest.mark.parametrize("suffix", [".py", ".po", ".html", ".txt"])
    def test_no_code_and_no_catalogue_names_a_provision(self, suffix):
        files = [*(ROOT / "reports").rglob(f"*{suffix}")]

        assert files or suffix == ".txt"
        for path in files:
            text = path.read_text("utf-8")
            assert not self.REFERENCE.search(text), path
            assert not self.ENGLISH.search(text), path

    def test_every_figure_has_its_source_and_its_mark(self):
        for one in (*thresholds(), *provisions()):
            assert one.source
            # General knowledge is never taken for something read.
            assert one.to_be_verified is (one.source == "general knowledge")

    @pytest.mark.parametrize(("name", "mark"), [("", "待核实"), (".en", "be verified")])
    def test_every_reference_that_is_printed_has_the_mark(self, gang, name, mark):
        document = docx.Document(io.BytesIO(gang.files[f"report{name}.docx"]))
        lines = [p.text for p in document.paragraphs]
        lines += [c.text for t in document.tables for r in t.rows for c in r.cells]
        found = [
            line
            for line in lines
            if self.REFERENCE.search(line) or self.ENGLISH.search(line)
        ]

        assert len(found) > 10
        for line in found:
            assert mark in line

    def test_facts_for_programs_have_them_too(self, gang):
        plain = gang.json("clue.json")
        told = [
            *plain["provisions"],
            *(
                figure
                for case in plain["cases"]
                for one in case["promotions"]
                for figure in one["thresholds"]
            ),
        ]

        assert told
        for one in told:
            assert one["source"]
            assert isinstance(one["to_be_verified"], bool)
