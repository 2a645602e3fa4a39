"""Hand everything over: to the casebook, or to whoever asked."""

from typing import Any

from casebook.records import Candidate
from crawler.job import Visited
from crawler.pipelines import JobPipeline

BATCH = 50
"""Candidates queued in one transaction."""


class FinishPipeline(JobPipeline):
    """The end of every visit, and of every candidate that a source found."""

    _found: list[Candidate]

    def open_spider(self) -> None:
        """Begin with nothing found."""
        self._found = []

    def process_item(self, item: Any) -> Any:
        """Finish a visit; collect a candidate."""
        if isinstance(item, Visited):
            self.job.finish(item)
        elif isinstance(item, Candidate):
            self._found.append(item)
            if len(self._found) >= BATCH:
                self._queue()
        return item

    def close_spider(self) -> None:
        """Queue what was collected last."""
        self._queue()

    def _queue(self) -> None:
        if self._found:
            spider = self._crawler.spider
            assert spider is not None
            self.job.add(spider.name, self._found)
            self._found = []
