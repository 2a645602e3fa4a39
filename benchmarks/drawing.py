"""Saved pages drawn by the browser with the network shut, for what looks at pictures.

A page's pictures and styles from other addresses are missing in what is drawn, in
copies and references alike.
"""

import asyncio
import csv
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Page as BrowserPage
from playwright.async_api import Route, TimeoutError, async_playwright  # noqa: A004

from casebook.config import Config
from casebook.records import Candidate, Capture, Inspection, Vantage
from crawler.browser.chromium import find_browser
from crawler.browser.page import device, take_picture, take_text
from crawler.browser.placement import take_layout
from detectors.pages.charsets import decode
from detectors.site import Site, open_site
from testbed.techniques import text_as_picture

AT = datetime(2026, 11, 23, tzinfo=UTC)
FOREIGN = "https://cx-zx.test/"
HEIGHT_PX = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One labelled page as a browser drew it."""

    name: str
    want: str
    url: str
    dom: bytes
    shot: bytes
    layout: bytes


def read_rows(data: Path) -> list[dict[str, str]]:
    """Read the labels, each file once: an official page at its own host."""
    with (data / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return list({row["path"]: row for row in reversed(rows)}.values())


def serving(html: str) -> Callable[[Route], Awaitable[None]]:
    """Return what answers requests: the page with *html*, all else with nothing."""

    async def answer(route: Route) -> None:
        if route.request.url == "http://drawn.test/":
            await route.fulfill(
                body=html.encode("utf-8", "replace"),
                content_type="text/html; charset=utf-8",
            )
        else:
            await route.abort()

    return answer


async def draw_all(pages: dict[str, str], folder: Path) -> list[str]:
    """Draw *pages*, HTML by name, into *folder*; what is there is left alone.

    Returns:
        names of pages that never ended loading: a disguise may keep a browser busy.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(""), args=["--no-sandbox"]
        )
        left_out = []
        for name, html in pages.items():
            if (folder / f"{name}.png").exists():
                continue
            context = await browser.new_context(
                **device(Vantage.BROWSER_DESKTOP, Config())
            )
            page = await context.new_page()
            try:
                await _draw(page, html, folder / name)
            except TimeoutError:
                left_out.append(name)
            await context.close()
        await browser.close()
    return left_out


async def _draw(page: BrowserPage, html: str, path: Path) -> None:
    await page.route("**/*", serving(html))
    await page.goto("http://drawn.test/", timeout=20_000, wait_until="load")
    await asyncio.sleep(0.3)
    shot = await take_picture(page, HEIGHT_PX)
    path.with_suffix(".json").write_bytes(await take_layout(page))
    path.with_suffix(".html").write_text(await take_text(page), "utf-8", "replace")
    path.with_suffix(".png").write_bytes(shot)


def drawn_pages(data: Path, folder: Path) -> Iterator[Drawn]:
    """Yield the labelled pages and the official ones with their text in pictures."""
    rows = read_rows(data)
    html = {
        row["path"]: decode((data / row["path"]).read_bytes(), "").text for row in rows
    }
    wanted = {Path(path).stem: text for path, text in html.items()}
    for row in rows:
        if row["path"].startswith("official/"):
            name = f"{Path(row['path']).stem}-in-pictures"
            wanted[name] = text_as_picture.apply(html[row["path"]])
    asyncio.run(draw_all(wanted, folder))
    for row in rows:
        stem = Path(row["path"]).stem
        yield _drawn(folder, stem, row["path"].partition("/")[0], row["judge_url"])
        if row["path"].startswith("official/"):
            yield _drawn(folder, f"{stem}-in-pictures", "in-pictures", FOREIGN)


def _drawn(folder: Path, name: str, want: str, url: str) -> Drawn:
    return Drawn(
        name=name,
        want=want,
        url=url,
        dom=(folder / f"{name}.html").read_bytes(),
        shot=(folder / f"{name}.png").read_bytes(),
        layout=(folder / f"{name}.json").read_bytes(),
    )


def site_of(drawn: Drawn, url: str) -> Site:
    """Return *drawn* as a site at *url*."""
    stored = {"dom": drawn.dom, "shot": drawn.shot, "layout": drawn.layout}
    capture = Capture(
        url=url,
        vantage=Vantage.BROWSER_DESKTOP,
        captured_at=AT,
        final_url=url,
        status=200,
        body_sha256="dom",
        body_bytes=len(drawn.dom),
        screenshot_sha256="shot" if drawn.shot else "",
        layout_sha256="layout" if drawn.layout else "",
    )
    candidate = Candidate(url=url, source="data", reason="labelled", seen_at=AT)
    inspection = Inspection(candidate=candidate, captures=(capture,))
    return open_site(inspection, stored.__getitem__)
