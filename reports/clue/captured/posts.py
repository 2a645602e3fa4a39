"""The files of posts that advertise a case: web archives, and their words masked."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from casebook.records import Ad, Capture
from detectors.pages.page import Page
from reports.clue.captured.looks import look_files, masked_json, masked_page
from reports.clue.captured.sealed import (
    records_of,
    records_of_pictures,
    written,
)
from reports.clue.captured.shelf import Shelf, of_capture
from reports.clue.matter.promotion import own_numbers
from reports.clue.matter.victims import names_on
from reports.clue.records import Payload, Promotion

Post = tuple[Ad, Ad]
"""As it may be shown, and as it was kept."""

PICTURES_MOST = 12
"""Of a package; reading one may take two seconds, and all lie in the archives."""

_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"


def post_files(
    promotions: Sequence[Promotion],
    originals: Sequence[Promotion],
    prefix: str,
    shelf: Shelf,
) -> Iterator[Payload]:
    """Yield what was kept of posts, each page once.

    Args:
        promotions: with names of victims masked.
        originals: the same as they were kept, for the archives alone.
        prefix: folder of the posts.
        shelf: of the package.
    """
    numbers = frozenset[str]().union(*(own_numbers(one.posts) for one in promotions))
    # The numbers that sellers name as their own stay readable.
    shelf = dataclasses.replace(shelf, keep=shelf.keep | numbers)
    for page in _pages(zip(_ads(promotions), _ads(originals), strict=True)):
        yield from _page_files(page, prefix, shelf)


def _ads(promotions: Iterable[Promotion]) -> Iterator[Ad]:
    return (known.ad for one in promotions for known in one.posts)


def _pages(posts: Iterable[Post]) -> list[list[Post]]:
    """Return posts that stood on one page together; one handed in stands alone."""
    found: dict[tuple[str, datetime] | int, list[Post]] = {}
    for number, post in enumerate(posts):
        seen = post[1].capture
        key = (seen.url, seen.captured_at) if seen else number
        found.setdefault(key, []).append(post)
    return [*found.values()]


def _page_files(page: list[Post], prefix: str, shelf: Shelf) -> Iterator[Payload]:
    ad, original = page[0]
    every = (sha256 for _, one in page for sha256 in one.image_sha256s)
    pictures = [*dict.fromkeys(every)]
    if ad.capture is None or original.capture is None:
        if pictures:
            folder = shelf.name(prefix, ad.seen_at, ad.place)
            records = records_of_pictures(original, shelf)
            yield written(records, folder, shelf).payload
            yield from _pictures(ad, pictures, folder, shelf)
        return
    folder = shelf.name(prefix, ad.capture.captured_at, ad.place)
    records = records_of(original.capture, pictures, shelf)
    sealed = written(records, folder, shelf, ad.capture)
    yield from look_files(ad.capture, folder, shelf, sealed)
    yield from _words(ad.capture, original.capture, folder, shelf)
    yield from _pictures(ad, pictures, folder, shelf)


def _pictures(
    ad: Ad, pictures: Iterable[str], folder: str, shelf: Shelf
) -> Iterator[Payload]:
    """Yield small copies of pictures, each once, names and numbers covered on them.

    The pictures themselves lie in the web archive; so do those that cannot be read.
    """
    for number, sha256 in enumerate(pictures, start=1):
        if sha256 in shelf.posted or len(shelf.posted) >= PICTURES_MOST:
            continue
        shown = shelf.painter.posted(sha256, shelf.victims, shelf.keep)
        if shown:
            shelf.posted.add(sha256)
            yield Payload(
                path=f"{folder}/picture-{number:02}.jpg",
                kind="posted",
                media_type="image/jpeg",
                data=shown,
                captured_at=ad.seen_at,
                url=ad.url,
            )


def _words(
    capture: Capture, original: Capture, folder: str, shelf: Shelf
) -> Iterator[Payload]:
    """Yield the words of a page as a reader sees them, masked."""
    sha256 = original.body_sha256
    if not sha256:
        return
    given = [v for name, v in original.headers if name.lower() == "content-type"]
    declared = "".join(given[:1])
    if declared.strip().lower().startswith(_JSON):
        yield of_capture(capture, f"{folder}/page.json.txt", "words", _TEXT)(
            make=masked_json(shelf, sha256)
        )
    else:
        yield of_capture(capture, f"{folder}/page.txt", "words", _TEXT)(
            make=_masked_words(shelf, sha256, declared)
        )


def _masked_words(shelf: Shelf, sha256: str, declared: str) -> Callable[[], bytes]:
    def make() -> bytes:
        body = shelf.blobs.read(sha256)
        page = Page(where="", url="", body=body, content_type=declared)
        lines = (" ".join(line.split()) for line in page.raw_text.splitlines())
        text = "".join(f"{line}\n" for line in lines if line)
        shown = masked_page(text, shelf, more=names_on(page))
        return shown.encode("utf-8", "replace")

    return make
