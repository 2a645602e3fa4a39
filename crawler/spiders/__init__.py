"""Spiders: each module is one source of candidates, or one way of working through them.

A discovery source is a :class:`DiscoverySpider` in a module of its own; it yields
:class:`Candidate` items and is found by its name, with no other edit.
"""

from typing import Any, Self

import scrapy
from scrapy.crawler import Crawler

from casebook.config import Config
from casebook.plugins import load
from casebook.records import Candidate
from casebook.times import now_utc
from crawler.failures import one_line
from crawler.job import Job


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

    def fail(self, reason: str) -> None:
        """Record that the source, or a part of it, could not be read."""
        self.logger.warning("%s", reason)
        self.job.tell(
            {"event": "source-failed", "source": self.name, "failure": one_line(reason)}
        )

    def candidate(self, url: str, *, reason: str, referer: str = "") -> Candidate:
        """Return a candidate of this source, seen now."""
        return Candidate(
            url=url,
            source=self.name,
            reason=reason,
            seen_at=now_utc(),
            referer=referer,
        )


def all_spiders() -> dict[str, type[JobSpider]]:
    """Return every spider, by name.

    Raises:
        PluginError: two share a name, or a module holds none.
    """
    return load("crawler.spiders", JobSpider)


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
