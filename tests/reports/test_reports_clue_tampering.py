"""Web archives, timestamps and keys: changed by someone who seals all of it anew.

Each change is made twice over: as it is, which the manifest shows, and with every list
written anew and signed with a key of the forger's own. That one is found from inside,
without the right key at hand; with it, the key shows too.
"""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from clue_cases import NOW, answer, keep
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from forging import edit, rehash, reseal, retag, sign
from stamping import Authority, giving, listening

from casebook.workspace import Workspace
from reports.clue import export, verify
from reports.clue.checking.bagged import read_bag
from reports.clue.checking.container import open_container
from reports.clue.checking.webarchives import WebArchives
from reports.clue.doubt import Doubt

DESKTOP = "data/captures/20260103T013000Z-desktop"
BROWSER = "data/captures/20260103T013005Z-browser-desktop"
WARC = f"{DESKTOP}/wire.warc.gz"
WACZ = "data/captures/20260103T013000Z-look/capture.wacz"
TOKEN = "tagmanifest-sha256.txt.tsr"

FORGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("NO OPENSSL: no authority can be made")
    return Authority(tmp_path_factory.mktemp("tsa") / "honest", "Example Time")


@pytest.fixture(scope="module")
def original(tmp_path_factory, authority):
    """A dated package with web archives, unpacked; and the key that signed it."""
    folder = tmp_path_factory.mktemp("tampering")
    environment = {
        "ZHAOYAO_CLUE_TSA_ROOTS": str(authority.roots),
        "ZHAOYAO_CLUE_TSA_TIMEOUT_SECONDS": "20",
    }
    with Workspace.create(folder / "watch"):
        pass
    with listening(giving(authority.answer)) as url:
        environment["ZHAOYAO_CLUE_TSA_URL"] = url
        with Workspace.open(folder / "watch", environment) as workspace:
            case = keep(workspace, answer(workspace.blobs))
            clue = export(workspace, [case], out=folder, at=NOW)
    with zipfile.ZipFile(folder / clue.file_name) as archive:
        archive.extractall(folder)
    (folder / clue.file_name).unlink()
    shutil.copy(folder / "watch/keys/signer.pem", folder / "signer.pem")
    return folder / clue.number


@pytest.fixture
def bag(original, tmp_path):
    return shutil.copytree(original, tmp_path / original.name)


def results(bag, **more):
    return {check.name: check.result.value for check in verify(bag, **more)}


def failed(bag, **more):
    return {name for name, result in results(bag, **more).items() if result == "failed"}


def test_untouched_passes_every_check(original, authority):
    key = original.parent / "signer.pem"
    found = results(original, key=key, tsa_roots=authority.roots)

    assert {name for name, result in found.items() if result != "passed"} == {
        "container-form"  # a folder has none
    }


# WARCs. A change is made to the list of its records, each unpacked.


def unpacked(data):
    """The gzip members of a WARC."""
    found = []
    while data:
        member = zlib.decompressobj(31)
        found.append(member.decompress(data))
        data = member.unused_data
    return found


def packed(found):
    return b"".join(gzip.compress(one, mtime=0) for one in found)


def records(path):
    return unpacked(path.read_bytes())


def write(path, found):
    path.write_bytes(packed(found))


def response(found):
    """Place of the record with the answer."""
    (place,) = [n for n, one in enumerate(found) if b"\r\nWARC-Type: response\r" in one]
    return place


def told(digest):
    return b"sha256:" + base64.b32encode(digest)


def with_right_digests(record):
    """The record with the digests that its content has."""
    head, _, rest = record.partition(b"\r\n\r\n")
    block = rest[:-4]
    payload = block.partition(b"\r\n\r\n")[2]
    for name, data in ((b"Block", block), (b"Payload", payload)):
        digest = told(hashlib.sha256(data).digest())
        head = re.sub(rb"(WARC-%b-Digest: )\S+" % name, rb"\1" + digest, head)
    return head + b"\r\n\r\n" + rest


