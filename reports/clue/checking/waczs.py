"""Checks a WACZ more strictly than its own format does.

By the format alone, an archive written anew together with its lists is valid, and so is
one without the list's digest, with a file that nobody lists, or with a compressed WARC.
"""

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from typing import Any, BinaryIO

from casebook.language import mark
from reports.clue.checking.warcs import Budget
from reports.clue.checking.zips import open_zip
from reports.clue.doubt import Doubt

MAX_ENTRIES = 10_000
LIST_MAX_BYTES = 16 << 20
CHUNK_BYTES = 1 << 20

PACKAGE = "datapackage.json"
DIGEST = "datapackage-digest.json"

_NAME = re.compile(
    r"datapackage(?:-digest)?\.json|(?:archive|indexes|pages)/[A-Za-z0-9][\w.-]*",
    re.ASCII,
)


def check_wacz(content: BinaryIO, budget: Budget) -> dict[str, str]:
    """Return the SHA-256 of each WARC in a WACZ, by name, after all of it was checked.

    Args:
        content: of the WACZ, from its start.
        budget: of what may be unpacked.

    Raises:
        Doubt: it is not what its own lists say, or not as we write it.
    """
    with tempfile.TemporaryFile() as copy:
        # The directory is at the end, and a member of a ZIP is slow to go about in.
        shutil.copyfileobj(content, copy, CHUNK_BYTES)
        with open_zip(copy, max_entries=MAX_ENTRIES) as archive:
            return _check(archive, budget)


def _check(archive: zipfile.ZipFile, budget: Budget) -> dict[str, str]:
    infos = {info.orig_filename: info for info in archive.infolist()}
    if len(infos) != len(archive.infolist()):
        raise Doubt(mark("a file is there twice"))
    for name, info in infos.items():
        if not _NAME.fullmatch(name):
            raise Doubt(mark("a name that we never give: {name}"), name=repr(name[:80]))
        stored = info.compress_type == zipfile.ZIP_STORED
        if info.flag_bits & 0x1 or (name.startswith("archive/") and not stored):
            raise Doubt(mark("{name} is compressed or encrypted"), name=name)
    sums = {name: _measure(archive, info, budget) for name, info in infos.items()}
    listed = _listed(_plain(archive, PACKAGE, infos))
    if {PACKAGE: sums.get(PACKAGE)} != _digest(_plain(archive, DIGEST, infos)):
        raise Doubt(mark("{name} is not what its digest says"), name=PACKAGE)
    found = {
        name: (digest, infos[name].file_size)
        for name, digest in sums.items()
        if name not in {PACKAGE, DIGEST}
    }
    for name in sorted(found.keys() ^ listed.keys()):
        raise Doubt(
            mark("{name} is not listed")
            if name in found
            else mark("{name} is missing"),
            name=name,
        )
    for name, told in listed.items():
        if told != found[name]:
            raise Doubt(mark("{name} is not as listed"), name=name)
    return {name: sums[name] for name in sums if name.startswith("archive/")}


def _measure(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> str:
    digest = hashlib.sha256()
    with archive.open(info) as member:
        while chunk := member.read(CHUNK_BYTES):
            budget.spend(len(chunk))
            digest.update(chunk)
    return digest.hexdigest()


def _plain(
    archive: zipfile.ZipFile, name: str, infos: dict[str, zipfile.ZipInfo]
) -> Any:
    if name not in infos:
        raise Doubt(mark("{name} is missing"), name=name)
    if infos[name].file_size > LIST_MAX_BYTES:
        raise Doubt(mark("{name} is too large to be true"), name=name)
    return json.loads(archive.read(infos[name]))


def _listed(package: Any) -> dict[str, tuple[str, int]]:
    rows = [(one["path"], one["hash"], one["bytes"]) for one in package["resources"]]
    found = {
        path: (told.removeprefix("sha256:"), size)
        for path, told, size in rows
        if told.startswith("sha256:")
    }
    if len(found) != len(rows):
        raise Doubt(mark("{name} does not list what it must"), name=PACKAGE)
    return found


def _digest(plain: Any) -> dict[str, str]:
    return {plain["path"]: plain["hash"].removeprefix("sha256:")}
