"""A site as a judge reads it: the pages and pictures of one inspection, opened lazily.

Nothing here reaches out: bytes come through the ``read`` function that the caller
hands in, so the same captures always give the same site.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from casebook.errors import EvidenceError
from casebook.language import mark
from casebook.records import (
    Candidate,
    Capture,
    Inspection,
    NotRun,
    Registration,
    Resource,
    Vantage,
)
from casebook.urls import host_of
from detectors.looks.layout import read_layout
from detectors.looks.pixels import is_installed
from detectors.looks.reading import LARGE_PX, Reading, read_pictures
from detectors.looks.screens import Screen
from detectors.pages.page import Page
from detectors.pictures import Picture

Read = Callable[[str], bytes]
"""Gives stored bytes by SHA-256; raises EvidenceError where it cannot."""

RENDERED = (Vantage.BROWSER_DESKTOP, Vantage.BROWSER_PHONE)
CUT_SHORT = mark("the page was cut short, and next to nothing of it was read")
UNREAD = mark("stored bytes could not be read")
NO_SCREENSHOT = mark("there is no screenshot, so nothing seen was compared")
NO_LIBRARY = mark(
    "screenshots were not searched for emblems and logos, because the libraries for it "
    "are not installed: python -m pip install 'zhaoyao[ocr]'"
)
THIN = 20
"""Letters; less than this is no page one could judge."""
_INNER_MAX = 12
_PICTURES_MAX = 48


class Site:
    """What one candidate showed, from every vantage.

    Attributes:
        inspection: the record it is read from.
        url: the candidate's URL.
        host: host of that URL, lower case, punycode.
        not_run: parts that could not be looked at although they should have been.
    """

    def __init__(
        self,
        inspection: Inspection,
        read: Read,
        *,
        hosts: Callable[[str], bool] | None = None,
        opened: dict[tuple[str, str], Page] | None = None,
    ) -> None:
        self.inspection = inspection
        self.url = inspection.candidate.url
        self.host = host_of(self.url)
        self._read = read
        self._wanted = hosts
        self._opened = {} if opened is None else opened
        self._lost: dict[str, NotRun] = {}

    def only(self, wanted: Callable[[str], bool]) -> "Site":
        """Return the same site without the pages on hosts that are not *wanted*."""
        return Site(self.inspection, self._read, hosts=wanted, opened=self._opened)

    @property
    def registration(self) -> Registration | None:
        """What the registries say, or None where nobody asked."""
        return self.inspection.registration

    @property
    def captures(self) -> tuple[Capture, ...]:
        """All captures, those that failed too, in the order taken."""
        return self.inspection.captures

    @property
    def at(self) -> datetime:
        """When the first visit began; what an age is counted to. UTC."""
        return self.inspection.captures[0].captured_at

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Pages that came, one for each distinct body, in the order taken."""
        found: dict[tuple[str, str], Page] = {}
        for capture in self.captures:
            host = host_of(capture.final_url)
            key = (capture.body_sha256, host)
            if not capture.body_sha256 or key in found or not self._wants(host):
                continue
            page = self._opened.get(key)
            if page is None:
                body = self.bytes_of(capture.body_sha256, capture.vantage)
                page = _page(capture, body) if body is not None else None
            if page is not None:
                found[key] = self._opened[key] = page
        return tuple(found.values())

    @cached_property
    def inner(self) -> tuple[Page, ...]:
        """Pages behind inner links and frames, one for each distinct body."""
        seen = {page.body for page in self.pages}
        found: list[Page] = []
        for resource in self.resources("page"):
            url = resource.final_url or resource.url
            if not resource.sha256 or not self._wants(host_of(url)):
                continue
            body = self.bytes_of(resource.sha256, "inner page")
            if body is None or body in seen or len(found) == _INNER_MAX:
                continue
            seen.add(body)
            path = urlsplit(url).path or "/"
            page = Page(
                where=f"inner page {path}",
                url=url,
                body=body,
                content_type=resource.media_type,
                status=resource.status,
            )
            found.append(page)
        return tuple(found)

    @cached_property
    def views(self) -> tuple[Page, ...]:
        """Every page there is to read: what the vantages saw, inner ones, and words
        that stand in pictures only.
        """
        return self.pages + self.inner + self.reading.pages

    @property
    def main(self) -> Page | None:
        """The page to be read first, a drawn one where there is; None: no page."""
        return max(
            self.pages,
            key=lambda page: (len(page.flat) > 0, page.rendered),
            default=None,
        )

    def resources(self, *kinds: str) -> tuple[Resource, ...]:
        """Return the fetched resources of the *kinds* named, without repetitions."""
        found = {
            (resource.url, resource.sha256): resource
            for capture in self.captures
            for resource in capture.resources
            if resource.kind in kinds
        }
        return tuple(found.values())

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """Icons, images and screenshots that can be drawn, without repetitions."""
        found: dict[str, Picture] = {}
        for resource in self.resources("icon", "image"):
            if resource.sha256 and resource.sha256 not in found:
                data = self.bytes_of(resource.sha256, f"picture {resource.url}")
                found[resource.sha256] = Picture(
                    kind=resource.kind, url=resource.url, data=data or b""
                )
        for page in self.pages:
            for part in page.parts:
                url = part.reference
                if part.kind in {"image", "icon"} and url.startswith("data:"):
                    found.setdefault(url, Picture.from_data_url(part.kind, url))
        for capture in self.captures:
            name = capture.screenshot_sha256
            if name and name not in found and self._wants(host_of(capture.final_url)):
                data = self.bytes_of(name, f"screenshot {capture.vantage}")
                found[name] = Picture(
                    kind="screenshot", url=capture.vantage, data=data or b""
                )
        drawable = [picture for picture in found.values() if picture.image is not None]
        return tuple(drawable[:_PICTURES_MAX])

    @cached_property
    def screens(self) -> tuple[Screen, ...]:
        """What browsers drew, with the document each drew it from."""
        found = []
        pages = {page.sha256: page for page in self.pages}
        pictures = {p.url: p for p in self.pictures if p.kind == "screenshot"}
        for capture in self.captures:
            picture = pictures.get(capture.vantage)
            page = pages.get(capture.body_sha256)
            if not capture.screenshot_sha256 or picture is None or page is None:
                continue
            data = (
                self.bytes_of(capture.layout_sha256, f"layout {capture.vantage}")
                if capture.layout_sha256
                else None
            )
            layout = read_layout(data) if data else None
            found.append(Screen(picture=picture, page=page, layout=layout))
        return tuple(found)

    @cached_property
    def reading(self) -> Reading:
        """Words that stand in pictures only, and why they could not be read."""
        large = [
            Screen(picture=picture, page=self.pages[0], layout=None)
            for picture in self.pictures
            if picture.kind == "image"
            and picture.image is not None
            and self.pages
            and picture.image.width * picture.image.height >= LARGE_PX
        ]
        return read_pictures(self.pages, self.screens, large)

    @property
    def lacking(self) -> tuple[NotRun, ...]:
        """What a judge had to do without; it says so of every site that is not clear.

        Pictures convict nobody, so a page whose words are innocent needs none; where
        only a picture can tell, :attr:`not_run` says so.
        """
        if not self.screens:
            return (NotRun(detector="screenshot", reason=NO_SCREENSHOT),)
        if not is_installed():
            return (NotRun(detector="marks", reason=NO_LIBRARY),)
        return ()

    @property
    def not_run(self) -> tuple[NotRun, ...]:
        """What should have been read and could not be.

        A page that was cut short counts only where next to nothing of it was read: a
        visitor sees its beginning too, so a long page is judged by that.
        """
        cut = {capture.body_sha256 for capture in self.captures if capture.truncated}
        thin = [
            NotRun(detector=f"reading {page.where}", reason=CUT_SHORT)
            for page in self.pages
            if len(page.flat) < THIN and (page.cut or page.sha256 in cut)
        ]
        return (*self.reading.not_run, *self._lost.values(), *thin)

    def bytes_of(self, sha256: str, what: str) -> bytes | None:
        """Return stored bytes, or None, and note it, where they cannot be read."""
        try:
            return self._read(sha256)
        except (EvidenceError, OSError, KeyError) as exc:
            reason = f"{UNREAD} ({type(exc).__name__})"
            self._lost[sha256] = NotRun(detector=f"reading {what}", reason=reason)
            return None

    def _wants(self, host: str) -> bool:
        return self._wanted is None or self._wanted(host)


