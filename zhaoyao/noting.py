"""What the commands that write down a person's doing have in common."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any

import click

from casebook.errors import InputError
from casebook.records import FollowUp, Handoff, Outcome, Submission
from casebook.times import now_utc
from zhaoyao.followups import (
    case_ids,
    list_lines,
    plain_lines,
    superseded_by,
    told,
    write_down,
    writer,
)
from zhaoyao.moments import Moment
from zhaoyao.session import Session
from zhaoyao.shown import echo_json

Kind = type[Handoff] | type[Outcome] | type[Submission]

OPTIONS = (
    click.argument("cases", nargs=-1, metavar="CASE …"),
    click.option("--receipt", help="Number of the receipt or letter."),
    click.option(
        "--at",
        type=Moment(),
        help="When it came about; now by default. Beijing time unless it names a zone; "
        "a day alone will do.",
    ),
    click.option("--by", help="Who did it; clue.handler or your login by default."),
    click.option("--note", help="In your words, without numbers of persons."),
    click.option(
        "--corrects",
        metavar="ID",
        help="The line that this one replaces; what is not given stays as it was.",
    ),
    click.option(
        "--withdraw", is_flag=True, help="Take back the line that --corrects names."
    ),
    click.option("--list", "as_list", is_flag=True, help="Show what is written down."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON lines."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every such command was given."""

    session: Session
    cases: tuple[str, ...]
    """Ids; empty where none was named."""
    noted_at: datetime
    at: datetime
    """When it came about; ``noted_at`` where it was not said."""
    corrects: str
    changes: dict[str, Any]
    """Fields that were given a value."""

    def line(self, kind: Kind, fields: dict[str, Any], *, withdraw: bool) -> FollowUp:
        """Return what is to be written down; None in *fields* is not given.

        Raises:
            InputError: nothing is written down as what it corrects, or not of *kind*.
        """
        given = {name: one for name, one in fields.items() if one is not None}
        given = {**self.changes, **given}
        if not self.corrects:
            by = given.pop("by", "") or writer(self.session)
            start = {"cases": self.cases, "at": self.at, "noted_at": self.noted_at}
            return kind(**{**start, "by": by, **given})
        found = self.session.workspace.casebook.follow_up_of(self.corrects)
        if not isinstance(found, kind):
            raise InputError(f"{found.id} is not of this kind")
        return dataclasses.replace(
            found,
            **given,
            id="",
            noted_at=self.noted_at,
            corrects=found.id,
            withdrawn=withdraw,
        )


def noting(kind: Kind) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a command of a function that returns the fields of a line of *kind*."""

    def decorate(fields_of: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
        def run(
            ctx: click.Context,
            /,
            *,
            cases: tuple[str, ...],
            withdraw: bool,
            as_list: bool,
            as_json: bool,
            **given: Any,
        ) -> None:
            if as_list:
                list_lines(ctx.obj, kind, cases, as_json=as_json)
                return
            if withdraw and not given["corrects"]:
                raise InputError("name with --corrects the line that is taken back")
            entry = _entry(ctx.obj, cases, given)
            line = entry.line(kind, fields_of(entry, **given), withdraw=withdraw)
            ctx.exit(_tell(ctx.obj, write_down(ctx.obj, line), as_json=as_json))

        command = update_wrapper(click.pass_context(run), fields_of)
        for option in reversed(OPTIONS):
            command = option(command)
        return command

    return decorate


def _entry(session: Session, cases: tuple[str, ...], given: dict[str, Any]) -> Entry:
    """Return what is common, taken out of *given*."""
    noted_at = now_utc()
    at, corrects = given.pop("at"), given.pop("corrects")
    words = {name: given.pop(name) for name in ("receipt", "by", "note")}
    ids = case_ids(session, cases)
    changes = {"at": at, "cases": ids or None, **words}
    return Entry(
        session=session,
        cases=ids,
        noted_at=noted_at,
        at=at or noted_at,
        corrects=corrects or "",
        changes={name: one for name, one in changes.items() if one is not None},
    )


def _tell(session: Session, made: FollowUp, *, as_json: bool) -> int:
    """Print what was written down; return 1 where its package was replaced."""
    package = getattr(made, "package", "")
    newer = "" if made.withdrawn else superseded_by(session, package)
    if as_json:
        (plain,) = plain_lines([made])
        echo_json(plain | {"superseded_by": newer})
    else:
        click.echo("\n".join(told(session, [made])))
    if newer:
        warning = session.say(
            "{package} was replaced by {newer}: hand that over as well",
            package=package,
            newer=newer,
        )
        click.echo(warning, err=True)
    return 1 if newer else 0
