"""Which lines on handoffs are in force, and how a case stands by them.

Pure: lines in, lines out; the casebook stores them and reports show them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from casebook.records import COUNTED, FollowUp, Handoff, Outcome, OutcomeKind

T = TypeVar("T", bound=FollowUp)

HANDED_OVER = "handed-over"

STAGES = {
    OutcomeKind.ACCEPTED: "accepted",
    OutcomeKind.RETURNED: "returned",
    OutcomeKind.TRANSFERRED: "accepted",
    OutcomeKind.CASE_OPENED: "case-opened",
    OutcomeKind.NO_ACTION: "no-action",
    OutcomeKind.SITE_CLOSED: "closed",
    OutcomeKind.ARRESTS: "case-opened",
    OutcomeKind.CERTIFICATES_SEIZED: "case-opened",
}
"""What each kind of outcome makes of a case; the others leave it as it stands."""


def in_force(lines: Iterable[T]) -> list[T]:
    """Return *lines* without those that a later one corrects or takes back.

    Args:
        lines: in the order in which they were written.
    """
    given = list(lines)
    corrected = {line.corrects for line in given}
    return [line for line in given if line.id not in corrected and not line.withdrawn]


def stage(lines: Iterable[FollowUp], case: str) -> str:
    """Return how *case* stands by *lines*, or empty where they do not say.

    The last that came about counts. An outcome came about after the handoff that it
    answers, though only its day may be known; of two at one moment, an outcome counts
    before a handoff, and else the one written last.
    """
    given = list(lines)
    latest, handed = successors(given), {}
    steps: list[tuple[datetime, bool, int, str]] = []
    # A correction may have left the case out.
    valid = [line for line in in_force(given) if case in line.cases]
    for place, line in enumerate(valid):
        if isinstance(line, Handoff):
            handed[line.id] = line.at
            steps.append((line.at, False, place, HANDED_OVER))
    for place, line in enumerate(valid):
        if isinstance(line, Outcome) and line.kind in STAGES:
            answered = handed.get(latest.get(line.handoff, line.handoff), line.at)
            steps.append((max(line.at, answered), True, place, STAGES[line.kind]))
    return max(steps)[-1] if steps else ""


def without_answer(lines: Sequence[FollowUp], *, before: datetime) -> list[Handoff]:
    """Return the handoffs made before *before* that nobody has answered, oldest first.

    An answer is a receipt's number, or an outcome that names the handoff or came
    about after it for one of its cases.
    """
    valid = in_force(lines)
    outcomes = [line for line in valid if isinstance(line, Outcome)]
    latest = successors(lines)
    waiting = [
        line
        for line in valid
        if isinstance(line, Handoff)
        and line.at < before
        and not line.receipt
        and not any(_answers(outcome, line, latest) for outcome in outcomes)
    ]
    return sorted(waiting, key=lambda line: (line.at, line.id))


def tally(lines: Iterable[FollowUp]) -> dict[str, int]:
    """Return what the outcomes in force come to, by kind, in the order of the kinds.

    Kinds with a count are summed; of the others each case counts once.
    """
    outcomes = [line for line in in_force(lines) if isinstance(line, Outcome)]
    found = {}
    for kind in OutcomeKind:
        ours = [line for line in outcomes if line.kind is kind]
        cases = {case for line in ours for case in line.cases}
        counted = sum(line.count or 0 for line in ours)
        found[kind.value] = counted if kind in COUNTED else len(cases)
    return {kind: number for kind, number in found.items() if number}


def successors(lines: Iterable[FollowUp]) -> dict[str, str]:
    """Return for each line that was corrected the id of the last that replaces it."""
    found: dict[str, str] = {}
    for line in reversed(list(lines)):
        if line.corrects:
            found[line.corrects] = found.get(line.id, line.id)
    return found


def _answers(outcome: Outcome, handoff: Handoff, latest: dict[str, str]) -> bool:
    if outcome.handoff:
        return latest.get(outcome.handoff, outcome.handoff) == handoff.id
    return outcome.at >= handoff.at and bool({*outcome.cases} & {*handoff.cases})
