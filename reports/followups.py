"""Handoffs, outcomes and submissions in words: masked and inert, for every reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casebook.followups import in_force
from casebook.language import mark, translate
from casebook.records import (
    COUNTED,
    FollowUp,
    Handoff,
    Means,
    Outcome,
    OutcomeKind,
    Submission,
    SubmissionStatus,
)
from casebook.times import both_zones
from reports.inert import visible
from reports.quoting import quote

OUTCOMES = {
    OutcomeKind.ACCEPTED: mark("accepted by the receiver"),
    OutcomeKind.RETURNED: mark("given back by the receiver"),
    OutcomeKind.TRANSFERRED: mark("passed on by the receiver"),
    OutcomeKind.CASE_OPENED: mark("case opened by the police"),
    OutcomeKind.NO_ACTION: mark("no action taken"),
    OutcomeKind.SITE_CLOSED: mark("site closed"),
    OutcomeKind.ARRESTS: mark("persons arrested"),
    OutcomeKind.CERTIFICATES_SEIZED: mark("certificates seized"),
    OutcomeKind.OTHER: mark("another outcome"),
}

MEANS = {
    Means.IN_PERSON: mark("handed over in person"),
    Means.POST: mark("by post"),
    Means.PLATFORM: mark("through a platform"),
    Means.EMAIL: mark("by e-mail"),
    Means.OTHER: mark("by other means"),
}

STATUSES = {
    SubmissionStatus.SENT: mark("submitted, no answer yet"),
    SubmissionStatus.RECEIVED: mark("received by the channel"),
    SubmissionStatus.ACTED_ON: mark("acted on by the channel"),
    SubmissionStatus.REFUSED: mark("refused by the channel"),
    SubmissionStatus.CLOSED: mark("done with by the channel"),
}

WORDS_CHARACTERS = 200
"""Of a name or a number; longer ones are not taken in."""

NOTE_CHARACTERS = 600
"""Of a note; the casebook has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpView:
    """One line in words."""

    id: str
    kind: str
    """``handoff``, ``outcome`` or ``submission``."""
    at: datetime
    title: str
    """To whom it went, or what came of it."""
    details: tuple[str, ...]
    note: str
    cases: tuple[str, ...]
    standing: str
    """That it was corrected or taken back; empty where it is in force."""


def views(
    lines: Iterable[FollowUp],
    language: str,
    *,
    channels: Mapping[str, str] | None = None,
) -> list[FollowUpView]:
    """Put lines into words, in the order in which things came about.

    Args:
        lines: in the order of writing.
        language: of the words.
        channels: what the channels of submissions are called.
    """
    given = list(lines)
    valid = {line.id for line in in_force(given)}
    later = {line.corrects: line for line in given if line.corrects}
    found = [
        FollowUpView(
            id=line.id,
            kind=type(line).__name__.lower(),
            at=line.at,
            title=_title(line, language, channels or {}),
            details=tuple(
                one
                for one in (*_details(line, language), _corrects(line, language))
                if one
            ),
            note=quote(line.note, limit=NOTE_CHARACTERS),
            cases=line.cases,
            standing=""
            if line.id in valid
            else _standing(line, later.get(line.id), language),
        )
        for line in given
    ]
    return sorted(found, key=lambda view: view.at)


def _corrects(line: FollowUp, language: str) -> str:
    if not line.corrects or line.withdrawn:
        return ""
    return translate(mark("corrects {id}"), language, id=line.corrects)


def _standing(line: FollowUp, by: FollowUp | None, language: str) -> str:
    if by is None:  # it takes another back, and was not itself corrected
        message, number = mark("takes back {id}"), line.corrects
    elif by.withdrawn:
        message, number = mark("taken back by {id}"), by.id
    else:
        message, number = mark("corrected by {id}"), by.id
    return translate(message, language, id=number)


def _title(line: FollowUp, language: str, channels: Mapping[str, str]) -> str:
    match line:
        case Handoff():
            to = _words(line.to) + (f" ({_words(line.person)})" if line.person else "")
            return translate(mark("handed over to {to}"), language, to=to)
        case Outcome():
            name = translate(OUTCOMES[line.kind], language)
            return f"{name}: {line.count}" if line.kind in COUNTED else name
        case Submission():
            title = channels.get(line.channel, "")
            to = _words(f"{line.channel} {title}" if title else line.channel)
            return translate(mark("submitted to {to}"), language, to=to)


def _details(line: FollowUp, language: str) -> list[str]:
    def named(message: str, value: str) -> str:
        return translate(message, language, value=value) if value else ""

    # A receipt's number may look like an identity number and must stay readable.
    receipt = named(
        mark("receipt {value}"), visible(line.receipt, limit=WORDS_CHARACTERS)
    )
    by = named(mark("by {value}"), _words(line.by))
    match line:
        case Handoff():
            means = translate(MEANS[Means(line.means)], language) if line.means else ""
            return [
                line.package,
                named(mark("SHA-256 {value}"), line.package_sha256),
                means,
                named(mark("through {value}"), _words(line.channel)),
                receipt or translate(mark("no receipt yet"), language),
                by,
            ]
        case Outcome():
            return [
                named(mark("answers {value}"), line.handoff),
                named(mark("source: {value}"), _words(line.source)),
                receipt,
                by,
            ]
        case Submission():
            closed = both_zones(line.closed_at) if line.closed_at else ""
            return [
                translate(STATUSES[line.status], language),
                line.package,
                *(
                    named(mark("attachment SHA-256 {value}"), one)
                    for one in line.attachment_sha256s
                ),
                receipt,
                named(mark("reply: {value}"), quote(line.reply, limit=NOTE_CHARACTERS)),
                named(mark("closed {value}"), closed),
                by,
            ]


def _words(text: str) -> str:
    return quote(text, limit=WORDS_CHARACTERS)
