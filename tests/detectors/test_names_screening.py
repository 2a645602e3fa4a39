"""The gate says what reading every name in full says: nothing lost, nothing added."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from names_profiles import PROFILES

from casebook.profiles import read_profiles
from detectors.engine import IS_AVAILABLE
from detectors.names import NameIndex, score_host
from detectors.names.screening import (
    GATED_BYTES,
    SHARED_BYTES,
    Screen,
    read_all,
    screen,
)
from detectors.names.words import WORDS

needs_engine = pytest.mark.skipif(
    not IS_AVAILABLE, reason="hyperscan is not installed: there is no gate to test"
)

SHIPPED = NameIndex.build(read_profiles())
INDEX = NameIndex.build(PROFILES)
SCREENS = {"invented": Screen(INDEX), "shipped": Screen(SHIPPED)}
INDEXES = {"invented": INDEX, "shipped": SHIPPED}
SCREEN = SCREENS["invented"]
SHAPES = {"m": "rn", "w": "vv", "o": "0", "i": "1", "e": "3", "a": "а", "s": "5"}

protected = {
    name: st.sampled_from(sorted({token.text for token in index.tokens}))
    for name, index in INDEXES.items()
}
known = st.sampled_from(sorted(WORDS))
noise = st.text("abcdegiklmnoqrsuvwxyz0157", max_size=5)
number = st.sampled_from(["1", "01", "88", "365", "2024", "202401", "12345678"])
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
def hosts(draw, profiles):
    """Protected and known words, whole or misspelt, among noise and separators."""
    words = protected[profiles]
    parts = draw(
        st.lists(
            st.one_of(misspelt(words), misspelt(words), misspelt(known), number, noise),
            min_size=1,
            max_size=4,
        )
    )
    name = "".join(part + draw(separator) for part in parts)
    endings = ".test .com.cn .cn .gov.test .gov.cn .github.io .gov .中国"
    alike = ".q0v.test .gоv.cn"
    ending = draw(st.sampled_from(["", *endings.split(), *alike.split()]))
    if draw(st.booleans()):
        with contextlib.suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    if draw(st.booleans()):
        name = name.upper()
    around = draw(st.sampled_from(["{}", "*.{}", "{}.", " {}\r", "{}\r", "\t{} "]))
    return around.format(name + ending)


@needs_engine
@pytest.mark.parametrize("profiles", ["invented", "shipped"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_gated_is_ungated(profiles, data):
    names = data.draw(st.lists(hosts(profiles), min_size=1, max_size=40))
    block = "".join(f"{name}\n" for name in names).encode()

    assert SCREENS[profiles].telling(block) == read_all(block, INDEXES[profiles])


@needs_engine
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_gate_survives_any_bytes(noise):
    block = noise + b"\n"

    assert SCREEN.telling(block) == read_all(block, INDEX)


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
        "town.G0v.test",  # under what is drawn like a government suffix
        "town.gоv.test",  # the same in letters of another script
    ],
)
def test_one_name_alone(name):
    block = f"{name}\n".encode()

    assert SCREEN.telling(block) == read_all(block, INDEX)


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


@needs_engine
def test_pieces_of_a_block_keep_the_order():
    """A block long enough to be shared by threads."""
    flagged = [f"chinasafety-{n}.example" for n in range(SHARED_BYTES // 4_000)]
    block = b"".join(block_of(300) + name.encode() + b"\n" for name in flagged)

    assert len(block) > SHARED_BYTES
    assert [score.name for score in SCREEN.flagged(block)] == flagged


def test_names_one_by_one_are_what_a_block_is():
    """What certificate logs and feeds hand on: strings, as they come."""
    names = [
        "cxabq.example",
        "bakery.example",
        "*.TZZYCX.example",
        "ch\nx",
        "应急.test",
    ]

    found = list(SCREEN.names(iter(names)))

    assert found == [
        replace(score_host(name, INDEX), name=score.name)
        for name, score in zip((names[0], names[2]), found, strict=True)
    ]


def test_unknown_hosts_under_government_suffixes_are_told_apart():
    lines = b"abq-cx.town.gov.test\nx9.town.gov.test\ncx.abq.gov.test\n"
    exceptions = []

    flagged = list(screen([lines], INDEX, exceptions.append))

    assert not flagged
    assert [score.name for score in exceptions] == ["abq-cx.town.gov.test"]
