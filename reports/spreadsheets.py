"""Workbooks that hold words and numbers only: no formula, no link, fixed bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter

from reports.inert import cell

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

FONT = "Noto Sans CJK SC"


class Workbook:
    """A workbook under construction; each sheet is written once, from top to bottom."""

    def __init__(self, stream: BinaryIO, *, title: str, made_at: datetime) -> None:
        self._book = xlsxwriter.Workbook(stream, _OPTIONS)
        # xlsxwriter would write the present time, and two writes would differ.
        self._book.set_properties(
            {"title": cell(title), "created": made_at.replace(tzinfo=None)}
        )
        plain = {"font_name": FONT, "font_size": 10, "valign": "top"}
        self._text = self._book.add_format({**plain, "text_wrap": True})
        self._percent = self._book.add_format({**plain, "num_format": "0.0%"})
        self._number = self._book.add_format({**plain, "num_format": "0.00"})
        self._whole = self._book.add_format({**plain, "num_format": "0"})
        self._head = self._book.add_format(
            {
                **plain,
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": "#16425B",
                "text_wrap": True,
            }
        )

    def add_sheet(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[str | int | float]],
        *,
        percents: frozenset[int] = frozenset(),
    ) -> None:
        """Add a sheet.

        Args:
            name: of the sheet, at most 31 characters.
            columns: heading and width in characters of each column.
            rows: the cells; text is written as text whatever it begins with.
            percents: columns whose numbers are shown as percentages.
        """
        sheet: Any = self._book.add_worksheet(name)
        for index, (heading, width) in enumerate(columns):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, cell(heading), self._head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for index, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(last, index, cell(value), self._text)
                else:
                    form = self._whole if isinstance(value, int) else self._number
                    form = self._percent if index in percents else form
                    sheet.write_number(last, index, value, form)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def close(self) -> None:
        """Write everything to the stream."""
        self._book.close()
