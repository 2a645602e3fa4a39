"""What was handed or told to whom, and what came of it.

A record is a line that is never changed: a correction is a new one that names the one
it replaces, whole. :mod:`casebook.followups` tells which lines are in force. Nothing
here was sent by this program: a person did it and wrote it down.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casebook.times import require_utc


class Means(StrEnum):
    """How a package went to whoever received it."""

    IN_PERSON = "in-person"
    POST = "post"
    """By letter or courier."""
    PLATFORM = "platform"
    """Put into a system of the receiver's."""
    EMAIL = "email"
    OTHER = "other"
    """The note says how."""


class OutcomeKind(StrEnum):
    """What came of a case that was handed over."""

    ACCEPTED = "accepted"
    """The receiver took it up, and may have given a receipt."""
    RETURNED = "returned"
    """The receiver gave it back; the note says why."""
    TRANSFERRED = "transferred"
    """The receiver passed it on; the note says to whom."""
    CASE_OPENED = "case-opened"
    """The police opened a case."""
    NO_ACTION = "no-action"
    """The receiver decided to do nothing, or opened no case."""
    SITE_CLOSED = "site-closed"
    ARRESTS = "arrests"
    """The count says how many persons."""
    CERTIFICATES_SEIZED = "certificates-seized"
    """The count says how many."""
    OTHER = "other"
    """The note says what."""


COUNTED = frozenset({OutcomeKind.ARRESTS, OutcomeKind.CERTIFICATES_SEIZED})
"""Kinds of outcome that have a count."""

EXPLAINED = frozenset(
    {OutcomeKind.RETURNED, OutcomeKind.TRANSFERRED, OutcomeKind.OTHER}
)
"""Kinds of outcome that say nothing without their note."""


class SubmissionStatus(StrEnum):
    """How a submission stands with the channel it was made to."""

    SENT = "sent"
    RECEIVED = "received"
    """The channel said that it has it."""
    ACTED_ON = "acted-on"
    """The channel closed, blocked or listed the site."""
    REFUSED = "refused"
    CLOSED = "closed"
    """The channel is done with it, whatever it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpLine:
    """What every line on a case outside this program says."""

    id: str = ""
    """``HANDOFF-<year>-<four digits or more>``, or ``OUTCOME-`` or ``SUBMISSION-``;
    empty until the casebook gives it."""
    cases: tuple[str, ...]
    at: datetime
    """UTC, when it was done or came about."""
    by: str
    """Who did it; of an outcome, who wrote it down."""
    noted_at: datetime
    """UTC, when this line was written."""
    note: str = ""
    corrects: str = ""
    """Id of the line that this one replaces, or empty."""
    withdrawn: bool = False
    """Whether the line corrected is taken back: it was never so."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        require_utc(self.at, "at")
        require_utc(self.noted_at, "noted_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff(FollowUpLine):
    """A person gave cases, mostly as a package, to those who prosecute."""

    to: str
    """The agency that received it."""
    person: str = ""
    """Who received it there, or empty."""
    channel: str = ""
    """Office or system that it went through, as its users call it; or empty."""
    means: str = ""
    """One of :class:`Means`, or empty where it was not said."""
    package: str = ""
    """Number of the package; empty where the cases went without one."""
    package_sha256: str = ""
    """Of the package's ZIP."""
    receipt: str = ""
    """Number of the receiver's receipt; empty while there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(FollowUpLine):
    """What came of cases, and who said so."""

    kind: OutcomeKind
    source: str = ""
    """Who said so, or in which letter; or empty."""
    count: int | None = None
    """Persons or certificates, for the kinds that have a count; else None."""
    receipt: str = ""
    """Number of the receipt or letter, or empty."""
    handoff: str = ""
    """Id of the handoff that it answers; empty where it answers none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission(FollowUpLine):
    """A person told another channel of cases: a hotline, a registrar, a block list."""

    channel: str
    """Name of the channel in ``handoff.channels``."""
    status: SubmissionStatus = SubmissionStatus.SENT
    receipt: str = ""
    """Number that the channel gave; empty while there is none."""
    package: str = ""
    """Number of the package that went with it, or empty."""
    attachment_sha256s: tuple[str, ...] = ()
    """Of the files that went with it, 64 lower-case hex digits each."""
    reply: str = ""
    """What the channel answered, or empty."""
    closed_at: datetime | None = None
    """UTC, when the channel was done with it; None: it is not, or not known."""

    def __post_init__(self) -> None:
        """Refuse naive times."""
        # Explicit: slots make the class anew, and a bare super() names the old one.
        FollowUpLine.__post_init__(self)
        if self.closed_at is not None:
            require_utc(self.closed_at, "closed_at")


FollowUp = Handoff | Outcome | Submission
"""What is written down of a case once a person has taken it out of this program."""
