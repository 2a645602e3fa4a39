"""Clue packages: making, listing and checking them."""

from pathlib import Path

import click

from casebook.times import both_zones, now_utc
from reports.clue import export, verify
from reports.clue.records import Step
from zhaoyao.progress import StepMeter
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe, table


@click.group()
def clue() -> None:
    """Make, list and check clue packages."""


@clue.command("export")
@click.argument("cases", nargs=-1, required=True, metavar="CASE …")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write CLUE-<year>-<number>.zip into.",
)
@click.option(
    "--supersedes",
    default="",
    metavar="CLUE-…",
    help="The earlier package that this one takes the place of.",
)
@click.option("--reason", default="", help="Why it does; stands in the new package.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def export_clue(
    ctx: click.Context,
    cases: tuple[str, ...],
    out: Path,
    supersedes: str,
    reason: str,
    as_json: bool,
) -> None:
    """Write one package for the cases named.

    A package is never edited. The same cases are exported again only to take the
    place of their package, with a reason. Exits 1 where a timestamp was to be had and
    was not: the package is made and says so.

    \b
    Example:
      zhaoyao clue export CASE-2026-0001 --out packages
      zhaoyao clue export CASE-2026-0001 --out packages \\
        --supersedes CLUE-2026-0001 --reason "second capture added"
    """
    session: Session = ctx.obj
    casebook = session.workspace.casebook
    undated = []
    with StepMeter("clue export") as meter:

        def tell(step: Step) -> None:
            meter(step)
            if step.name == "undated":
                undated.append(step.note)

        made = export(
            session.workspace,
            [casebook.case(case).id for case in cases],
            out=out,
            at=now_utc(),
            supersedes=supersedes,
            reason=reason,
            progress=tell,
        )
    path = out / made.file_name
    if as_json:
        echo_json(
            {
                "number": made.number,
                "path": str(path),
                "sha256": made.sha256,
                "supersedes": made.supersedes,
                "no_timestamp": undated[0] if undated else "",
            }
        )
    else:
        click.echo(f"{path}  sha256 {made.sha256}")
    for why in undated:
        message = session.say("no trusted timestamp: {why}", why=safe(why))
        click.echo(message, err=True)
    ctx.exit(1 if undated else 0)


@clue.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def list_clues(session: Session, as_json: bool) -> None:
    """List the packages made, oldest first, and which took the place of which.

    \b
    Example:
      zhaoyao clue list
    """
    clues = session.workspace.casebook.clues()
    later = {one.supersedes: one.number for one in clues if one.supersedes}
    if as_json:
        for one in clues:
            echo_json(
                {
                    "number": one.number,
                    "cases": list(one.cases),
                    "made_at": one.made_at.isoformat(),
                    "sha256": one.sha256,
                    "supersedes": one.supersedes,
                    "reason": one.supersedes_reason,
                    "superseded_by": later.get(one.number, ""),
                }
            )
        return
    words = ("package", "cases", "made", "supersedes", "superseded by", "SHA-256")
    click.echo(
        table(
            [session.say(word) for word in words],
            [
                [
                    one.number,
                    " ".join(one.cases),
                    both_zones(one.made_at),
                    one.supersedes,
                    later.get(one.number, ""),
                    one.sha256,
                ]
                for one in clues
            ],
        )
    )


@clue.command("verify")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The signer's public key or certificate (PEM), received by another way than "
    "the package.",
)
@click.option(
    "--tsa-roots",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Roots (PEM) of the timestamp authority, received by another way.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def verify_clue(
    ctx: click.Context,
    path: Path,
    key: Path | None,
    tsa_roots: Path | None,
    as_json: bool,
) -> None:
    """Check a package, a ZIP or its unpacked folder; needs no workspace.

    Prints one line a check and exits 0 only when nothing failed.

    \b
    Example:
      zhaoyao clue verify packages/CLUE-2026-0001.zip --key signer.pem
    """
    session: Session = ctx.obj
    checks = verify(path, key=key, tsa_roots=tsa_roots, language=session.language)
    for check in checks:
        if as_json:
            echo_json(
                {
                    "check": check.name,
                    "result": check.result.value,
                    "detail": check.detail,
                }
            )
        else:
            word = session.say(check.result.value)
            click.echo(f"{word}  {safe(check.name)}  {safe(check.detail)}".rstrip())
    failed = any(check.result.value == "failed" for check in checks)
    ctx.exit(1 if failed else 0)
