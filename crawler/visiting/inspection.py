"""Everything captured of one candidate: one capture a vantage, whatever happens."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from casebook.config import Config
from casebook.errors import InputError, ZhaoyaoError
from casebook.fingerprint import of_page
from casebook.records import Candidate, Capture, Inspection, Vantage
from casebook.times import now_utc
from casebook.urls import canonical, host_of
from crawler.browser.drawer import Drawer
from crawler.network.failures import NEVER_ANSWERS, one_line
from crawler.network.vantages import BROWSER_VANTAGES, page_headers, referer, wire_url
from crawler.registration import Registry
from crawler.visiting.fetch import Fetcher
from crawler.visiting.markup import look
from crawler.visiting.parts import choose_pages, choose_parts, fetch_parts
from crawler.visiting.visit import capture

logger = logging.getLogger(__name__)

ERROR_STATUS = 400

NOT_DRAWN = NEVER_ANSWERS | {"expansion", "too-large"}
"""Failures that a browser would only suffer from, too, at greater cost."""

PASSING = frozenset({"dns-servfail", "dns-timeout", "reset"})
"""Failures that may be gone a moment later; looked at ``inspect.attempts`` times."""

RETRY_SECONDS = 2.0

FEW_PARTS = 4
"""A page that draws in fewer is made by scripts: its DOM is looked through, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A capture, with the page's bytes for a first look."""

    capture: Capture
    page: bytes

    @property
    def shows(self) -> bool:
        """Whether it holds a page and not an error."""
        return shows(self.capture)