def on_answer(change):
    """A change of the one record that has the answer."""

    def tamper(bag):
        found = records(bag / WARC)
        place = response(found)
        changed = change(found[place])
        assert changed != found[place]
        found[place] = changed
        write(bag / WARC, found)

    return tamper


def another_word(record):
    """As long as before."""
    return record.replace("查询结果".encode(), "查无结果".encode())


def another_status(record):
    return record.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 404 OK")


def no_block_digest(record):
    return re.sub(rb"WARC-Block-Digest: \S+\r\n", b"", record)


def no_payload_digest(record):
    return re.sub(rb"WARC-Payload-Digest: \S+\r\n", b"", record)


def no_digest(record):
    return no_payload_digest(no_block_digest(another_word(record)))


def weak_digest(record):
    digest = base64.b32encode(hashlib.sha1(record).digest())
    return re.sub(rb"(Block-Digest: )\S+", rb"\1sha1:" + digest, record)


def digest_twice(record):
    line = re.search(rb"WARC-Block-Digest: \S+\r\n", record).group()
    return record.replace(line, line + b"WARC-Block-Digest: sha256:A\r\n")


def payload_digest_of_another(record):
    digest = told(hashlib.sha256(b"another").digest())
    return re.sub(rb"(Payload-Digest: )\S+", rb"\1" + digest, record)


def longer_than_told(record):
    return record[:-4] + b"more" + record[-4:]


def shorter_than_told(record):
    return record[:-5] + record[-4:]


def old_version(record):
    return record.replace(b"WARC/1.1\r\n", b"WARC/1.0\r\n")


def no_length(record):
    return re.sub(rb"Content-Length: \d+\r\n", b"", record, count=1)


def changed_with_right_digests(record):
    return with_right_digests(another_word(record))


def remove_the_answer(bag):
    found = records(bag / WARC)
    del found[response(found)]
    write(bag / WARC, found)


def in_one_member(bag):
    write(bag / WARC, [b"".join(records(bag / WARC))])


def not_compressed(bag):
    (bag / WARC).write_bytes(b"".join(records(bag / WARC)))


def cut_short(bag):
    (bag / WARC).write_bytes((bag / WARC).read_bytes()[:-40])


def bytes_after_it(bag):
    (bag / WARC).write_bytes((bag / WARC).read_bytes() + b"more")


def emptied(bag):
    (bag / WARC).write_bytes(b"")


def swap_warcs(bag):
    """Each is sound; they lie beside another's capture.json."""
    one, two = bag / WARC, bag / BROWSER / "wire.warc.gz"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def capture_tells_of_more(bag):
    path = bag / DESKTOP / "capture.json"
    plain = json.loads(path.read_text("utf-8"))
    plain["capture"]["exchanges"][0]["received_sha256"] = "0" * 64
    path.write_text(json.dumps(plain), "utf-8")


def reorder_records(bag):
    """Each as it was, in a WACZ too; only not where it was."""
    was = (bag / WARC).read_bytes()
    first, *others = records(bag / WARC)
    write(bag / WARC, [first, *reversed(others)])

    def follow(members):
        (name,) = [one for one, data in members.items() if data == was]
        members[name] = (bag / WARC).read_bytes()
        list_anew(members)

    on_wacz(follow)(bag)


def capture_tells_of_another_place(bag):
    path = bag / DESKTOP / "capture.json"
    plain = json.loads(path.read_text("utf-8"))
    plain["exchanges"][0]["received"]["offset"] += 1
    path.write_text(json.dumps(plain), "utf-8")


def remove_a_warc(bag):
    (bag / WARC).unlink()


# WACZs. A change is made to the dict of its members.


def on_wacz(change, *, deflate=()):
    def tamper(bag):
        with zipfile.ZipFile(bag / WACZ) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        with zipfile.ZipFile(bag / WACZ, "w") as archive:
            for name, data in members.items():
                kind = zipfile.ZIP_DEFLATED if name in deflate else zipfile.ZIP_STORED
                archive.writestr(zipfile.ZipInfo(name), data, kind)

    return tamper


