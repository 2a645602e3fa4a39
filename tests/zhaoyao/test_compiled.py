"""Compiled patterns are kept, and what is damaged is made again."""

import pytest

from detectors.engine import IS_AVAILABLE
from detectors.names.native import Matcher
from zhaoyao.compiled import FILES_MOST, CompiledFiles

NAME = "0" * 64
PATTERNS = [("chin[ae]safety", "one"), ("cxmem", "other")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "zhaoyao" / "compiled"


def test_folder_is_the_users_cache(tmp_path):
    kept = CompiledFiles.of_user({"XDG_CACHE_HOME": str(tmp_path)})

    kept.write(NAME, b"data")

    path = tmp_path / "zhaoyao" / "compiled"
    assert [file.name for file in path.iterdir()] == [NAME]
    assert path.stat().st_mode & 0o077 == 0  # nobody else may write there
    assert kept.read(NAME) == b"data"


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",  # emptied
        lambda data: data[:-1],  # cut short: the disk was full
        lambda data: data[:40] + b"x" + data[41:],  # one byte differs
    ],
    ids=["empty", "cut", "changed"],
)
def test_damaged_file_is_none(folder, damage):
    kept = CompiledFiles(folder)
    kept.write(NAME, bytes(100))
    (folder / NAME).write_bytes(damage((folder / NAME).read_bytes()))

    assert kept.read(NAME) is None


def test_folder_that_cannot_be_made_costs_only_time(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    kept = CompiledFiles(tmp_path / "file" / "below")

    kept.write(NAME, b"data")

    assert kept.read(NAME) is None


def test_few_files_are_kept(folder):
    kept = CompiledFiles(folder)
    for number in range(FILES_MOST + 3):
        kept.write(f"{number:064}", b"data")

    assert len(list(folder.iterdir())) == FILES_MOST


@pytest.mark.skipif(not IS_AVAILABLE, reason="hyperscan is not installed")
@pytest.mark.parametrize("written", [None, b"no database"], ids=["kept", "foreign"])
def test_kept_patterns_find_the_same(folder, written):
    kept = CompiledFiles(folder)
    text = b"chinesafety cxmem"
    first = Matcher(PATTERNS, kept).scan(text)
    (file,) = folder.iterdir()
    if written:
        kept.write(file.name, written)

    assert Matcher(PATTERNS, kept).scan(text) == first == [(10, "one"), (16, "other")]
    assert kept.read(file.name) != written
