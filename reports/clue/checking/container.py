"""A package as it came: a ZIP or a folder, with nothing in it believed yet."""

import os
import re
import stat
import tempfile
import zipfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from casebook.errors import InputError
from casebook.language import mark
from reports.clue.checking.zips import open_zip
from reports.clue.doubt import Doubt
from reports.clue.sealing.archive import write_zip
from reports.clue.sealing.digests import CHUNK_BYTES

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
"""Names as we give them: no drive, no backslash, no part that begins with a dot."""

MAX_MEMBERS = 100_000
"""More files than any case has; bounds the work on a hostile package."""

_BAD_NAME = mark("a name that we never give: {name}")
_NO_FILE = mark("{name} is a link or no plain file")


class Container(Protocol):
    """Where the files of a bag are read from."""

    top: str
    """Name of the bag's folder inside the ZIP; empty where it is a folder."""

    def names(self) -> list[str]:
        """Return the files by their path in the bag, sorted.

        Raises:
            Doubt: the container itself is not to be trusted.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """Open one file at its start."""
        ...

    def is_exact(self) -> bool | None:
        """Whether every byte follows from the files; None where that says nothing."""
        ...

    def close(self) -> None:
        """Let go of the container."""
        ...


def open_container(path: Path) -> Container:
    """Open the package at *path*.

    Raises:
        InputError: there is nothing, or neither a file nor a folder.
        Doubt: the file is no ZIP that can be read.
    """
    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise InputError(f"{path} is neither a ZIP nor a folder")
    return Archive(path)


class Archive:
    """A ZIP; names are as the directory at its end says."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        try:
            self._zip = open_zip(self._file, max_entries=MAX_MEMBERS)
        except Doubt:
            self._file.close()
            raise
        self.top = self._zip.namelist()[0].partition("/")[0] if self._infos() else ""

    def names(self) -> list[str]:
        """Return the files by their path in the bag, sorted."""
        infos = self._infos()
        if not infos:
            raise Doubt(mark("{count} entries"), count=0)
        if sum(info.file_size for info in infos) > self._path.stat().st_size:
            raise Doubt(mark("entries overlap or expand"))
        found = []
        for info in infos:
            self._check(info)
            found.append(info.filename.partition("/")[2])
        if len(set(found)) != len(found):
            double = next(name for name, count in Counter(found).items() if count > 1)
            raise Doubt(mark("{name} is there twice"), name=double)
        return sorted(found)

    def open(self, name: str) -> BinaryIO:
        """Open one file at its start; its CRC is checked at its end."""
        return self._zip.open(f"{self.top}/{name}")  # type: ignore[return-value]

    def is_exact(self) -> bool | None:
        """Write the ZIP anew from its files, and compare."""
        members = {
            info.filename: (info.file_size, partial(self._zip.open, info))
            for info in self._infos()
        }
        with tempfile.TemporaryFile() as again, self._path.open("rb") as given:
            write_zip(again, members)  # type: ignore[arg-type]
            again.seek(0)
            while chunk := again.read(CHUNK_BYTES):
                if given.read(len(chunk)) != chunk:
                    return False
            return not given.read(1)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def _infos(self) -> list[zipfile.ZipInfo]:
        return self._zip.infolist()

    def _check(self, info: zipfile.ZipInfo) -> None:
        # orig_filename: zipfile cuts a name at a NUL before it shows it.
        name = info.orig_filename
        if not _NAME.fullmatch(name) or "/" not in name:
            raise Doubt(_BAD_NAME, name=repr(name[:80]))
        if name.partition("/")[0] != self.top:
            raise Doubt(mark("{name} is outside the bag"), name=name)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x1:
            raise Doubt(mark("{name} is compressed or encrypted"), name=name)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG}:
            raise Doubt(_NO_FILE, name=name)


class Folder:
    """An unpacked bag."""

    top = ""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """Return the files by their path in the bag, sorted."""
        found: list[str] = []
        for folder, folders, files in os.walk(self._path):
            here = Path(folder)
            if not folders and not files:
                raise Doubt(mark("{name} is an empty folder"), name=here.name)
            for name in (*folders, *files):
                path = here / name
                inside = path.relative_to(self._path).as_posix()
                mode = path.lstat().st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise Doubt(_NO_FILE, name=repr(inside))
                if not _NAME.fullmatch(inside):
                    raise Doubt(_BAD_NAME, name=repr(inside[:80]))
            found += [(here / n).relative_to(self._path).as_posix() for n in files]
            if len(found) > MAX_MEMBERS:
                raise Doubt(mark("{count} entries"), count=f">{MAX_MEMBERS}")
        return sorted(found)

    def open(self, name: str) -> BinaryIO:
        """Open one file at its start."""
        return (self._path / name).open("rb")

    def is_exact(self) -> bool | None:
        """Return None: a folder has no bytes of its own."""
        return None

    def close(self) -> None:
        """Do nothing: no file stays open."""
