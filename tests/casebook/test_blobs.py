"""Blobs: whole or absent, and never believed without a look."""

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.blobs import Blobs
from casebook.errors import DigestMismatch, EvidenceError

SHA256 = hashlib.sha256(b"page").hexdigest()


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "evidence")


def test_stored_under_its_own_name(blobs):
    assert blobs.store(b"page") == SHA256
    assert blobs.read(SHA256) == b"page"

    path = blobs.root / "objects" / SHA256[:2] / SHA256[2:4] / SHA256
    assert blobs.path(SHA256) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert list((blobs.root / "parts").iterdir()) == []


@given(data=st.binary(max_size=3000))
def test_any_bytes_come_back(blobs, data):
    assert blobs.read(blobs.store(data)) == data


def test_same_bytes_are_stored_once(blobs):
    path = blobs.path(blobs.store(b"page"))
    before = path.stat().st_ino

    assert blobs.store(b"page") == SHA256
    assert path.stat().st_ino == before


def test_open_gives_a_file_at_its_start(blobs):
    large = b"x" * (3 << 20)
    with blobs.open(blobs.store(large)) as file:
        assert file.read() == large


def damage(path, data):
    path.chmod(0o640)
    path.write_bytes(data)


@pytest.mark.parametrize("data", [b"pagf", b"pag", b"page more", b""])
def test_changed_bytes_are_not_handed_out(blobs, data):
    damage(blobs.path(blobs.store(b"page")), data)

    for ask in (blobs.read, blobs.open):
        with pytest.raises(DigestMismatch) as caught:
            ask(SHA256)
        error = caught.value
        assert error.path == f"objects/{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"
        assert error.expected == SHA256
        assert error.actual == hashlib.sha256(data).hexdigest()


def test_cut_off_blob_is_mended_when_it_is_stored_again(blobs):
    """A full disk or a broken copy must not stop the next capture of the page."""
    damage(blobs.path(blobs.store(b"page")), b"pa")

    blobs.store(b"page")

    assert blobs.read(SHA256) == b"page"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../../../etc/passwd",
        SHA256.upper(),
        SHA256[:-1],
        SHA256 + "\n",
        "/" + SHA256[1:],
        "０" * 64,  # digits, but not ASCII
    ],
)
def test_name_that_is_no_digest(blobs, name):
    for ask in (blobs.path, blobs.read, blobs.open):
        with pytest.raises(EvidenceError, match="not the SHA-256"):
            ask(name)


def test_missing_blob(blobs):
    with pytest.raises(EvidenceError, match="is not stored"):
        blobs.read(SHA256)


def test_folder_in_place_of_a_blob(blobs):
    blobs.path(SHA256).mkdir(parents=True)

    with pytest.raises(EvidenceError, match="cannot be read: Is a directory"):
        blobs.read(SHA256)


def test_store_that_cannot_write_is_one_line(tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")

    with pytest.raises(EvidenceError, match="cannot be stored") as caught:
        Blobs(tmp_path / "evidence").store(b"page")

    assert len(str(caught.value).splitlines()) == 1


def test_verify_says_what_each_file_is(blobs):
    whole = blobs.path(blobs.store(b"whole"))
    changed = blobs.path(blobs.store(b"changed"))
    damage(changed, b"changed!")
    stray = blobs.root / "objects" / "note.txt"
    stray.write_text("")
    moved = blobs.root / "objects" / "00" / SHA256
    moved.parent.mkdir()
    moved.write_bytes(b"page")

    found = {check.path: (check.result, check.detail) for check in blobs.verify()}

    name = {path: path.relative_to(blobs.root).as_posix() for path in (whole, changed)}
    assert found[name[whole]] == ("passed", "")
    assert found[name[changed]][0] == "failed"
    assert found["objects/note.txt"][0] == "failed"
    assert found[f"objects/00/{SHA256}"][1].endswith("does not belong there")
    assert len(found) == 4


def test_verify_of_nothing(blobs):
    assert list(blobs.verify()) == []


def test_sweep_removes_old_parts_only(blobs):
    blobs.store(b"page")
    old, new = (blobs.root / "parts" / name for name in ("old", "new"))
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    for part, hours in ((old, 2), (new, 0)):
        part.write_bytes(b"half a pa")
        then = (noon - timedelta(hours=hours)).timestamp()
        os.utime(part, (then, then))

    assert blobs.sweep(before=noon - timedelta(hours=1)) == 1
    assert [path.name for path in (blobs.root / "parts").iterdir()] == ["new"]
    assert blobs.read(SHA256) == b"page"
