"""Spiders: each module is one source of candidates, or one way of working through them.

A discovery source is a :class:`DiscoverySpider` in a module of its own; it yields
:class:`Candidate` items and is found by its name, with no other edit.
"""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from casebook.config import Config
from casebook.plugins import load, load_one
from casebook.records import Candidate
from casebook.times import now_utc
from crawler.job import Job
from crawler.network.failures import describe, one_line


class JobSpider(scrapy.Spider):
    """A spider that works on a :class:`Job`; refuses to start without one."""

    name: str

    def __init__(self, *args: Any, job: Job, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build with the job that came along; ``scrapy crawl`` has none to give."""
        if "job" not in kwargs:
            raise RuntimeError(
                "start this spider through `zhaoyao crawl` or `discover`"
            )
        return super().from_crawler(crawler, *args, **kwargs)

    @property
    def config(self) -> Config:
        """The configuration of the job."""
        return self.job.config


class DiscoverySpider(JobSpider):
    """Finds candidates; never visits what it finds."""

    @classmethod
    def is_configured(cls, config: Config) -> bool:  # noqa: ARG003 - most need nothing
        """Whether there is anything to ask; where not, a run leaves the source out."""
        return True

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build, and see to it that a bug is told as a failure of the source.

        Scrapy only logs it, and nothing found would pass for nothing to find.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.start = partial(_start, spider, spider.start)  # type: ignore[method-assign]
        crawler.signals.connect(spider.tell_bug, signal=signals.spider_error)
        return spider

    def tell_bug(self, failure: Failure) -> None:
        """Record that reading an answer broke."""
        exc = failure.value
        self.fail(f"broke: {describe(exc) if exc else failure}")

    def fail(self, reason: str) -> None:
        """Record that the source, or a part of it, could not be read."""
        self.logger.warning("%s", reason)
        self.job.tell(
            {"event": "source-failed", "source": self.name, "failure": one_line(reason)}
        )

    def tell_detail(self, detail: dict[str, Any]) -> None:
        """Tell how the parts of the source stand; the last of a run is kept."""
        self.job.tell({"event": "source-detail", "source": self.name, "detail": detail})

    def candidate(self, url: str, *, reason: str, referer: str = "") -> Candidate:
        """Return a candidate of this source, seen now."""
        return Candidate(
            url=url,
            source=self.name,
            reason=reason,
            seen_at=now_utc(),
            referer=referer,
        )


async def _start(
    spider: DiscoverySpider, start: Callable[[], AsyncIterator[Any]]
) -> AsyncIterator[Any]:
    try:
        async for one in start():
            yield one
    # The boundary around a source: the others go on, and this one is told of.
    except Exception as exc:
        spider.logger.exception("the source broke")
        spider.fail(f"broke: {describe(exc)}")


def all_spiders() -> dict[str, type[JobSpider]]:
    """Return every spider, by name.

    Raises:
        PluginError: two share a name, or a module holds none.
    """
    return load("crawler.spiders", JobSpider)


def spider_named(name: str) -> type[JobSpider]:
    """Return one spider; the modules of the others are not imported.

    Raises:
        PluginError: its module holds no such spider.
    """
    return load_one("crawler.spiders", JobSpider, name)


def all_sources() -> dict[str, type[DiscoverySpider]]:
    """Return the discovery sources, by name.

    Raises:
        PluginError: as :func:`all_spiders`.
    """
    return {
        name: spider
        for name, spider in all_spiders().items()
        if issubclass(spider, DiscoverySpider)
    }