class Inspector:
    """Visits candidates; all its doors to the network are guarded."""

    def __init__(
        self, config: Config, fetcher: Fetcher, drawer: Drawer, registry: Registry
    ) -> None:
        self._config = config
        self._fetcher = fetcher
        self._drawer = drawer
        self._registry = registry

    async def inspect(self, candidate: Candidate, *, jar: str) -> Inspection:
        """Capture *candidate* from every vantage that can still show something.

        Args:
            candidate: what to visit.
            jar: prefix of the cookie jars, one a vantage.
        """
        try:
            url = canonical(candidate.url)
        except InputError as exc:
            return failed(candidate, "bad-redirect", str(exc))
        registration = asyncio.ensure_future(self._registry.of(url))
        taken = await self._wire(candidate, url, jar)
        captures = [one.capture for one in taken]
        if any(one.failure not in NOT_DRAWN for one in captures):
            captures = await self._deepen(candidate, url, taken, jar)
        return Inspection(
            candidate=candidate,
            captures=tuple(captures),
            registration=await registration,
            placed=self._registry.place(captures),
        )

    async def _wire(self, candidate: Candidate, url: str, jar: str) -> list[Taken]:
        """Return what desktop and phone are served, then the others if either was."""
        first = await asyncio.gather(
            *(
                self._take(candidate, url, vantage, jar)
                for vantage in (Vantage.DESKTOP, Vantage.PHONE)
            )
        )
        if all(one.capture.failure in NEVER_ANSWERS for one in first):
            return list(first)
        others = [
            self._take(candidate, asked, vantage, jar)
            for vantage in (Vantage.BARE, Vantage.REFERRED)
            if (asked := wire_url(url, vantage)) is not None
        ]
        return [*first, *await asyncio.gather(*others)]

    async def _take(
        self, candidate: Candidate, url: str, vantage: Vantage, jar: str
    ) -> Taken:
        headers = page_headers(candidate, vantage, self._config)
        left = max(1, self._config.inspect.attempts)
        while True:
            found, page = await capture(
                self._fetcher, url, headers, vantage, jar=f"{jar}:{vantage}"
            )
            left -= 1
            if found.failure not in PASSING or not left:
                return Taken(capture=found, page=page)
            self._fetcher.names.forget(host_of(found.final_url))
            await asyncio.sleep(RETRY_SECONDS)

    async def _deepen(
        self, candidate: Candidate, url: str, taken: Sequence[Taken], jar: str
    ) -> list[Capture]:
        """Add what the pages draw in and lead to, and what a browser makes of them."""
        main = max(range(len(taken)), key=lambda at: (taken[at].shows, -at))
        # What stands behind the # leads no server astray, but many scripts.
        behind = candidate.url.partition("#")[2]
        opened = f"{url}#{behind}" if behind else url
        where_from = self._browser_referer(candidate, taken)
        dressing = asyncio.gather(
            *(
                self._dress(one, jar, pages=at == main)
                if at == main or _is_other(one, taken[main])
                else _unchanged(one)
                for at, one in enumerate(taken)
            )
        )
        drawing = asyncio.gather(
            *(
                self._drawer.draw(
                    opened, vantage, where_from, endless=taken[main].capture.truncated
                )
                for vantage in BROWSER_VANTAGES
            )
        )
        captures, drawn = list(await dressing), list(await drawing)
        if len(captures[main].resources) < FEW_PARTS and shows(drawn[0]):
            known = {part.url for part in captures[main].resources}
            dom = await self._fetcher.read(drawn[0].body_sha256)
            page = Taken(capture=drawn[0], page=dom)
            drawn[0] = await self._dress(page, jar, pages=True, known=known)
        return captures + drawn

    async def _dress(
        self, taken: Taken, jar: str, *, pages: bool, known: set[str] | None = None
    ) -> Capture:
        """Return the capture with its page's parts and, with *pages*, inner pages."""
        if not taken.shows:
            return taken.capture
        try:
            return await self._with_parts(taken, jar, pages=pages, known=known or set())
        except ZhaoyaoError:
            raise  # the store is full or broken
        # The boundary: a page that breaks the first look is a page all the same.
        except Exception:
            logger.exception("the parts of a page could not be fetched")
            return taken.capture

    async def _with_parts(
        self, taken: Taken, jar: str, *, pages: bool, known: set[str]
    ) -> Capture:
        shown, limits = taken.capture, self._config.inspect
        kind = next((v for k, v in shown.headers if k.lower() == "content-type"), "")
        if shown.vantage in BROWSER_VANTAGES:
            kind = "text/html; charset=utf-8"
        seen = await asyncio.to_thread(look, taken.page, shown.final_url, kind)
        parts = choose_parts(seen, shown.final_url, limits.resources)
        inner = choose_pages(seen, shown.final_url, limits.inner_pages)
        resources = await fetch_parts(
            self._fetcher,
            self._config,
            shown.final_url,
            shown.vantage,
            parts=[part for part in parts if part.url not in known],
            pages=[one for one in inner if one not in known] if pages else (),
            jar=f"{jar}:{shown.vantage}",
        )
        return replace(shown, resources=resources)

    def _browser_referer(self, candidate: Candidate, taken: Sequence[Taken]) -> str:
        """Return the Referer under which the site showed its page."""
        by_vantage = {one.capture.vantage: one for one in taken}
        referred = by_vantage.get(Vantage.REFERRED)
        if referred and referred.shows and not by_vantage[Vantage.DESKTOP].shows:
            return referer(candidate, Vantage.REFERRED, self._config)
        return referer(candidate, Vantage.DESKTOP, self._config)


async def _unchanged(taken: Taken) -> Capture:
    return taken.capture


def _is_other(taken: Taken, main: Taken) -> bool:
    """Whether *taken* shows a telephone another page than *main* shows."""
    if taken.capture.vantage is not Vantage.PHONE or not taken.shows:
        return False
    return of_page(taken.page) != of_page(main.page)


def shows(capture: Capture) -> bool:
    """Whether *capture* holds a page and not an error."""
    good = capture.status is not None and capture.status < ERROR_STATUS
    return capture.failure is None and good and capture.body_bytes > 0


def failed(candidate: Candidate, failure: str, detail: str) -> Inspection:
    """Return the inspection of a candidate that could not be visited at all."""
    nothing = Capture(
        url=candidate.url,
        vantage=Vantage.DESKTOP,
        captured_at=now_utc(),
        final_url=candidate.url,
        status=None,
        failure=failure,
        failure_detail=one_line(detail),
    )
    return Inspection(candidate=candidate, captures=(nothing,))
