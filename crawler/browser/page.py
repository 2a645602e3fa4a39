"""One page in a browser: opened, waited for, read and photographed."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import (
    BrowserContext,
    Error,
    FloatRect,
    Frame,
    Page,
    Request,
    Response,
)

from casebook.config import Config
from casebook.records import Vantage
from crawler.browser.recording import Recording
from crawler.browser.serialise import (
    ARGUMENTS,
    MAX_FRAMES,
    OPEN_SHADOWS,
    SERIALISE,
    join_frames,
)
from crawler.browser.traffic import Traffic
from crawler.network.vantages import user_agent

FRAME_SECONDS = 3.0
"""Longest wait for the text of one frame."""

PICTURE_SECONDS = 6.0
"""Longest wait for a picture; pages of state organs take 0.2 to 0.4 s."""

SENT_ON = 5
"""Times that scripts may lead on to another page while one is drawn."""

WIDTH_MAX_PX = 1280

PAGE_SIZE = """
() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]
"""

LIES = (TypeError, ValueError, OverflowError, LookupError)
"""What comes of a page whose scripts lie about its size."""

HAS_SCRIPTS = """
() => document.scripts.length > 0 || document.querySelector(
  "iframe, frame, object, meta[http-equiv=refresh i], [onload]") !== null
"""
"""Whether a page can still change once it has loaded."""


@dataclass(slots=True)
class Seen:
    """What went by in the main frame while a page loaded."""

    asked: list[str] = field(default_factory=list)
    """URLs asked for, in order; redirects and what scripts lead to, too."""
    response: Response | None = None
    """The last answer to one of them."""
    still: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the page has loaded, or its answer broke off."""
    broke: str = ""
    """How the answer broke off, in the browser's words; empty where it did not."""
    traffic: Traffic = field(default_factory=Traffic)
    recording: Recording = field(default_factory=Recording)


def device(vantage: Vantage, config: Config) -> dict[str, Any]:
    """Return what Playwright is told of the screen and person behind *vantage*."""
    phone = vantage is Vantage.BROWSER_PHONE
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
    return {
        "viewport": size,
        "is_mobile": phone,
        "has_touch": phone,
        "user_agent": user_agent(vantage, config),
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "ignore_https_errors": True,
        "accept_downloads": False,
        "service_workers": "block",
    }


async def open_page(context: BrowserContext, seen: Seen) -> Page:
    """Return an empty page that notes in *seen* what goes by."""
    await context.add_init_script(OPEN_SHADOWS)
    page = await context.new_page()

    def note_request(request: Request) -> None:
        seen.traffic.asked(request)
        if request.is_navigation_request() and request.frame == page.main_frame:
            seen.asked.append(request.url)

    def note_response(response: Response) -> None:
        seen.traffic.answered(response)
        request = response.request
        if request.is_navigation_request() and request.frame == page.main_frame:
            seen.response = response

    def note_failure(request: Request) -> None:
        seen.traffic.failed(request)
        if request.is_navigation_request() and request.frame == page.main_frame:
            seen.broke = request.failure or "broken off"
            seen.still.set()

    page.on("request", note_request)
    page.on("response", note_response)
    page.on("requestfailed", note_failure)
    page.on("load", lambda _: seen.still.set())
    page.on("dialog", lambda dialog: asyncio.ensure_future(_quietly(dialog.dismiss())))
    # Pop-ups are not evidence of the page, and some pages open them without end.
    page.on("popup", lambda popup: asyncio.ensure_future(_quietly(popup.close())))
    seen.recording.start(page)
    return page


