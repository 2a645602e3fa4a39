"""What a handoff, an outcome or a submission must say before it is written down.

A line cannot be changed later, so what cannot be true is refused at once.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from casebook.errors import InputError
from casebook.followups import in_force
from casebook.records import (
    COUNTED,
    EXPLAINED,
    Clue,
    FollowUp,
    Handoff,
    Means,
    Outcome,
    Submission,
)
from casebook.times import BEIJING

T = TypeVar("T", bound=FollowUp)

WORDS_MAX_CHARACTERS = 200
"""Of a name, a number or a source."""

TEXT_MAX_CHARACTERS = 4000
"""Of a note or a reply; a longer one belongs into a file of its own."""

COUNT_MAX = 10_000_000
"""More than any raid has seized; what is above it is a slip of the keyboard."""

FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing before it can be about a site of today."""

_LONG = ("note", "reply")
_NUMBERS = ("corrects", "handoff", "package")
_NOT_WORDS = ("id", "package_sha256", "kind", "status")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is written down already."""

    lines: Sequence[FollowUp]
    packages: Sequence[Clue]


def settle(line: T, known: Known) -> T:
    """Return *line* with its words trimmed and its package's digest filled in.

    Raises:
        InputError: it cannot be true; the message says why.
    """
    line = _trimmed(line)
    for problem in (
        *_texts(line),
        *_moments(line),
        *_correction(line, known),
        *_kind(line, known),
    ):
        raise InputError(problem)
    line = _packaged(line, known)
    for one in in_force(known.lines):
        if _same(one, line):
            raise InputError(f"the same was written down before, as {one.id}")
    return line


def _trimmed(line: T) -> T:
    values: dict[str, Any] = {
        item.name: _trim(item.name, value)
        for item in dataclasses.fields(line)
        if item.name not in _NOT_WORDS
        and isinstance(value := getattr(line, item.name), str)
    }
    return dataclasses.replace(line, **values)


def _trim(name: str, value: str) -> str:
    return value.strip().upper() if name in _NUMBERS else value.strip()


def _texts(line: FollowUp) -> Iterator[str]:
    if not line.cases:
        yield "name at least one case"
    needed = ("by", "to") if isinstance(line, Handoff) else ("by",)
    for name in needed:
        if not getattr(line, name):
            yield f"{name}: say who"
    for item in dataclasses.fields(line):
        value = getattr(line, item.name)
        if not isinstance(value, str) or item.name in _NOT_WORDS:
            continue
        most = TEXT_MAX_CHARACTERS if item.name in _LONG else WORDS_MAX_CHARACTERS
        if len(value) > most:
            yield f"{item.name}: {len(value)} characters, {most} are the most"
        lines = "\n" if item.name in _LONG else ""
        hidden = [
            c for c in value if c not in lines and unicodedata.category(c) in _HIDDEN
        ]
        if hidden:
            yield f"{item.name}: holds the hidden character U+{ord(hidden[0]):04X}"


def _moments(line: FollowUp) -> Iterator[str]:
    closed = line.closed_at if isinstance(line, Submission) else None
    for name, moment in (("at", line.at), ("closed_at", closed)):
        if moment is None:
            continue
        if moment > line.noted_at:
            yield f"{name}: {moment:%F %T} UTC has not come yet"
        if moment < FIRST_MOMENT:
            yield f"{name}: {moment:%F} is too long ago"
    if closed is not None and _day(closed) < _day(line.at):
        yield "closed_at: is before it was sent"


def _correction(line: FollowUp, known: Known) -> Iterator[str]:
    if line.withdrawn and not line.corrects:
        yield "name the line that is taken back"
    if not line.corrects:
        return
    found = next((one for one in known.lines if one.id == line.corrects), None)
    if found is None:
        yield f"nothing was written down as {line.corrects!r}"
    elif type(found) is not type(line):
        yield f"{found.id} is not of this kind"
    elif later := next((o for o in known.lines if o.corrects == found.id), None):
        yield f"{found.id} was corrected by {later.id}; correct that one"
    elif found.withdrawn:
        yield f"{found.id} takes back another line; write down a new one"


def _kind(line: FollowUp, known: Known) -> Iterator[str]:
    match line:
        case Handoff():
            if line.means and line.means not in set(Means):
                yield f"means: {line.means!r} is none of {', '.join(Means)}"
            if line.means == Means.OTHER and not line.note:
                yield "means: the note must say how"
        case Outcome():
            yield from _outcome(line, known)
        case Submission():
            if not line.channel:
                yield "channel: say which"
            for sha256 in line.attachment_sha256s:
                if not _SHA256.fullmatch(sha256):
                    yield f"attachment: {sha256[:80]!r} is no SHA-256"


def _outcome(line: Outcome, known: Known) -> Iterator[str]:
    if line.kind in EXPLAINED and not line.note:
        yield f"{line.kind}: the note must say why, to whom or what"
    if line.kind in COUNTED and line.count is None:
        yield f"{line.kind}: the count is missing"
    if line.kind not in COUNTED and line.count is not None:
        yield f"{line.kind}: has no count"
    if line.count is not None and not 0 < line.count <= COUNT_MAX:
        yield f"count: {line.count} is not from 1 to {COUNT_MAX}"
    if not line.handoff:
        return
    handoffs = {one.id: one for one in known.lines if isinstance(one, Handoff)}
    found = handoffs.get(line.handoff)
    if found is None:
        yield f"there is no handoff {line.handoff!r}"
        return
    missing = [case for case in line.cases if case not in found.cases]
    if missing:
        yield f"{missing[0]} was not handed over by {found.id}"
    if not line.corrects and found not in in_force(known.lines):
        yield f"{found.id} was corrected or taken back; name the line in force"
    if _day(line.at) < _day(found.at):
        yield f"at: is before {found.id}"


def _packaged(line: T, known: Known) -> T:
    if isinstance(line, Outcome) or not line.package:
        if isinstance(line, Handoff) and line.package_sha256:
            raise InputError("a digest needs the number of its package")
        return line
    packages = {one.number: one for one in known.packages}
    package = packages.get(line.package)
    if package is None:
        raise InputError(f"there is no package {line.package!r}")
    missing = [case for case in line.cases if case not in package.cases]
    if missing:
        raise InputError(f"{package.number} does not hold {missing[0]}")
    if _day(line.at) < _day(package.made_at):
        raise InputError(f"at: is before {package.number} was made")
    if isinstance(line, Submission):
        return line
    if line.package_sha256 not in {"", package.sha256}:
        raise InputError(
            f"this is not {package.number} as it was made: SHA-256 "
            f"{line.package_sha256[:12]}…, made {package.sha256[:12]}…"
        )
    return dataclasses.replace(line, package_sha256=package.sha256)


def _same(one: FollowUp, line: FollowUp) -> bool:
    """Return whether both say the same, however often it was entered."""
    return dataclasses.replace(line, id=one.id, noted_at=one.noted_at) == one


def _day(moment: datetime) -> date:
    # People give a day more often than an hour, so only days are compared.
    return moment.astimezone(BEIJING).date()
