"""Judge what was captured."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

from scrapy.crawler import Crawler

from casebook.errors import ZhaoyaoError
from casebook.records import Inspection, Label, NotRun, Verdict
from crawler.failures import describe
from crawler.job import Job, Visited
from crawler.pipelines import JobPipeline
from detectors.checks import all_detectors
from detectors.judge import judge
from detectors.model import load_model
from detectors.site import open_site

logger = logging.getLogger(__name__)


class JudgePipeline(JobPipeline):
    """Judges in a thread, one at a time, so that the visits go on meanwhile."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        all_detectors()  # one that cannot be loaded must stop the run before it starts
        self._turn = asyncio.Semaphore(1)
        self._model = load_model()

    async def process_item(self, item: Any) -> Any:
        """Return a visit with its verdict; pass everything else through."""
        if not isinstance(item, Visited) or not self.job.judged:
            return item
        async with self._turn:
            verdict = await asyncio.to_thread(self._judge, self.job, item.inspection)
        return replace(item, verdict=verdict)

    def _judge(self, job: Job, inspection: Inspection) -> Verdict:
        lines = job.config.judge
        try:
            return judge(
                open_site(inspection, job.blobs.read),
                job.profiles,
                model=self._model,
                flag_probability=lines.flag_probability,
                suspicious_probability=lines.suspicious_probability,
            )
        except ZhaoyaoError:
            raise
        # The boundary: a page that breaks the judge must not end the run, and must
        # not be called clear either.
        except Exception as exc:
            logger.exception("a capture broke the judge")
            return _unjudged(inspection, self._model.name, describe(exc))


def _unjudged(inspection: Inspection, model: str, reason: str) -> Verdict:
    return Verdict(
        url=inspection.candidate.url,
        label=Label.SUSPICIOUS,
        probability=0.0,
        profile="",
        findings=(),
        not_run=(NotRun(detector="judge", reason=reason),),
        model=model,
    )
