"""Candidates that flagged pages of earlier runs link to.

A crawl follows such links at once; this source finds them again where a page was
flagged later, by a new model or a new profile.
"""

from collections.abc import AsyncIterator

from casebook.records import FLAGGED, Candidate
from casebook.times import now_utc
from crawler.job import QueueJob
from crawler.spiders import DiscoverySpider
from crawler.visiting.leads import SOURCE, leads


class LinksSpider(DiscoverySpider):
    """Reads stored captures; makes no request."""

    name = SOURCE

    async def start(self) -> AsyncIterator[Candidate]:
        """Yield the links of every page whose latest verdict is a flag."""
        if not isinstance(self.job, QueueJob):
            return
        casebook = self.job.workspace.casebook
        for inspection, verdict in casebook.latest_inspections():
            if verdict.label in FLAGGED:
                for found in leads(
                    inspection,
                    verdict,
                    self.job.blobs.read,
                    self.job.profiles,
                    at=now_utc(),
                    language=self.config.language,
                ):
                    yield found
