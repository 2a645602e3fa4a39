"""Screening lists of host names for look-alikes of official hosts."""

import sys
from collections.abc import Callable
from typing import IO

import click

from casebook.urls import host_of
from detectors.names import HostScore, NameIndex
from zhaoyao.compiled import CompiledFiles
from zhaoyao.screen import Totals, as_row, screen_files
from zhaoyao.session import Session
from zhaoyao.shown import json_line, safe


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|-] …")
@click.option("--out", type=click.File("w", encoding="utf-8"), help="JSONL to write.")
@click.option("--column", default="", help="CSV column with the names, or its number.")
@click.option("--only-new", is_flag=True, help="Leave out hosts the casebook knows.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def screen(
    ctx: click.Context,
    files: tuple[str, ...],
    out: IO[str] | None,
    column: str,
    only_new: bool,
    as_json: bool,
) -> None:
    """Screen host names, one a line; print the ones that resemble official hosts.

    Reads plain lists, CSV, zone files, hosts files and folders of them, .gz and .zst
    too. Bad lines are counted; exits 1 when a file could not be read to its end.

    \b
    Example:
      zcat new-domains.txt.gz | zhaoyao screen - --out flagged.jsonl
    """
    session: Session = ctx.obj
    language = session.language

    def tell(score: HostScore) -> None:
        plain = as_row(score, language)
        if out is not None:
            out.write(json_line(plain) + "\n")
        elif as_json:
            click.echo(json_line(plain))
        else:
            claim = safe(plain["claim"])
            click.echo(f"{plain['score']:.2f}  {safe(score.name)}  {claim}")

    totals = screen_files(
        files or ("-",),
        NameIndex.build(session.profiles),
        tell,
        column=column,
        is_known=_known(session) if only_new else None,
        progress=_meter if sys.stderr.isatty() else None,
        kept=CompiledFiles.of_user(session.environment),
    )
    message = "{names} names, {flagged} flagged, {known} known, {bad} bad lines"
    click.echo(
        session.say(
            message,
            names=totals.read.names,
            flagged=totals.flagged,
            known=totals.known,
            bad=totals.read.bad,
        ),
        err=True,
    )
    if totals.exceptions:
        message = "{count} unknown hosts under government suffixes: {names}"
        names = ", ".join(map(safe, totals.exception_names))
        click.echo(session.say(message, count=totals.exceptions, names=names), err=True)
    for line in totals.read.bad_lines:
        click.echo(session.say("bad line: {line}", line=safe(line)), err=True)
    for failure in totals.failed:
        click.echo(safe(failure), err=True)
    ctx.exit(1 if totals.failed else 0)


def _known(session: Session) -> Callable[[str], bool]:
    """Return whether the casebook has a candidate on a host."""
    casebook = session.workspace.casebook
    hosts = {
        host_of(inspection.candidate.url)
        for inspection, _ in casebook.latest_inspections()
    }
    return hosts.__contains__


def _meter(totals: Totals) -> None:
    sys.stderr.write(f"\rscreen: {totals.read.names:,} names, {totals.flagged} flagged")
    sys.stderr.flush()
