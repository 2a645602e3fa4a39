"""Captured bytes, stored under their own SHA-256: whole or absent, never changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from casebook.errors import DigestMismatch, EvidenceError

_SHA256 = re.compile(r"[0-9a-f]{64}")

READ_ONLY = 0o440
"""Mode of a stored blob: a slip of a program cannot write over it."""

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobCheck:
    """What a look at one stored file showed."""

    path: str
    """Relative to the evidence folder."""
    result: str
    """``passed`` or ``failed``."""
    detail: str = ""
    """Why it failed; empty where it passed."""


class Blobs:
    """A folder of blobs, ``objects/ab/cd/<sha256>``.

    Any number of processes may store at once. A process killed while it stores leaves
    at most a file under ``parts/``, which is no blob and which :meth:`sweep` removes.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Return where the blob named *sha256* lies, whether or not it is there.

        Raises:
            EvidenceError: *sha256* is not 64 lower-case hex digits; a name from
                outside can so never lead out of the folder.
        """
        if not _SHA256.fullmatch(sha256):
            raise EvidenceError(f"not the SHA-256 of a blob: {sha256[:80]!r}")
        return self.root / "objects" / sha256[:2] / sha256[2:4] / sha256

    def store(self, data: bytes) -> str:
        """Store *data* and return its SHA-256; the same bytes are stored once.

        Raises:
            EvidenceError: the disk refuses, because it is full or not writable.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        try:
            # A file of another length was damaged from outside: store it anew.
            if not path.exists() or path.stat().st_size != len(data):
                self._write(path, data)
        except OSError as exc:
            raise EvidenceError(f"{path} cannot be stored: {exc.strerror}") from None
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the bytes stored under *sha256*.

        Raises:
            EvidenceError: there is no such blob, or it cannot be read.
            DigestMismatch: the file no longer holds the bytes that were stored.
        """
        with self.open(sha256) as file:
            return file.read()

    def open(self, sha256: str) -> BinaryIO:
        """Return the blob as a file at its start, after all of it was checked.

        Raises:
            EvidenceError: as :meth:`read`.
            DigestMismatch: as :meth:`read`.
        """
        path = self.path(sha256)
        try:
            file = path.open("rb")
            actual = _digest(file)
        except FileNotFoundError:
            raise EvidenceError(f"{self._name(path)} is not stored") from None
        except OSError as exc:
            name = self._name(path)
            raise EvidenceError(f"{name} cannot be read: {exc.strerror}") from None
        if actual != sha256:
            file.close()
            raise DigestMismatch(self._name(path), expected=sha256, actual=actual)
        return file

    def verify(self) -> Iterator[BlobCheck]:
        """Check every file under ``objects/`` in name order, one result each."""
        for path in sorted((self.root / "objects").rglob("*")):
            if path.is_dir():
                continue
            problem = self._problem(path)
            yield BlobCheck(
                path=self._name(path),
                result="failed" if problem else "passed",
                detail=problem,
            )

    def sweep(self, *, before: datetime) -> int:
        """Remove parts last written before *before*; return how many there were."""
        removed = 0
        for part in (self.root / "parts").glob("*"):
            if part.stat().st_mtime < before.timestamp():
                part.unlink(missing_ok=True)
                removed += 1
        return removed

    def _write(self, path: Path, data: bytes) -> None:
        parts = self.root / "parts"
        parts.mkdir(parents=True, exist_ok=True)
        new_folder = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=parts)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(number, READ_ONLY)
                # Before the rename: after a power cut the name must not lead to
                # an empty file.
                os.fsync(number)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        if new_folder:
            _sync_folder(path.parent.parent)
            _sync_folder(path.parent.parent.parent)

    def _problem(self, path: Path) -> str:
        try:
            if path == self.path(path.name):
                self.open(path.name).close()
                return ""
        except EvidenceError as exc:
            return str(exc)
        return f"{self._name(path)} does not belong there"

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
