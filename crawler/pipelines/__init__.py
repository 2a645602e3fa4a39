"""What happens to a visited candidate: judged, preserved, finished.

Bytes are stored long before, by :mod:`crawler.visiting.fetch` and
:mod:`crawler.browser.drawer`, so nothing that fails here can lose what was captured.
"""

from typing import Self

from scrapy.crawler import Crawler

from crawler.job import Job


class JobPipeline:
    """A step that works on the job of its spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Remember the crawler; its spider brings the job."""
        return cls(crawler)

    @property
    def job(self) -> Job:
        """The job under way."""
        found = getattr(self._crawler.spider, "job", None)
        assert isinstance(found, Job)
        return found
