"""Official bodies: looking, checking, adding, refreshing."""

from pathlib import Path

import click

from casebook.encoding import to_plain
from casebook.errors import InputError
from zhaoyao.inventory import add_profile, check_profiles, refresh_profile
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe, table


@click.group()
def profile() -> None:
    """Know the official bodies."""


@profile.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def list_profiles(session: Session, as_json: bool) -> None:
    """List the bodies that are known.

    \b
    Example:
      zhaoyao profile list
    """
    found = list(session.profiles)
    if as_json:
        for one in found:
            echo_json(
                {
                    "name": one.name,
                    "title": one.title,
                    "kind": one.kind.value,
                    "hosts": list(one.hosts),
                    "references": len(one.references),
                }
            )
        return
    head = [session.say(w) for w in ("name", "title", "hosts", "references")]
    rows = [
        [
            one.name,
            one.title if session.language == "zh" else one.title_en,
            ", ".join(one.hosts or one.suffixes),
            str(len(one.references)),
        ]
        for one in found
    ]
    click.echo(table(head, rows))


@profile.command("show")
@click.argument("name")
@click.pass_obj
def show_profile(session: Session, name: str) -> None:
    """Print one profile whole, as JSON, with its sources.

    \b
    Example:
      zhaoyao profile show mem-inquiry
    """
    found = session.profiles.by_name.get(name)
    if found is None:
        known = ", ".join(session.profiles.by_name)
        raise InputError(f"there is no profile {name!r}; there are {known}")
    echo_json(to_plain(found))


@profile.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Say what of each profile is stale, missing or to be verified.

    Exits 1 when a profile lacks what a person should supply.

    \b
    Example:
      zhaoyao profile check
    """
    session: Session = ctx.obj
    gaps = list(check_profiles(session))
    for gap in gaps:
        if as_json:
            echo_json({"profile": gap.profile, "gap": gap.kind, "detail": gap.detail})
        else:
            click.echo(
                f"{gap.profile}  {session.say(gap.kind)}  {safe(gap.detail)}".rstrip()
            )
    ctx.exit(1 if gaps else 0)


@profile.command("add")
@click.argument("name")
@click.option("--host", "hosts", multiple=True, required=True, help="Official host.")
@click.option(
    "--html",
    "pages",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Saved page of the body; may be given again.",
)
@click.option("--title", default="", help="Name of the body for people.")
@click.pass_obj
def add(
    session: Session,
    name: str,
    hosts: tuple[str, ...],
    pages: tuple[Path, ...],
    title: str,
) -> None:
    """Build a body's profile from saved pages.

    \b
    Example:
      zhaoyao profile add city-x --host www.city-x.gov.example --html home.html
    """
    path = add_profile(
        session.workspace, name=name, hosts=hosts, pages=pages, title=title
    )
    click.echo(session.say("wrote {path}; read it through", path=path))


@profile.command("refresh")
@click.argument("name")
@click.pass_context
def refresh(ctx: click.Context, name: str) -> None:
    """Capture the live official pages and keep their fingerprints, dated.

    \b
    Example:
      zhaoyao profile refresh mem-inquiry
    """
    session: Session = ctx.obj
    with session.workspace.lock():
        done = refresh_profile(session.workspace, name)
    for page in done.kept:
        click.echo(f"{page.url}  sha256 {page.sha256[:16]}…  {safe(page.title)}")
    for failure in done.failures:
        click.echo(safe(failure), err=True)
    ctx.exit(1 if done.failures else 0)
