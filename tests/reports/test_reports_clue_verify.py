"""Every way we could think of to change a package, and the check that finds it."""

import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from forging import edit, rehash, relist, retag, sign

from casebook.errors import InputError
from reports.clue import verify
from reports.clue.checking.verify import NAMES
from reports.clue.sealing import keys as seal
from reports.clue.sealing.archive import write_zip

BODY = "data/captures/20260103T013005Z-browser-desktop/dom.html.txt"
CAPTURE = "data/captures/20260103T013000Z-desktop/capture.json"


def failed(path, **more):
    return {check.name for check in verify(path, **more) if check.result == "failed"}


# Ways to change an unpacked bag. Each is also tried as a ZIP of the exact form.


def flip_a_bit(bag):
    data = bytearray((bag / BODY).read_bytes())
    data[3] ^= 1
    (bag / BODY).write_bytes(data)


def cut_a_file(bag):
    (bag / BODY).write_bytes((bag / BODY).read_bytes()[:-1])


def empty_a_file(bag):
    (bag / BODY).write_bytes(b"")


def remove_a_file(bag):
    (bag / BODY).unlink()


def rename_a_file(bag):
    (bag / BODY).rename(bag / "data/renamed.txt")


def swap_two_files(bag):
    first, second = bag / "data/index.csv", bag / "data/custody.jsonl"
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


def add_below_data(bag):
    (bag / "data/extra.bin").write_bytes(b"x")


def add_beside_data(bag):
    (bag / "notes.txt").write_text("read me")


def add_without_a_dot(bag):
    (bag / "README").write_text("read me")


def add_and_list(bag):
    (bag / "data/extra.bin").write_bytes(b"x")
    rehash(bag)


def change_and_rehash(bag):
    flip_a_bit(bag)
    rehash(bag)


def remove_and_rehash(bag):
    remove_a_file(bag)
    rehash(bag)


def edit_the_letter_and_rehash(bag):
    (bag / "data/report.pdf").write_bytes(b"%PDF-1.7 another letter")
    rehash(bag)


def edit_bag_info(bag):
    edit(bag / "bag-info.txt", "Bagging-Date: 2026", "Bagging-Date: 2025")


def edit_bag_info_and_retag(bag):
    edit_bag_info(bag)
    retag(bag)


def edit_instructions(bag):
    edit(bag / "VERIFY.txt", "sha256sum", "true #")


def edit_sm3(bag):
    edit(bag / "sm3sums.txt", "^[0-9a-f]{8}", "00000000")


def drop_a_manifest_line(bag):
    path = bag / "manifest-sha256.txt"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))


def double_a_manifest_line(bag):
    path = bag / "manifest-sha256.txt"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines]))


def list_a_file_outside(bag):
    path = bag / "manifest-sha256.txt"
    path.write_text(path.read_text() + f"{'0' * 64}  ../../etc/passwd\n")


def spoil_the_manifest(bag):
    (bag / "manifest-sha256.txt").write_bytes(b"\xff\x00 nothing\n")


def remove_the_manifest(bag):
    (bag / "manifest-sha256.txt").unlink()


def remove_the_tag_manifest(bag):
    """What the usual library lets through."""
    (bag / "tagmanifest-sha256.txt").unlink()


def remove_the_signature(bag):
    (bag / "tagmanifest-sha256.txt.sig").unlink()


def spoil_the_signature(bag):
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(bytes(64))


def shorten_the_signature(bag):
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(b"x")


def remove_the_key(bag):
    (bag / "signer.pem").unlink()


def exchange_the_key(bag):
    (bag / "signer.pem").write_bytes(seal.public_pem(Ed25519PrivateKey.generate()))
    retag(bag)


def another_version(bag):
    (bag / "bagit.txt").write_text(
        "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"
    )


def another_number(bag):
    edit(bag / "data/clue.json", "CLUE-2026-0001", "CLUE-2026-0002")
    rehash(bag)


def another_schema(bag):
    edit(bag / "data/clue.json", "zhaoyao.clue/1", "zhaoyao.clue/9")
    rehash(bag)


def edit_custody_and_rehash(bag):
    edit(bag / "data/custody.jsonl", '"label":"seller"', '"label":"clear"')
    rehash(bag)


def reorder_custody_and_rehash(bag):
    path = bag / "data/custody.jsonl"
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))
    rehash(bag)


def clear_custody_and_rehash(bag):
    (bag / "data/custody.jsonl").write_bytes(b"")
    rehash(bag)


def spoil_clue_json(bag):
    (bag / "data/clue.json").write_bytes(b"[" * 100_000)
    rehash(bag)


