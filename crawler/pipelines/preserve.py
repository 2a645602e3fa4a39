"""Name the lasting files of what is flagged, and make web archives of them."""

import asyncio
import time
from dataclasses import replace
from typing import Any

from casebook.records import FLAGGED, Evidence
from crawler.job import Visited
from crawler.pipelines import JobPipeline
from crawler.preserve import evidence_of, preserve
from crawler.preserve.circumstances import Circumstances, circumstances

CLOCK_SECONDS = 300.0
"""How long the clock's state is taken to hold: asking starts another program."""


class PreservePipeline(JobPipeline):
    """Lists everything captured; a site once flagged is preserved on every look."""

    _here: Circumstances | None = None
    _asked: float = 0.0

    async def process_item(self, item: Any) -> Any:
        """Return a visit with its evidence; pass everything else through."""
        if not isinstance(item, Visited) or item.verdict is None:
            return item
        return replace(item, evidence=await asyncio.to_thread(self._evidence, item))

    def _evidence(self, visited: Visited) -> tuple[Evidence, ...]:
        # The casebook keeps the list only where there is a case.
        listed = evidence_of(visited.inspection, self.job.blobs.path)
        if not self._is_kept(visited):
            return listed
        return listed + preserve(
            visited.inspection,
            self.job.blobs,
            self._circumstances(),
            earlier=self.job.earlier(visited.inspection.candidate.url),
        )

    def _circumstances(self) -> Circumstances:
        now = time.monotonic()
        if self._here is None or now - self._asked > CLOCK_SECONDS:
            self._here = circumstances(self.job.config, self.job.run)
            self._asked = now
        return self._here

    def _is_kept(self, visited: Visited) -> bool:
        verdict = visited.verdict
        assert verdict is not None
        flagged = verdict.label in FLAGGED
        return self.job.keeps_all or flagged or self.job.has_case(verdict.url)
