"""What logs say is read rightly, or refused; never read in part."""

import base64
import contextlib
import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.ct.hash_tiles import Tile, split
from crawler.ct.heads import read_checkpoint, read_sth
from crawler.ct.leaves import PRECERT, X509, Leaf, read_data_tile, read_get_entries
from crawler.ct.log_list import choose, read_log_list
from crawler.ct.name_tiles import read_names_tile
from crawler.ct.proofs import read_proof
from crawler.ct.sans import names_of, parse, scan
from crawler.spiders.crtsh import read_rows
from testbed import trees

REAL = Path(__file__).parents[3] / "shared/data/ct"

real = pytest.mark.skipif(
    not REAL.is_dir(), reason=f"NO REAL TILES: {REAL} is not there"
)

ENTRIES = trees.make_entries(
    tuple((f"h{n}.test", f"*.h{n}.test") for n in range(20)),
)
TILE = b"".join(entry.tile_leaf for entry in ENTRIES)
ANSWER = json.dumps(
    {
        "entries": [
            {"leaf_input": base64.b64encode(entry.leaf_input).decode()}
            for entry in ENTRIES
        ]
    }
).encode()
NAMES = b"".join(
    json.dumps({"Timestamp": entry.timestamp_ms, "DNS": entry.names}).encode() + b"\n"
    for entry in ENTRIES
)
KEY = trees.public_key("log.test")
LEAVES = [entry.hash for entry in ENTRIES]


def test_both_protocols_give_the_same_leaves():
    leaves = read_data_tile(TILE, len(ENTRIES))

    assert leaves == read_get_entries(ANSWER, len(ENTRIES))
    assert [leaf.hash for leaf in leaves] == LEAVES
    assert [leaf.kind for leaf in leaves[:2]] == [PRECERT, X509]
    assert [names_of(leaf) for leaf in leaves] == [entry.names for entry in ENTRIES]
    read = [names for _, names in read_names_tile(NAMES, len(ENTRIES))]
    assert read == [entry.names for entry in ENTRIES]


@given(st.integers(0, len(TILE) - 1))
def test_a_cut_data_tile_is_refused_at_every_place(end):
    """A tile that is cut off must never look like a short one."""
    with pytest.raises(ValueError, match=r"cut off|holds"):
        read_data_tile(TILE[:end], len(ENTRIES))


@given(st.integers(0, len(NAMES) - 1))
def test_a_cut_names_tile_is_refused_at_every_place(end):
    with pytest.raises(ValueError, match="names tile"):
        read_names_tile(NAMES[:end], len(ENTRIES))


@given(st.integers(0, len(ANSWER) - 1))
def test_a_cut_answer_is_refused_at_every_place(end):
    with pytest.raises(ValueError, match=r"get-entries|entries came"):
        read_get_entries(ANSWER[:end], len(ENTRIES))


READERS = {
    "data": lambda data: read_data_tile(data, 1),
    "names": lambda data: read_names_tile(data, 1),
    "entries": lambda data: read_get_entries(data, 1),
    "checkpoint": lambda data: read_checkpoint(data, KEY),
    "sth": read_sth,
    "proof": read_proof,
    "index": read_rows,
    "list": read_log_list,
    "tbs": lambda data: names_of(Leaf(0, PRECERT, data, b"")),
    "certificate": lambda data: names_of(Leaf(0, X509, data, b"")),
}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from([10**400, "9" * 5000, "\ud800.test"])
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "entries",
                    "leaf_input",
                    "operators",
                    "logs",
                    "tiled_logs",
                    "key",
                    "DNS",
                    "Timestamp",
                    "tree_size",
                    "timestamp",
                    "sha256_root_hash",
                    "url",
                    "tree_head_signature",
                    "Subject",
                    "CommonName",
                    "monitoring_url",
                    "consistency",
                    "id",
                    "name_value",
                ],
            ),
            inner,
            max_size=4,
        )
    ),
).map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(data=st.binary(max_size=300) | JSON)
def test_anything_is_read_or_refused(reader, data):
    """ValueError is the one way to refuse: the reader asks again for nothing else."""
    with contextlib.suppress(ValueError):
        reader(data)


@given(st.integers(0, len(TILE) - 1), st.integers(0, 255))
def test_one_byte_changed_never_breaks_the_reader(at, byte):
    changed = TILE[:at] + bytes((byte,)) + TILE[at + 1 :]
    with contextlib.suppress(ValueError):
        for leaf in read_data_tile(changed, len(ENTRIES)):
            names_of(leaf)


def certificate(*, names=(), common="", unit=""):
    """A self-signed certificate with what is given."""
    key = trees.private_key("test")
    parts = [(NameOID.COMMON_NAME, common), (NameOID.ORGANIZATIONAL_UNIT_NAME, unit)]
    name = x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])
    at = datetime(2026, 1, 2, tzinfo=UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), 7, at, at + timedelta(days=1)
    )
    if names:
        san = x509.SubjectAlternativeName(names)
        builder = builder.add_extension(san, critical=not common)
    return builder.sign(key, hashes.SHA256())


DECOY = "\x06\x03U\x1d\x11\x04\x0c0\x0a\x82\x08bad.test"


