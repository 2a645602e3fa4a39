"""The gate says what reading every name in full says: nothing lost, nothing added."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_profiles import PROFILES

from detectors.names import NameIndex
from detectors.names.native import IS_AVAILABLE
from detectors.names.screening import GATED_BYTES, Screen, read_all, screen
from detectors.names.words import WORDS

needs_engine = pytest.mark.skipif(
    not IS_AVAILABLE, reason="hyperscan is not installed: there is no gate to test"
)

INDEX = NameIndex.build(PROFILES)
SCREEN = Screen(INDEX)
SHAPES = {"m": "rn", "w": "vv", "o": "0", "i": "1", "e": "3", "a": "а", "s": "5"}

protected = st.sampled_from(sorted({token.text for token in INDEX.tokens}))
known = st.sampled_from(sorted(WORDS))
noise = st.text("abcdegiklmnoqrsuvwxyz0157", max_size=5)
separator = st.sampled_from(["", "", "", "-", "."])


@st.composite
def misspelt(draw, words):
    """A word with up to two typos or disguises."""
    text = draw(words)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, max(0, len(text) - 1)))
        letter, other = text[at : at + 1], draw(st.sampled_from("abdeilmnrwyz-應"))
        swapped = text[:at] + text[at + 1 : at + 2] + letter + text[at + 2 :]
        text = draw(
            st.sampled_from(
                [
                    text[:at] + text[at + 1 :],
                    text[:at] + other + text[at + 1 :],
                    text[:at] + other + text[at:],
                    text[:at] + SHAPES.get(letter, letter) + text[at + 1 :],
                    swapped,
                ]
            )
        )
    return text


@st.composite
def hosts(draw):
    """Protected and known words, whole or misspelt, among noise and separators."""
    parts = draw(
        st.lists(
            st.one_of(misspelt(protected), misspelt(known), noise),
            min_size=1,
            max_size=4,
        )
    )
    name = "".join(part + draw(separator) for part in parts)
    ending = draw(st.sampled_from([".test", ".com.cn", ".gov.test", ".github.io", ""]))
    if draw(st.booleans()):
        with contextlib.suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    around = draw(st.sampled_from(["{}", "*.{}", "{}.", " {}\r"]))
    return around.format(name + ending)


@needs_engine
@settings(max_examples=200, deadline=None)
@given(st.lists(hosts(), min_size=1, max_size=40))
def test_gated_is_ungated(names):
    block = "".join(f"{name}\n" for name in names).encode()

    assert SCREEN.flagged(block) == read_all(block, INDEX)


@needs_engine
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_gate_survives_any_bytes(noise):
    block = noise + b"\n"

    assert SCREEN.flagged(block) == read_all(block, INDEX)


@needs_engine
@pytest.mark.parametrize(
    "name",
    [
        "cxabq.example",  # a short word beside a known one
        "x.chinasafetty.example",  # misspelt, between dots
        "mymowernsite.example",  # a word with a pair that is drawn like one letter
        "rnovvern.example",  # pairs for letters
        "my-mowen-cx.example",  # misspelt at hyphens
        "chianswfety.example",  # two edits where one is allowed: not flagged, not lost
        "应急菅理部.example",  # one character changed
        "xn--cxbq-cla.example",  # a letter with an accent, in punycode
        "kxjyyw.test",  # the registered label with its ending
        "cx.abq.gov.test",  # official
    ],
)
def test_one_name_alone(name):
    block = f"{name}\n".encode()

    assert SCREEN.flagged(block) == read_all(block, INDEX)


def block_of(count):
    return b"".join(b"name%d.example\n" % number for number in range(count))


@pytest.mark.parametrize("names", [3, GATED_BYTES // 8], ids=["short", "gated"])
def test_order_is_kept_over_blocks(names):
    blocks = [
        block_of(names) + b"cxabq.example\n",
        b"chinasafety.example\n" + block_of(names),
        b"nothing.example\n",
        b"tzzycx.example\n",
    ]

    found = [score.name for score in screen(blocks, INDEX)]

    assert found == ["cxabq.example", "chinasafety.example", "tzzycx.example"]


def test_endless_input_is_read_as_it_comes():
    """Names come out while there is more to read."""

    def endless():
        while True:
            yield block_of(20_000) + b"cxabq.example\n"

    found = screen(endless(), INDEX)

    assert [next(found).name for _ in range(3)] == ["cxabq.example"] * 3


@needs_engine
def test_places_of_lines_are_right_in_a_large_block():
    """Letters run together lie elsewhere than in the file; names must be the same."""
    flagged = [f"a-b-c-d-{n}.chinasafety-x.example" for n in range(300)]
    block = "".join(
        f"{n}.a.b.c.example\n" * (n % 7) + f"{name}\n" for n, name in enumerate(flagged)
    ).encode()

    assert [score.name for score in SCREEN.flagged(block)] == flagged
