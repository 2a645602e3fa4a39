"""Visits what waits: every vantage, the parts of the page, and a browser's view."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

from casebook.errors import EvidenceError, ZhaoyaoError
from casebook.records import Inspection
from casebook.store import Leased
from crawler.browser.drawer import Drawer
from crawler.job import Visited
from crawler.network.failures import describe
from crawler.network.resolver import installed_names
from crawler.registration import Registry
from crawler.spiders import JobSpider
from crawler.visiting.fetch import Fetcher
from crawler.visiting.inspection import Inspector, failed

CLOSE_SECONDS = 10.0
"""Longest wait for the browser to close when a crawl is told to stop."""

LOST_LEASES = 2
"""Leases that may come to no end beyond ``inspect.attempts``: runs get killed."""

logger = logging.getLogger(__name__)

AT_ONCE = 24
"""Candidates under way, from the lease to the end in the casebook.

Most of a visit is politeness: some 30 requests to one host, a quarter second apart.
"""


class InspectSpider(JobSpider):
    """Leases candidates, visits them, and sends each through the pipelines.

    A candidate that was leased again and again without an end killed its visitor each
    time, and is recorded as failed without another visit.

    Visits are not yielded from :meth:`start`: Scrapy 2.19 never closes a spider whose
    start items are in a pipeline when it is told to stop.
    """

    name = "inspect"
    custom_settings = {  # noqa: RUF012 - Scrapy's own type
        "ITEM_PIPELINES": {
            "crawler.pipelines.judge.JudgePipeline": 300,
            "crawler.pipelines.preserve.PreservePipeline": 500,
            "crawler.pipelines.finish.FinishPipeline": 900,
        }
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._under_way: dict[asyncio.Task[None], Leased] = {}
        self._ended = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Visit until the job has no more to give."""
        try:
            async with AsyncExitStack() as stack:
                inspector = await self._inspector(stack)
                try:
                    await self._work(inspector)
                finally:
                    await self._drop()
        except ZhaoyaoError as exc:  # such as a full disk
            self._stop_for(exc)
        # The boundary of the run: Scrapy would write it to the log and go on.
        except Exception as exc:
            logger.exception("the crawl cannot go on")
            self._stop_for(exc)
        finally:
            self._ended.set()
        return
        yield  # a generator, as Scrapy wants; it has nothing to give

    def _stop_for(self, exc: Exception) -> None:
        kind, message = type(exc).__name__, str(exc)
        self.job.tell({"event": "error", "kind": kind, "message": message})

    async def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's signature
        """Wait until the browser is closed and the leases are given back."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), CLOSE_SECONDS)

    async def _work(self, inspector: Inspector) -> None:
        while True:
            for leased in self.job.lease(AT_ONCE - len(self._under_way)):
                task = asyncio.ensure_future(self._visit(inspector, leased))
                self._under_way[task] = leased
            if not self._under_way:
                return
            # Each that ends makes room, and may have led to new candidates.
            done, _ = await asyncio.wait(
                self._under_way, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
                del self._under_way[task]

    async def _drop(self) -> None:
        """End what is under way, and give it back: the next run begins with it."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for leased in self._under_way.values():
            self.job.release(leased)

    async def _inspector(self, stack: AsyncExitStack) -> Inspector:
        names, blobs = installed_names(), self.job.blobs
        drawer = Drawer(self.config, blobs, names)
        registry = Registry(self.config, blobs, names, cache=self.job.cache)
        return Inspector(
            self.config,
            Fetcher(self.crawler, self.config.network, blobs, names),
            await stack.enter_async_context(drawer),
            await stack.enter_async_context(registry),
        )

    async def _visit(self, inspector: Inspector, leased: Leased) -> None:
        inspection = await self._inspect(inspector, leased)
        self._forget_cookies(leased)
        engine = self.crawler.engine
        assert engine is not None
        await engine.scraper.itemproc.process_item_async(
            Visited(leased=leased, inspection=inspection)
        )

    async def _inspect(self, inspector: Inspector, leased: Leased) -> Inspection:
        candidate, limits = leased.candidate, self.config.inspect
        if leased.attempts > limits.attempts + LOST_LEASES:
            detail = f"{leased.attempts - 1} visits came to no end"
            return failed(candidate, "internal", detail)
        try:
            async with asyncio.timeout(limits.lease_seconds):
                return await inspector.inspect(candidate, jar=str(leased.id))
        except TimeoutError:
            return failed(candidate, "timeout", "the visit outlasted its lease")
        except EvidenceError:
            raise  # the store is full or broken: nothing more could be kept
        # The boundary around a visit: one site must not end the run.
        except Exception as exc:
            logger.exception("visit of candidate %s failed", leased.id)
            return failed(candidate, "internal", describe(exc))

    def _forget_cookies(self, leased: Leased) -> None:
        found = self.crawler.get_downloader_middleware(CookiesMiddleware)
        if isinstance(found, CookiesMiddleware):
            for key in [k for k in found.jars if str(k).startswith(f"{leased.id}:")]:
                del found.jars[key]
