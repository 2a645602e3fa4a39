"""Trees of logs: heads and their signatures, what is in a tree, and whether it grew."""

import base64
import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.ct.entry_ranges import check_range, read_path
from crawler.ct.hash_tiles import (
    Tile,
    chain,
    check_edge,
    check_growth,
    check_leaves,
    edge,
    grown_edge,
    tile_path,
)
from crawler.ct.heads import Head, read_checkpoint, read_sth
from crawler.ct.proofs import check_consistency, read_proof
from testbed import trees

KEY = trees.public_key("log.test")
SIZE = 40
LEAVES = [hashlib.sha256(bytes((number,))).digest() for number in range(SIZE)]
ROOT = trees.tree_hash(LEAVES)
CHECKPOINT = trees.checkpoint("log.test", SIZE, ROOT, 1_767_323_045_000)


def test_checkpoint_and_tree_head_are_read_and_verified():
    head = read_checkpoint(CHECKPOINT, KEY)
    sth = json.dumps(
        {
            "tree_size": len(LEAVES),
            "timestamp": head.timestamp_ms,
            "sha256_root_hash": base64.b64encode(ROOT).decode(),
            "tree_head_signature": base64.b64encode(head.signature).decode(),
        }
    ).encode()

    assert (head.size, head.root, head.origin) == (len(LEAVES), ROOT, "log.test")
    assert head.is_signed_by(KEY)
    assert read_sth(sth).is_signed_by(KEY)
    assert not head.is_signed_by(trees.public_key("other.test"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n40\n", b"\n41\n"),  # another size
        (base64.b64encode(ROOT), base64.b64encode(bytes(32))),  # another root
        (b"\xe2\x80\x94 log.test ", b"\xe2\x80\x94 other.test "),  # another signer
    ],
)
def test_a_changed_checkpoint_is_not_signed(old, new):
    assert old in CHECKPOINT
    changed = CHECKPOINT.replace(old, new)

    assert not read_checkpoint(changed, KEY).is_signed_by(KEY)


@pytest.mark.parametrize("size", ["-1", "040", "4 0", "٤", "1e3"])
def test_sizes_that_are_none(size):
    with pytest.raises(ValueError, match="size"):
        read_checkpoint(CHECKPOINT.replace(b"\n40\n", f"\n{size}\n".encode()), KEY)


def made_leaves(size):
    return [hashlib.sha256(str(number).encode()).digest() for number in range(size)]


def tiles_of(leaves, wanted):
    return {tile: trees.hash_tile(leaves, *tile) for tile in wanted}


def tiles_to(leaves, number):
    return tiles_of(leaves, [*edge(len(leaves)), *chain(len(leaves), number)])


def tiles_between(leaves, old):
    size = len(leaves)
    wanted = [*edge(size), *grown_edge(old, size)]
    for tile in grown_edge(old, size):
        wanted += chain(size, tile.number, tile.level)
    return tiles_of(leaves, wanted)


def head_of(leaves):
    return Head(size=len(leaves), root=trees.tree_hash(leaves))


def forge(tiles, tile):
    return tiles | {tile: bytes(32) + tiles[tile][32:]}


@given(st.integers(1, 1500), st.data())
def test_every_tile_of_every_tree_is_found_in_it(size, data):
    leaves = made_leaves(size)
    number = data.draw(st.integers(0, (size - 1) // 256))
    head = head_of(leaves)
    tiles = tiles_to(leaves, number)
    inside = leaves[number * 256 : number * 256 + 256]

    check_edge(head, tiles)
    check_leaves(head, number, inside, tiles)
    place = data.draw(st.integers(0, len(inside) - 1))
    other = [*inside[:place], bytes(32), *inside[place + 1 :]]
    with pytest.raises(ValueError, match="not those"):
        check_leaves(head, number, other, tiles)
    tile = data.draw(st.sampled_from(sorted(tiles)))
    forged = forge(tiles, tile)

    def check_all():
        check_edge(head, forged)
        check_leaves(head, number, inside, forged)

    with pytest.raises(ValueError, match=r"give the root|hang below|not those"):
        check_all()


def test_a_tree_of_three_levels():
    """65,536 leaves and some: the second level has a full tile, too."""
    size = 65536 + 300
    leaves = made_leaves(size)
    head = head_of(leaves)
    tiles = tiles_to(leaves, 7)

    assert Tile(1, 0) in tiles
    check_edge(head, tiles)
    check_leaves(head, 7, leaves[7 * 256 : 8 * 256], tiles)


@settings(max_examples=60)
@given(st.integers(2, 1500), st.data())
def test_a_tree_that_grew_begins_with_what_it_was(size, data):
    """By hash tiles and by a proof; and not where an early leaf was changed."""
    leaves = made_leaves(size)
    old = data.draw(st.integers(1, size - 1))
    before, after = head_of(leaves[:old]), head_of(leaves)
    tiles = tiles_between(leaves, old)
    proof = trees.consistency_proof(leaves, old)

    check_edge(after, tiles)
    check_growth(before, after, tiles)
    check_consistency(before, after, proof)
    changed = data.draw(st.integers(0, old - 1))
    other = [*leaves[:changed], bytes(32), *leaves[changed + 1 :]]
    rewritten = head_of(other)
    with pytest.raises(ValueError, match="do not begin with"):
        check_growth(before, rewritten, tiles_between(other, old))
    with pytest.raises(ValueError, match="do not begin with"):
        check_consistency(before, rewritten, trees.consistency_proof(other, old))


@settings(max_examples=60)
@given(st.integers(2, 1500), st.data())
def test_a_forged_tile_proves_no_growth(size, data):
    """Old tiles that suit the old head must hang in the new tree, too."""
    leaves = made_leaves(size)
    old = data.draw(st.integers(1, size - 1))
    before, after = head_of(leaves[:old]), head_of(leaves)
    tiles = tiles_between(leaves, old)
    tile = data.draw(st.sampled_from(sorted(tiles)))

    forged = forge(tiles, tile)

    def check_both():
        check_edge(after, forged)
        check_growth(before, after, forged)

    with pytest.raises(ValueError, match=r"give the root|do not begin|hang below"):
        check_both()


@given(st.integers(2, 300), st.data())
def test_a_changed_proof_proves_nothing(size, data):
    leaves = made_leaves(size)
    old = data.draw(st.integers(1, size - 1))
    before, after = head_of(leaves[:old]), head_of(leaves)
    proof = trees.consistency_proof(leaves, old)
    place = data.draw(st.integers(0, len(proof) - 1))
    changes = {
        "changed": [*proof[:place], bytes(32), *proof[place + 1 :]],
        "short": proof[:-1],
        "long": [*proof, bytes(32)],
        "none": [],
    }

    for changed in changes.values():
        with pytest.raises(ValueError, match=r"do not begin|too long|empty"):
            check_consistency(before, after, changed)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (5, 5), (6, 5)])
