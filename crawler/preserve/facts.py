"""What is compared of a look: each fact as one line, or None where it is not known."""

from collections.abc import Callable
from functools import cached_property

from rapidfuzz import fuzz

from casebook.archives.exchanges import Read
from casebook.records import Capture, Registration, Vantage
from detectors.gangs.traces import addresses_of
from detectors.pages.page import Page
from detectors.pictures import Picture, distance

SHOWN_CHARACTERS = 300
SHOWN_ITEMS = 20
"""Of a list; how many more there are is said."""

TEXT_CHARACTERS = 20_000
"""Compared of a text; comparing takes time by the square of it."""

HASH_BITS = 64


class Seen:
    """One vantage of one look, read lazily."""

    def __init__(self, capture: Capture, read: Read) -> None:
        self.capture = capture
        self._read = read

    @cached_property
    def page(self) -> Page | None:
        """The page that came; None where none did."""
        one = self.capture
        if not one.body_sha256:
            return None
        rendered = one.vantage in {Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE}
        types = [v for k, v in one.headers if k.lower() == "content-type"]
        return Page(
            where=one.vantage.value,
            url=one.final_url,
            body=self._read(one.body_sha256),
            content_type="text/html; charset=utf-8"
            if rendered
            else "".join(types[-1:]),
            status=one.status,
            rendered=rendered,
        )

    @cached_property
    def screen(self) -> str:
        """Hash of the first screen; empty where nothing can be told from it."""
        sha256 = self.capture.screenshot_sha256
        if not sha256:
            return ""
        picture = Picture(kind="screenshot", url="", data=self._read(sha256))
        return picture.first_screen_hash


def text_share(before: Seen, after: Seen) -> float | None:
    """Return how much of two texts agrees, 0 to 1; None where one is missing."""
    if before.page is None or after.page is None:
        return None
    texts = [page.text[:TEXT_CHARACTERS] for page in (before.page, after.page)]
    return fuzz.ratio(*texts) / 100


def screen_share(before: Seen, after: Seen) -> float | None:
    """Return how alike two first screens are, 0 to 1; 0.5 is chance, None: unknown."""
    if not before.screen or not after.screen:
        return None
    return 1 - distance(before.screen, after.screen) / HASH_BITS


def registered(known: Registration | None) -> str | None:
    """Return what the registries say on one line; None where they said nothing."""
    if known is None or known.failure:
        return None
    times = [
        str(at.date()) if at else "—" for at in (known.created_at, known.expires_at)
    ]
    facts = [known.registrar or "—", *times, *sorted(known.name_servers)]
    return _cut(" / ".join(facts))


def _result(seen: Seen) -> str:
    one = seen.capture
    return one.failure or f"HTTP {one.status}"


def _address(seen: Seen) -> str | None:
    return _cut(seen.capture.final_url) if not seen.capture.failure else None


def _title(seen: Seen) -> str | None:
    return _cut(seen.page.title) if seen.page else None


def _fields(seen: Seen) -> str | None:
    if seen.page is None:
        return None
    asked = (field for form in seen.page.forms for field in form.fields)
    return _listed(dict.fromkeys(one.label or one.name or one.kind for one in asked))


def _resources(seen: Seen) -> str | None:
    if not seen.capture.resources:
        return None
    found = (
        f"{one.url} {one.sha256[:12] or one.failure}" for one in seen.capture.resources
    )
    return _listed(dict.fromkeys(sorted(found)))


def _certificate(seen: Seen) -> str | None:
    answered = [hop for hop in seen.capture.exchanges if hop.status is not None]
    if not answered:
        return None
    last = answered[-1].tls
    return last.chain_sha256s[0] if last and last.chain_sha256s else ""


def _addresses(seen: Seen) -> str | None:
    return _listed(dict.fromkeys(sorted(addresses_of(seen.capture)))) or None


Tell = Callable[[Seen], str | None]
"""Says one fact of a look; None: it cannot be said."""

FACTS: dict[str, Tell] = {
    "result": _result,
    "address": _address,
    "title": _title,
    "fields": _fields,
    "resources": _resources,
    "certificate": _certificate,
    "addresses": _addresses,
}

OF_PAGE = frozenset({"title", "fields"})
"""Read off the page: the same bytes have the same, and need not be read."""


def _listed(items: dict[str, None]) -> str:
    shown = [_cut(one) for one in list(items)[:SHOWN_ITEMS]]
    more = len(items) - len(shown)
    return "; ".join(shown) + (f"; +{more}" if more > 0 else "")


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
