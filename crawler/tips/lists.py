"""Rows of reported lists, from the files people really send."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from casebook.errors import InputError

LIST_MAX_BYTES = 64 << 20
"""Larger than any list of links; 400,000 rows of 150 characters fit."""

XLSX_MAX_BYTES = 512 << 20
"""Unpacked size of a workbook, as its directory says; more is a bomb."""

ROWS_MAX = 500_000

CELL_CHARACTERS = 8_192

Row = tuple[int, list[str]]
"""Row number, from 1, and its cells."""


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV, XLSX or TXT file, as text.

    Raises:
        InputError: the file is missing, too large, or not what its name says.
    """
    try:
        data = _read(path)
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}") from None
    if path.suffix.lower() == ".xlsx":
        rows = _workbook(path, data)
    elif path.suffix.lower() == ".csv":
        rows = _table(path, data)
    else:
        rows = iter([line] for line in decode(data).splitlines())
    for number, cells in enumerate(rows, 1):
        if number > ROWS_MAX:
            raise InputError(f"{path} has more than {ROWS_MAX} rows; split it")
        yield number, [cell[:CELL_CHARACTERS] for cell in cells]


def decode(data: bytes) -> str:
    """Read text in the charsets that Chinese spreadsheets are saved in.

    >>> decode("查询".encode("gb18030")), decode("查询".encode("utf-16"))
    ('查询', '查询')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LIST_MAX_BYTES:
        raise InputError(f"{path} has {size} bytes, more than {LIST_MAX_BYTES}")
    return path.read_bytes()


def _table(path: Path, data: bytes) -> Iterator[list[str]]:
    text = decode(data).replace("\0", "")
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(
            text[:4096], delimiters=",;\t|"
        )
    except csv.Error:
        dialect = csv.excel
    try:
        yield from csv.reader(io.StringIO(text, newline=""), dialect)
    except csv.Error as exc:
        raise InputError(f"{path} is no CSV: {exc}") from None


def _workbook(path: Path, data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > XLSX_MAX_BYTES:
            raise InputError(f"{path} unpacks to {size} bytes; more than a list needs")
        with warnings.catch_warnings(action="ignore"):  # of styles it does not know
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            for sheet in book.worksheets:
                for cells in sheet.iter_rows(values_only=True):
                    yield ["" if cell is None else str(cell) for cell in cells]
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        SyntaxError,  # what its XML parser raises
        EOFError,
        OSError,
    ) as exc:
        raise InputError(f"{path} is no XLSX workbook: {exc}") from None
