"""Taking in what was reported, and visiting it."""

import click

from casebook.errors import InputError
from casebook.times import now_utc
from crawler.run import crawl as run_crawl
from crawler.run import inspect_urls
from crawler.tips import read_tips
from zhaoyao.progress import Meter
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe, verdict_plain
from zhaoyao.verdicts import for_people


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="URL|FILE|IMAGE …")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def tip(ctx: click.Context, sources: tuple[str, ...], as_json: bool) -> None:
    """Take in reported URLs, lists (CSV, XLSX, TXT) and photos with QR codes.

    \b
    Example:
      zhaoyao tip https://suspect.example/ reported.xlsx card.jpg
    """
    session: Session = ctx.obj
    tips = read_tips(sources, now_utc(), session.language)
    with session.workspace.lock():
        casebook = session.workspace.casebook
        run = casebook.start_run("tip", at=now_utc(), details={})
        added = casebook.add_candidates(tips.candidates, run=run, at=now_utc())
        casebook.end_run(
            run,
            at=now_utc(),
            state="done",
            counts={"new": added.new, "known": added.known, "bad": len(tips.bad)},
        )
    for bad in tips.bad:
        click.echo(safe(bad), err=True)
    if as_json:
        echo_json({"new": added.new, "known": added.known, "bad": len(tips.bad)})
    else:
        click.echo(
            session.say(
                "{new} new, {known} known, {bad} could not be read",
                new=added.new,
                known=added.known,
                bad=len(tips.bad),
            )
        )
    ctx.exit(1 if tips.bad else 0)


@click.command()
@click.option("--limit", type=click.IntRange(min=1), help="Visit at most this many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def crawl(ctx: click.Context, limit: int | None, as_json: bool) -> None:
    """Visit what waits, judge it, preserve what is flagged.

    \b
    Example:
      zhaoyao crawl --limit 100
    """
    session: Session = ctx.obj
    with session.workspace.lock(), Meter("crawl") as meter:
        done = run_crawl(session.workspace, limit=limit, progress=meter)
    if as_json:
        echo_json(
            {"visited": done.visited, "flagged": done.flagged, "failed": done.failed}
        )
    else:
        click.echo(
            session.say(
                "{visited} visited, {flagged} flagged, {failed} not reached",
                visited=done.visited,
                flagged=done.flagged,
                failed=done.failed,
            )
        )
    ctx.exit(1 if done.problem else 0)


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL …")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def inspect(session: Session, urls: tuple[str, ...], as_json: bool) -> None:
    """Visit now and print the verdict with its reasons.

    \b
    Example:
      zhaoyao inspect https://suspect.example/query?id=7
    """
    with session.workspace.lock(), Meter("inspect") as meter:
        seen = inspect_urls(session.workspace, urls, progress=meter)
    if not seen:
        raise InputError("nothing was visited")
    for _, verdict in seen:
        plain = verdict_plain(verdict, session.language, name=verdict.url)
        if as_json:
            echo_json(plain)
        else:
            click.echo(for_people(session, plain))
