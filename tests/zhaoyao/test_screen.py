import gzip
import io
import json
from functools import cache
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import InputError
from casebook.profiles import Kind, Profile, Profiles
from detectors.names import NameIndex
from zhaoyao.lists import BAD_KEPT, Tally, names_in
from zhaoyao.screen import as_row, screen_files

BODY = Profile(
    name="body",
    title="某机构",
    title_en="A body",
    kind=Kind.BODY,
    hosts=("abq.test",),
    names=("应急管理部",),
    host_tokens=("chinasafety",),
)
INDEX = NameIndex.build(Profiles(by_name={"body": BODY}))


def read(data, column=""):
    tally = Tally()
    blocks = list(names_in(io.BytesIO(data), column, tally))
    return b"".join(blocks).decode().split(), tally.bad


@pytest.mark.parametrize(
    ("data", "names", "bad"),
    [
        (b"a.test\nb.test\n", ["a.test", "b.test"], 0),  # plain
        (b"a.test\nb.test", ["a.test", "b.test"], 0),  # no newline at the end
        (b"a.test\r\nb.test\r\n", ["a.test", "b.test"], 0),  # from Windows
        (b"# list\n\na.test\n", ["a.test"], 0),  # a comment and an empty line
        (b"a.test\nno name at all\n/etc\n", ["a.test"], 2),  # bad lines
        (b"a.test\n" + b"x" * 300 + b".test\n", ["a.test"], 1),  # too long
        (b"a.test\n\xff\xfe b\n", ["a.test"], 1),  # no UTF-8
        (b"0.0.0.0 a.test\n127.0.0.1 b.test # c\n", ["a.test", "b.test"], 0),  # hosts
        (b"||a.test^\n||b.test^$all\n", ["a.test", "b.test"], 0),  # blocking list
        (b"https://a.test/x?y=1\nb.test\n", ["a.test", "b.test"], 0),  # URLs
        ("应急.test\n".encode(), ["应急.test"], 0),  # not in punycode
        (b"", [], 0),  # nothing
        (b"name,rank\na.test,1\nb.test,2\n", ["a.test", "b.test"], 0),  # with header
        (b"1,a.test\n2,b.test\n", ["a.test", "b.test"], 0),  # without
        (b"1;a.test\n2;?\n", ["a.test"], 1),  # a bad cell
        (
            (
                b"a.test.\t3600\tin\tns\tns1.x.test.\na.test.\t3600\tin\tns\tns2.x.test.\n"
                b"b.test.\t3600\tin\ta\t192.0.2.1\n"
            ),
            ["a.test", "b.test"],
            0,
        ),  # a zone: owners once
        (
            b"$ORIGIN test.\n$TTL 60\n@ IN SOA x. y. 1 2 3 4 5\na IN NS ns.x.\n",
            ["a.test"],
            0,
        ),  # a zone with an origin
    ],
)
def test_lists(data, names, bad):
    assert read(data) == (names, bad)


ODD = [
    "a.test",
    "b.c.test.",
    "*.a.test",
    "A-B_c.test",
    "# comment",
    "",
    "localhost",
    "com.",
    ".a.test",
    "a..test",
    "a.test\r",
    " a.test ",
    "0.0.0.0 b.test",
    "https://a.test/x",
    "应急.test",
    "a b",
    "\x00",
    "x" * 254 + ".test",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(ODD), max_size=20), st.integers(0, 400))
def test_odd_lines_are_found_among_many(lines, plain):
    """Looking only at odd lines says what looking at each line says."""
    lines = [*lines, *["name.test"] * plain]
    each = [read_alone(line) for line in lines]

    found, bad = read("".join(f"{line}\n" for line in ["x.test", *lines]).encode())

    assert found == ["x.test", *(name for names, _ in each for name in names)]
    assert bad == sum(bad for _, bad in each)


@cache
def read_alone(line):
    """Return what is read of *line* behind another, which says that it is a list."""
    names, bad = read(f"x.test\n{line}\n".encode())
    return names[1:], bad


