"""Guards: what they pass over never matches, whatever a pattern is made of."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors import certificates, offers
from detectors.checks import (
    boasts,
    developer_demo,
    news_or_warning,
    other_institution,
    parked,
    reference_article,
)
from detectors.pages.guard import Guard, Scan, Words, necessary

GUARDED = {
    **{f"promise {name}": p for name, p in offers.PROMISES.items()},
    **{f"offer {name}": p for name, p in offers.OFFERS.items()},
    **{f"payment {name}": p for name, p in offers.PAYMENT.items()},
    "boast": boasts._BOAST,
    "demo": developer_demo._DEMO,
    "parody": developer_demo._PARODY,
    "realm": developer_demo._REALM,
    "placeholder": developer_demo._PLACEHOLDER,
    "warning": news_or_warning._WARNING,
    "byline": news_or_warning._BYLINE,
    "own papers": other_institution._OWN,
    "parked": parked._PARKED,
    "legal article": reference_article._ARTICLE,
    "work of reference": reference_article._WORK,
}
"""Every pattern that is searched for only where its guard allows it."""


@pytest.mark.parametrize("pattern", GUARDED.values(), ids=GUARDED.keys())
def test_no_match_is_passed_over(pattern):
    guard = Guard(pattern)

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(pattern))
    def holds(text):
        assert pattern in guard.may(text)

    holds()


@pytest.mark.parametrize("pattern", GUARDED.values(), ids=GUARDED.keys())
def test_guard_and_search_agree_on_text_of_its_words(pattern):
    """Pieces of the words in any order: near misses, and matches now and then."""
    dice = random.Random(7)
    ways = necessary(pattern)
    words = sorted({word for way in ways for words in way for word in words})
    pieces = [*words, *(word[:2] for word in words), *"0的 年12证。天\n"]
    guard = Guard(pattern)

    for _ in range(60):
        text = "".join(dice.choices(pieces, k=8))
        assert not pattern.search(text) or pattern in guard.may(text)


@pytest.mark.parametrize("pattern", GUARDED.values(), ids=GUARDED.keys())
def test_guard_passes_over_what_has_no_word(pattern):
    """A guard that never says no would be of no use, and no test would see it."""
    assert not Guard(pattern).may("茶")


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("ab?c", [[["abc", "ac"]]]),  # each spelling
        ("a[xy]", [[["ax", "ay"]]]),  # of classes too
        ("a.*bc", [[["a"], ["bc"]]]),  # both, apart
        ("ab|cd.+e", [[["ab"]], [["cd"], ["e"]]]),  # either way
        ("(?:a(?:b|c)){2}", [[["abab", "abac", "acab", "acac"]]]),  # repeated
        ("x(?!y)z", [[["xz"]]]),  # what stands beside is not asked for
        (r"\d+", [[]]),  # no word at all: cannot tell
        ("(?:ab)?", [[]]),  # may be empty
        ("(?i)AB", [[["ab"]]]),  # case is not told apart
        ("(?i)\u0416", [[]]),  # a letter whose cases the engine does not know
    ],
)
def test_words_of_a_pattern(pattern, ways):
    found = necessary(re.compile(pattern))

    assert [[sorted(words) for words in way] for way in found] == ways


def test_pattern_that_cannot_be_told_may_always_match():
    pattern = re.compile(r"\d+")

    assert Guard(pattern).may("") == {pattern}


def test_words_that_stand_in_a_text():
    words = Words(["证书", "书查", "abc"])

    assert words.found("电子证书查询 ABC") == {"证书", "书查"}


@pytest.mark.parametrize("letter", "\u0130\u0131\u017f\u212a")
def test_letters_that_are_ascii_without_case_leave_all_open(letter):
    """Python takes U+0131 for an i where case does not count; the engine does not."""
    assert Words(["git"], caseless=True).found(f"g{letter}t") == {"git"}


def test_first_look_at_certificates_finds_what_the_pattern_finds():
    text = "".join(certificates._WORDS)

    assert certificates._FIRST_LOOK.found(text) >= set(
        certificates._WORTH.findall(text)
    )


def test_expressions_of_the_engine():
    scan = Scan({"run": b"[a-f]{4}", "end": b"xyz"})

    assert scan.found("证 abcdef") == {"run"}
