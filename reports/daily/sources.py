"""How the sources of a day stand, in words: one line a source, one a part of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casebook.language import mark, translate
from casebook.sources import (
    Standing,
    duration_words,
    figure_words,
    outcome_words,
    parts_of,
    standing_of,
)
from casebook.times import BEIJING
from reports.inert import visible
from reports.quoting import quote
from reports.records import DailyReport, Health, SourceHealth, Unasked

PARTS_SHOWN = 60
"""Lines of one source; the JSON file has them all. There are some 60 usable logs."""

ANSWERS = {
    "good": mark("answered"),
    "stale": mark("stale"),
    "bad": mark("did not answer"),
    "partly": mark("failed in part"),
    "unasked": mark("not asked on this day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """What a reader is told of one source, or of one part of a source."""

    source: str
    part: str
    """Empty on the line of the source itself."""
    state: str
    """A key of :data:`ANSWERS`."""
    answer: str
    """The same in words."""
    asked_at: datetime | None
    last_read: datetime | None
    lag: str
    """How far behind it is, in one unit; empty where it does not say."""
    found: int | None
    """Candidates; None where nothing can be said."""
    figures: str
    licence: str
    failure: str


def source_lines(health: Health, language: str) -> Iterator[SourceLine]:
    """Yield the lines of all sources, in the order asked; then those not asked."""
    for source in health.sources:
        # What went wrong is shown even of a source with too many parts to show.
        parts = sorted(parts_of(source.detail), key=lambda part: not part.failure)
        yield _source_line(source, parts, language)
        for part in parts[:PARTS_SHOWN]:
            yield _part_line(source, part, language)
    for one in health.unasked:
        yield _unasked_line(one, language)


def short_time(moment: datetime | None, report: DailyReport) -> str:
    """Write a Beijing time, with its day where that is not the report's."""
    if moment is None:
        return "—"
    local = moment.astimezone(BEIJING)
    same = report.since <= moment < report.until
    return f"{local:%H:%M}" if same else f"{local:%m-%d %H:%M}"


def _source_line(
    source: SourceHealth, parts: list[Standing], language: str
) -> SourceLine:
    told = standing_of(source.source, source.detail)
    state = _state(source, parts)
    return SourceLine(
        source=visible(source.source),
        part="",
        state=state,
        answer=translate(ANSWERS[state], language),
        asked_at=source.at,
        last_read=source.last_read,
        lag=_lag(told, language),
        found=source.found if source.ok or source.found else None,
        figures=visible(figure_words(told, language)),
        licence="",
        # Parts that failed say so themselves.
        failure=""
        if any(one.failure for one in parts)
        else quote(source.failure, limit=300),
    )


def _state(source: SourceHealth, parts: list[Standing]) -> str:
    failed = [part for part in parts if part.failure]
    if source.is_stale and all(part.is_stale for part in failed):
        return "stale"
    if source.ok:
        return "good"
    return "partly" if len(failed) < len(parts) else "bad"


def _part_line(source: SourceHealth, part: Standing, language: str) -> SourceLine:
    state = "stale" if part.is_stale else "bad" if part.failure else "good"
    answer = outcome_words(part, language) if state == "good" else ""
    return SourceLine(
        source=visible(source.source),
        part=quote(part.name, limit=80),
        state=state,
        answer=quote(answer or translate(ANSWERS[state], language), limit=80),
        asked_at=None,
        last_read=part.read_at,
        lag=_lag(part, language),
        found=None,
        figures=visible(figure_words(part, language)),
        licence=quote(translate(part.licence, language), limit=200),
        failure=quote(part.failure, limit=300),
    )


def _unasked_line(one: Unasked, language: str) -> SourceLine:
    return SourceLine(
        source=visible(one.source),
        part="",
        state="unasked",
        answer=translate(ANSWERS["unasked"], language),
        asked_at=one.asked_at,
        last_read=one.last_read,
        lag="",
        found=None,
        figures="",
        licence="",
        failure="",
    )


def _lag(standing: Standing, language: str) -> str:
    if standing.lag_seconds is None:
        return ""
    return duration_words(standing.lag_seconds, language)
