"""The files of one look: the web archive and what a person reads beside it.

Bytes from outside never choose a name: names are ours, pages end in ``.txt`` so that a
double click shows and never runs them. Where there is a WARC, it alone holds what came
over the wire, victims' data too; everything beside it is masked.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from casebook.encoding import to_plain
from casebook.records import Capture, Resource, Vantage
from casebook.times import both_zones
from detectors.pages.page import Page
from reports import names
from reports.clue.captured.located import Located, located
from reports.clue.captured.sealed import ARCHIVE, Sealed
from reports.clue.captured.shelf import Shelf, chain_files, of_capture
from reports.clue.matter.victims import names_on
from reports.clue.records import Payload
from reports.masking import mask, masked

BROWSERS = frozenset({Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE})

_DOM = "text/html; charset=utf-8"


def json_file(path: str, plain: Any, *, kind: str = "record") -> Payload:
    """Return plain data as a readable JSON file; equal data gives equal bytes."""
    return Payload(
        path=path, kind=kind, media_type="application/json", data=_json(plain)
    )


def look_files(
    capture: Capture, folder: str, shelf: Shelf, sealed: Sealed
) -> Iterator[Payload]:
    """Yield the files of *capture*.

    Args:
        capture: names of victims masked in it already.
        folder: where they go.
        shelf: of the package.
        sealed: its web archive, which alone holds what came over the wire.
    """
    files = {ARCHIVE: sealed.sha256}
    yield sealed.payload
    yield from _shown(capture, folder, files, shelf)
    chains = (hop.tls.chain_sha256s for hop in capture.exchanges if hop.tls)
    shown = dict.fromkeys(sha256 for chain in chains for sha256 in chain)
    yield from chain_files(shown, folder, shelf, capture)
    yield json_file(f"{folder}/dns.json", to_plain(capture.dns), kind="dns")
    yield json_file(
        f"{folder}/capture.json",
        _told(capture, files, sealed.inside, shelf),
        kind="capture",
    )


def masked_page(html: str, shelf: Shelf, *, more: frozenset[str] = frozenset()) -> str:
    """Return the source of a page with victims' data masked; *more* names besides."""
    return mask(names.hide(html, shelf.victims | more, markup=True), keep=shelf.keep)


def masked_dom(shelf: Shelf, sha256: str) -> Callable[[], bytes]:
    """Return what makes the masked copy of a stored page that a browser drew."""

    def make() -> bytes:
        page = Page(where="", url="", body=shelf.blobs.read(sha256), content_type=_DOM)
        shown = masked_page(page.decoded.text, shelf, more=names_on(page))
        return shown.encode("utf-8", "replace")

    return make


def masked_json(shelf: Shelf, sha256: str) -> Callable[[], bytes]:
    """Return what makes the masked copy of stored JSON."""

    def make() -> bytes:
        text = shelf.blobs.read(sha256).decode("utf-8", "replace")
        try:
            plain = json.loads(names.hide(text, shelf.victims))
        except (ValueError, RecursionError):
            return masked_page(text, shelf).encode("utf-8", "replace")
        return _json(masked(plain, keep=shelf.keep))

    return make


def _shown(
    capture: Capture, folder: str, files: dict[str, str], shelf: Shelf
) -> Iterator[Payload]:
    """Yield what a browser drew, masked: its document and its pictures."""
    if capture.vantage in BROWSERS and capture.body_sha256:
        files["dom.html.txt"] = capture.body_sha256
        shelf.paths.setdefault(capture.body_sha256, f"{folder}/dom.html.txt")
        yield of_capture(capture, f"{folder}/dom.html.txt", "dom", _DOM)(
            make=masked_dom(shelf, capture.body_sha256)
        )
    painter, who = shelf.painter, (shelf.victims, shelf.keep)
    is_closed = painter.is_closed(capture, *who)
    for name, kind, sha256 in (
        ("screenshot.png", "screenshot", capture.screenshot_sha256),
        ("first-view.png", "first-view", capture.first_view_sha256),
    ):
        if not sha256:
            continue
        files[name] = sha256
        shelf.paths.setdefault(sha256, "" if is_closed else f"{folder}/{name}")
        if is_closed:
            continue
        cover = painter.cover(sha256, capture.layout_sha256, *who)
        make = partial(painter.screenshot, sha256, capture.layout_sha256, *who)
        payload = of_capture(capture, f"{folder}/{name}", kind, "image/png")
        shown = payload(make=make) if cover.boxes else payload(blob=sha256)
        yield replace(shown, is_unread=not cover.is_read)


def _told(
    capture: Capture,
    files: dict[str, str],
    inside: Mapping[str, Located],
    shelf: Shelf,
) -> dict[str, Any]:
    """Return capture.json: what was done, and where each piece of it lies."""
    return {
        "capture": masked(to_plain(capture), keep=shelf.keep),
        "captured_at": both_zones(capture.captured_at),
        # As captured; a copy that is masked has another digest, in the inventory.
        "files": files,
        "exchanges": [
            {
                "number": number,
                "method": hop.method,
                "url": masked(hop.url, keep=shelf.keep),
                "sent": _place(hop.sent_sha256, inside, shelf),
                "received": _place(hop.received_sha256, inside, shelf),
            }
            for number, hop in enumerate(capture.exchanges, start=1)
        ],
        "resources": [
            {
                "url": masked(part.url, keep=shelf.keep),
                "kind": part.kind,
                "body_sha256": part.sha256,
                **_place(_answer(part, shelf) or part.sha256, inside, shelf),
            }
            for part in capture.resources
        ],
        "drawn": {
            name: _place(sha256, inside, shelf)
            for name, sha256 in (
                ("dom", capture.body_sha256 if capture.vantage in BROWSERS else ""),
                ("screenshot", capture.screenshot_sha256),
                ("first-view", capture.first_view_sha256),
            )
            if sha256
        },
    }


def _answer(part: Resource, shelf: Shelf) -> str:
    """Return the SHA-256 of the answer that brought *part*; empty: not kept as such."""
    if not part.wire_sha256:
        return ""
    with shelf.blobs.open(part.wire_sha256) as stream:
        found = [one for one in located(stream).values() if one.kind == "response"]
    return found[-1].sha256 if found else ""


def _place(sha256: str, inside: Mapping[str, Located], shelf: Shelf) -> dict[str, Any]:
    """Return where the bytes of *sha256* lie: a record of the WARC, or a file."""
    if sha256 in inside:
        one = inside[sha256]
        return {
            "sha256": sha256,
            "file": ARCHIVE,
            "record": one.record,
            "offset": one.offset,
        }
    path = shelf.paths.get(sha256, "") if sha256 else ""
    return {"sha256": sha256, "file": f"data/{path}" if path else ""}


def _json(plain: Any) -> bytes:
    text = json.dumps(plain, ensure_ascii=True, indent=1, sort_keys=True)
    return text.encode("ascii") + b"\n"
