"""A page as it is drawn, picture after picture, for those who want to see it come."""

import asyncio
import io
import itertools
import time
from dataclasses import dataclass, field

from PIL import Image
from playwright.async_api import Error, Page

PAUSE_SECONDS = 0.25
"""Between two pictures."""

MAX_FRAMES = 40

LAST_MS = 1000
"""How long the last picture stands."""

QUALITY = 60
"""Of the pictures, 0 to 100: the sharp ones are the screenshots."""

FRAME_MS = 1000.0
"""Longest time for one picture: a page too busy to be drawn misses it."""


@dataclass(slots=True, kw_only=True)
class Recording:
    """Records one page; off where ``seconds`` is 0."""

    seconds: float = 0.0
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    """Seconds by the monotonic clock, and a JPEG."""
    task: asyncio.Task[None] | None = None

    def start(self, page: Page) -> None:
        """Begin; it ends by itself when the time is over or the page is closed."""
        if self.seconds:
            self.task = asyncio.create_task(self._record(page))

    async def end(self) -> bytes:
        """Return an animated WebP of what was seen; empty where nothing was."""
        if self.task is None:
            return b""
        self.task.cancel()
        await asyncio.wait({self.task})
        return await asyncio.to_thread(animated, self.frames) if self.frames else b""

    async def _record(self, page: Page) -> None:
        end = time.monotonic() + self.seconds
        while time.monotonic() < end and len(self.frames) < MAX_FRAMES:
            if page.is_closed():
                return
            try:
                picture = await page.screenshot(
                    type="jpeg", quality=QUALITY, timeout=FRAME_MS
                )
                self.frames.append((time.monotonic(), picture))
            except Error:
                pass  # it is on its way to another page
            await asyncio.sleep(PAUSE_SECONDS)


def animated(frames: list[tuple[float, bytes]]) -> bytes:
    """Return *frames* as one WebP; each stands until the next that differs."""
    shown = [frames[0]]
    shown += [one for last, one in itertools.pairwise(frames) if one[1] != last[1]]
    times = [at for at, _ in shown]
    stands = [round(1000 * (b - a)) for a, b in itertools.pairwise(times)]
    pictures = [Image.open(io.BytesIO(data)).convert("RGB") for _, data in shown]
    out = io.BytesIO()
    pictures[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=[*stands, LAST_MS],
        quality=QUALITY,
    )
    return out.getvalue()
