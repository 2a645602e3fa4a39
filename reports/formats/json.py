"""The report for programs: a versioned schema and the values as they are."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from casebook.encoding import to_plain
from reports.formats import Format, Read
from reports.masking import contacts_of, masked
from reports.records import DailyReport

SCHEMA = "zhaoyao.daily/1"
"""Raised whenever a field changes its meaning or goes."""


class JsonRecord(Format):
    """The whole :class:`~reports.records.DailyReport`, masked but not defanged."""

    name = "json"
    suffix = ".json"

    def write(
        self,
        report: DailyReport,
        stream: BinaryIO,
        *,
        language: str,  # noqa: ARG002 - claims stay templates and values
        read: Read,  # noqa: ARG002 - pictures stay digests
        beside: Mapping[str, str],  # noqa: ARG002 - one file, one language
    ) -> None:
        """Write *report* to *stream*; :func:`casebook.encoding.from_plain` reads it."""
        keep = frozenset[str]().union(
            *(
                contacts_of(card.case.label, card.verdict.findings)
                for card in report.cards
                if card.verdict
            )
        )
        whole = to_plain(report)
        shown = masked(whole, keep=keep)
        _keep_receipts(whole["followed"], shown["followed"])
        plain = {"schema": SCHEMA, "report": shown}
        # Lone surrogates cannot be UTF-8; escapes keep them and stay valid JSON.
        text = json.dumps(plain, ensure_ascii=True, indent=1, allow_nan=False)
        stream.write(text.encode("ascii") + b"\n")


def _keep_receipts(whole: dict[str, Any], shown: dict[str, Any]) -> None:
    # A receipt's number of region, date and sequence looks like an identity number.
    for name in ("handoffs", "outcomes", "submissions", "unanswered"):
        for line, masked_line in zip(whole[name], shown[name], strict=True):
            masked_line["receipt"] = line["receipt"]