def test_proofs_lead_from_a_smaller_tree_to_a_larger(old, new):
    before, after = head_of(made_leaves(old)), head_of(made_leaves(new))

    with pytest.raises(ValueError, match=f"from {old} to {new}"):
        check_consistency(before, after, [bytes(32)])


def test_a_tree_of_three_levels_that_grew():
    leaves = made_leaves(65536 + 300)

    old = 65536 - 5
    before, after = head_of(leaves[:old]), head_of(leaves)

    check_growth(before, after, tiles_between(leaves, old))


@pytest.mark.parametrize(
    "proof",
    [
        {"consistency": ["AAAA"]},  # no hash
        {"consistency": [base64.b64encode(bytes(32)).decode()] * 129},  # too many
        {"consistency": 7},
        {},
    ],
    ids=["no-hash", "too-many", "no-list", "nothing"],
)
def test_answers_that_are_no_proof(proof):
    with pytest.raises(ValueError, match="proof of consistency"):
        read_proof(json.dumps(proof).encode())


@given(st.binary(min_size=32, max_size=32), st.integers(0, 39))
def test_a_signature_holds_for_one_head_only(root, size):
    signed = read_checkpoint(CHECKPOINT, KEY)
    other = Head(
        size=size,
        root=root,
        timestamp_ms=signed.timestamp_ms,
        signature=signed.signature,
    )

    assert not other.is_signed_by(KEY)


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/data/000"),
        (1234067, 256, "tile/data/x001/x234/067"),  # the example of c2sp.org
        (273, 16, "tile/data/273.p/16"),
        (1000, 256, "tile/data/x001/000"),
    ],
)
def test_paths(number, width, path):
    assert tile_path("data", number, width) == path


def path_of(leaves, index):
    hashes = trees.inclusion_proof(leaves, index)
    table = {
        "leaf_index": index,
        "audit_path": [base64.b64encode(one).decode() for one in hashes],
    }
    return read_path(json.dumps(table).encode(), index)


@settings(max_examples=60)
@given(st.integers(1, 300), st.data())
def test_entries_side_by_side_are_in_the_tree(size, data):
    """By the paths of two of them; and not where one of the row was changed."""
    leaves = made_leaves(size)
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))
    row = leaves[first : last + 1]
    paths = path_of(leaves, first), path_of(leaves, last)

    check_range(head_of(leaves), row, *paths)
    row[data.draw(st.integers(0, len(row) - 1))] = bytes(32)
    with pytest.raises(ValueError, match="not in the tree"):
        check_range(head_of(leaves), row, *paths)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda path: path.replace(b"5", b"6", 1), "is said to be entry 6"),
        (lambda path: b"[]", "not a proof of inclusion"),
        (lambda path: b'{"audit_path": [7]}', "not a proof of inclusion"),
        (lambda path: b'{"audit_path": ["AAAA"]}', "no list of hashes"),
        (lambda path: b'{"audit_path": []}', "too short"),
    ],
    ids=["another", "no table", "no text", "no hash", "empty"],
)
def test_wrong_paths_are_refused(change, said):
    leaves = made_leaves(9)
    hashes = [base64.b64encode(h).decode() for h in trees.inclusion_proof(leaves, 5)]
    answer = json.dumps({"leaf_index": 5, "audit_path": hashes}).encode()

    def check():
        path = read_path(change(answer), 5)
        check_range(head_of(leaves), leaves[5:6], path, path)

    with pytest.raises(ValueError, match=said):
        check()
