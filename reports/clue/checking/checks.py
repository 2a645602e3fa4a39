"""The single checks of a bag: each returns what it saw, or raises Doubt."""

import hashlib
import json
from typing import Any

from casebook.encoding import from_plain
from casebook.language import mark
from casebook.records import Claim
from casebook.store.ledger import Line, hash_line
from casebook.times import both_zones
from reports.clue.checking.bagged import Bag, compare, read_file, read_sums, some
from reports.clue.doubt import Doubt, Unchecked
from reports.clue.exchange.facts import SCHEMA
from reports.clue.sealing.bag import (
    COVERED,
    DECLARATION,
    INFO,
    MANIFEST,
    SIGNATURE,
    SIGNER,
    SM3_SUMS,
    STAMPED,
    TAG_FILES,
    TAG_MANIFEST,
    TIMESTAMP,
)
from reports.clue.sealing.signers import Signer, is_signed, read_signer
from reports.clue.sealing.timestamps import ANSWER_MAX_BYTES, check_stamp

FACTS_MAX_BYTES = 128 << 20
"""Of clue.json and of a slice of the ledger."""


def declaration(bag: Bag) -> Claim:
    """Check that the bag says what it is."""
    if read_file(bag, "bagit.txt") != DECLARATION:
        raise Doubt(mark("bagit.txt does not say BagIt 1.0 in UTF-8"))
    return Claim(template=mark("it is a bag of version {version}"), values=_V10)


def listed_files(bag: Bag) -> Claim:
    """Check that every file listed is there, and no other."""
    expected = {*TAG_FILES, *read_sums(bag, MANIFEST)}
    if is_stamped(bag):
        expected.add(TIMESTAMP)
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
    """Check the signature over the tag manifest against the key in the package.

    Raises:
        Unchecked: nothing here can check this kind of signature.
    """
    signer = signer_of(bag)
    told = read_info(bag)
    if told.get("Signer-Key-SHA256") != signer.fingerprint:
        raise Doubt(mark("bag-info.txt tells of another key"))
    # Packages made before there were other kinds do not tell.
    kind = told.get("Signature-Algorithm", signer.algorithm)
    if signer.algorithm and kind != signer.algorithm:
        raise Doubt(mark("bag-info.txt tells of another kind of signature"))
    if not is_signed(signer, read_file(bag, SIGNATURE), read_file(bag, TAG_MANIFEST)):
        raise Doubt(mark("the signature is not over this tag manifest"))
    return Claim(
        template=mark("{algorithm}, by the key in the package, {fingerprint}"),
        values={"algorithm": signer.algorithm, "fingerprint": signer.fingerprint},
    )


def signer(bag: Bag, pinned: Signer | None) -> Claim:
    """Check that the key in the package is the one that came another way.

    Raises:
        Unchecked: no such key was given, or the signature cannot be checked.
    """
    if pinned is None:
        raise Unchecked(
            mark("no key was given, so who signed is not known; ask the sender")
        )
    if signer_of(bag).der != pinned.der:
        raise Doubt(mark("signed with another key than the one given"))
    signature(bag)
    return Claim(template=mark("signed with the key given"))


def timestamp(bag: Bag, roots_pem: bytes | None) -> Claim:
    """Check the timestamp over the tag manifest by the pinned roots alone.

    Raises:
        Unchecked: there is none and the package says so, no roots were given, or it
            cannot be told here.
    """
    if not is_stamped(bag):
        if TIMESTAMP in bag.measured:
            raise Doubt(mark("there is a timestamp that bag-info.txt does not tell of"))
        raise Unchecked(mark("no trusted timestamp"))
    raw = read_file(bag, TIMESTAMP, limit=ANSWER_MAX_BYTES)
    manifest = read_file(bag, TAG_MANIFEST)
    if roots_pem is None:
        if hashlib.sha256(manifest).digest() not in raw:
            raise Doubt(mark("the timestamp is not over this tag manifest"))
        raise Unchecked(
            mark("no roots were given, so whose timestamp it is, is not known")
        )
    at = check_stamp(raw, manifest, roots_pem)
    return Claim(
        template=mark("all of it existed at {at}"), values={"at": both_zones(at)}
    )


def is_stamped(bag: Bag) -> bool:
    """Whether bag-info.txt tells of a timestamp."""
    return read_info(bag).get("Trusted-Timestamp", "").startswith(STAMPED)


def signer_of(bag: Bag) -> Signer:
    """Return the key in the package."""
    return read_signer(read_file(bag, SIGNER))


def facts(bag: Bag) -> Claim:
    """Check that clue.json is about this package and these files."""
    plain = json.loads(read_file(bag, "data/clue.json", limit=FACTS_MAX_BYTES))
    if plain["schema"] != SCHEMA:
        raise Doubt(mark("clue.json has a schema we do not know: {name}"), name=SCHEMA)
    told = read_info(bag)
    number = told.get("External-Identifier")
    if plain["number"] != number or bag.container.top not in {"", number}:
        raise Doubt(mark("the package, bag-info.txt and clue.json differ in number"))
    if _superseded(plain) != (told.get("Supersedes"), told.get("Supersedes-SHA256")):
        raise Doubt(mark("bag-info.txt and clue.json differ in what is superseded"))
    compare(
        {one["path"]: _told(one) for one in plain["files"]},
        {
            name: f"{found.size_bytes} {found.sha256} {found.sm3}"
            for name, found in bag.measured.items()
        },
    )
    return _count(len(plain["files"]))


def custody(bag: Bag) -> Claim:
    """Check that each line of the ledger holds the hash of its own words.

    Lines that follow each other in the ledger must chain. A line in which victims were
    masked has the hash of the words as they were, which cannot be recomputed here.
    """
    count = hidden = 0
    for name in sorted(bag.measured):
        if not name.startswith("data/") or not name.endswith("custody.jsonl"):
            continue
        last: Line | None = None
        for text in read_file(bag, name, limit=FACTS_MAX_BYTES).splitlines():
            plain = json.loads(text)
            is_masked = plain.pop("masked", False) is True
            line = from_plain(plain, Line)
            if not (is_masked or line.hash == _hash(line)) or not _follows(line, last):
                raise Doubt(
                    mark("line {seq} of {name} was changed"), seq=line.seq, name=name
                )
            last, count, hidden = line, count + 1, hidden + is_masked
    if not count:
        raise Doubt(mark("there are no lines of the ledger"))
    template = mark("{count} lines, each with its own hash")
    if hidden:
        template = mark("{count} lines, each with its own hash but {masked} masked")
    return Claim(template=template, values={"count": str(count), "masked": str(hidden)})


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


def _superseded(plain: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return number and digest of what clue.json says is superseded."""
    earlier = plain.get("supersedes")
    return (earlier["number"], earlier["sha256"]) if earlier else (None, None)


def _follows(line: Line, last: Line | None) -> bool:
    if last is None:
        return True
    if line.seq == last.seq + 1:
        return line.prev == last.hash
    return line.seq > last.seq


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
