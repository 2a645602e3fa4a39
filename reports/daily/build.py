"""Gathers a day's report from the casebook; decides nothing and writes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from casebook.records import Capture, Case, Inspection, Label, Liveness, Verdict
from casebook.sources import parts_of
from casebook.store import Changes, SourceRun
from casebook.times import BEIJING
from casebook.workspace import Workspace
from reports.daily.ads import ads_found
from reports.daily.cards import COMPARED_CARDS, build_card, compared
from reports.daily.followed import followed_up
from reports.records import (
    Card,
    DailyReport,
    Gap,
    Health,
    RunHealth,
    SourceHealth,
    Status,
    Unasked,
    Unreached,
)

RUNS_READ = 1000
"""Runs looked through for those of the day; a run a minute is 1440 a day, and no
operator starts them so."""

STALE_SOURCE = timedelta(days=2)
"""A source that was last read longer ago than this is stale: it is asked every day,
and one day's failure is told as that."""

FORGOTTEN_SOURCE = timedelta(days=7)
"""A source that was not asked for so long was taken out on purpose."""

BY_LIVENESS = {
    Liveness.LIVE: Status.LIVE,
    Liveness.CHANGED: Status.CHANGED,
    Liveness.MOVED: Status.CHANGED,
    Liveness.RELAPSED: Status.RELAPSED,
    Liveness.UNREACHABLE: Status.UNREACHABLE,
    Liveness.DOWN: Status.GONE,
}

ORDER = tuple(Status)

Looked = list[tuple[Inspection, Verdict]]


def build(
    workspace: Workspace, *, day: date, at: datetime, own_run: str = ""
) -> DailyReport:
    """Return the report of *day*.

    Args:
        workspace: where the casebook lies.
        day: calendar day in Beijing.
        at: now, in UTC.
        own_run: id of the run that makes this report, which is not at its end yet.
    """
    since, until = day_bounds(day)
    casebook = workspace.casebook
    changes = casebook.changes(since=since, until=until)
    looked = [
        (inspection, verdict)
        for inspection, verdict in casebook.latest_inspections()
        if since <= inspection.captures[0].captured_at < until
    ]
    clues: dict[str, list[str]] = {}
    for clue in casebook.clues():
        for case in clue.cases:
            clues.setdefault(case, []).append(clue.number)
    cards = [
        build_card(workspace, case, status, tuple(clues.get(case.id, ())), until=until)
        for case, status in _standing(changes)
    ]
    cards.sort(key=_place)
    shown = [compared(workspace, card) for card in cards[:COMPARED_CARDS]]
    return DailyReport(
        day=day.isoformat(),
        since=since,
        until=until,
        made_at=at,
        cards=(*shown, *cards[COMPARED_CARDS:]),
        ads=ads_found(workspace, since, until),
        followed=followed_up(workspace, since=since, until=until, at=at),
        health=_health(
            workspace, changes, looked, since=since, until=until, own_run=own_run
        ),
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of *day* in Beijing and of the next, in UTC.

    >>> day_bounds(date(2026, 1, 3))[0].isoformat()
    '2026-01-02T16:00:00+00:00'
    """
    start = datetime.combine(day, time(), BEIJING).astimezone(UTC)
    return start, start + timedelta(days=1)


def _standing(changes: Changes) -> Iterator[tuple[Case, Status]]:
    for case in changes.new:
        yield case, Status.NEW
    for case in (*changes.live, *changes.changed, *changes.gone):
        # A site that is no longer flagged was served, so it changed.
        known = BY_LIVENESS[case.liveness]
        yield (
            case,
            Status.CHANGED
            if case in changes.changed and (known is Status.LIVE)
            else known,
        )
    for case in changes.not_looked_at:
        yield case, Status.NOT_LOOKED


def _place(card: Card) -> tuple[int, float, str]:
    return ORDER.index(card.status), -card.case.probability, card.case.id


def _health(
    workspace: Workspace,
    changes: Changes,
    looked: Looked,
    *,
    since: datetime,
    until: datetime,
    own_run: str,
) -> Health:
    runs = [
        run
        for run in workspace.casebook.runs(RUNS_READ)
        if since <= run.started_at < until
    ]
    runs.reverse()  # oldest first, as a reader's day went
    reached = [i for i, verdict in looked if verdict.label is not Label.UNREACHABLE]
    return Health(
        runs=tuple(
            RunHealth(
                id=run.id,
                kind=run.kind,
                state="own" if run.id == own_run else run.state,
                started_at=run.started_at,
                ended_at=run.ended_at,
            )
            for run in runs
        ),
        sources=tuple(
            _source_health(workspace, source, run.kind)
            for run in runs
            for source in workspace.casebook.sources(run.id)
        ),
        unasked=tuple(
            Unasked(
                source=source.source,
                asked_at=source.at,
                last_read=workspace.casebook.last_success(source.source, before=until),
            )
            for source in workspace.casebook.latest_sources(before=until)
            if since - FORGOTTEN_SOURCE <= source.at < since
        ),
        inspected=len(looked),
        unreached=tuple(
            Unreached(
                url=candidate.url,
                source=candidate.source,
                at=capture.captured_at,
                failure=capture.failure or "nothing-served",
                detail=capture.failure_detail
                or (f"HTTP {capture.status}" if capture.status else ""),
            )
            for candidate, capture in changes.unreachable_candidates
        ),
        without_browser=sum(not _drawn(inspection.captures) for inspection in reached),
        registration_failed=sum(
            bool(one.registration and one.registration.failure) for one in reached
        ),
        gaps=_gaps(verdict for _, verdict in looked),
        waiting=changes.waiting,
    )


def _source_health(workspace: Workspace, source: SourceRun, kind: str) -> SourceHealth:
    until = source.at + timedelta(microseconds=1)
    read = workspace.casebook.last_success(source.source, before=until)
    late = read is not None and source.at - read > STALE_SOURCE
    return SourceHealth(
        run=source.run,
        kind=kind,
        source=source.source,
        at=source.at,
        ok=source.ok,
        found=source.found,
        failure=source.failure,
        last_read=read,
        is_stale=late or any(part.is_stale for part in parts_of(source.detail)),
        detail=source.detail,
    )


def _drawn(captures: Iterable[Capture]) -> bool:
    return any(capture.screenshot_sha256 for capture in captures)


def _gaps(verdicts: Iterable[Verdict]) -> tuple[Gap, ...]:
    counted = Counter(
        (gap.detector, gap.reason) for verdict in verdicts for gap in verdict.not_run
    )
    return tuple(
        Gap(detector=detector, reason=reason, sites=sites)
        for (detector, reason), sites in sorted(counted.items())
    )
