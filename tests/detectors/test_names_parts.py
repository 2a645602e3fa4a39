"""The small parts that the score of a host name is made of."""

import pytest
from names_profiles import MINISTRY, PROFILES

from detectors.names.background import surprise
from detectors.names.edits import edit_nats
from detectors.names.folding import merged, plain, shape
from detectors.names.index import NameIndex
from detectors.names.letters import clean, letters_of, merge
from detectors.names.nearby import shares, swaps
from detectors.names.pinyin import syllables
from detectors.names.punycode import decode
from detectors.names.starts import Starts
from detectors.names.suffixes import cut, is_foreign_government, is_restricted
from detectors.names.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("MEM", "mem"),  # capitals
        ("mеm", "mem"),  # Cyrillic
        ("ｍｅｍ", "mem"),  # full width
        ("mém", "mem"),  # an accent
        ("me\u0301m", "mem"),  # the accent by itself
        ("應急", "应急"),  # traditional
        ("ϲx", "cx"),  # becomes a final sigma under NFKC
    ],
)
def test_plain(text, letters):
    assert plain(text) == letters


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("g0v", "gov"),  # nought
        ("y1ngji", "ylngjl"),  # one, i and l are the same
        ("aqsc", "agsc"),  # q like g
        ("rnern", "mem"),  # pairs
        ("vvww", "www"),  # two v
        ("rnn", "mn"),  # left to right
    ],
)
def test_folded(text, folded):
    assert merged(shape(text)) == folded


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("xn--vhq83aq48eoeg", "特种作业"),
        ("plain", "plain"),
        ("xn--", ""),  # empty
        ("xn--99999999", "xn--99999999"),  # overflows
    ],
)
def test_punycode(label, text):
    assert decode(label) in {text, label}


def test_punycode_that_hides_a_separator_stays():
    hidden = "xn--" + "a.b中".encode("punycode").decode()

    assert decode(hidden) == hidden


@pytest.mark.parametrize(
    ("host", "chosen", "suffix", "shared"),
    [
        ("a.b.example", ("a", "b"), "example", False),  # unknown ending: one label
        ("a.com.cn", ("a",), "com.cn", False),
        ("cx.owner.github.io", ("cx", "owner"), "github.io", True),  # public list
        ("cx.vip.cpolar.cn", ("cx", "vip"), "cpolar.cn", True),  # our own list
        ("192.0.2.7", ("192.0.2.7",), "", False),
    ],
)
def test_cut(host, chosen, suffix, shared):
    parts = cut(host)

    assert (parts.chosen, parts.suffix, parts.shared) == (chosen, suffix, shared)


@pytest.mark.parametrize(
    ("suffix", "foreign", "restricted"),
    [
        ("gov.ma", True, True),
        ("gob.mx", True, False),
        ("gov", True, True),
        ("edu.cn", False, True),
        ("com.cn", False, False),
    ],
)
def test_who_may_register(suffix, foreign, restricted):
    assert is_foreign_government(suffix) is foreign
    assert is_restricted(suffix) is restricted


def test_letters_keep_their_places():
    letters = letters_of("cx-mеm.g0v.example")

    assert letters.text == "cxmemgovexample"
    assert letters.quote(0, 5) == "cx-mеm"  # as it stands, with the separator
    assert letters.breaks[:6] == (".", "", "-", "", "", ".")
    assert letters.chosen == len("cxmemgov")


def test_pairs_are_merged_between_letters_only():
    together, apart = letters_of("cxrnem.example"), letters_of("cxr-nem.example")

    assert merge(together).text == "cxmemexample"
    assert merge(together).quote(2, 5) == "rnem"
    assert merge(apart) is None


@pytest.mark.parametrize(
    ("host", "name"),
    [(" *.CX.Mem.Test. ", "cx.mem.test"), ("cx。mem．test", "cx.mem.test"), ("", "")],
)
def test_clean(host, name):
    assert clean(host) == name


def test_pinyin_reads_everyday_characters_only():
    assert syllables("应急管理部") == ("ying", "ji", "guan", "li", "bu")
    assert syllables("应急☃") == ()
    assert syllables("abc") == ()


def test_rare_letters_surprise_more():
    """Long words more than short, initials more than pinyin of as many letters."""
    assert surprise("mem") < surprise("yjglb") < surprise("tezhongzuoye")
    assert surprise("anguan") < surprise("xzfgkj")


@pytest.mark.parametrize(
    ("likelier", "rarer"),
    [
        ("chlnassafety", "chlnaxsafety"),  # a letter twice; any letter
        ("chlansafety", "chlnbsafety"),  # swapped; another one
        ("chlnasafery", "chlnasafepy"),  # the key beside; a key far off
    ],
)
def test_typos_that_hands_make_cost_less(likelier, rarer):
    assert edit_nats("chlnasafety", likelier)[0] < edit_nats("chlnasafety", rarer)[0]


@pytest.mark.parametrize("edits", [1, 2])
def test_two_shares_survive_the_edits(edits):
    """Whichever letters are dropped, two pieces still stand whole."""
    word = "tezhongzuoyezheng"
    pieces = shares(word, edits)
    for first in range(len(word)):
        for second in range(len(word)) if edits == 2 else [first]:
            hit = {
                number
                for number, (at, piece) in enumerate(pieces)
                for dropped in (first, second)
                if at <= dropped < at + len(piece)
            }
            assert len(pieces) - len(hit) >= 2


def test_swaps_where_pieces_meet():
    assert swaps("abcdefghi", 1) == {"abdcefghi", "abcdegfhi"}


def test_starts_finds_all_that_stand_in_a_text():
    starts = Starts.of(["me", "mem", "cx", "部"])

    assert list(starts.within("cxmem部", 6)) == [
        (0, "cx"),
        (2, "me"),
        (2, "mem"),
        (5, "部"),
    ]
    assert starts.begin("member")
    assert not starts.begin("xmem")


def test_tokens_of_a_profile():
    found = {t.text: t.kind for t in tokens_of(MINISTRY, frozenset({"gov.test"}))}

    assert found["cxabqgovtest"] == "whole"
    assert found["abqgov"] == "host"
    assert found["cxabq"] == "host"
    assert found["abq"] == "label"
    assert found["yingjiguanlibu"] == "reading"
    assert found["应急部"] == "characters"
    assert "cx" not in found  # a context word proves nothing


def test_index_knows_owners_as_the_profiles_do():
    index = NameIndex.build(PROFILES)
    for host in ("cx.abq.gov.test", "abq.gov.test", "a.gov.test", "gov.test", "x.test"):
        owner = PROFILES.owner_of(host)
        expected = owner.name if owner else None
        if expected is None and PROFILES.has_government_suffix(host):
            expected = ""
        assert index.owner_of(host) == expected
