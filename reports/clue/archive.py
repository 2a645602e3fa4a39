"""A ZIP whose bytes follow from its contents: sorted, stored, with one fixed date."""

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from reports.clue.digests import CHUNK_BYTES

DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP can hold; when a package was made stands inside."""

_UNIX = 3
_MODE = 0o100644 << 16

Open = Callable[[], BinaryIO]
"""Opens one member's content at its start."""


def write_zip(stream: BinaryIO, members: Mapping[str, tuple[int, Open]]) -> None:
    """Write *members* to *stream*, name order.

    Args:
        stream: seekable, empty.
        members: size in bytes and content of each, by ASCII name.
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            size, open_content = members[name]
            info = zipfile.ZipInfo(name, DATE)
            info.create_system, info.external_attr = _UNIX, _MODE
            info.file_size = size  # decides on ZIP64 before the first byte
            with archive.open(info, "w") as target, open_content() as content:
                while chunk := content.read(CHUNK_BYTES):
                    target.write(chunk)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a part file that becomes *path* when all of it is on the disk.

    A process killed meanwhile leaves ``<name>.part`` and never half of *path*.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    number = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(number)  # the name too must outlive a power cut
    finally:
        os.close(number)
