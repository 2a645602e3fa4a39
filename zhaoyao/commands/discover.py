"""Asking the sources for candidates, and telling how each of them stands."""

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import click

from casebook.sources import (
    Standing,
    duration_words,
    figure_words,
    outcome_words,
    parts_of,
    standing_of,
)
from casebook.times import BEIJING
from crawler.running.run import SourceResult
from crawler.running.run import discover as run_discover
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, table

DETAIL_COLUMNS = 90


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE …]")
@click.option(
    "--max-names",
    type=click.IntRange(min=1),
    help="Look up at most this many look-alike names; as configured by default.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def discover(
    ctx: click.Context, sources: tuple[str, ...], max_names: int | None, as_json: bool
) -> None:
    """Run discovery sources and queue what they find; all that are set up by default.

    Exits 1 when a source failed. Below a source stand its parts: logs, or lists.

    \b
    Example:
      zhaoyao discover lookalikes --max-names 10000
    """
    session: Session = ctx.obj
    casebook = session.workspace.casebook
    found = run_discover(
        session.workspace, sources or None, max_names=max_names, progress=_show
    )
    if sys.stderr.isatty():
        click.echo("", err=True)
    read = {one.source: casebook.last_success(one.source) for one in found}
    if as_json:
        for one in found:
            echo_json(_plain(one, read[one.source]))
    elif found:
        click.echo(_table(session, found, read))
    else:
        click.echo(session.say("no source is set up; see docs/settings.md"), err=True)
    ctx.exit(0 if all(one.ok for one in found) else 1)


def _show(results: Iterable[SourceResult]) -> None:
    """Tell on a terminal how much was found so far."""
    if sys.stderr.isatty():
        told = ", ".join(f"{one.source} {one.new + one.known}" for one in results)
        click.echo(f"\rdiscover: {told} ", err=True, nl=False)


def _plain(one: SourceResult, read: datetime | None) -> dict[str, Any]:
    return {
        "source": one.source,
        "ok": one.ok,
        "found": one.new + one.known,
        "new": one.new,
        "lag_seconds": standing_of(one.source, one.detail).lag_seconds,
        "last_read": read.isoformat() if read else None,
        "detail": one.detail,
        "failure": one.failure,
    }


def _table(
    session: Session, found: list[SourceResult], read: dict[str, datetime | None]
) -> str:
    head = ("source", "found", "new", "behind by", "last read", "state")
    language = session.language
    rows = [row for one in found for row in _rows(one, read[one.source], language)]
    return table([session.say(word) for word in head], rows, widest=DETAIL_COLUMNS)


def _rows(
    one: SourceResult, read: datetime | None, language: str
) -> Iterator[list[str]]:
    told = standing_of(one.source, one.detail)
    yield [
        one.source,
        str(one.new + one.known),
        str(one.new),
        _lag(told, language),
        _local(read),
        one.failure or figure_words(told, language),
    ]
    for part in parts_of(one.detail):
        words = (
            outcome_words(part, language),
            _local(part.due_at) if part.due_at else "",
            figure_words(part, language),
        )
        yield [
            f"  {part.name}",
            "",
            "",
            _lag(part, language),
            _local(part.read_at),
            part.failure or " · ".join(filter(None, words)),
        ]


def _lag(standing: Standing, language: str) -> str:
    if standing.lag_seconds is None:
        return ""
    return duration_words(standing.lag_seconds, language)


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(BEIJING):%F %T}" if moment else "-"
