"""Records to plain data and back: nothing is lost and nothing is guessed."""

import json
from datetime import UTC, datetime

import pytest
from cattrs import BaseValidationError
from hypothesis import given
from hypothesis import strategies as st

from casebook import records
from casebook.encoding import canonical_json, from_plain, to_plain

TIMES = st.datetimes(timezones=st.just(UTC))

KINDS = [
    records.Ad,
    records.Candidate,
    records.Case,
    records.Clue,
    records.Evidence,
    records.Inspection,
    records.Outcome,
    records.Review,
    records.Sighting,
    records.Verdict,
]

st.register_type_strategy(datetime, TIMES)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_through_json_and_back(kind, data):
    record = data.draw(st.from_type(kind))

    text = canonical_json(to_plain(record))

    assert from_plain(json.loads(text), kind) == record
    assert from_plain(to_plain(record), kind) == record
    assert canonical_json(to_plain(from_plain(json.loads(text), kind))) == text


PLAIN = {
    "url": "https://a.test/",
    "vantage": "desktop",
    "captured_at": "2026-01-02T03:04:05+00:00",
    "final_url": "https://a.test/",
    "status": 200,
    "headers": [["a", "b"]],
    "truncated": False,
    "redirects": ["https://b.test/"],
}


def test_the_plain_record_is_right():
    assert from_plain(PLAIN, records.Capture).redirects == ("https://b.test/",)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},  # unknown key
        {"url": None},
        {"url": 3},  # not taken for "3"
        {"vantage": "satellite"},
        {"status": "200"},
        {"status": True},  # not taken for 1
        {"status": 200.5},
        {"truncated": "no"},  # not taken for true
        {"redirects": "https://b.test/"},  # not taken for a list of letters
        {"redirects": [3]},
        {"headers": [["a"]]},
        {"headers": [["a", "b", "c"]]},
        {"captured_at": "yesterday"},
        {"captured_at": 3},
        {"captured_at": "2026-01-02T03:04:05"},  # naive
        {"captured_at": "2026-01-02T03:04:05+08:00"},  # not UTC
    ],
    ids=str,
)
def test_wrong_form_is_refused(change):
    with pytest.raises(BaseValidationError):
        from_plain(PLAIN | change, records.Capture)


@pytest.mark.parametrize("missing", ["url", "vantage", "captured_at", "status"])
def test_missing_key_is_refused(missing):
    with pytest.raises(BaseValidationError):
        from_plain({k: v for k, v in PLAIN.items() if k != missing}, records.Capture)


@pytest.mark.parametrize("plain", [None, [], "x", 3])
def test_no_table_is_refused(plain):
    with pytest.raises(BaseValidationError):
        from_plain(plain, records.Capture)


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ({"b": 1, "a": [1.5, None, True]}, b'{"a":[1.5,null,true],"b":1}'),
        ("应急", '"应急"'.encode()),
        ("\x00\n", b'"\\u0000\\n"'),
        ("\ud800", b'"\\ud800"'),  # half a character stays half
        ("\ud83d\ude00", '"\U0001f600"'.encode()),  # two halves are one
    ],
)
def test_canonical_json(plain, text):
    assert canonical_json(plain) == text


@given(st.text(st.characters()))
def test_canonical_json_of_any_text_is_utf_8_and_settles(text):
    once = canonical_json(text)

    assert canonical_json(json.loads(once.decode())) == once


def test_no_number_that_json_does_not_know():
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
