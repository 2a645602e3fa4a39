"""Writes a report into the workspace, each file whole or not at all."""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from casebook.errors import InputError, WorkspaceError
from casebook.followups import in_force
from casebook.language import LANGUAGES
from casebook.workspace import Workspace
from reports.formats import Format, all_formats
from reports.records import DailyReport, Status


def write(
    report: DailyReport,
    workspace: Workspace,
    formats: Iterable[str] = (),
    *,
    language: str = "",
) -> list[Path]:
    """Write *report* into ``reports/<day>/`` of the workspace; return the files.

    The page comes in every language: ``report.html`` in the one asked for and
    ``report.<language>.html`` in each other, and they name one another.

    Args:
        report: what to write.
        workspace: where to write, and where the screenshots lie.
        formats: names from :func:`reports.formats.all_formats`; none means all.
        language: of the report; empty for the configured one.

    Raises:
        InputError: there is no such format.
        WorkspaceError: the folder cannot be written to.
    """
    known = all_formats()
    names = tuple(formats) or tuple(known)
    for name in names:
        if name not in known:
            raise InputError(f"no format {name!r}; choose of {', '.join(known)}")
    folder = workspace.path / "reports" / report.day
    read = lru_cache(maxsize=8)(workspace.blobs.read)
    chosen = language or workspace.config.language
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            plug_in = known[name]()
            files = _files(plug_in, chosen)
            for tongue, file_name in files.items():
                path = folder / file_name
                part = path.with_name(f"{path.name}.part")
                with part.open("wb") as stream:
                    plug_in.write(
                        report, stream, language=tongue, read=read, beside=files
                    )
                    stream.flush()
                    os.fsync(stream.fileno())
                part.replace(path)  # atomic: a reader never sees half a report
                written.append(path)
    except OSError as exc:
        raise WorkspaceError(f"{folder} cannot be written: {exc.strerror}") from None
    return written


def summary(report: DailyReport) -> dict[str, Any]:
    """Return the figures of *report* as plain data, for a notice or a table.

    ``gone`` counts what was served nothing at the day's last look, and ``down`` those
    of them that have been so for long. ``attention`` says whether a person is needed:
    something new or back, a failed source, a run cut off, or nothing run at all.
    """
    health = report.health
    counts = {status.value: report.count(status) for status in Status}
    counts["down"] = counts[Status.GONE]
    counts[Status.GONE.value] += counts.pop(Status.UNREACHABLE)
    trouble = not health.runs or health.failed_sources or health.unfinished_runs
    fresh = counts[Status.NEW] + counts[Status.RELAPSED]
    return {
        "day": report.day,
        "flagged": len(report.cards),
        **counts,
        "waiting": health.waiting,
        "campaigns": len(report.ads.campaigns),
        "new_posts": sum(one.fresh for one in report.ads.campaigns),
        "handed_over": len(in_force(report.followed.handoffs)),
        "outcomes": len(in_force(report.followed.outcomes)),
        "outcome_totals": dict(report.followed.totals),
        "unanswered": len(report.followed.unanswered),
        "inspected": health.inspected,
        "unreached": len(health.unreached),
        "sources": len(health.sources),
        "sources_failed": health.failed_sources,
        "runs": len(health.runs),
        "runs_unfinished": health.unfinished_runs,
        "without_browser": health.without_browser,
        "not_judged": sum(gap.sites for gap in health.gaps),
        "complete": health.complete,
        "attention": bool(trouble or fresh),
        "sites": [
            {
                "case": card.case.id,
                "host": card.case.host,
                "label": card.case.label.value,
                "probability": card.case.probability,
                "status": card.status.value,
            }
            for card in report.cards
            if card.status in {Status.NEW, Status.RELAPSED, Status.CHANGED}
        ],
    }


def _files(plug_in: Format, chosen: str) -> dict[str, str]:
    """Return the file names by language."""
    files = {chosen: f"report{plug_in.suffix}"}
    if plug_in.every_language:
        for other in LANGUAGES:
            files.setdefault(other, f"report.{other}{plug_in.suffix}")
    return files
