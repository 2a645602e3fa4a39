"""What is printed: tables and JSON lines, safe for a terminal."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

from casebook.language import say
from casebook.records import Case, Verdict


def safe(text: str) -> str:
    """Make *text* harmless on a terminal: no escapes, no bidi, one line.

    >>> safe("a\\x1b[31mb")
    'a�[31mb'
    """
    return "".join(
        "�" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c
        for c in text
    )


def width(text: str) -> int:
    """Columns that *text* takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clip(text: str, columns: int) -> str:
    """Cut *text* to *columns*, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for c in text:
        used += 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if used > columns:
            break
        kept.append(c)
    return "".join(kept) + "…"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widest: int = 64) -> str:
    """Lay rows out in columns; a cell wider than *widest* columns is cut."""
    lines = [list(head), *([clip(safe(c), widest) for c in row] for row in rows)]
    columns = [max(width(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell + " " * (columns[i] - width(cell)) for i, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def json_line(plain: Any) -> str:
    """Write plain data as one line of JSON, Chinese as it is."""
    return json.dumps(plain, ensure_ascii=False)


def echo_json(plain: Any) -> None:
    """Print one JSON line."""
    click.echo(json_line(plain))


def verdict_plain(verdict: Verdict, language: str, *, name: str) -> dict[str, Any]:
    """Lay a verdict out as ``judge`` prints it; probability to four places."""
    return {
        "id": name,
        "url": verdict.url,
        "label": verdict.label.value,
        "probability": round(verdict.probability, 4),
        "profile": verdict.profile,
        "findings": [
            {
                "detector": finding.detector,
                "signal": finding.signal,
                "strength": round(finding.strength, 4),
                "weight": round(finding.weight, 4),
                "claim": say(finding.claim, language),
                "where": finding.where,
            }
            for finding in verdict.findings
        ],
        "not_run": [
            {"detector": part.detector, "reason": part.reason}
            for part in verdict.not_run
        ],
        "model": verdict.model,
    }


def case_plain(case: Case, language: str) -> dict[str, Any]:
    """Lay a case out as ``cases list`` prints it."""
    return {
        "id": case.id,
        "host": case.host,
        "label": case.label.value,
        "probability": round(case.probability, 4),
        "state": case.state,
        "first_seen": case.first_seen.isoformat(),
        "last_seen": case.last_seen.isoformat(),
        "reason": say(case.reason, language),
    }
