"""How a case stands, worked out from verdicts and sightings; no database here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casebook.language import mark
from casebook.records import Claim, Label, Liveness, Verdict

RANK = (Label.COUNTERFEIT, Label.SELLER, Label.INTRUSION, Label.SUSPICIOUS)
"""Which label a site has whose pages have several; the rest come after, as one."""

OUT_OF_REACH = (Liveness.UNREACHABLE, Liveness.DOWN)

DOWN_LOOKS = 3
DOWN_TIME = timedelta(hours=24)
"""A site is down after this many looks over at least this time: servers are restarted
and networks fail for hours, and an operator who hides for a night is not gone."""

NO_REASON = Claim(template=mark("nothing speaks for a flag"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one earlier look found, as far as it counts here."""

    run: str
    at: datetime
    liveness: Liveness


def rank(label: Label) -> int:
    """Return the place of *label*; 0 is the gravest."""
    return RANK.index(label) if label in RANK else len(RANK)


def weakness(label: Label, probability: float) -> float:
    """Return a figure that is smaller the more a verdict counts.

    The label decides, then the probability.

    >>> weakness(Label.SELLER, 0.99) < weakness(Label.SUSPICIOUS, 1.0)
    True
    """
    return 2 * rank(label) + 1 - probability


def reason(verdict: Verdict) -> Claim:
    """Return the claim of the strongest finding that speaks for a flag."""
    for finding in verdict.findings:
        if finding.weight > 0:
            return finding.claim
    return verdict.findings[0].claim if verdict.findings else NO_REASON


def liveness(
    earlier: Sequence[Look],
    *,
    run: str,
    at: datetime,
    before: str,
    now: str | None,
) -> Liveness:
    """Return how a site is found, knowing how it was found before.

    Args:
        earlier: looks at the site, newest first; as far back as it was last served.
        run: the run that looks now.
        at: when it looks.
        before: fingerprint of the page when it was last served, or empty.
        now: fingerprint of what was served now, or None where nothing was.
    """
    if now is None:
        return _out_of_reach(earlier, run=run, at=at)
    if earlier and earlier[0].liveness is Liveness.DOWN:
        return Liveness.RELAPSED
    return Liveness.CHANGED if before and before != now else Liveness.LIVE


def _out_of_reach(earlier: Sequence[Look], *, run: str, at: datetime) -> Liveness:
    runs, since = {run}, at
    for look in earlier:
        if look.liveness is Liveness.DOWN:
            return Liveness.DOWN
        if look.liveness is not Liveness.UNREACHABLE:
            break
        runs.add(look.run)
        since = look.at
    long_enough = at - since >= DOWN_TIME
    return (
        Liveness.DOWN
        if len(runs) >= DOWN_LOOKS and long_enough
        else Liveness.UNREACHABLE
    )
