"""The look-alike generator: what it may never make, and in which order it makes it."""

import dataclasses
import re
from itertools import islice
from math import exp

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import InputError
from casebook.profiles import Kind, Profile, Profiles, read_profiles
from casebook.urls import is_under, registrable
from detectors.inventory import RESTRICTED
from detectors.names.companions import companions
from detectors.names.lookalikes import is_closed, lookalikes, open_endings
from detectors.names.misspellings import misspellings
from detectors.names.scripts import other_scripts

SHIPPED = read_profiles()
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


@pytest.fixture(scope="module")
def made():
    """The first names of all profiles that ship."""
    return list(lookalikes(SHIPPED, limit=6000))


def test_as_many_as_asked_for_and_each_once(made):
    assert len(made) == 6000
    assert len({one.name for one in made}) == 6000


def test_none_is_closed_or_official(made):
    closed = {*RESTRICTED, "政府.中国", "gov.hk"}
    for one in made:
        suffix = one.name.partition(".")[2]
        assert not is_closed(suffix), one
        assert not any(is_under(one.name, end) for end in closed), one
        assert SHIPPED.owner_of(one.name) is None, one
        assert not SHIPPED.has_government_suffix(one.name), one


def test_no_domain_that_an_official_host_stands_in(made):
    """osta.org.cn is no official host, but zscx.osta.org.cn stands in it."""
    official = {registrable(host) for profile in SHIPPED for host in profile.hosts}

    assert "osta.org.cn" in official
    assert not official & {one.name for one in made}


def test_all_are_names_that_can_be_registered(made):
    for one in made:
        assert registrable(one.name) == one.name
        for label in one.name.split("."):
            assert LABEL.fullmatch(label), one
            if label.startswith("xn--"):
                assert idna.encode(idna.decode(label)).decode() == label
            else:
                assert "--" not in label, one


def test_likeliest_first(made):
    assert [one.nats for one in made] == sorted(one.nats for one in made)


def test_a_larger_budget_begins_with_the_smaller(made):
    assert list(lookalikes(SHIPPED, limit=700)) == made[:700]


def test_every_profile_and_most_techniques_are_there(made):
    assert {one.profile for one in made} == set(SHIPPED.by_name)
    assert {
        "host-joined",
        "other-ending",
        "combination",
        "pinyin",
        "characters",
        "number",
        "omission",
        "repetition",
        "transposition",
        "drawn-alike",
        "look-alike-letters",
    } <= {one.technique for one in made}


@pytest.mark.parametrize(
    "name",
    [
        "mem-gov.com",  # the host without its country
        "memgovcn.com",  # glued
        "cx-mem.cn",  # the inquiry platform
        "mem.com.cn",  # the label under another ending
        "gov-cn.com",  # the suffix as a domain
        "yingjiguanlibu.com",  # pinyin
        "xn--extu8ah31brfhgw1a.com",  # 应急管理部
        "mem-gov-cx.com",  # with a word
    ],
)
def test_name_is_among_the_first(name, made):
    assert name in {one.name for one in made}


def test_only_the_profiles_named():
    some = lookalikes(SHIPPED, limit=300, only=["mem-portal"])

    assert {one.profile for one in some} == {"mem-portal"}


def test_unknown_profile_is_refused():
    with pytest.raises(InputError, match="no profile nonsense"):
        list(lookalikes(SHIPPED, limit=1, only=["nonsense"]))


@pytest.mark.parametrize(
    ("suffix", "closed"),
    [
        ("gov.cn", True),
        ("edu.cn", True),
        ("beijing.gov.cn", True),  # below a closed one
        ("gov", True),  # another state's
        ("gov.hk", True),
        ("xn--zfr164b", True),  # .政务
        ("com.cn", False),
        ("org.cn", False),
        ("xn--fiqs8s", False),  # .中国
        ("pages.dev", False),
    ],
)
def test_is_closed(suffix, closed):
    assert is_closed(suffix) is closed


