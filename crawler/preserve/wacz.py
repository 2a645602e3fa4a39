"""WACZ 1.1.1 of the archives of one look, by the web archivists' own library."""

import contextlib
import functools
import hashlib
import io
import json
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from casebook.errors import EvidenceError
from casebook.records import Capture

DATAPACKAGE, DATAPACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"

HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}

MAX_UNPACKED_BYTES = 1 << 25
"""What one compressed stream may expand to while the library indexes it.

Well above any record of ours (pages and pictures are cut at a few million bytes), and
far below what a page made to burst would take.
"""

_turn = threading.Lock()
"""The library prints; what it prints is caught for the whole process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One line of the list of pages."""

    url: str
    title: str
    ts: str
    """ISO 8601, UTC."""

    @classmethod
    def of(cls, capture: Capture) -> Self:
        """Return the page a capture ended at, named for its vantage."""
        hops = capture.exchanges
        at = hops[-1].started_at if hops else capture.captured_at
        return cls(
            url=capture.final_url,
            title=capture.vantage.value,
            ts=at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        )


def write_wacz(
    warcs: Mapping[str, bytes], pages: Iterable[Page], at: datetime
) -> bytes:
    """Return a WACZ that holds *warcs* under ``archive/``, byte for byte.

    The pages are ours: the library finds only pages in UTF-8 by itself, and none that
    a browser made.  Equal inputs give equal bytes.

    Args:
        warcs: gzipped WARCs by file name.
        pages: in the order to be listed.
        at: what it says when it was created; UTC.

    Raises:
        EvidenceError: the library refuses them.
    """
    lines = [HEADER, *({"url": p.url, "title": p.title, "ts": p.ts} for p in pages)]
    told = io.StringIO()
    try:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, data in warcs.items():
                (root / name).write_bytes(data)
            listed, out = root / "pages.jsonl", root / "capture.wacz"
            listed.write_text("".join(f"{json.dumps(one)}\n" for one in lines), "utf-8")
            order = ["create", "--file", *(str(root / name) for name in sorted(warcs))]
            order += ["--output", str(out), "--pages", str(listed), "--copy-pages"]
            with _turn, contextlib.redirect_stdout(told):
                failed = _library()(order)
            if not failed:
                return _dated(out, at)
    # The boundary: the library reads what a hostile site sent.
    except Exception as exc:
        raise EvidenceError(f"the WACZ cannot be written: {exc}") from exc
    words = " ".join(told.getvalue().split())[-200:]
    raise EvidenceError(f"the WACZ cannot be written: {words}")


def _dated(path: Path, at: datetime) -> bytes:
    """Return the WACZ at *path*, dated *at* throughout and not when it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as found, zipfile.ZipFile(packed, "w") as made:
        for entry in found.infolist():
            data = found.read(entry)
            if entry.filename == DATAPACKAGE:
                told = json.loads(data)
                told["created"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
                data = package = _json(told)
            elif entry.filename == DATAPACKAGE_DIGEST:
                told = json.loads(data)
                # The library writes the digest after what it is of.
                told["hash"] = f"sha256:{hashlib.sha256(package).hexdigest()}"
                data = _json(told)
            same = zipfile.ZipInfo(entry.filename, at.timetuple()[:6])
            same.compress_type = entry.compress_type
            made.writestr(same, data)
    return packed.getvalue()


def _json(plain: object) -> bytes:
    return json.dumps(plain, indent=2).encode()


class _Limited:
    """A decompressor that stops after :data:`MAX_UNPACKED_BYTES`."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)
        self._left = MAX_UNPACKED_BYTES

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the stream."""
        return self._inner.unused_data

    def decompress(self, data: bytes) -> bytes:
        """Return the next piece, empty once the limit is reached."""
        if not self._left:
            return b""
        found = self._inner.decompress(data, self._left)
        self._left -= len(found)
        return found

    def flush(self) -> bytes:
        """Return nothing: what is left was cut on purpose."""
        return b""


@functools.cache
def _library() -> Callable[[list[str]], int]:
    """Return the library's entry, with its readers made safe for hostile pages.

    It unpacks every page to index it, without a limit, and its Brotli reader fails
    with today's Brotli (an attribute that can no longer be set); pages whose packing
    it does not know are indexed packed, which changes nothing in the index.
    """
    # A second to import, and seldom needed.
    from wacz.main import main  # noqa: PLC0415
    from warcio.bufferedreaders import BufferedReader  # noqa: PLC0415

    known = BufferedReader.DECOMPRESSORS
    known.pop("br", None)
    known["gzip"] = functools.partial(_Limited, 16 + zlib.MAX_WBITS)
    known["deflate"] = functools.partial(_Limited, zlib.MAX_WBITS)
    known["deflate_alt"] = functools.partial(_Limited, -zlib.MAX_WBITS)
    found: Callable[[list[str]], int] = main
    return found