def list_anew(members):
    """The lists as the format wants them, whatever the members are now."""
    package = json.loads(members["datapackage.json"])
    package["resources"] = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in members.items()
        if not name.startswith("datapackage")
    ]
    members["datapackage.json"] = json.dumps(package).encode()
    digest_anew(members)


def digest_anew(members):
    digest = hashlib.sha256(members["datapackage.json"]).hexdigest()
    plain = {"path": "datapackage.json", "hash": f"sha256:{digest}"}
    members["datapackage-digest.json"] = json.dumps(plain).encode()


def inside(members):
    """Name of the WARC with the answer."""
    return next(
        n
        for n in members
        if re.search(r"archive/.*-\w+-desktop-wire", n) and "browser" not in n
    )


def rewrite_all_three(members):
    """What the format itself calls valid: WARC, list and digest changed together."""
    found = unpacked(members[inside(members)])
    place = response(found)
    found[place] = changed_with_right_digests(found[place])
    members[inside(members)] = packed(found)
    list_anew(members)


def rewrite_the_warc_only(members):
    members[inside(members)] += gzip.compress(b"", mtime=0)


def delete_the_digest(members):
    del members["datapackage-digest.json"]


def delete_the_list(members):
    del members["datapackage.json"]


def add_unlisted(members):
    """Without a dot in its name, which the usual validator does not see."""
    members["archive/README"] = b"read me"


def add_unlisted_warc(members):
    members["archive/more.warc.gz"] = gzip.compress(b"more", mtime=0)


def add_listed_warc(members):
    add_unlisted_warc(members)
    list_anew(members)


def add_a_script(members):
    members["index.html"] = b"<script>alert(1)</script>"
    list_anew(members)


def remove_listed(members):
    del members["pages/pages.jsonl"]


def remove_every_warc(members):
    for name in [one for one in members if one.startswith("archive/")]:
        del members[name]
    list_anew(members)


def other_pages(members):
    members["pages/pages.jsonl"] += b'{"url": "https://innocent.test/"}\n'


def weak_hash(members):
    package = json.loads(members["datapackage.json"])
    for one in package["resources"]:
        one["hash"] = f"md5:{hashlib.md5(members[one['path']]).hexdigest()}"
    members["datapackage.json"] = json.dumps(package).encode()
    digest_anew(members)


def nothing(members):
    """Only written anew, with the WARCs compressed."""


def no_zip(bag):
    (bag / WACZ).write_bytes(b"<html>")


