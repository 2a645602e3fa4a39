"""What was handed over since the report before, what came of it, what is awaited."""

from datetime import datetime, timedelta

from casebook.followups import tally, without_answer
from casebook.language import mark, translate
from casebook.records import FollowUp, Handoff, Outcome, OutcomeKind, Submission
from casebook.times import both_zones
from casebook.workspace import Workspace
from reports.followups import OUTCOMES, FollowUpView, views
from reports.records import Followed

RUNS_READ = 1000
"""Runs looked through for the report before."""

NEVER_DAYS = 36_500
"""More is taken as this: a calendar has an end, and who sets so much wants none."""


def followed_up(
    workspace: Workspace, *, since: datetime, until: datetime, at: datetime
) -> Followed:
    """Return what the report of a day has to tell of handoffs.

    People write lines down after the day's report was made, so the next one begins
    where the daily job before it began, and not with its own day.

    Args:
        workspace: where the casebook lies.
        since: the day's first moment.
        until: the next day's first moment.
        at: now; what is awaited is counted up to it, or to the end of the day.
    """
    lines = workspace.casebook.follow_ups(until=until)
    begin = _report_before(workspace, since)
    fresh = [line for line in lines if begin is None or line.noted_at >= begin]
    config = workspace.config.handoff
    patience = timedelta(days=min(config.receipt_days, NEVER_DAYS))
    return Followed(
        since=begin,
        handoffs=tuple(line for line in fresh if isinstance(line, Handoff)),
        outcomes=tuple(line for line in fresh if isinstance(line, Outcome)),
        submissions=tuple(line for line in fresh if isinstance(line, Submission)),
        unanswered=tuple(without_answer(lines, before=min(at, until) - patience)),
        totals=tally(lines),
        totals_before=tally(
            line for line in lines if begin is not None and line.noted_at < begin
        ),
        receipt_days=config.receipt_days,
        channels=config.channels,
    )


def followed_views(found: Followed, language: str) -> list[FollowUpView]:
    """Put into words what was written down since the report before."""
    lines: list[FollowUp] = [*found.handoffs, *found.outcomes, *found.submissions]
    return views(lines, language, channels=found.channels)


def unanswered_views(found: Followed, language: str) -> list[FollowUpView]:
    """Put into words the handoffs that nobody has answered."""
    return views(found.unanswered, language)


def followed_lead(found: Followed, language: str) -> str:
    """Say since when the lines were written down, or that there are none."""
    given = bool(found.handoffs or found.outcomes or found.submissions)
    if not found.since:
        some = mark("All that was written down up to the end of this day.")
        none = mark("No handoff was written down up to the end of this day.")
        return translate(some if given else none, language)
    some = mark("Written down since the daily job before, {at}.")
    none = mark("Nothing was written down since the daily job before, {at}.")
    return translate(some if given else none, language, at=both_zones(found.since))


def unanswered_lead(found: Followed, language: str) -> str:
    """Say how many handoffs wait for an answer, or nothing where none does."""
    if not found.unanswered:
        return ""
    return translate(
        mark(
            "{count} handoffs are out for longer than {days} days without a receipt "
            "or an outcome: ask the receiver."
        ),
        language,
        count=len(found.unanswered),
        days=f"{found.receipt_days:g}",
    )


def outcome_figures(found: Followed, language: str) -> list[tuple[str, int, int]]:
    """Return name, number so far and change since the report before, for each kind.

    A number falls where a line was taken back.
    """
    now, before = found.totals, found.totals_before
    return [
        (
            translate(OUTCOMES[kind], language),
            now.get(kind, 0),
            now.get(kind, 0) - before.get(kind, 0),
        )
        for kind in OutcomeKind
        if kind in now or kind in before
    ]


def outcome_totals(found: Followed, language: str) -> str:
    """Say what the outcomes come to, or nothing where there is none."""
    figures = outcome_figures(found, language)
    if not figures:
        return ""
    return translate(
        mark("All outcomes so far, with the change: {figures}."),
        language,
        figures=" · ".join(
            f"{name} {total} ({change:+d})" for name, total, change in figures
        ),
    )


def _report_before(workspace: Workspace, since: datetime) -> datetime | None:
    began = [
        run.started_at
        for run in workspace.casebook.runs(RUNS_READ)
        if run.kind == "daily" and run.state == "done" and run.started_at < since
    ]
    return max(began, default=None)