@pytest.mark.parametrize(
    ("made", "names", "scanned"),
    [
        # plain; upper case is folded; a name given twice counts once
        ({"names": [x509.DNSName("A.test"), x509.DNSName("a.test")], "common": "x"},
         ("a.test",), True),
        # critical, as where the subject is empty
        ({"names": [x509.DNSName("a.test")]}, ("a.test",), True),
        # other kinds of names stand between
        ({"names": [x509.RFC822Name("m@x.test"), x509.DNSName("a.test")],
          "common": "x"}, ("a.test",), True),
        # more than 127 and more than 255 bytes of names: long lengths
        ({"names": [x509.DNSName(f"host-number-{n}.test") for n in range(30)],
          "common": "x"}, tuple(f"host-number-{n}.test" for n in range(30)), True),
        # no alternative names: the common name, where it could be a host's
        ({"common": "cn.test"}, ("cn.test",), False),
        ({"common": "No Host"}, (), False),
        # a decoy of the extension in the subject must not hide the true names
        ({"names": [x509.DNSName("true.test")], "unit": DECOY}, ("true.test",), False),
    ],
)  # fmt: skip
def test_names_of_certificates(made, names, scanned):
    built = certificate(**made)
    der = built.public_bytes(Encoding.DER)
    tbs = built.tbs_certificate_bytes

    assert names_of(Leaf(0, X509, der, b"")) == names
    assert names_of(Leaf(0, PRECERT, tbs, b"")) == names
    assert (scan(der) is not None) is scanned
    assert tuple(dict.fromkeys(parse(tbs, is_tbs=True))) == names


LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)
NAMES_OF_ANY = st.one_of(
    st.builds("{}.{}.test".format, LABEL, LABEL).map(x509.DNSName),
    st.builds("*.{}.TEST".format, LABEL).map(x509.DNSName),
    LABEL.map(lambda label: x509.RFC822Name(f"{label}@x.test")),
    LABEL.map(lambda label: x509.UniformResourceIdentifier(f"http://x.test/{label}")),
    st.ip_addresses().map(x509.IPAddress),
)


@settings(max_examples=40)
@given(st.lists(NAMES_OF_ANY, min_size=1, max_size=40), st.sampled_from(["x", DECOY]))
def test_the_scan_finds_what_the_parser_finds(names, unit):
    der = certificate(names=names, unit=unit).public_bytes(Encoding.DER)
    scanned = scan(der)

    assert parse(der, is_tbs=False) == [
        one.value.lower() for one in names if isinstance(one, x509.DNSName)
    ]
    assert scanned in (None, parse(der, is_tbs=False))
    assert (scanned is None) is (unit == DECOY)


def listed(name, *, tiled=False, state="usable", **changes):
    key = trees.public_key(name)
    url = (
        {"monitoring_url": f"https://{name}"} if tiled else {"url": f"https://{name}/"}
    )
    return {
        "description": name,
        "key": base64.b64encode(key).decode(),
        "log_id": base64.b64encode(hashlib.sha256(key).digest()).decode(),
        "state": {state: {}},
        **url,
        **changes,
    }


def as_list(logs=(), tiled=()):
    operator = {"logs": list(logs), "tiled_logs": list(tiled)}
    return json.dumps({"operators": [operator]}).encode()


def test_log_list_takes_the_usable_and_tiles_first():
    data = as_list(
        [listed("a.test"), listed("b.test"), listed("c.test", state="rejected")],
        [listed("b.test", tiled=True)],
    )

    logs = read_log_list(data)

    assert [(log.url, log.tiled) for log in logs] == [
        ("https://b.test/", True),
        ("https://a.test/", False),
    ]
    assert [log.name for log in choose(logs, ["A.TEST"])] == ["a.test"]


@pytest.mark.parametrize(
    "changes",
    [
        {"log_id": "AAAA"},  # not that of the key
        {"key": "%"},  # not base64
        {"url": "file:///etc/passwd"},  # no address of a log
    ],
)
def test_a_list_that_lies_is_refused(changes):
    with pytest.raises(ValueError, match=r"log list|id of|key of|no address"):
        read_log_list(as_list([listed("a.test", **changes)]))


@real
class TestRealTiles:
    def test_data_tile_hash_tile_names_tile_and_entries_agree(self):
        tile = REAL / "navigli2025h2/tile"
        answer = REAL / "get-entries/navigli2025h2_tile_001.json.gz"

        leaves = read_data_tile((tile / "data/001").read_bytes(), 256)
        named = read_names_tile((tile / "names/001").read_bytes(), 256)

        hashes_ = split(Tile(0, 1), (tile / "0/001").read_bytes())
        assert [leaf.hash for leaf in leaves] == hashes_
        assert leaves == read_get_entries(gzip.decompress(answer.read_bytes()), 256)
        for leaf, (timestamp, names) in zip(leaves, named, strict=True):
            assert leaf.timestamp_ms == timestamp
            assert set(names_of(leaf)) == set(names)
            assert scan(leaf.der) == parse(leaf.der, is_tbs=True)

    def test_partial_tile(self):
        path = REAL / "navigli2025h2/tile/data/003.p/10"

        assert len(read_data_tile(path.read_bytes(), 10)) == 10
        with pytest.raises(ValueError, match="holds 10 leaves, not 11"):
            read_data_tile(path.read_bytes(), 11)