def open_site(inspection: Inspection, read: Read) -> Site:
    """Return the site that *inspection* recorded; *read* gives bytes by SHA-256."""
    return Site(inspection, read)


def site_from_files(
    url: str, html: bytes, screenshot: bytes | None, at: datetime
) -> Site:
    """Return a site of one saved page, as ``judge --html`` is given it.

    Args:
        url: where the page is to be judged.
        html: its bytes.
        screenshot: a picture of it, or None.
        at: UTC, when it was saved.
    """
    stored = {"html": html, "screenshot": screenshot or b""}
    capture = Capture(
        url=url,
        vantage=Vantage.DESKTOP,
        captured_at=at,
        final_url=url,
        status=200,
        body_sha256="html",
        body_bytes=len(html),
        screenshot_sha256="screenshot" if screenshot else "",
    )
    candidate = Candidate(url=url, source="judge", reason="named", seen_at=at)
    inspection = Inspection(candidate=candidate, captures=(capture,))
    return Site(inspection, stored.__getitem__)


def _page(capture: Capture, body: bytes) -> Page:
    rendered = capture.vantage in RENDERED
    types = [v for k, v in capture.headers if k.lower() == "content-type"]
    return Page(
        where=capture.vantage.value,
        url=capture.final_url,
        body=body,
        sha256=capture.body_sha256,
        # A rendered document is stored as UTF-8 whatever the server declared.
        content_type="text/html; charset=utf-8" if rendered else "".join(types[-1:]),
        status=capture.status,
        rendered=rendered,
    )
