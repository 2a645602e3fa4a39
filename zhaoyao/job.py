"""The daily job: discover → crawl → recheck → report → notify.

Safe to kill and to run again: every step commits what it has done as it does it, and
a later run takes up what is left.
"""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from casebook.times import BEIJING, now_utc
from casebook.workspace import Workspace
from crawler.running.run import CrawlResult, Progress, crawl, discover
from reports.daily import build, summary, write
from reports.records import DailyReport

NOTIFY_SECONDS = 120
"""A notifier that hangs must not hold the lock for ever."""

ROUNDS = 3
"""Crawls in one job: what a flagged page links to is visited the same day, and what
that links to once more; further links wait for tomorrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one daily job did."""

    report: DailyReport
    paths: tuple[Path, ...]
    crawled: CrawlResult
    failed_sources: tuple[str, ...]
    notify_failure: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether a source failed, or telling of it did."""
        return bool(self.failed_sources or self.crawled.problem or self.notify_failure)


def run_daily(
    workspace: Workspace,
    *,
    progress: Callable[[Progress], None] | None = None,
    before_report: Callable[[], None] | None = None,
) -> Job:
    """Do the day's work; the caller holds the workspace's lock.

    Args:
        workspace: what is worked on.
        progress: called as the crawl goes on.
        before_report: called when all is crawled; the report tells what it did.
    """
    config = workspace.config
    casebook = workspace.casebook
    run = casebook.start_run("daily", at=now_utc(), details={})
    sources = discover(workspace, None)
    due = now_utc() - timedelta(hours=config.inspect.recheck_hours)
    casebook.requeue_due(before=due, at=now_utc())
    crawled = CrawlResult()
    for _ in range(ROUNDS):
        done = crawl(workspace, limit=None, progress=progress)
        crawled += done
        if not done.visited or not casebook.waiting(now_utc()):
            break
    casebook.end_run(
        run,
        at=now_utc(),
        state="done",
        counts={"visited": crawled.visited, "flagged": crawled.flagged},
    )
    if before_report:
        before_report()
    report = build_report(workspace)
    paths = write(report, workspace)
    return Job(
        report=report,
        paths=tuple(paths),
        crawled=crawled,
        failed_sources=tuple(one.source for one in sources if not one.ok),
        notify_failure=_notify(workspace, report, paths),
    )


def build_report(workspace: Workspace) -> DailyReport:
    """Build the report of today, as a calendar in Beijing has it."""
    at = now_utc()
    return build(workspace, day=at.astimezone(BEIJING).date(), at=at)


def _notify(workspace: Workspace, report: DailyReport, paths: list[Path]) -> str:
    """Run the configured notifier; return what went wrong, or nothing."""
    told = workspace.config.notify
    plain = summary(report) | {"paths": [str(path) for path in paths]}
    if not told.command or (told.only_when == "attention" and not plain["attention"]):
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command
            told.command,
            input=json.dumps(plain, ensure_ascii=False),
            text=True,
            check=False,
            timeout=NOTIFY_SECONDS,
            stdout=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return f"{told.command[0]}: {exc}"
    return f"{told.command[0]}: exit {done.returncode}" if done.returncode else ""
