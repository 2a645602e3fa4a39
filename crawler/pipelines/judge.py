"""Judge what was captured."""

import asyncio
from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler

from crawler.confirmed import with_confirmed
from crawler.job import QueueJob, Visited
from crawler.judging import Brief, JudgeProcess
from crawler.pipelines import JobPipeline


class JudgePipeline(JobPipeline):
    """Judges beside the visits, one look at a time."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turn = asyncio.Semaphore(1)
        self._judge: JudgeProcess | None = None

    async def process_item(self, item: Any) -> Any:
        """Return a visit with its verdict; pass everything else through."""
        if not isinstance(item, Visited) or not self.job.judged:
            return item
        async with self._turn:
            judge = self._judge = self._judge or JudgeProcess(self._brief())
            verdict = await asyncio.to_thread(judge.verdict, item.inspection)
        return replace(item, verdict=verdict)

    def close_spider(self) -> None:
        """Let the judge's process go."""
        if self._judge:
            self._judge.close()

    def _brief(self) -> Brief:
        profiles = self.job.profiles
        if isinstance(self.job, QueueJob):
            casebook = self.job.workspace.casebook
            profiles = with_confirmed(profiles, casebook, self.job.blobs.read)
        return Brief(
            profiles=profiles,
            lines=self.job.config.judge,
            evidence=self.job.blobs.root,
        )
