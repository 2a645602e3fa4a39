"""Writing down what a person did outside of this program, and showing it."""

import getpass
import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from casebook.encoding import to_plain
from casebook.errors import InputError
from casebook.followups import in_force
from casebook.records import Clue, FollowUp, Handoff
from casebook.times import BEIJING, both_zones
from reports.followups import FollowUpView, views
from reports.masking import mask
from zhaoyao.session import Session
from zhaoyao.shown import echo_json, safe

T = TypeVar("T", bound=FollowUp)

_TEXTS = ("by", "to", "person", "channel", "source", "note", "reply")
"""What may not name a victim; a receipt's number may look as if it did."""


def write_down(session: Session, line: T) -> T:
    """Write *line* into the casebook and return it numbered.

    Raises:
        InputError: it names a person by number or label, or cannot be true.
    """
    for name in _TEXTS:
        text = getattr(line, name, "")
        if mask(text) != text:
            raise InputError(
                f"{name}: holds an identity or mobile number, or a name beside its "
                "label; leave it out, because packages hold this line as it is"
            )
    return session.workspace.casebook.follow_up(line, actor=writer(session))


def writer(session: Session) -> str:
    """Return who writes: the handling officer of the settings, else this login.

    Raises:
        InputError: neither is known.
    """
    handler = session.workspace.config.clue.handler.strip()
    if handler:
        return handler
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have users without names
        raise InputError("say who with --by, or set clue.handler") from None


def case_ids(session: Session, cases: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the cases named by id, host or URL, each once."""
    found = (session.workspace.casebook.case(case).id for case in cases)
    return tuple(dict.fromkeys(found))


def package_of(session: Session, number: str, file: Path | None) -> Clue | None:
    """Return the package named by its number, by its file or by both; None: neither.

    Raises:
        InputError: there is none, or the file is not the package as it was made.
    """
    if not number and file is None:
        return None
    clues = session.workspace.casebook.clues()
    sha256 = file_sha256(file) if file else ""
    if number:
        found = [one for one in clues if one.number == number.strip().upper()]
        if not found:
            raise InputError(f"there is no package {number!r}")
        if sha256 and found[0].sha256 != sha256:
            raise InputError(
                f"{file} is not {found[0].number} as it was made: SHA-256 "
                f"{sha256[:12]}…, made {found[0].sha256[:12]}…"
            )
        return found[0]
    found = [one for one in clues if one.sha256 == sha256]
    if not found:
        raise InputError(f"{file} is no package of this casebook")
    return found[0]


def last_handoff(session: Session, cases: Sequence[str], at: datetime) -> str:
    """Return the last handoff of all *cases* by the day of *at*, or empty."""
    found = [
        line
        for line in in_force(session.workspace.casebook.follow_ups())
        if isinstance(line, Handoff)
        and {*cases} <= {*line.cases}
        and line.at.astimezone(BEIJING).date() <= at.astimezone(BEIJING).date()
    ]
    # max() takes the first of equals, and the last written is wanted.
    return max(reversed(found), key=lambda line: line.at).id if found else ""


def superseded_by(session: Session, number: str) -> str:
    """Return the newest package that replaces *number*, or empty."""
    replaced = {
        one.supersedes: one.number
        for one in session.workspace.casebook.clues()
        if one.supersedes
    }
    seen: list[str] = []
    while number in replaced and number not in seen:
        seen.append(number)
        number = replaced[number]
    return number if seen else ""


def file_sha256(file: Path) -> str:
    """Return the SHA-256 of a file of any size.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as exc:
        raise InputError(f"{file} cannot be read: {exc.strerror}") from None


def list_lines(
    session: Session, kind: type[T], cases: Sequence[str], *, as_json: bool
) -> None:
    """Print the lines of a kind, of some cases or of all, corrected ones too."""
    wanted = {*case_ids(session, cases)}
    lines = [
        line
        for line in session.workspace.casebook.follow_ups()
        if isinstance(line, kind) and (not wanted or wanted & {*line.cases})
    ]
    if as_json:
        for plain in plain_lines(lines):
            echo_json(plain)
        return
    for text in told(session, lines):
        click.echo(text)


def plain_lines(lines: Sequence[FollowUp]) -> list[dict[str, Any]]:
    """Return lines as plain data, each with the id of the line that corrects it."""
    later = {line.corrects: line.id for line in lines if line.corrects}
    return [to_plain(line) | {"corrected_by": later.get(line.id, "")} for line in lines]


def kinded_lines(lines: Sequence[FollowUp]) -> list[dict[str, Any]]:
    """Return lines of any kind as plain data that says of which kind each is."""
    plain = plain_lines(lines)
    kinds = [type(line).__name__.lower() for line in lines]
    return [{"what": kind} | one for kind, one in zip(kinds, plain, strict=True)]


def told(session: Session, lines: Sequence[FollowUp]) -> list[str]:
    """Return lines in words, safe for a terminal."""
    channels = session.workspace.config.handoff.channels
    shown = views(lines, session.language, channels=channels)
    return [text for view in shown for text in _told(view)]


def _told(view: FollowUpView) -> list[str]:
    standing = f"  [{view.standing}]" if view.standing else ""
    head = f"{view.id}  {both_zones(view.at)}  {view.title}{standing}"
    rest = [" · ".join(view.details), ", ".join(view.cases), view.note]
    return [safe(head), *(f"  {safe(text)}" for text in rest if text)]
