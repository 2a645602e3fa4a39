"""The command line: reads arguments, calls one function, prints, exits.

Exit codes: 0 done; 1 done, but something needs a person; 2 could not; 75 another run
holds the lock.
"""

import importlib
from pathlib import Path
from typing import Any

import click

from casebook.errors import ZhaoyaoError
from zhaoyao.commands import COMMANDS
from zhaoyao.session import Session


class Zhaoyao(click.Group):
    """Loads commands when asked; turns our own errors into one line.

    Bugs keep their traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the names in the order of :data:`COMMANDS`."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command's module and return the command, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"zhaoyao.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ZhaoyaoError as exc:
            click.echo(f"zhaoyao: {exc}", err=True)
            ctx.exit(exc.exit_code)


@click.group(
    cls=Zhaoyao,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="zhaoyao", message="zhaoyao %(version)s")
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder made by `zhaoyao init`; the one you stand in by default.",
)
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    help="Of what is printed and reported; the workspace's by default.",
)
@click.pass_context
def main(ctx: click.Context, workspace: Path, language: str | None) -> None:
    """Find counterfeit copies of government sites, and show why.

    \b
    Example:
      zhaoyao init work && cd work
      zhaoyao tip https://suspect.example/ && zhaoyao crawl && zhaoyao report
    """
    ctx.obj = Session(folder=workspace, language=language)
    ctx.call_on_close(ctx.obj.close)
