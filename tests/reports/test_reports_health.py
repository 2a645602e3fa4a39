"""The sentences that keep "0 found" from being read as "0 exist"."""

from datetime import UTC, datetime

import pytest

from reports.daily.health import lead, limits
from reports.records import Gap, Health, RunHealth, SourceHealth, Unreached

AT = datetime(2026, 1, 3, tzinfo=UTC)

RUN = RunHealth(id="R", kind="crawl", state="done", started_at=AT, ended_at=AT)


def health(**given):
    values = {
        "runs": (RUN,),
        "sources": (),
        "inspected": 9,
        "unreached": (),
        "without_browser": 0,
        "registration_failed": 0,
        "gaps": (),
        "waiting": 0,
    }
    return Health(**{**values, **given})


def source(*, ok):
    return SourceHealth(
        run="R", kind="crawl", source="s", at=AT, ok=ok, found=0, failure=""
    )


TROUBLE = [
    ({"sources": (source(ok=False), source(ok=True))}, "1 of 2 sources failed"),
    ({"waiting": 4}, "4 candidates wait"),
    ({"without_browser": 2}, "2 of 9 candidates visited were not drawn"),
    (
        {"gaps": (Gap(detector="d", reason="r", sites=3),)},
        "1 parts of the judgement were not made, on up to 3 sites",
    ),
    (
        {
            "unreached": (
                Unreached(url="u", source="s", at=AT, failure="timeout", detail=""),
            )
        },
        "1 of 9 candidates visited were not reached",
    ),
    (
        {
            "runs": (
                RunHealth(id="R", kind="k", state="killed", started_at=AT, ended_at=AT),
            )
        },
        "1 of 1 runs did not come to their end",
    ),
]


@pytest.mark.parametrize(("given", "told"), TROUBLE, ids=[t for _, t in TROUBLE])
def test_each_trouble_is_told_and_makes_the_day_partial(given, told):
    made = health(**given)

    assert not made.complete
    assert told in "\n".join(limits(made, "en"))
    assert "only what was reached" in lead(made, "en")


def test_missing_registration_is_told_but_is_no_hole():
    """Most registries answer slowly or not at all; the site was still judged."""
    made = health(registration_failed=5)

    assert made.complete
    assert "5 of 9" in limits(made, "en")[0]


def test_a_whole_day_has_no_limits():
    assert limits(health(), "en") == []
    assert "Every source answered" in lead(health(), "en")


def test_a_day_without_a_run_is_not_a_quiet_day():
    assert not health(runs=()).complete
    assert "Nothing ran" in lead(health(runs=()), "en")
