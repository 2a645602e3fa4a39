"""A ZIP whose bytes follow from its contents: sorted, stored, with one fixed date."""

import fcntl
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reports.clue.sealing.digests import CHUNK_BYTES, measure

DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can hold; when a package was made stands inside."""

PART = ".part"
"""What the name of a package ends in until all of it is there."""

_UNIX = 3
_MODE = 0o100644 << 16

Open = Callable[[], BinaryIO]
"""Opens one member's content at its start."""


def write_zip(
    stream: BinaryIO,
    members: Mapping[str, tuple[int, Open]],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write *members* to *stream*, name order.

    Args:
        stream: seekable, empty.
        members: size in bytes and content of each, by ASCII name.
        progress: told after each member how many bytes of how many are written.
    """
    done, total = 0, sum(size for size, _ in members.values())
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            size, open_content = members[name]
            info = zipfile.ZipInfo(name, DATE)
            info.create_system, info.external_attr = _UNIX, _MODE
            info.file_size = size  # decides on ZIP64 before the first byte
            with archive.open(info, "w") as target, open_content() as content:
                while chunk := content.read(CHUNK_BYTES):
                    target.write(chunk)
            done += size
            if progress is not None:
                progress(done, total)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a part file that becomes *path* when all of it is on the disk.

    A process killed meanwhile leaves ``<name>.part`` and never half of *path*; see
    :func:`settle`. The part is locked while it is written.
    """
    part = path.with_name(f"{path.name}{PART}")
    with _locked(part) as stream:
        try:
            yield stream
            flush(stream)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        part.replace(path)
    _sync_folder(path.parent)


def flush(stream: BinaryIO) -> None:
    """Return when what was written to *stream* would outlive a power cut."""
    stream.flush()
    os.fsync(stream.fileno())


def settle(folder: Path, recorded: Mapping[str, str]) -> list[Path]:
    """Bring what killed exports left in *folder* to its end.

    A part that the casebook knows is a package whole on the disk that was killed just
    before it got its name: it gets it. Any other part is half of something: it goes.
    Parts that a living process writes are let be.

    Args:
        folder: where packages are written; need not exist.
        recorded: SHA-256 of each package in the casebook, by file name.

    Returns:
        The packages that got their names.
    """
    named = []
    for part in sorted(folder.glob(f"CLUE-*.zip{PART}")):
        path = part.with_name(part.name.removesuffix(PART))
        try:
            stream = part.open("rb")
        except FileNotFoundError:  # another export was quicker
            continue
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if path.exists() or measure(stream).sha256 != recorded.get(path.name):
                part.unlink(missing_ok=True)
            else:
                part.replace(path)
                named.append(path)
    if named:
        _sync_folder(folder)
    return named


def _locked(part: Path) -> BinaryIO:
    """Return *part*, empty and locked."""
    while True:
        stream = part.open("w+b")
        fcntl.flock(stream, fcntl.LOCK_EX)
        # Before the lock was had, another export may have taken the part for a dead
        # one's and removed it.
        if part.exists() and part.stat().st_ino == os.fstat(stream.fileno()).st_ino:
            return stream
        stream.close()


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)  # the name too must outlive a power cut
    finally:
        os.close(number)
