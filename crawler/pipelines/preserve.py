"""Name the lasting files of what is flagged."""

import asyncio
from dataclasses import replace
from typing import Any

from crawler.job import Visited
from crawler.pipelines import JobPipeline
from crawler.preserve import evidence_of


class PreservePipeline(JobPipeline):
    """Lists everything captured; a site once flagged is preserved on every look."""

    async def process_item(self, item: Any) -> Any:
        """Return a visit with its evidence; pass everything else through."""
        if not isinstance(item, Visited) or item.verdict is None:
            return item
        # The casebook keeps the list only where there is a case.
        evidence = await asyncio.to_thread(
            evidence_of, item.inspection, self.job.blobs.path
        )
        return replace(item, evidence=evidence)
