"""Name the lasting files of what is flagged, and make web archives of them."""

import asyncio
from dataclasses import replace
from typing import Any

from casebook.records import FLAGGED, Evidence
from crawler.job import Visited
from crawler.pipelines import JobPipeline
from crawler.preserve import archive, evidence_of
from crawler.preserve.circumstances import Circumstances, circumstances


class PreservePipeline(JobPipeline):
    """Lists everything captured; a site once flagged is preserved on every look."""

    _here: Circumstances | None = None

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
        if self._here is None:
            self._here = circumstances(self.job.config)
        return listed + archive(visited.inspection, self.job.blobs, self._here)

    def _is_kept(self, visited: Visited) -> bool:
        verdict = visited.verdict
        assert verdict is not None
        return verdict.label in FLAGGED or self.job.has_case(verdict.url)
