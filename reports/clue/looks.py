"""The files of one look: the web archive and what a person reads beside it.

Bytes from outside never choose a name: names are ours, pages end in ``.txt`` so that a
double click shows and never runs them. Where there is a WARC, it alone holds what came
over the wire, victims' data too; everything beside it is masked.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from casebook.encoding import to_plain
from casebook.records import Capture, Evidence, Vantage
from casebook.times import both_zones
from detectors.page import Page
from reports import names
from reports.clue.located import Located
from reports.clue.records import Payload
from reports.clue.shelf import OCTETS, Shelf, chain_files, of_capture
from reports.clue.victims import names_on, spared_picture
from reports.inert import file_name
from reports.masking import mask, masked

BROWSERS = frozenset({Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE})

ARCHIVE = "wire.warc.gz"

_MARKUP = ("text/html", "application/xhtml")
_DOM = "text/html; charset=utf-8"


def json_file(path: str, plain: Any, *, kind: str = "record") -> Payload:
    """Return plain data as a readable JSON file; equal data gives equal bytes."""
    return Payload(
        path=path, kind=kind, media_type="application/json", data=_json(plain)
    )


def look_files(
    capture: Capture, folder: str, shelf: Shelf, archive: Evidence | None = None
) -> Iterator[Payload]:
    """Yield the files of *capture*.

    Args:
        capture: names of victims masked in it already.
        folder: where they go.
        shelf: of the package.
        archive: its WARC; None where it has none, and then the bytes that came over
            the wire lie beside the other files, so that nothing is lost.
    """
    files: dict[str, str] = {}
    inside: dict[str, Located] = {}
    if archive is not None:
        inside = shelf.inside(archive.sha256)
        files[ARCHIVE] = archive.sha256
        shelf.paths[archive.sha256] = f"{folder}/{ARCHIVE}"
        yield of_capture(capture, f"{folder}/{ARCHIVE}", "warc", archive.media_type)(
            blob=archive.sha256
        )
    for name, kind, media_type, sha256 in _wire(capture):
        if sha256 and sha256 not in inside and not (inside and kind == "body"):
            files[name] = sha256
            shelf.paths.setdefault(sha256, f"{folder}/{name}")
            yield of_capture(capture, f"{folder}/{name}", kind, media_type)(blob=sha256)
    for number, part in enumerate(capture.resources, start=1):
        if not part.sha256 or part.sha256 in shelf.paths or part.sha256 in inside:
            continue  # the same icon from four vantages is kept once
        name = f"resources/{number:02}-{file_name(part.kind)}.bin"
        files[name] = part.sha256
        shelf.paths[part.sha256] = f"{folder}/{name}"
        yield of_capture(capture, f"{folder}/{name}", "resource", part.media_type)(
            blob=part.sha256
        )
    yield from _shown(capture, folder, files, shelf)
    chains = (hop.tls.chain_sha256s for hop in capture.exchanges if hop.tls)
    shown = dict.fromkeys(sha256 for chain in chains for sha256 in chain)
    yield from chain_files(shown, folder, shelf, capture, inside)
    yield json_file(f"{folder}/dns.json", to_plain(capture.dns), kind="dns")
    yield json_file(
        f"{folder}/capture.json",
        _told(capture, files, inside, shelf),
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


def _wire(capture: Capture) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, kind, media type and SHA-256 of what came over the wire."""
    for number, hop in enumerate(capture.exchanges, start=1):
        yield f"{number:02}-sent.bin", "sent", OCTETS, hop.sent_sha256
        yield f"{number:02}-received.bin", "received", OCTETS, hop.received_sha256
    if capture.vantage not in BROWSERS:
        yield *_body_name(capture), capture.body_sha256


def _body_name(capture: Capture) -> tuple[str, str, str]:
    declared = next(
        (value for name, value in capture.headers if name.lower() == "content-type"),
        "",
    )
    if not declared or declared.strip().lower().startswith(_MARKUP):
        return "body.html.txt", "body", declared or "text/html"
    return "body.bin", "body", declared


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
    for name, kind, sha256 in (
        ("screenshot.png", "screenshot", capture.screenshot_sha256),
        ("first-view.png", "first-view", capture.first_view_sha256),
    ):
        if not sha256:
            continue
        files[name] = sha256
        shelf.paths.setdefault(sha256, f"{folder}/{name}")
        painted = spared_picture(
            capture.layout_sha256, sha256, shelf.victims, shelf.keep, shelf.blobs.read
        )
        payload = of_capture(capture, f"{folder}/{name}", kind, "image/png")
        yield payload(make=painted) if painted else payload(blob=sha256)


def _told(
    capture: Capture,
    files: dict[str, str],
    inside: dict[str, Located],
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
                **_place(part.sha256, inside, shelf),
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


def _place(sha256: str, inside: dict[str, Located], shelf: Shelf) -> dict[str, Any]:
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
