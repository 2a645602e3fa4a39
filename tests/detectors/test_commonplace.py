"""What strangers share: lists that ship, and the operator's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.gangs.commonplace import is_common
from detectors.gangs.traces import KINDS


@pytest.mark.parametrize(
    ("kind", "value", "common"),
    [
        ("address", "104.16.1.1", True),
        ("address", "2606:4700::6810:101", True),
        ("address", "127.0.0.1", True),
        ("address", "no address", True),  # it is nowhere
        ("address", "203.0.113.7", False),
        ("name-server", "dns9.hichina.com", True),
        ("name-server", "nothichina.com", False),  # on label boundaries
        ("name-server", "ns-12.awsdns-34.org", True),
        ("name-server", "ns1.gang.test", False),
        ("contact", "104.16.1.1", False),  # only addresses are in networks
    ],
)
def test_is_common(kind, value, common):
    assert is_common(kind, value) is common


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("address", "203.0.113.7"),
        ("name-server", "ns1.firm.test"),
        ("registrant", "some agency"),
    ],
)
def test_the_operator_s_own_list(kind, value):
    further = ["203.0.113.0/24", "Firm.test", " Some Agency "]

    assert not is_common(kind, value)
    assert is_common(kind, value, further)


@given(
    kind=st.sampled_from(KINDS),
    value=st.text(max_size=20),
    further=st.lists(st.text(max_size=20), max_size=3),
)
def test_any_value_has_an_answer(kind, value, further):
    assert is_common(kind, value, [*further, value])
    assert is_common(kind, value) in {True, False}
