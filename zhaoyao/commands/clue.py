"""Clue packages: making and checking them."""

from pathlib import Path

import click

from casebook.times import now_utc
from reports.clue import export, verify
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe


@click.group()
def clue() -> None:
    """Make and check clue packages."""


@clue.command("export")
@click.argument("cases", nargs=-1, required=True, metavar="CASE …")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write CLUE-<year>-<number>.zip into.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def export_clue(
    session: Session, cases: tuple[str, ...], out: Path, as_json: bool
) -> None:
    """Write one package for the cases named.

    \b
    Example:
      zhaoyao clue export CASE-2026-0001 --out packages
    """
    casebook = session.workspace.casebook
    ids = [casebook.case(case).id for case in cases]
    made = export(session.workspace, ids, out=out, at=now_utc())
    path = out / made.file_name
    if as_json:
        echo_json({"number": made.number, "path": str(path), "sha256": made.sha256})
    else:
        click.echo(f"{path}  sha256 {made.sha256}")


@clue.command("verify")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The signer's public key (PEM), received by another way than the package.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def verify_clue(
    ctx: click.Context, path: Path, key: Path | None, as_json: bool
) -> None:
    """Check a package, a ZIP or its unpacked folder; needs no workspace.

    Prints one line a check and exits 0 only when nothing failed.

    \b
    Example:
      zhaoyao clue verify packages/CLUE-2026-0001.zip
    """
    session: Session = ctx.obj
    checks = verify(path, key=key, language=session.language)
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