TAMPERED = [
    (flip_a_bit, "payload-digests"),
    (cut_a_file, "payload-digests"),
    (empty_a_file, "payload-digests"),
    (remove_a_file, "listed-files"),
    (rename_a_file, "listed-files"),
    (swap_two_files, "payload-digests"),
    (add_below_data, "listed-files"),
    (add_beside_data, "listed-files"),
    (add_without_a_dot, "listed-files"),
    (add_and_list, "signature"),
    (change_and_rehash, "signature"),
    (remove_and_rehash, "signature"),
    (edit_the_letter_and_rehash, "signature"),
    (edit_bag_info, "tag-digests"),
    (edit_bag_info_and_retag, "signature"),
    (edit_instructions, "tag-digests"),
    (edit_sm3, "sm3-digests"),
    (drop_a_manifest_line, "listed-files"),
    (double_a_manifest_line, "payload-digests"),
    (list_a_file_outside, "payload-digests"),
    (spoil_the_manifest, "payload-digests"),
    (remove_the_manifest, "listed-files"),
    (remove_the_tag_manifest, "listed-files"),
    (remove_the_signature, "signature"),
    (spoil_the_signature, "signature"),
    (shorten_the_signature, "signature"),
    (remove_the_key, "signature"),
    (exchange_the_key, "signature"),
    (another_version, "declaration"),
    (another_number, "facts"),
    (another_schema, "facts"),
    (edit_custody_and_rehash, "custody"),
    (reorder_custody_and_rehash, "custody"),
    (clear_custody_and_rehash, "custody"),
    (spoil_clue_json, "facts"),
]


@pytest.fixture
def bag(package, tmp_path):
    """The package, unpacked."""
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked" / package.path.stem


def zipped(bag):
    """The folder as a ZIP of exactly our form, so that the form hides nothing."""
    path = bag.parent / f"{bag.name}.zip"
    members = {
        f"{bag.name}/{p.relative_to(bag).as_posix()}": (
            p.stat().st_size,
            lambda p=p: p.open("rb"),
        )
        for p in bag.rglob("*")
        if p.is_file()
    }
    with path.open("w+b") as stream:
        write_zip(stream, members)
    return path


def test_whole_folder_and_whole_zip_pass(bag, package):
    assert failed(bag) == set()
    assert failed(package.path) == set()
    assert zipped(bag).read_bytes() == package.path.read_bytes()


@pytest.mark.parametrize(
    ("tamper", "found_by"), TAMPERED, ids=[t.__name__ for t, _ in TAMPERED]
)
def test_tampering_is_found_in_folder_and_zip(bag, tamper, found_by):
    tamper(bag)

    assert found_by in failed(bag)
    assert found_by in failed(zipped(bag))


def test_signed_anew_is_found_with_the_right_key_only(bag, package):
    """Without a key that came another way, nobody can tell."""
    change_and_rehash(bag)
    forger = Ed25519PrivateKey.generate()
    relist(bag)
    rehash(bag)
    sign(bag, forger)
    results = {check.name: check.result.value for check in verify(bag)}
    key = package.workspace.path / "keys" / "signer.pem"

    assert results["signature"] == "passed"
    assert results["signer"] == "not-checked"
    assert failed(bag, key=key) == {"signer"}


# Ways to change the ZIP around the bag.


def append_bytes(data):
    return data + b"more"


def prepend_bytes(data):
    return b"#!/bin/sh\n" + data


def cut_the_end(data):
    return data[:-30]


