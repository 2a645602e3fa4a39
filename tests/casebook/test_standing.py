"""How a case stands, without a database."""

from datetime import timedelta
from itertools import pairwise

import pytest

from casebook.records import Claim, Finding, Label, Liveness, Verdict
from casebook.store.standing import NO_REASON, Look, liveness, reason, weakness

LIVE, CHANGED, GONE, DOWN, BACK = (
    Liveness.LIVE,
    Liveness.CHANGED,
    Liveness.UNREACHABLE,
    Liveness.DOWN,
    Liveness.RELAPSED,
)


def test_order_of_verdicts():
    """Gravest first; the label decides whatever the probability."""
    ordered = [
        (Label.COUNTERFEIT, 1.0),
        (Label.COUNTERFEIT, 0.0),
        (Label.SELLER, 1.0),
        (Label.SELLER, 0.5),
        (Label.INTRUSION, 1.0),
        (Label.SUSPICIOUS, 1.0),
        (Label.SUSPICIOUS, 0.0),
        (Label.CLEAR, 0.2),
        (Label.OFFICIAL, 0.1),
        (Label.CLEAR, 0.0),
    ]

    assert all(weakness(*a) < weakness(*b) for a, b in pairwise(ordered))


@pytest.mark.parametrize(
    ("earlier", "before", "now", "expected"),
    [
        ([], "", "x", LIVE),  # first look
        ([(24, LIVE)], "x", "x", LIVE),
        ([(24, LIVE)], "x", "y", CHANGED),
        ([(24, GONE)], "x", "x", LIVE),  # a short absence is none
        ([(24, DOWN)], "x", "x", BACK),
        ([(24, DOWN)], "x", "y", BACK),  # back counts for more than changed
        ([], "", None, GONE),
        ([(24, LIVE)], "x", None, GONE),
        ([(24, GONE)], "x", None, GONE),  # two looks
        ([(12, GONE), (24, GONE)], "x", None, DOWN),  # three looks, a day
        ([(12, GONE), (23, GONE)], "x", None, GONE),  # three looks, less
        ([(1, GONE), (2, GONE), (3, GONE)], "x", None, GONE),  # many, soon
        ([(12, GONE), (18, LIVE), (24, GONE)], "x", None, GONE),  # was there
        ([(12, DOWN)], "x", None, DOWN),  # stays so
    ],
)
def test_liveness(at, earlier, before, now, expected):
    looks = [
        Look(run=f"RUN-{hours}", at=at - timedelta(hours=hours), liveness=found)
        for hours, found in earlier
    ]

    assert liveness(looks, run="RUN-0", at=at, before=before, now=now) is expected


def test_three_pages_in_two_runs_are_two_looks(at):
    looks = [
        Look(run=run, at=at - timedelta(hours=hours), liveness=GONE)
        for run, hours in (("RUN-2", 0), ("RUN-1", 25), ("RUN-1", 25))
    ]

    assert liveness(looks, run="RUN-2", at=at, before="", now=None) is GONE


def finding(template, weight):
    return Finding(
        detector="title",
        signal="title-copied",
        strength=1.0,
        claim=Claim(template=template),
        where="",
        weight=weight,
    )


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([3.0, 1.0], "3.0"),  # strongest first
        ([-4.0, 2.0], "2.0"),  # what speaks for it
        ([-4.0], "-4.0"),  # nothing does
        ([], NO_REASON.template),
    ],
)
def test_reason(weights, expected):
    verdict = Verdict(
        url="https://a.test/",
        label=Label.SUSPICIOUS,
        probability=0.3,
        profile="",
        findings=tuple(finding(str(weight), weight) for weight in weights),
        not_run=(),
        model="test 1",
    )

    assert reason(verdict).template == expected
