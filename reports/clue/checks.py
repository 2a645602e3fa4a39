"""The single checks of a bag: each returns what it saw, or raises Doubt."""

import json
from typing import Any

from casebook.encoding import from_plain
from casebook.language import mark
from casebook.records import Claim
from casebook.store.ledger import Line, hash_line
from reports.clue import seal
from reports.clue.bag import (
    COVERED,
    DECLARATION,
    INFO,
    MANIFEST,
    SIGNATURE,
    SIGNER,
    SM3_SUMS,
    TAG_FILES,
    TAG_MANIFEST,
)
from reports.clue.bagged import Bag, compare, read_file, read_sums, some
from reports.clue.doubt import Doubt
from reports.clue.facts import SCHEMA

FACTS_MAX_BYTES = 512 << 20
"""Of clue.json and of a slice of the ledger."""


def declaration(bag: Bag) -> Claim:
    """Check that the bag says what it is."""
    if read_file(bag, "bagit.txt") != DECLARATION:
        raise Doubt(mark("bagit.txt does not say BagIt 1.0 in UTF-8"))
    return Claim(template=mark("it is a bag of version {version}"), values=_V10)


def listed_files(bag: Bag) -> Claim:
    """Check that every file listed is there, and no other."""
    expected = {*TAG_FILES, *read_sums(bag, MANIFEST)}
    missing, extra = expected - {*bag.measured}, {*bag.measured} - expected
    if missing:
        raise Doubt(mark("missing: {names}"), names=some(missing))
    if extra:
        raise Doubt(mark("not listed: {names}"), names=some(extra))
    return _count(len(expected))


def payload_digests(bag: Bag) -> Claim:
    """Check the SHA-256 of every file below ``data/``."""
    sums = read_sums(bag, MANIFEST)
    outside = [name for name in sums if not name.startswith("data/")]
    if outside:
        raise Doubt(mark("listed outside data/: {names}"), names=some(outside))
    compare(sums, {name: found.sha256 for name, found in bag.measured.items()})
    return _count(len(sums))


def payload_count(bag: Bag) -> Claim:
    """Check the number of files below ``data/`` and of their bytes."""
    payload = [d for name, d in bag.measured.items() if name.startswith("data/")]
    size = sum(digests.size_bytes for digests in payload)
    if read_info(bag).get("Payload-Oxum") != f"{size}.{len(payload)}":
        raise Doubt(
            mark("bag-info.txt does not tell of {count} files with {size} bytes"),
            count=len(payload),
            size=size,
        )
    return Claim(
        template=mark("{count} files with {size} bytes"),
        values={"count": str(len(payload)), "size": str(size)},
    )


def tag_digests(bag: Bag) -> Claim:
    """Check the SHA-256 of the files beside ``data/``."""
    sums = read_sums(bag, TAG_MANIFEST)
    if set(sums) != set(COVERED):
        raise Doubt(mark("{name} does not list what it must"), name=TAG_MANIFEST)
    compare(sums, {name: found.sha256 for name, found in bag.measured.items()})
    return _count(len(sums))


def sm3_digests(bag: Bag) -> Claim:
    """Check the SM3 of every file below ``data/``."""
    sums = read_sums(bag, SM3_SUMS)
    if set(sums) != set(read_sums(bag, MANIFEST)):
        raise Doubt(mark("{name} does not list what it must"), name=SM3_SUMS)
    compare(sums, {name: found.sm3 for name, found in bag.measured.items()})
    return _count(len(sums))


def signature(bag: Bag) -> Claim:
    """Check the signature over the tag manifest against the key in the package."""
    key = seal.read_public(read_file(bag, SIGNER))
    signed = read_file(bag, SIGNATURE), read_file(bag, TAG_MANIFEST)
    if not seal.is_signed(key, *signed):
        raise Doubt(mark("the signature is not over this tag manifest"))
    told, found = read_info(bag).get("Signer-Key-SHA256"), seal.fingerprint(key)
    if told != found:
        raise Doubt(mark("bag-info.txt tells of another key"))
    return Claim(
        template=mark("by the key in the package, {fingerprint}"),
        values={"fingerprint": found},
    )


def facts(bag: Bag) -> Claim:
    """Check that clue.json is about this package and these files."""
    plain = json.loads(read_file(bag, "data/clue.json", limit=FACTS_MAX_BYTES))
    if plain["schema"] != SCHEMA:
        raise Doubt(mark("clue.json has a schema we do not know: {name}"), name=SCHEMA)
    number = read_info(bag).get("External-Identifier")
    if plain["number"] != number or bag.container.top not in {"", number}:
        raise Doubt(mark("the package, bag-info.txt and clue.json differ in number"))
    compare(
        {one["path"]: _told(one) for one in plain["files"]},
        {
            name: f"{found.size_bytes} {found.sha256} {found.sm3}"
            for name, found in bag.measured.items()
        },
    )
    return _count(len(plain["files"]))


def custody(bag: Bag) -> Claim:
    """Check that each line of the ledger holds the hash of its own words."""
    count = 0
    for name in sorted(bag.measured):
        if not name.startswith("data/") or not name.endswith("custody.jsonl"):
            continue
        last = 0
        for text in read_file(bag, name, limit=FACTS_MAX_BYTES).splitlines():
            line = from_plain(json.loads(text), Line)
            if line.seq <= last or line.hash != _hash(line):
                raise Doubt(
                    mark("line {seq} of {name} was changed"), seq=line.seq, name=name
                )
            last, count = line.seq, count + 1
    if not count:
        raise Doubt(mark("there are no lines of the ledger"))
    return Claim(
        template=mark("{count} lines, each with its own hash"),
        values={"count": str(count)},
    )


def read_info(bag: Bag) -> dict[str, str]:
    """Return the fields of bag-info.txt; a field that is there twice is not there."""
    pairs = [
        (name, value)
        for name, _, value in (
            line.partition(": ")
            for line in read_file(bag, INFO).decode("utf-8").splitlines()
        )
    ]
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


_V10 = {"version": "1.0"}


def _count(count: int) -> Claim:
    return Claim(template=mark("{count} files"), values={"count": str(count)})


def _told(one: dict[str, Any]) -> str:
    return f"{one['bytes']} {one['sha256']} {one['sm3']}"


def _hash(line: Line) -> str:
    return hash_line(
        seq=line.seq,
        at=line.at,
        actor=line.actor,
        action=line.action,
        object=line.object,
        detail=line.detail,
        prev=line.prev,
    )