@pytest.mark.parametrize("column", ["host", "2"])
def test_column_by_name_or_number(column):
    data = b"other,host\nx.test,a.test\n"

    assert read(data, column)[0] == ["a.test"]


def test_missing_column_is_said():
    with pytest.raises(InputError, match="no column 'nix'; there are a, b"):
        read(b"a,b\nx.test,y.test\n", "nix")


def test_quote_without_end_costs_only_what_it_swallows():
    many = b"".join(b"%d,n%d.test\n" % (n, n) for n in range(20_000))

    names, bad = read(b'1,a.test\n2,"x\n' + many)

    assert bad == 1
    assert names[0] == "a.test"
    assert names[-1] == "n19999.test"


def test_column_beyond_the_last_is_said():
    with pytest.raises(InputError, match="no column 9; there are 2"):
        read(b"a,b\nx.test,y.test\n", "9")


def zstd(data):
    try:
        return import_module("compression.zstd").compress(data)
    except ImportError:
        return import_module("backports.zstd").compress(data)


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gz", "zst"])
def test_packed_lists_are_told_by_their_first_bytes(pack):
    data = b"".join(b"name%d.test\n" % n for n in range(200_000))

    assert len(read(pack(data))[0]) == 200_000


def test_bad_lines_are_kept_escaped_and_few():
    tally = Tally()
    list(names_in(io.BytesIO(b"\x1b[31m bad\n" * 20), "", tally))

    assert tally.bad == 20
    assert tally.bad_lines == ["\\x1b[31m bad"] * BAD_KEPT


def test_line_without_end_takes_no_memory():
    """Sixty megabytes without a newline are one bad line."""
    data = b"a.test\n" + b"x" * 60_000_000

    assert read(data) == (["a.test"], 1)


def test_files_folders_and_what_is_known(tmp_path):
    (tmp_path / "one.txt").write_bytes(b"chinasafety.example\nx.example\n")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "two.gz").write_bytes(gzip.compress(b"china-safety.example\n"))
    found = []

    totals = screen_files(
        [str(tmp_path)],
        INDEX,
        found.append,
        is_known=lambda name: name == "china-safety.example",
    )

    assert [score.name for score in found] == ["chinasafety.example"]
    assert (totals.read.names, totals.flagged, totals.known) == (3, 1, 1)


def test_damaged_file_stops_no_other(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x.example\n" * 9)[:-12])
    (tmp_path / "b.txt").write_bytes(b"chinasafety.example\n")
    found = []

    totals = screen_files([str(tmp_path)], INDEX, found.append)

    assert [score.name for score in found] == ["chinasafety.example"]
    (failed,) = totals.failed
    assert "a.gz" in failed


def test_missing_file_is_the_operators_mistake(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        screen_files([str(tmp_path / "nix")], INDEX, print)


def test_row_is_plain_data(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"chinasafety-cx.example\n")
    found = []
    screen_files([str(tmp_path / "a.txt")], INDEX, found.append)

    row = json.loads(json.dumps(as_row(found[0], "en")))

    assert row["name"] == "chinasafety-cx.example"
    assert row["profile"] == "body"
    assert row["signals"][0] == {"code": "body-letters", "part": "chinasafety"}
    assert "chinasafety" in row["claim"]


FORMS = {
    "plain": "{}\n".format,
    "windows": "{}\r\n".format,
    "capitals": lambda name: f"{name.upper()}\n",
    "csv": "7,{},x\n".format,
    "zone": "{}.\t60\tin\tns\tns.x.test.\n".format,
    "hosts file": "0.0.0.0 {}\n".format,
    "URLs": "https://{}/a?b\n".format,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_the_same(tmp_path, form):
    names = ["chinasafety.example", "bakery.example", "china-safety-cx.example"]
    (tmp_path / "list").write_text("".join(map(FORMS[form], names)), newline="")
    found = []

    totals = screen_files([str(tmp_path / "list")], INDEX, found.append)

    assert [score.name for score in found] == [names[0], names[2]]
    assert (totals.read.names, totals.read.bad) == (3, 0)
