"""Taking in what was reported, and visiting it."""

from collections.abc import Iterator
from typing import Any

import click

from casebook.errors import InputError
from casebook.language import say
from casebook.records import Claim, Evidence
from casebook.store import JudgedAd
from casebook.times import now_utc
from crawler.preserve.told import differences_told
from crawler.running.demand import Preserved, preserve_urls
from crawler.running.run import crawl as run_crawl
from crawler.running.run import inspect_urls
from crawler.tips.keeping import keep_tips
from crawler.tips.reading import Card, read_tips
from zhaoyao.progress import Meter
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe, verdict_plain
from zhaoyao.verdicts import for_people

SHOWN = frozenset({"warc", "wacz", "wacz-failure", "protocol", "differences"})
"""Kinds of files that are named on the terminal; the others are inside these."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="URL|FILE|IMAGE …")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def tip(ctx: click.Context, sources: tuple[str, ...], as_json: bool) -> None:
    """Take in what was reported: URLs, lists (CSV, XLSX, TXT), the text of an
    advertisement (TXT), captions (SRT, VTT), photos of cards and posters with QR
    codes, screenshots of chats.

    A card's words are checked, too: number, trade, dates, and where its code leads.

    \b
    Example:
      zhaoyao tip https://suspect.example/ reported.xlsx card.jpg chat.png ad.txt
    """
    session: Session = ctx.obj
    tips = read_tips(
        sources, now_utc(), session.language, profiles=session.workspace.profiles
    )
    with session.workspace.lock():
        kept = keep_tips(session.workspace, tips, at=now_utc())
    for line in (*tips.bad, *tips.notes):
        click.echo(safe(line), err=True)
    if as_json:
        echo_json(
            {
                "new": kept.added.new,
                "known": kept.added.known,
                "bad": len(tips.bad),
                "ads": [_ad_plain(one) for one in kept.ads],
                "cards": [_card_plain(one) for one in tips.cards],
                "not_checked": list(tips.notes),
            }
        )
    else:
        for card in tips.cards:
            for check in card.checks:
                state = session.say(check.result.value)
                click.echo(safe(f"{card.file}  {state}  {check.detail}"))
        for one in kept.ads:
            said = session.say(
                "{file}: {label}, {probability:.0%}",
                file=one.ad.part,
                label=session.say(one.judgement.label),
                probability=one.judgement.probability,
            )
            click.echo(safe(said))
        click.echo(
            session.say(
                "{new} new, {known} known, {bad} could not be read",
                new=kept.added.new,
                known=kept.added.known,
                bad=len(tips.bad),
            )
        )
    ctx.exit(1 if tips.bad or tips.notes else 0)


def _ad_plain(one: JudgedAd) -> dict[str, Any]:
    return {
        "file": one.ad.part,
        "label": one.judgement.label,
        "probability": round(one.judgement.probability, 4),
        "contacts": [f"{c.kind}:{c.value}" for c in one.judgement.contacts],
        "links": list(one.ad.links),
    }


def _card_plain(card: Card) -> dict[str, Any]:
    return {
        "file": card.file,
        "sha256": card.sha256,
        "checks": [
            {"check": one.name, "result": one.result.value, "detail": one.detail}
            for one in card.checks
        ],
    }


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
@click.option(
    "--preserve",
    is_flag=True,
    help="Keep everything, whatever the verdict says, and show where it lies.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def inspect(
    session: Session, urls: tuple[str, ...], preserve: bool, as_json: bool
) -> None:
    """Visit now and print the verdict with its reasons.

    \b
    Example:
      zhaoyao inspect https://suspect.example/query?id=7
      zhaoyao inspect --preserve https://suspect.example/query?id=7
    """
    if preserve:
        _preserve(session, urls, as_json=as_json)
        return
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


def _preserve(session: Session, urls: tuple[str, ...], *, as_json: bool) -> None:
    with session.workspace.lock(), Meter("inspect") as meter:
        kept = preserve_urls(session.workspace, urls, progress=meter)
    for one in kept:
        verdict = verdict_plain(one.verdict, session.language, name=one.verdict.url)
        files = [_file_plain(session, file) for file in one.evidence]
        changes = differences_told(one.evidence, session.workspace.blobs.read)
        if as_json:
            told = [say(claim, session.language) for claim in changes or ()]
            added = {"case": one.case, "evidence": files}
            echo_json(verdict | added | {"differences": changes and told})
            continue
        click.echo(for_people(session, verdict))
        for line in _kept_lines(session, one, files, changes):
            click.echo(safe(line))


def _kept_lines(
    session: Session,
    one: Preserved,
    files: list[dict[str, Any]],
    changes: list[Claim] | None,
) -> Iterator[str]:
    if one.case:
        yield session.say("kept in case {case}", case=one.case)
    else:
        yield session.say("no case; the ledger lists what was kept")
    for file in files:
        if file["kind"] in SHOWN:
            yield f"  {file['name']}  {file['path']}"
    yield session.say("{count} files of this look in all", count=len(files))
    if changes is None:
        return
    yield session.say("{count} differences from the look before", count=len(changes))
    for claim in changes:
        yield f"  {say(claim, session.language)}"


def _file_plain(session: Session, file: Evidence) -> dict[str, Any]:
    return {
        "kind": file.kind,
        "name": file.name,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "path": str(session.workspace.blobs.path(file.sha256)),
    }
