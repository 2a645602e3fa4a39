"""The inventory (电子数据清单): every captured file with both digests."""

import csv
import io
from collections.abc import Iterable

from casebook.language import mark, translate
from casebook.records import Vantage
from casebook.times import both_zones
from reports.clue.records import Dossier, Measured, Payload
from reports.inert import cell, visible
from reports.quoting import quote_url
from reports.spreadsheets import Workbook
from reports.wording import VANTAGES

COLUMNS = (
    (mark("No."), 6),
    (mark("File"), 58),
    (mark("Kind"), 16),
    (mark("Format"), 26),
    (mark("Bytes"), 12),
    ("SHA-256", 66),
    ("SM3", 66),
    (mark("Captured at"), 50),
    (mark("Vantage"), 20),
    (mark("Address"), 60),
)

KINDS = {
    "body": mark("page as served"),
    "dom": mark("page as drawn"),
    "screenshot": mark("screenshot"),
    "sent": mark("bytes sent"),
    "received": mark("bytes received"),
    "certificate": mark("TLS certificate"),
    "registration": mark("domain registration"),
    "words": mark("words of a page with advertisements"),
    "posted": mark("picture in an advertisement, what was read on it masked"),
    "resource": mark("picture or script"),
    "warc": mark("web archive of all that was sent and received"),
    "wacz": mark("web archive that can be replayed"),
    "wacz-failure": mark("why there is no archive for replay"),
    "first-view": mark("screenshot of what a visitor sees first"),
    "recording": mark("recording of the page as it was loaded"),
    "traffic": mark("what the browser told of its traffic"),
    "protocol": mark("protocol of the look, step by step"),
    "differences": mark("differences from the look before"),
    "dns": mark("name resolution"),
    "capture": mark("capture record"),
    "record": mark("own record"),
}

UNREAD = mark("{kind} (words inside pictures not read, not masked)")

Row = tuple[str | int, ...]


def inventory(files: Iterable[Measured], language: str) -> list[Row]:
    """Return the rows of the inventory in *language*, one a file, numbered from 1."""
    return [_row(number, file, language) for number, file in enumerate(files, start=1)]


def index_files(rows: list[Row], dossier: Dossier) -> list[Payload]:
    """Return the inventory as CSV and as a workbook."""
    headings = [translate(name, dossier.language) for name, _ in COLUMNS]
    sheet = io.BytesIO()
    title = translate(mark("Inventory of electronic data"), dossier.language)
    book = Workbook(sheet, title=f"{dossier.number} {title}", made_at=dossier.made_at)
    widths = [width for _, width in COLUMNS]
    book.add_sheet(title[:31], list(zip(headings, widths, strict=True)), rows)
    book.close()
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return [
        Payload(
            path="index.csv",
            kind="record",
            media_type="text/csv; charset=utf-8",
            data=_csv([headings, *rows]),
        ),
        Payload(
            path="index.xlsx", kind="record", media_type=xlsx, data=sheet.getvalue()
        ),
    ]


def _row(number: int, file: Measured, language: str) -> Row:
    payload = file.payload
    vantage = payload.vantage
    if vantage in VANTAGES:
        vantage = translate(VANTAGES[Vantage(vantage)], language)
    kind = KINDS.get(payload.kind, "")
    said = translate(kind, language) if kind else visible(payload.kind, limit=40)
    if payload.is_unread:
        said = translate(UNREAD, language, kind=said)
    return (
        number,
        f"data/{payload.path}",
        said,
        visible(payload.media_type, limit=80),
        file.size_bytes,
        file.sha256,
        file.sm3,
        both_zones(payload.captured_at) if payload.captured_at else "",
        visible(vantage, limit=40),
        quote_url(payload.url),
    )


def _csv(rows: Iterable[Iterable[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow(cell(v) if isinstance(v, str) else v for v in row)
    # Excel takes a file without the mark for the system's own charset.
    return text.getvalue().encode("utf-8-sig")
