"""Report formats: one file here is one format of the daily report.

A format gets the whole report and a way to read pictures, and writes bytes. It never
fetches and never decides what is in the report; the same report gives the same bytes.
"""

from collections.abc import Callable, Mapping
from typing import BinaryIO, ClassVar

from casebook.plugins import load
from reports.records import DailyReport

Read = Callable[[str], bytes]
"""Gives the stored bytes of a SHA-256; raises EvidenceError where there are none."""


class Format:
    """Base of all formats."""

    name: ClassVar[str]
    """File name of the plug-in, and what ``--format`` takes."""
    suffix: ClassVar[str]
    """Of the file written, with its dot."""
    every_language: ClassVar[bool] = False
    """Whether one file a language is written, each naming the others."""

    def write(
        self,
        report: DailyReport,
        stream: BinaryIO,
        *,
        language: str,
        read: Read,
        beside: Mapping[str, str],
    ) -> None:
        """Write *report* to *stream*.

        Args:
            report: what to write.
            stream: where to.
            language: of what people read in it.
            read: gives stored bytes, for pictures.
            beside: file names of this same report by language, its own among them.
        """
        raise NotImplementedError


def all_formats() -> dict[str, type[Format]]:
    """Return every format by name, in name order."""
    return load("reports.formats", Format)
