"""A real browser: draws a page, and hands back its DOM and a picture of it.

It reaches the network through :class:`crawler.network.proxy.GuardProxy` only. One page
a URL: after a failed load the headless shell may disturb the next one on the same page.
"""

import asyncio
import logging
import os
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    async_playwright,
)

from casebook.blobs import Blobs
from casebook.config import Config
from casebook.errors import ConfigError, ZhaoyaoError
from casebook.records import Capture, DnsAnswer, Vantage
from casebook.times import now_utc
from casebook.urls import SCHEMES, host_of
from crawler.browser.chromium import find_browser
from crawler.browser.net_failures import name_net_failure
from crawler.browser.page import (
    Seen,
    device,
    open_page,
    passed,
    settle,
    take_first_view,
    take_picture,
    take_size,
    take_text,
)
from crawler.browser.placement import take_layout
from crawler.browser.recording import Recording
from crawler.browser.traffic import place_of
from crawler.network.failures import describe, one_line
from crawler.network.names import Names
from crawler.network.proxy import GuardProxy
from crawler.network.vantages import user_agent

__all__ = ["Drawer", "find_browser"]

ARGUMENTS_OF_CHROMIUM = (
    # WebRTC would talk past the proxy.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

CLOSE_SECONDS = 5.0
"""Longest wait for a page to close; one that hangs is left to die with the browser."""

ENDLESS_SECONDS = 2.0
"""How long a page that never ends is loaded before it is drawn as it stands."""

logger = logging.getLogger(__name__)


class Drawer:
    """Draws pages; without a browser every capture says so and the run goes on."""

    def __init__(self, config: Config, blobs: Blobs, names: Names) -> None:
        self._config = config
        self._blobs = blobs
        self._names = names
        pages = max(1, config.browser.pages)
        self._turn = asyncio.Semaphore(pages)
        # A page that only waits for late scripts takes memory, but no one's turn.
        self._open = asyncio.Semaphore(2 * pages)
        self._starting = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._proxy: GuardProxy | None = None
        self._playwright: Any = None
        self._browser: Browser | None = None
        self._path: Path | None = None
        self._missing = ""
        """Why there is no browser, or empty."""

    async def __aenter__(self) -> Self:
        """Say at once where there is no browser; start it when first needed."""
        browser = self._config.browser
        try:
            self._path = find_browser(browser.executable)
        except ConfigError as exc:
            self._missing = str(exc)
        else:
            self._missing = "" if self._path else "no Chromium on this machine"
        if not browser.enabled:
            self._missing = "browser.enabled is false"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the browser and the proxy."""
        await self._stack.aclose()

    async def draw(
        self, url: str, vantage: Vantage, referer: str = "", *, endless: bool = False
    ) -> Capture:
        """Return the capture of *url* from *vantage*; never raises for a page.

        Args:
            url: what to open.
            vantage: which screen and headers.
            referer: sent with the first request; empty for none.
            endless: whether the page is known never to be whole: it is drawn as it
                stands after a shorter while.
        """
        started_at = now_utc()
        if urlsplit(url).scheme.lower() not in SCHEMES:
            return _failed(url, vantage, started_at, "bad-redirect", "not http")
        if self._missing:
            return _failed(url, vantage, started_at, "no-browser", self._missing)
        async with self._open:
            for _ in range(2):  # a browser that crashed is started once more
                try:
                    browser = await self._start()
                except (Error, OSError) as exc:
                    self._missing = one_line(str(exc))
                    return _failed(
                        url, vantage, started_at, "no-browser", self._missing
                    )
                found = await self._draw(browser, url, vantage, referer, endless)
                if browser.is_connected():
                    break
        return found

    async def _start(self) -> Browser:
        async with self._starting:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            if self._proxy is None:
                seconds = self._config.browser.timeout_seconds
                proxy = GuardProxy(self._names, connect_seconds=seconds)
                self._proxy = await self._stack.enter_async_context(proxy)
                self._playwright = await self._stack.enter_async_context(
                    async_playwright()
                )
            self._browser = await self._playwright.chromium.launch(
                executable_path=self._path,
                args=list(ARGUMENTS_OF_CHROMIUM),
                proxy={"server": self._proxy.url},
                # Chromium refuses to sandbox root; everyone else gets the sandbox.
                chromium_sandbox=os.geteuid() != 0,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            assert self._browser is not None
            return self._browser

    async def _draw(
        self, browser: Browser, url: str, vantage: Vantage, referer: str, endless: bool
    ) -> Capture:
        started_at = now_utc()
        seen = Seen(recording=Recording(seconds=self._config.browser.record_seconds))
        seconds = self._config.browser.timeout_seconds
        context: BrowserContext | None = None
        try:
            async with self._turn, asyncio.timeout(2 * seconds):
                context = await browser.new_context(**device(vantage, self._config))
                page = await open_page(context, seen)
                await self._go(page, url, referer)
            longest = min(seconds, ENDLESS_SECONDS) if endless else seconds
            async with asyncio.timeout(2 * seconds):
                await settle(page, seen, self._config.browser.settle_seconds, longest)
            async with self._turn, asyncio.timeout(2 * seconds):
                return await self._take(page, url, vantage, started_at, seen, referer)
        except ZhaoyaoError:
            raise  # the store is full or broken
        except (Error, TimeoutError) as exc:
            failure, detail = self._explain(exc, seen.asked or [url])
            return _failed(url, vantage, started_at, failure, detail)
        # The boundary: what the wire brought must not be lost for a page that breaks
        # the browser's driver.
        except Exception as exc:
            logger.exception("a page broke the browser's driver")
            return _failed(url, vantage, started_at, "browser", describe(exc))
        finally:
            if context is not None:
                await _close(context)

    async def _go(self, page: Page, url: str, referer: str) -> None:
        milliseconds = self._config.browser.timeout_seconds * 1000
        page.set_default_timeout(milliseconds)
        await page.goto(
            url, referer=referer or None, timeout=milliseconds, wait_until="commit"
        )

    async def _take(
        self,
        page: Page,
        url: str,
        vantage: Vantage,
        started_at: datetime,
        seen: Seen,
        referer: str,
    ) -> Capture:
        film, final_url = await seen.recording.end(), page.url
        if not final_url.startswith(("http:", "https:")):
            raise Error(seen.broke or f"the page led to {final_url}")
        if seen.broke and not await page.evaluate("document.documentElement !== null"):
            raise Error(seen.broke)
        size = await take_size(page)
        view = await take_first_view(page, size)
        picture = await take_picture(page, self._config.browser.screenshot_max_px)
        layout = await take_layout(page) if picture else b""
        dom = (await take_text(page)).encode("utf-8", "replace")
        traffic = seen.traffic.told(
            browser=self._browser.version if self._browser else "",
            user_agent=user_agent(vantage, self._config),
            referer=referer,
            peers=self._peers(seen),
            page_px=size,
        )
        made = (dom, picture, layout, view or picture, traffic, film)
        body, screenshot, places, first_view, told, recording = await asyncio.gather(
            *(asyncio.to_thread(self._store, one) for one in made)
        )
        response = seen.response
        headers = await response.headers_array() if response else []
        return Capture(
            url=url,
            vantage=vantage,
            captured_at=started_at,
            final_url=final_url,
            status=response.status if response else None,
            headers=tuple((one["name"], one["value"]) for one in headers),
            body_sha256=body,
            body_bytes=len(dom),
            dns=await self._answers(seen.asked),
            screenshot_sha256=screenshot,
            layout_sha256=places,
            first_view_sha256=first_view,
            traffic_sha256=told,
            recording_sha256=recording,
            redirects=passed(seen.asked, final_url),
        )

    def _peers(self, seen: Seen) -> dict[str, str]:
        """Return the address behind each host and port that the page asked."""
        known = self._proxy.peers if self._proxy else {}
        places = [place for place in seen.traffic.places() if place in known]
        return {f"{host}:{port}": known[host, port] for host, port in places}

    def _store(self, data: bytes) -> str:
        return self._blobs.store(data) if data else ""

    async def _answers(self, urls: list[str]) -> tuple[DnsAnswer, ...]:
        answers: dict[DnsAnswer, None] = {}
        for host in dict.fromkeys(map(host_of, urls)):
            answers |= dict.fromkeys((await self._names.lookup(host)).answers)
        return tuple(answers)

    def _explain(self, exc: BaseException, urls: list[str]) -> tuple[str, str]:
        """Return what went wrong: the proxy knows better than the browser."""
        place = place_of(urls[-1])
        if self._proxy is not None and place in self._proxy.failures:
            return self._proxy.failures[place]
        text = one_line(str(exc)) or type(exc).__name__
        if isinstance(exc, TimeoutError):
            return "timeout", "the page was not drawn in time"
        return name_net_failure(text), text


def _failed(
    url: str, vantage: Vantage, at: datetime, failure: str, detail: str
) -> Capture:
    return Capture(
        url=url,
        vantage=vantage,
        captured_at=at,
        final_url=url,
        status=None,
        failure=failure,
        failure_detail=detail,
    )


async def _close(context: BrowserContext) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await context.close()
    except (Error, TimeoutError):
        pass  # it hangs or is gone; the browser's end takes it along
