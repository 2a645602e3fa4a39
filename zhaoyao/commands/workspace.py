"""Making a workspace, and finding out what is wrong with it."""

from pathlib import Path

import click

from casebook.workspace import Workspace
from reports.clue import make_key
from zhaoyao.doctor import examine
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe


@click.command()
@click.argument(
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="[DIR]",
)
@click.pass_obj
def init(session: Session, folder: Path) -> None:
    """Make a workspace: zhaoyao.toml, casebook.db, evidence/, keys/.

    \b
    Example:
      zhaoyao init work
    """
    with Workspace.create(folder) as workspace:
        make_key(workspace.path / "keys")
    click.echo(session.say("made a workspace in {folder}", folder=folder))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what is installed, reachable and missing, with the mend.

    \b
    Example:
      zhaoyao doctor
    """
    session: Session = ctx.obj
    ailing = False
    for part in examine(session):
        ailing = ailing or part.result == "failed"
        if as_json:
            echo_json(
                {
                    "part": part.name,
                    "result": part.result,
                    "detail": part.detail,
                    "mend": part.mend,
                }
            )
            continue
        mend = f"  → {part.mend}" if part.mend else ""
        click.echo(
            f"{session.say(part.result)}  {part.name}  {safe(part.detail)}{mend}"
        )
    ctx.exit(1 if ailing else 0)
