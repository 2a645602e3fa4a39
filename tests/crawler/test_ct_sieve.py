"""The sieve for names: the gate loses nothing, and no name is looked at twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.profiles import read_profiles
from crawler.ct.sieve import Seen, Sieve, plain
from detectors.names import NameIndex, score_host
from detectors.names.screening import GATED_BYTES

SUSPECT = ["cx-mem-gov-cn.{}.test", "www.mem-gov-cn-chaxun{}.top", "xn--{}.test"]
LONG = ".".join(["ordinary"] * 12)
ORDINARY = [f"shop{n}.{LONG}.example" for n in range(GATED_BYTES // 100)]


@pytest.fixture(scope="module")
def profiles():
    return read_profiles()


def test_many_names_give_what_each_gives_by_itself(profiles):
    """Before the gate is ready, while it is made, and after."""
    sieve, index = Sieve(profiles), NameIndex.build(profiles)
    suspect = [form.format(n) for n in range(90) for form in SUSPECT]
    step = len(ORDINARY) // len(suspect)
    names = [
        name
        for place, one in enumerate(suspect)
        for name in (*ORDINARY[place * step : place * step + step], one)
    ]

    found = [score.name for score in sieve.flagged(names)]

    assert sum(map(len, names)) > GATED_BYTES
    assert found == [one for one in suspect if score_host(one, index).is_flagged]
    assert len(found) >= 90


def test_a_name_is_given_once(profiles):
    sieve = Sieve(profiles)
    names = ["*.cx-mem-gov-cn.test", "cx-mem-gov-cn.test.", "CX-mem-gov-cn.test"]

    assert len(list(sieve.flagged(names))) == 1
    assert list(sieve.flagged(names)) == []


def test_what_was_seen_is_bounded():
    seen = Seen(keep=2)

    assert [seen.is_new(one) for one in "aabca"] == [True, False, True, True, True]


@given(st.text(max_size=300))
def test_any_text_is_a_host_or_none(text):
    host = plain(text)

    assert plain(host) == host
    assert not host or ("." in host and host.encode() and not host.split()[1:])


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("*.A.Test.", "a.test"),
        ("localhost", ""),  # no domain
        ("a b.test", ""),  # a blank
        ("a\n.test", ""),  # would be two lines
        ("a\x1f.test", ""),  # a control character
        ("a.test\u2028b", ""),  # a line's end in another script
        ("\ud800.test", ""),  # half a character, as JSON can spell it
        ("a" * 250 + ".test", ""),  # longer than any host
        ("例子.测试", "例子.测试"),
    ],
    ids=[
        "plain",
        "bare",
        "blank",
        "line",
        "control",
        "separator",
        "half",
        "long",
        "hanzi",
    ],
)
def test_plain(name, host):
    assert plain(name) == host
