"""Opens a ZIP only after its directory was seen to be of a size that fits in memory.

The usual library makes an object of every entry before it says how many there are, and
it goes by the directory's length, never by the count that a ZIP tells.
"""

import os
import zipfile
from typing import BinaryIO

from casebook.language import mark
from reports.clue.doubt import Doubt

_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END_BYTES = 22
_END64_BYTES = 20 + 56
"""ZIP64: locator and record, between the directory and its end."""

_COMMENT_MAX_BYTES = (1 << 16) - 1
_CHUNK_BYTES = 1 << 20


def open_zip(stream: BinaryIO, *, max_entries: int) -> zipfile.ZipFile:
    """Return the ZIP in *stream*, whose directory has at most *max_entries*.

    Raises:
        Doubt: it is none, or has more.
    """
    try:
        if _entries(stream, max_entries) > max_entries:
            raise Doubt(mark("more than {count} entries"), count=max_entries)
        return zipfile.ZipFile(stream)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        UnicodeDecodeError,
    ) as exc:
        raise Doubt(mark("not a ZIP that can be read: {why}"), why=exc) from None


def _entries(stream: BinaryIO, enough: int) -> int:
    """Return how many entries may begin before the end of the directory.

    A library may look for the directory in several ways; all of them end at the last
    end mark, so everything before it counts that has the length told or the longest.
    """
    size = stream.seek(0, os.SEEK_END)
    tail = min(size, _END_BYTES + _COMMENT_MAX_BYTES)
    stream.seek(size - tail)
    data = stream.read(tail)
    place = data.rfind(_END)
    if place < 0:
        raise zipfile.BadZipFile("File is not a zip file")
    end = size - tail + place
    length = int.from_bytes(data[place + 12 : place + 16], "little")
    stream.seek(max(end - _END64_BYTES, 0))
    record = stream.read(_END64_BYTES)
    if record[-20:-16] == b"PK\x06\x07":
        length = max(length, int.from_bytes(record[40:48], "little"))
    start = max(end - _END64_BYTES - length, 0)
    found, stop = 0, end
    stream.seek(start)
    before = b""
    while start < stop and found <= enough:
        chunk = stream.read(min(_CHUNK_BYTES, stop - start))
        if not chunk:
            break
        start += len(chunk)
        found += (before + chunk).count(_ENTRY)
        before = chunk[-3:]
    stream.seek(0)
    return found
