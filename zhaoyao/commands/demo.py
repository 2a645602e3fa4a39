"""The whole job against the testbed."""

from pathlib import Path

import click

from zhaoyao.demo import run_demo
from zhaoyao.session import Session


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    help="Workspace of the demo.",
)
@click.pass_context
def demo(ctx: click.Context, out: Path) -> None:
    """Run the whole job against a small internet on this machine.

    Each run is one day later there: the second one says what is new, still alive,
    changed and gone. Nothing outside this machine is contacted.

    \b
    Example:
      zhaoyao demo
    """
    session: Session = ctx.obj
    ctx.exit(run_demo(session, out))
