"""The cron entry and the report by itself."""

from datetime import datetime
from pathlib import Path

import click

from casebook.times import BEIJING, now_utc
from reports.daily import build, summary, write
from reports.formats import all_formats
from zhaoyao.job import run_daily
from zhaoyao.progress import Meter
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe
from zhaoyao.verdicts import counts_line


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def daily(ctx: click.Context, as_json: bool) -> None:
    """Do the day's work: discover, crawl, recheck, report, notify.

    For cron. Safe to kill and to run again. Exits 1 when something needs a person.

    \b
    Example:
      15 3 * * *  zhaoyao --workspace /srv/zhaoyao daily
    """
    session: Session = ctx.obj
    with session.workspace.lock(), Meter("daily") as meter:
        job = run_daily(session.workspace, progress=meter)
    _tell(session, summary(job.report), job.paths, as_json=as_json)
    for source in job.failed_sources:
        click.echo(session.say("source failed: {source}", source=source), err=True)
    if job.notify_failure:
        click.echo(safe(job.notify_failure), err=True)
    ctx.exit(1 if job.needs_a_person else 0)


@click.command()
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Day in Beijing; today by default.",
)
@click.option(
    "--format",
    "names",
    multiple=True,
    type=click.Choice(sorted(all_formats())),
    help="May be given again; all formats by default.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_obj
def report(
    session: Session, day: datetime | None, names: tuple[str, ...], as_json: bool
) -> None:
    """Write the report of a day.

    \b
    Example:
      zhaoyao report --date 2026-11-23 --format html
    """
    at = now_utc()
    chosen = day.date() if day else at.astimezone(BEIJING).date()
    built = build(session.workspace, day=chosen, at=at)
    paths = write(built, session.workspace, names, language=session.language)
    _tell(session, summary(built), tuple(paths), as_json=as_json)


def _tell(
    session: Session,
    counts: dict[str, object],
    paths: tuple[Path, ...],
    *,
    as_json: bool,
) -> None:
    if as_json:
        echo_json(counts | {"paths": [str(path) for path in paths]})
        return
    click.echo(counts_line(session, counts))
    for path in paths:
        click.echo(str(path))
