"""What was handed to whom, the receipt, and what came of it.

Nothing is sent from here: a person has done so, and writes it down.
"""

from pathlib import Path
from typing import Any

import click

from casebook.errors import InputError
from casebook.records import (
    Handoff,
    Means,
    Outcome,
    OutcomeKind,
    Submission,
    SubmissionStatus,
)
from zhaoyao.followups import file_sha256, last_handoff, package_of
from zhaoyao.moments import Moment
from zhaoyao.noting import Entry, noting

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@noting(Handoff)
@click.option("--to", help="Agency that received it; clue.recipient by default.")
@click.option("--person", help="Who received it there.")
@click.option("--via", help="Office or system that it went through.")
@click.option("--means", type=click.Choice([one.value for one in Means]))
@click.option("--package", metavar="CLUE", help="Number of the package.")
@click.option("--file", type=FILE, help="The package's ZIP, checked by its SHA-256.")
def handoff(
    entry: Entry,
    *,
    to: str | None,
    via: str | None,
    package: str | None,
    file: Path | None,
    **given: str | None,
) -> dict[str, Any]:
    """Note that cases were handed over, and with which package.

    Without CASE, all cases of the package were. A receipt that comes later is a
    correction: --corrects HANDOFF-… --receipt …. Exits 1 when the package was
    replaced by a newer one.

    \b
    Example:
      zhaoyao handoff CASE-2026-0001 --to 某市公安局 --package CLUE-2026-0001
      zhaoyao handoff --corrects HANDOFF-2026-0001 --receipt 2026-118
      zhaoyao handoff --list
    """
    clue = package_of(entry.session, package or "", file)
    held: dict[str, Any] = {}
    if clue:
        held = {"package": clue.number, "package_sha256": clue.sha256}
        if not entry.cases and not entry.corrects:
            held["cases"] = clue.cases
    if to is None and not entry.corrects:
        to = entry.session.workspace.config.clue.recipient
        if not to:
            raise InputError("say with --to who received it, or set clue.recipient")
    return {**given, "to": to, "channel": via, **held}


@click.command()
@noting(Outcome)
@click.option("--kind", type=click.Choice([one.value for one in OutcomeKind]))
@click.option("--count", type=int, help="Of persons or certificates.")
@click.option("--source", help="Who said so, or in which letter.")
@click.option(
    "--handoff",
    metavar="ID",
    help="The handoff it answers, or none; the last of these cases by default.",
)
def outcome(
    entry: Entry, *, kind: str | None, handoff: str | None, **given: Any
) -> dict[str, Any]:
    """Note what came of cases that were handed over.

    \b
    Example:
      zhaoyao outcome CASE-2026-0001 --kind accepted --receipt 2026-118
      zhaoyao outcome CASE-2026-0001 --kind arrests --count 3 --source 电话回复
    """
    if kind is None and not entry.corrects:
        raise InputError(f"say with --kind which of {', '.join(OutcomeKind)}")
    if handoff is None and not entry.corrects:
        handoff = last_handoff(entry.session, entry.cases, entry.at)
    return {
        **given,
        "kind": OutcomeKind(kind) if kind else None,
        "handoff": "" if handoff == "none" else handoff,
    }


@click.command()
@noting(Submission)
@click.option("--channel", help="One of handoff.channels in zhaoyao.toml.")
@click.option("--status", type=click.Choice([one.value for one in SubmissionStatus]))
@click.option("--reply", help="What the channel answered.")
@click.option("--closed-at", type=Moment(), help="When the channel was done with it.")
@click.option("--package", metavar="CLUE", help="Number of the package sent along.")
@click.option(
    "--file", "files", type=FILE, multiple=True, help="Sent along; its hash is kept."
)
def submission(
    entry: Entry,
    *,
    channel: str | None,
    status: str | None,
    files: tuple[Path, ...],
    **given: Any,
) -> dict[str, Any]:
    """Note that cases were reported to a hotline, registrar, host or block list.

    Nothing is sent: a person has done so. Channels are yours to set up, there is none
    by default. What the channel does later is a correction.

    \b
    Example:
      zhaoyao submission CASE-2026-0001 --channel 12321 --receipt 88231
      zhaoyao submission --corrects SUBMISSION-2026-0001 --status acted-on
    """
    known = entry.session.workspace.config.handoff.channels
    if channel is None and not entry.corrects:
        raise InputError("say with --channel which one it went to")
    if channel is not None and channel not in known:
        raise InputError(
            f"channel {channel!r} is not set up; handoff.channels in zhaoyao.toml "
            f"names {', '.join(known) or 'none'}"
        )
    return {
        **given,
        "channel": channel,
        "status": SubmissionStatus(status) if status else None,
        "attachment_sha256s": tuple(file_sha256(file) for file in files) or None,
    }
