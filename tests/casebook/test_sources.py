"""What sources tell of themselves, read into one form, whatever they tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.language import LANGUAGES
from casebook.sources import (
    duration_words,
    figure_words,
    outcome_words,
    parts_of,
    standing_of,
)

DETAIL = {
    "feeds": {
        "czds:shop": {
            "feed": "czds:shop",
            "licence": "for us",
            "outcome": "screened",
            "read_at": "2026-01-02T03:04:05+00:00",
            "due_at": "",
            "lag_seconds": 7200.5,
            "is_stale": False,
            "names": 162_000,
            "flagged": 2,
            "rejected": 0,
            "failure": "",
        },
        "nrd": {"failure": "HTTP 404", "is_stale": True, "first_unreadable": -1},
    },
    "names": 162_000,
    "lag_seconds": 9,
}


def test_parts():
    shop, nrd = parts_of(DETAIL)

    assert (shop.name, shop.outcome, shop.licence) == (
        "czds:shop",
        "screened",
        "for us",
    )
    assert shop.read_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert shop.due_at is None
    assert shop.lag_seconds == 7200.5
    assert shop.figures == {"names": 162_000, "flagged": 2}
    assert (nrd.name, nrd.failure, nrd.is_stale, nrd.figures) == (
        "nrd",
        "HTTP 404",
        True,
        {},
    )


def test_a_source_is_not_its_parts():
    whole = standing_of("feeds", DETAIL)

    assert (whole.figures, whole.lag_seconds) == ({"names": 162_000}, 9.0)


def test_words():
    (shop, _) = parts_of(DETAIL)

    assert outcome_words(shop, "en") == "read"
    assert figure_words(shop, "en") == "names 162,000 · look-alike names 2"
    assert figure_words(shop, "zh") == "域名 162,000 · 仿冒域名 2"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (119, "119 s"),
        (120, "2 min"),  # two of a unit are enough for it
        (3600, "60 min"),
        (7200, "2 h"),
        (86_400, "24 h"),
        (200_000, "2 d"),
    ],
)
def test_durations(seconds, said):
    assert duration_words(seconds, "en") == said


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*DETAIL["feeds"]["czds:shop"], *DETAIL, "other"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=9) | st.just("feeds"), ANYTHING, max_size=4))
def test_whatever_a_source_tells_can_be_shown(detail):
    """It may be of tomorrow's source, or of last year's."""
    for one in (standing_of("x", detail), *parts_of(detail)):
        for language in LANGUAGES:
            assert isinstance(figure_words(one, language), str)
            assert isinstance(outcome_words(one, language), str)
            if one.lag_seconds is not None:
                assert duration_words(one.lag_seconds, language)