def same_name_twice(bag):
    with (
        zipfile.ZipFile(bag / WACZ, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("pages/pages.jsonl", b"")


def deflated(bag):
    with zipfile.ZipFile(bag / WACZ) as archive:
        names = archive.namelist()
    on_wacz(nothing, deflate=names)(bag)


WAYS = {
    "word in an answer": (on_answer(another_word), "warc-digests"),
    "status of an answer": (on_answer(another_status), "warc-digests"),
    "block digest gone": (on_answer(no_block_digest), "warc-digests"),
    "payload digest gone": (on_answer(no_payload_digest), "warc-digests"),
    "word changed, digests gone": (on_answer(no_digest), "warc-digests"),
    "digest by SHA-1": (on_answer(weak_digest), "warc-digests"),
    "digest twice": (on_answer(digest_twice), "warc-digests"),
    "payload digest of another": (on_answer(payload_digest_of_another), "warc-digests"),
    "longer than told": (on_answer(longer_than_told), "warc-digests"),
    "shorter than told": (on_answer(shorter_than_told), "warc-digests"),
    "older version": (on_answer(old_version), "warc-digests"),
    "no length": (on_answer(no_length), "warc-digests"),
    "all records in one member": (in_one_member, "warc-digests"),
    "WARC not compressed": (not_compressed, "warc-digests"),
    "WARC cut short": (cut_short, "warc-digests"),
    "bytes after a WARC": (bytes_after_it, "warc-digests"),
    "WARC emptied": (emptied, "warc-digests"),
    "word and its digests": (on_answer(changed_with_right_digests), "captures"),
    "answer removed": (remove_the_answer, "captures"),
    "WARCs swapped": (swap_warcs, "captures"),
    "capture.json tells of another": (capture_tells_of_more, "captures"),
    "records reordered": (reorder_records, "captures"),
    "another place": (capture_tells_of_another_place, "captures"),
    "WARC removed": (remove_a_warc, "wacz-digests"),
    "WARC, list and digest of a WACZ": (on_wacz(rewrite_all_three), "wacz-digests"),
    "WARC of a WACZ alone": (on_wacz(rewrite_the_warc_only), "wacz-digests"),
    "digest of a WACZ deleted": (on_wacz(delete_the_digest), "wacz-digests"),
    "list of a WACZ deleted": (on_wacz(delete_the_list), "wacz-digests"),
    "file not listed": (on_wacz(add_unlisted), "wacz-digests"),
    "WARC not listed": (on_wacz(add_unlisted_warc), "wacz-digests"),
    "WARC added and listed": (on_wacz(add_listed_warc), "wacz-digests"),
    "script added and listed": (on_wacz(add_a_script), "wacz-digests"),
    "listed file removed": (on_wacz(remove_listed), "wacz-digests"),
    "no WARC left in a WACZ": (on_wacz(remove_every_warc), "wacz-digests"),
    "pages changed": (on_wacz(other_pages), "wacz-digests"),
    "hashes by MD5": (on_wacz(weak_hash), "wacz-digests"),
    "members deflated": (deflated, "wacz-digests"),
    "no WACZ": (no_zip, "wacz-digests"),
    "same name twice": (same_name_twice, "wacz-digests"),
}


@pytest.mark.parametrize("name", WAYS)
def test_change_is_found_even_when_all_is_sealed_anew(bag, name):
    tamper, found_by = WAYS[name]
    tamper(bag)

    assert failed(bag) & {"payload-digests", "listed-files"}
    reseal(bag, FORGER)
    found = results(bag)
    assert found[found_by] == "failed"
    for sealed in ("listed-files", "payload-digests", "tag-digests", "signature"):
        assert found[sealed] == "passed"


def test_there_are_enough_ways():
    assert len(WAYS) >= 25


def test_archive_that_unpacks_to_too_much_is_left(bag):
    """A thousandfold: a small package must not keep a checker busy for days."""
    head = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 41943040\r\n\r\n"
    write(bag / WARC, [head + bytes(40 << 20)])
    container = open_container(bag)
    try:
        archives = WebArchives(read_bag(container), unpacked_min_bytes=1 << 20)
        with pytest.raises(Doubt, match="unpacks to more"):
            archives.warc_digests()
    finally:
        container.close()


# Timestamps and keys.


def swap_the_token(bag, authority):
    (bag / TOKEN).write_bytes(authority.stamp(b"another manifest\n"))


def remove_the_token(bag, _):
    (bag / TOKEN).unlink()


def remove_the_token_and_its_word(bag, _):
    (bag / TOKEN).unlink()
    edit(bag / "bag-info.txt", r"Trusted-Timestamp: .*", "Trusted-Timestamp: none")
    retag(bag)


def spoil_the_token(bag, _):
    data = bytearray((bag / TOKEN).read_bytes())
    data[-20] ^= 1
    (bag / TOKEN).write_bytes(data)


def empty_the_token(bag, _):
    (bag / TOKEN).write_bytes(b"")


def stamp_by_a_forger(bag, _):
    """Of the same name, with a chain of its own that comes along."""
    forger = Authority(bag.parent / "forger", "Example Time")
    message = (bag / "tagmanifest-sha256.txt").read_bytes()
    (bag / TOKEN).write_bytes(forger.stamp(message, kind="chain"))


def sign_anew(bag, _):
    sign(bag, FORGER)


def sign_over_something_else(bag, _):
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(FORGER.sign(b"another"))


SEALS = {
    swap_the_token: {"timestamp"},
    remove_the_token: {"listed-files", "timestamp"},
    remove_the_token_and_its_word: {"signature", "signer"},
    spoil_the_token: {"timestamp"},
    empty_the_token: {"timestamp"},
    stamp_by_a_forger: {"timestamp"},
    sign_anew: {"signer", "timestamp"},
    sign_over_something_else: {"signature", "signer"},
}


@pytest.mark.parametrize("tamper", SEALS, ids=lambda one: one.__name__)
def test_change_of_a_seal_is_found(bag, original, authority, tamper):
    tamper(bag, authority)
    key = original.parent / "signer.pem"

    assert failed(bag, key=key, tsa_roots=authority.roots) == SEALS[tamper]


def test_token_beside_a_package_that_tells_of_none_is_found(bag, authority):
    edit(bag / "bag-info.txt", r"Trusted-Timestamp: .*", "Trusted-Timestamp: none")
    reseal(bag, FORGER)

    assert {"listed-files", "timestamp"} <= failed(bag, tsa_roots=authority.roots)


# VERIFY.txt, with stock tools only.


def steps(bag):
    """The commands of VERIFY.txt as they stand there."""
    blocks = (bag / "VERIFY.txt").read_text("utf-8").split("\n\n")
    return [
        block
        for block in blocks
        if block.startswith("   ") and block.isascii() and len(block.strip()) != 64
    ]


def fingerprint(bag):
    """The one that VERIFY.txt tells."""
    return re.search(r"\n   ([0-9a-f]{64})\n", (bag / "VERIFY.txt").read_text("utf-8"))[
        1
    ]


def follow(bag, command):
    """What one command says, and its exit code."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=bag,
        env={**os.environ, "PATH": tools},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip(), done.returncode


def objecting(bag, roots):
    """Numbers of the steps that found something, as a reader would see it."""
    found = set()
    # Where a reader keeps the roots is not the package's to say.
    for number, command in enumerate(steps(bag), start=1):
        said, code = follow(bag, command.replace("tsa-roots.pem", str(roots)))
        silent = not command.lstrip().startswith("openssl")
        if code or (silent and said):
            found.add(number)
        if " -outform DER" in command and said != f"{fingerprint(bag)}  -":
            found.add(number)
    return found


def change_nothing(bag):
    """As it was sent."""


def change_a_file(bag):
    (bag / "data/report.pdf").write_bytes(b"%PDF-1.7 another letter")


def change_a_list(bag):
    edit(bag / "sm3sums.txt", "^[0-9a-f]{8}", "00000000")


def change_a_list_and_retag(bag):
    edit(bag / "bag-info.txt", "Bagging-Date: 2026", "Bagging-Date: 2025")
    retag(bag)


def add_a_file(bag):
    (bag / "data/extra.txt").write_text("x")


def change_a_record(bag):
    on_answer(another_word)(bag)
    rehash(bag)


def change_a_wacz(bag):
    on_wacz(rewrite_all_three)(bag)
    rehash(bag)


def sign_by_another(bag):
    sign(bag, FORGER)


BY_HAND = {
    change_nothing: set(),
    change_a_file: {1, 5},
    change_a_list: {2, 5},
    change_a_list_and_retag: {3, 9},
    add_a_file: {6},
    change_a_record: {3, 7, 8, 9},
    change_a_wacz: {3, 8, 9},
    sign_by_another: {4, 9},
}
"""The steps of VERIFY.txt that object, by their numbers."""


@pytest.mark.skipif(
    not (shutil.which("sha256sum") and shutil.which("unzip")),
    reason="NO UNZIP OR SHA256SUM: the steps by hand cannot be followed",
)
@pytest.mark.parametrize("tamper", BY_HAND, ids=lambda one: one.__name__)
def test_stock_tools_agree(bag, authority, tamper):
    """The commands of VERIFY.txt, as an investigator runs them."""
    assert len(steps(bag)) == 9
    tamper(bag)

    assert objecting(bag, authority.roots) == BY_HAND[tamper]
