"""Lists of names in every form: no name is lost, no line is fatal, memory is flat."""

import dataclasses
import gzip
import io
import json
import lzma
import tracemalloc
import zipfile
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import Feed
from crawler.feeds.files import lines_of
from crawler.feeds.formats import READERS, Count, names_in

FEED = Feed(name="x", licence="none", format="lines", column="1", json_path="*")

LIMIT = 1 << 20


def read(form, text, **changes):
    count = Count()
    feed = dataclasses.replace(FEED, format=form, **changes)
    lines = text.encode().splitlines(keepends=True)
    return list(names_in(lines, feed, count)), count.rejected


@pytest.mark.parametrize(
    ("form", "text", "names", "rejected", "changes"),
    [
        # one a line; comments and blank lines are nothing, a URL counts by its host
        (
            "lines",
            "a.test\n# c\n\nB.Test. # x\nhttps://u@c.test:8/p?q=d.test\nno\n",
            ["a.test", "b.test", "c.test"],
            1,
            {},
        ),
        ("lines", "\ufeffa.test\r\n*.b.test", ["a.test", "b.test"], 0, {}),
        # by number, without a heading; a short row is bad
        ("csv", 'x,"a.test"\ny,b.test\nz\n', ["a.test", "b.test"], 1, {"column": "2"}),
        # by heading
        ("csv", "n,domain\n1,a.test\n", ["a.test"], 0, {"column": "domain"}),
        ("csv", "n,other\n1,a.test\n", [], 1, {"column": "domain"}),
        # delegations only, each once; the zone's own records and glue are none
        (
            "zone",
            (
                "test.\t9\tin\tsoa\tn. h. 1\ntest.\t9\tin\tns\tn.test.\n"
                "a.test.\t9\tin\tns\tx.\na.test.\t9\tin\tns\ty.\n"
                "n.a.test.\t9\tin\ta\t1.2.3.4\nbroken\n"
            ),
            ["a.test"],
            1,
            {},
        ),
        # relative to an origin, as zones written by hand are; a name without its own
        # line, a comment, capitals, and a class or lifetime left out
        (
            "zone",
            (
                "$ORIGIN test.\n$TTL 9\n; c\nb 9 IN NS x.\n  IN NS y.\n"
                "C NS z. ; why\n@ NS x.\n"
            ),
            ["b.test", "c.test"],
            0,
            {},
        ),
        # a name that is spelt like a type
        ("zone", "ns.test. 9 in ns x.\n", ["ns.test"], 0, {}),
        (
            "hosts",
            "127.0.0.1 localhost\n0.0.0.0 a.test b.test # x\n::1 c.test\nd.test\n",
            ["a.test", "b.test", "c.test"],
            1,
            {},
        ),
        (
            "adblock",
            (
                "[x]\n! c\n||a.test^\n||b.test^$third-party\n@@||ok.test^\n"
                "x.test##.ad\n||p.test/path^\nplain.test\n"
            ),
            ["a.test", "b.test", "plain.test"],
            0,
            {},
        ),
        (
            "json",
            '{"a": [{"v": "a.test"}, {"v": 3}, {"v": "http://b.test/x"}]}',
            ["a.test", "b.test"],
            1,
            {"json_path": "a.*.v"},
        ),
        ("json", "{", [], 1, {}),
        # names and addresses; what is neither is passed over, what is broken is bad
        (
            "misp",
            (
                '{"Event": {"Attribute": [{"type": "domain", "value": "a.test"},'
                '{"type": "url", "value": "http://b.test/p"}, {"type": "md5",'
                '"value": "00"}, {"type": "domain|ip", "value": "c.test|192.0.2.1"},'
                '{"type": 3}, 4],'
                '"Object": [{"Attribute": [{"type": "hostname", "value": "d.test"}]}]}}'
            ),
            ["a.test", "b.test", "c.test", "d.test"],
            2,
            {},
        ),
        (
            "misp",
            (
                '{"response": [{"Event": {"Attribute":'
                '[{"type": "domain", "value": "a.test"}]}}]}'
            ),
            ["a.test"],
            0,
            {},
        ),
        # messages of a stream, or a file of them
        (
            "json-lines",
            '{"domain": "a.test"}\n{"other": 1}\n{"domain": 1}\nhello\n',
            ["a.test"],
            2,
            {"json_path": "domain"},
        ),
        (
            "certstream",
            (
                '{"data": {"leaf_cert": {"all_domains": ["a.test", "*.b.test"]}}}'
                "\n{}\nbad\n"
            ),
            ["a.test", "b.test"],
            1,
            {},
        ),
        ("names-tile", '{"Timestamp": 1, "DNS": ["a.test", 3]}\n', ["a.test"], 1, {}),
    ],
)
def test_forms(form, text, names, rejected, changes):
    assert read(form, text, **changes) == (names, rejected)