def test_closed_endings_are_left_out_even_when_asked_for():
    found = [one.suffix for one in open_endings(["gov.cn", "test", "edu.cn", "test"])]

    assert found == ["test"]
    assert list(lookalikes(SHIPPED, limit=5, suffixes=["gov.cn"])) == []


@pytest.mark.parametrize(
    "suffix",
    [
        "chsi.com.cn",  # an official host: whatever is below is its owner's
        "organ.example",  # a profile's government suffix
        "www.organ.example",
        "ck",  # any label makes a public suffix there
    ],
)
def test_endings_below_which_nobody_registers(suffix):
    organ = dataclasses.replace(
        SHIPPED.by_name["state-organ"], suffixes=("organ.example",)
    )
    profiles = Profiles(by_name=dict(SHIPPED.by_name) | {"state-organ": organ})

    assert list(lookalikes(profiles, limit=5, suffixes=[suffix])) == []
    made = lookalikes(profiles, limit=400, suffixes=["example"])
    assert "organ.example" not in {one.name for one in made}


def test_local_bureaus_are_imitated_with_their_place():
    made = lookalikes(SHIPPED, limit=1000, only=["mem-provinces"])

    assert {"yjgl-gd.com", "yjt-zj.com"} <= {one.name for one in made}


@pytest.mark.parametrize("latin", [True, False])
@pytest.mark.parametrize("local", [True, False])
def test_shares_of_companions_add_up(latin, local):
    found = companions(latin=latin, local=local)

    assert sum(exp(-one.nats) for one in found) == pytest.approx(1)
    assert len({one.text for one in found}) == len(found)
    assert [one.nats for one in found] == sorted(one.nats for one in found)
    assert all(one.text.isascii() is latin for one in found)


words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
labels = words | st.builds("{}-{}".format, words, words)
hanzi = st.text("应急管理部查询证书安全生产国家网", min_size=2, max_size=8)
endings = st.sampled_from(["gov.cn", "com.cn", "com", "edu.cn", "test", "org.cn"])


@settings(max_examples=40)
@given(
    hosts=st.lists(st.builds("{}.{}".format, labels, endings), min_size=1, max_size=3),
    names=st.lists(labels | hanzi, min_size=1, max_size=3),
    tokens=st.lists(labels | hanzi, max_size=3),
)
def test_any_profile(hosts, names, tokens):
    profile = Profile(
        name="any",
        title="任何",
        title_en="any",
        kind=Kind.BODY,
        hosts=tuple(hosts),
        names=tuple(names),
        host_tokens=tuple(tokens),
    )
    generic = SHIPPED.by_name["state-organ"]
    profiles = Profiles(by_name={"any": profile, "state-organ": generic})

    made = list(islice(lookalikes(profiles, limit=80, only=["any"]), 80))

    assert len({one.name for one in made}) == len(made)
    for one in made:
        assert not is_closed(one.name.partition(".")[2])
        assert profiles.owner_of(one.name) is None
        assert registrable(one.name) == one.name
        assert all(LABEL.fullmatch(label) for label in one.name.split("."))


@given(labels)
def test_misspellings_are_one_slip_away(text):
    for wrong, technique, nats in misspellings(text):
        assert wrong != text
        assert technique
        assert nats > 0
        assert abs(len(wrong) - len(text)) <= 1


@given(labels)
def test_other_scripts_are_of_one_script_and_as_long(text):
    for found, script, _ in other_scripts(text):
        assert len(found) == len(text)
        assert script in {"latin", "mixed", "cyrillic"}
        if script == "cyrillic":
            assert not any("a" <= letter <= "z" for letter in found)


def test_profile_without_names_that_letters_can_write():
    bare = dataclasses.replace(SHIPPED.by_name["mem-portal"], names=("!",), titles=())

    profiles = Profiles(by_name={"mem-portal": bare})

    assert list(lookalikes(profiles, limit=10))