async def settle(page: Page, seen: Seen, seconds: float, longest: float) -> None:
    """Wait until the page is there, and for scripts that draw late.

    A page may never be whole, because its answer breaks off or never ends: what can
    be seen by then is taken.
    """
    for _ in range(SENT_ON):
        try:
            await asyncio.wait_for(seen.still.wait(), longest)
        except TimeoutError:
            await _stop(page)
            return
        asked = len(seen.asked)
        if not await _has_scripts(page):
            return
        await asyncio.sleep(seconds)
        if len(seen.asked) == asked:
            return
        seen.still.clear()  # a script led on to another page
        if page.url == seen.asked[-1]:
            return


async def _stop(page: Page) -> None:
    """End the loading; asked of the browser, because the page may be too busy."""
    with contextlib.suppress(Error, TimeoutError):
        async with asyncio.timeout(FRAME_SECONDS):
            session = await page.context.new_cdp_session(page)
            await session.send("Page.stopLoading")


async def _has_scripts(page: Page) -> bool:
    try:
        async with asyncio.timeout(FRAME_SECONDS):
            return bool(await page.evaluate(HAS_SCRIPTS))
    except (Error, TimeoutError):
        return True


async def take_size(page: Page) -> tuple[int, int]:
    """Return the width and height that the page says it has; 0 and 0: nothing true."""
    try:
        async with asyncio.timeout(PICTURE_SECONDS):
            found = await page.evaluate(PAGE_SIZE)
        return int(found[0]), int(found[1])
    except (Error, TimeoutError, *LIES):
        return 0, 0


async def take_first_view(page: Page, size: tuple[int, int]) -> bytes:
    """Return a PNG of what is seen of a page of *size* before scrolling.

    Taken before the picture of the whole page: for that one the browser enlarges its
    window, and what a page pins to the screen moves. Empty where there is no more to
    see than in that picture, or where the page cannot be drawn in time.
    """
    view = page.viewport_size or {"width": 1280, "height": 800}
    if size[0] <= view["width"] and size[1] <= view["height"]:
        return b""
    try:
        async with asyncio.timeout(PICTURE_SECONDS):
            return await page.screenshot(animations="disabled")
    except (Error, TimeoutError):
        return b""


async def take_picture(page: Page, max_px: int) -> bytes:
    """Return a PNG of the whole page, cut at *max_px* below its top.

    Empty where the page cannot be drawn in time: its text may still be had.
    """
    view = page.viewport_size or {"width": 1280, "height": 800}
    try:
        async with asyncio.timeout(PICTURE_SECONDS):
            # A page not made for telephones is laid out wider than their screens.
            found = await page.evaluate(PAGE_SIZE)
            width, height = (int(one) for one in found)
            clip: FloatRect = {
                "x": 0,
                "y": 0,
                "width": max(view["width"], min(width, WIDTH_MAX_PX)),
                "height": max(view["height"], min(height, max_px)),
            }
            return await page.screenshot(
                full_page=True, clip=clip, animations="disabled"
            )
    except LIES:
        return b""
    except (Error, TimeoutError):
        return b""


async def take_text(page: Page) -> str:
    """Return the DOM with its frames; a page that resists gives its plain DOM."""
    try:
        return await _frame_text(page.main_frame, MAX_FRAMES)
    except (Error, TimeoutError):
        return await page.content()


async def _frame_text(frame: Frame, budget: int) -> str:
    async with asyncio.timeout(FRAME_SECONDS):
        text = await frame.evaluate(SERIALISE, ARGUMENTS)
    if not isinstance(text, str):
        raise Error("the page's own scripts changed what a DOM is")
    inner = []
    for child in frame.child_frames[:budget]:
        try:
            inner.append((child.url, await _frame_text(child, budget // 2)))
        except (Error, TimeoutError):
            inner.append((child.url, ""))
    return join_frames(text, inner)


def passed(asked: list[str], final_url: str) -> tuple[str, ...]:
    """Return the URLs on the way to *final_url*, first asked first."""
    return tuple(url for url in dict.fromkeys(asked) if url != final_url)


async def _quietly(action: Any) -> None:
    with contextlib.suppress(Error):  # the dialog or the pop-up went with its page
        await action