def cut_half(data):
    return data[: len(data) // 2]


def no_zip(_):
    return b"<html>not found</html>"


def nothing(_):
    return b""


def flip_inside(data):
    """A byte of a member, so that its CRC no longer holds."""
    place = data.index(b"drawn browser-desktop") + 3
    return data[:place] + b"X" + data[place + 1 :]


def again(data, change, *, compression=zipfile.ZIP_STORED):
    """The same ZIP after *change* of its list of (ZipInfo, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = change([(info, old.read(info)) for info in old.infolist()])
    with zipfile.ZipFile(out, "w", compression) as new:
        for info, content in members:
            info.compress_type = compression
            new.writestr(info, content)
    return out.getvalue()


def other_dates(data):
    def change(members):
        for info, _ in members:
            info.date_time = (2026, 1, 1, 0, 0, 0)
        return members

    return again(data, change)


def other_order(data):
    return again(data, lambda members: members[::-1])


def deflated(data):
    return again(data, lambda members: members, compression=zipfile.ZIP_DEFLATED)


def with_comment(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"approved"
    return out.getvalue()


def adding(name, mode=0o100644):
    def change(data):
        def add(members):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, mode << 16
            return [*members, (info, b"/etc/passwd")]

        return again(data, add)

    return change


def doubled(data):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        name = next(n for n in archive.namelist() if n.endswith("clue.json"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, b"{}")
    return out.getvalue()


WRAPPED = {
    "bytes after the end": (append_bytes, "container-form"),
    "bytes before the start": (prepend_bytes, "container-form"),
    "end cut off": (cut_the_end, "container"),
    "half of it": (cut_half, "container"),
    "no zip": (no_zip, "container"),
    "empty": (nothing, "container"),
    "member does not fit its CRC": (flip_inside, "container"),
    "other dates": (other_dates, "container-form"),
    "other order": (other_order, "container-form"),
    "compressed": (deflated, "container"),
    "comment": (with_comment, "container-form"),
    "name that climbs out": (adding("CLUE-2026-0001/../../x"), "container"),
    "absolute name": (adding("/etc/x"), "container"),
    "drive name": (adding("C:/x"), "container"),
    "backslashes": (adding("CLUE-2026-0001\\..\\x"), "container"),
    "second folder": (adding("CLUE-2026-0009/x"), "container"),
    "hidden file": (adding("CLUE-2026-0001/.x"), "container"),
    "name that is not ASCII": (adding("CLUE-2026-0001/证.txt"), "container"),
    "symbolic link": (adding("CLUE-2026-0001/data/x", 0o120777), "container"),
    "folder entry": (adding("CLUE-2026-0001/data/empty/", 0o040755), "container"),
    "extra file": (adding("CLUE-2026-0001/data/x"), "listed-files"),
    "same name twice": (doubled, "container"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_tampering_with_the_zip_is_found(package, tmp_path, name):
    change, found_by = WRAPPED[name]
    path = tmp_path / "CLUE-2026-0001.zip"
    path.write_bytes(change(package.path.read_bytes()))

    assert found_by in failed(path)


def link_to_the_same(bag):
    """A link to the right bytes is still no file of the package."""
    (bag / BODY).rename(bag.parent / "away")
    (bag / BODY).symlink_to(bag.parent / "away")


def link_a_folder(bag):
    (bag / "data/linked").symlink_to(bag.parent)


def add_a_pipe(bag):
    os.mkfifo(bag / "data/pipe")


def add_an_empty_folder(bag):
    (bag / "data/empty").mkdir()


@pytest.mark.parametrize(
    "change", [link_to_the_same, link_a_folder, add_a_pipe, add_an_empty_folder]
)
def test_folder_with_other_things_than_files_is_refused(bag, change):
    change(bag)

    assert failed(bag) == {"container"}


def test_renamed_top_folder_is_found(package, tmp_path):
    path = tmp_path / "renamed.zip"
    with (
        zipfile.ZipFile(package.path) as old,
        path.open("w+b") as stream,
    ):
        write_zip(
            stream,
            {
                info.filename.replace("CLUE-2026-0001", "CLUE-2026-0007"): (
                    info.file_size,
                    lambda info=info: old.open(info),
                )
                for info in old.infolist()
            },
        )

    assert failed(path) == {"facts"}


def test_every_check_is_told_every_time(package, tmp_path):
    """What could not be looked at is never left out, and never passed."""
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no zip")

    assert [check.name for check in verify(package.path)] == list(NAMES)
    results = verify(broken)
    assert [check.name for check in results] == list(NAMES)
    assert {check.result.value for check in results[1:]} == {"not-checked"}


def test_no_timestamp_is_stated(package):
    (check,) = [c for c in verify(package.path) if c.name == "timestamp"]

    assert (check.result.value, check.detail) == ("not-checked", "no trusted timestamp")


def test_details_come_in_the_language_asked_for(package):
    (check,) = [c for c in verify(package.path, language="zh") if c.name == "timestamp"]

    assert check.detail == "无可信时间戳"


def test_hostile_name_is_shown_inert(package, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(adding("CLUE-2026-0001/\x1b[31m\u202e")(package.path.read_bytes()))
    details = "".join(check.detail for check in verify(path))

    assert "\x1b" not in details
    assert "\u202e" not in details


@pytest.mark.parametrize(
    "content", [None, b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n"]
)
def test_key_that_is_none_is_refused(package, tmp_path, content):
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError, match=r"key\.pem"):
        verify(package.path, key=path)


def test_package_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        verify(tmp_path / "none.zip")


def test_verify_leaves_the_package_alone(bag):
    before = shutil.copytree(bag, bag.parent / "before")
    verify(bag)

    def contents(folder):
        return {
            p.relative_to(folder): p.read_bytes()
            for p in Path(folder).rglob("*")
            if p.is_file()
        }

    assert contents(bag) == contents(before)