PIECES = [
    *[b"\n", b" ", b"\t", b".", b"$ORIGIN ", b"||", b"^", b"#", b'"', b",", b"{", b"}"],
    *[b"[", b"]", b'"DNS"', b'"Event"', b'"Attribute"', b":", b"ns", b"in", b"a.test"],
    *["应急.测试".encode(), b"\xff\xfe", b"\x00", b"::1", b"://", b"\r"],
]


@pytest.mark.parametrize("form", READERS)
@given(
    st.lists(
        st.binary(max_size=40) | st.lists(st.sampled_from(PIECES)).map(b"".join),
        max_size=8,
    )
)
def test_no_line_is_fatal(form, data):
    count = Count()
    names = list(names_in(data, dataclasses.replace(FEED, format=form), count))

    assert count.names == len(names)
    assert all("." in name and name == name.lower() for name in names)


@given(
    st.lists(st.from_regex(r"[a-z][a-z0-9]{0,9}\.test", fullmatch=True), max_size=20)
)
def test_no_name_is_lost(names):
    once = [name for at, name in enumerate(names) if names[at - 1 : at] != [name]]
    attributes = [{"type": "domain", "value": name} for name in names]
    lists = {
        "lines": ("\n".join(names), names),
        "csv": ("\n".join(names), names),
        "zone": ("".join(f"{name}. 9 in ns x.\n" for name in names), once),
        "hosts": ("\n".join(f"0.0.0.0 {name}" for name in names), names),
        "adblock": ("\n".join(f"||{name}^" for name in names), names),
        "json": (json.dumps(names), names),
        "misp": (json.dumps({"Event": {"Attribute": attributes}}), names),
        "json-lines": ("\n".join(json.dumps([name]) for name in names), names),
        "names-tile": ("\n".join(json.dumps({"DNS": [name]}) for name in names), names),
    }
    for form, (text, expected) in lists.items():
        assert read(form, text) == (expected, 0), form


def test_every_form_is_tested():
    """A new reader joins the property tests above, or says here why not."""
    assert set(READERS) == {
        *["lines", "csv", "zone", "hosts", "adblock", "json", "json-lines", "misp"],
        *["certstream", "names-tile"],
    }


def zipped(data):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("names.txt", (2026, 1, 2, 3, 4, 6)), data)
    return stream.getvalue()


PACKERS = {
    "none": bytes,
    "gz": lambda data: gzip.compress(data, mtime=0),
    "xz": lzma.compress,
    "zip": zipped,
}


@pytest.mark.parametrize("kind", PACKERS)
@given(st.data())
def test_packed_files_come_whole_or_are_refused(tmp_path, kind, data):
    """Whatever happens to a file on its way: its lines, or an error that is ours."""
    text = b"".join(b"name%d.test\n" % n for n in range(50))
    packed = bytearray(PACKERS[kind](text))
    fault = data.draw(st.sampled_from(["none", "cut", "changed"]))
    place = data.draw(st.integers(0, len(packed) - 1))
    if fault == "cut":
        del packed[place:]
    elif fault == "changed":
        packed[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "list"
    path.write_bytes(packed)

    try:
        lines = list(lines_of(path, "auto", limit=LIMIT))
    except ValueError:
        assert fault != "none"
    else:
        if fault == "none":
            assert b"".join(lines) == text


@pytest.mark.parametrize("kind", ["gz", "xz", "zip"])
def test_what_unpacks_to_too_much_is_an_error(tmp_path, kind):
    path = tmp_path / "list"
    path.write_bytes(PACKERS[kind](b"a.test\n" * 9999))

    with pytest.raises(ValueError, match="more than 1000"):
        list(lines_of(path, "auto", limit=1000))


@pytest.mark.parametrize("form", ["lines", "csv", "zone", "hosts", "adblock"])
def test_a_big_list_takes_no_memory(form):
    """A zone has hundreds of millions of lines."""
    shape = {"zone": b"n%d.test. 9 in ns x.\n", "hosts": b"0.0.0.0 n%d.test\n"}
    line = shape.get(form, b"n%d.test\n")
    feed = dataclasses.replace(FEED, format=form)
    names = names_in((line % n for n in range(30_000)), feed, Count())
    next(names)

    tracemalloc.start()
    try:
        for _ in islice(names, 29_000):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 100_000
