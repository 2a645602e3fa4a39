"""What sources of advertisements have in common: pages read, posts taken in."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from casebook.blobs import Blobs
from casebook.errors import InputError
from casebook.records import Ad, Candidate, Capture, Vantage
from casebook.store import Casebook
from casebook.times import now_utc
from casebook.urls import canonical
from crawler.job import QueueJob
from crawler.network.failures import describe, one_line
from crawler.network.resolver import installed_names
from crawler.posts import intake
from crawler.posts.intake import Taken
from crawler.spiders import DiscoverySpider
from crawler.visiting.fetch import Fetcher
from crawler.visiting.visit import capture

HEADERS = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5", "Accept-Encoding": "gzip"}

PICTURE_MAX_BYTES = 4 << 20

API_MAX_BYTES = 8 << 20

_NOTHING: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A page that came, or why none did."""

    url: str
    """After redirects."""
    status: int | None
    body: bytes
    content_type: str
    capture: Capture
    failure: str = ""
    """Name and words of what went wrong, or empty."""


class GatheringSpider(DiscoverySpider):
    """Reads pages as a visitor does, keeps every byte, and takes in what they say.

    What a page brought is in the casebook before the next is asked for, so a run that
    is killed has lost nothing, and the next one knows what it need not read again.
    """

    custom_settings = {"ROBOTSTXT_OBEY": True}  # noqa: RUF012 - Scrapy's form

    async def start(self) -> AsyncIterator[Any]:
        """Gather; what is found is kept and queued on the way."""
        if isinstance(self.job, QueueJob):
            self._job = self.job
            self._taken: list[Taken] = []
            self._fetcher = Fetcher(
                self.crawler, self.config.network, self.job.blobs, installed_names()
            )
            began = now_utc()
            try:
                await self.gather()
                if any(taken.selling for taken in self._taken):
                    await asyncio.to_thread(
                        intake.group, self.casebook, since=began, at=now_utc()
                    )
            # The boundary of the source: Scrapy would log it, and the run would look
            # as if all had been read.
            except Exception as exc:
                self.logger.exception("%s cannot go on", self.name)
                self.fail(describe(exc))
        for candidate in _NOTHING:  # a generator, as Scrapy wants it
            yield candidate

    async def gather(self) -> None:
        """Read everything that is due."""
        raise NotImplementedError

    @property
    def casebook(self) -> Casebook:
        """The workspace's."""
        return self._job.workspace.casebook

    @property
    def blobs(self) -> Blobs:
        """Where bytes are kept."""
        return self._job.blobs

    @property
    def fetcher(self) -> Fetcher:
        """What pages are got by."""
        return self._fetcher

    def take(self, ads: Iterable[Ad], candidates: Iterable[Candidate] = ()) -> Taken:
        """Judge and keep advertisements; queue what they and others lead to."""
        taken = intake.take_in(
            self.casebook,
            ads,
            self.job.profiles,
            source=self.name,
            run=self._job.run,
            at=now_utc(),
            language=self.config.language,
        )
        self.job.add(self.name, [*candidates, *taken.candidates])
        self._taken.append(taken)
        return taken

    def counts(self) -> dict[str, Any]:
        """Return what was taken in so far, as plain data."""
        return intake.plain_counts(self._taken)

    async def get(self, url: str) -> Got:
        """Visit a page, redirects and all; its bytes are kept before anyone reads."""
        agent = {"User-Agent": self.config.network.user_agent}
        found, body = await capture(
            self._fetcher, url, HEADERS | agent, Vantage.DESKTOP, jar=self.name
        )
        failure = found.failure or ""
        if failure and found.failure_detail:
            failure = f"{failure}: {found.failure_detail}"
        types = (v for name, v in found.headers if name.lower() == "content-type")
        return Got(
            url=found.final_url,
            status=found.status,
            body=body,
            content_type=next(types, ""),
            capture=found,
            failure=one_line(failure),
        )

    async def picture(self, url: str) -> str:
        """Store a picture and return its SHA-256, or empty where none came."""
        agent = {"User-Agent": self.config.network.user_agent}
        try:
            hop = await self._fetcher.fetch(
                canonical(url),
                HEADERS | agent,
                jar=self.name,
                max_body_bytes=PICTURE_MAX_BYTES,
                keep=False,
            )
        except InputError:
            return ""
        if hop.failure or hop.truncated or hop.exchange.status != httpx.codes.OK:
            return ""
        return await self._fetcher.store(hop.body)

    async def ask(self, client: httpx.AsyncClient, url: str) -> Got:
        """Ask an interface for programs; its answer is kept, too."""
        at, body, status, kind, failure, final = now_utc(), b"", None, "", "", url
        headers = {"Accept": "application/json"}
        try:
            async with client.stream("GET", url, headers=headers) as response:
                status, final = response.status_code, str(response.url)
                kind = response.headers.get("content-type", "")
                async for data in response.aiter_bytes():
                    body += data
                    if len(body) > API_MAX_BYTES:
                        failure, body = f"longer than {API_MAX_BYTES} bytes", b""
                        break
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as exc:
            failure, body = describe(exc), b""
        sha256 = await self._fetcher.store(body)
        found = Capture(
            url=url,
            vantage=Vantage.DESKTOP,
            captured_at=at,
            final_url=final,
            status=status,
            headers=(("Content-Type", kind),) if kind else (),
            body_sha256=sha256,
            body_bytes=len(body),
            failure="bad-http" if failure else None,
            failure_detail=failure,
        )
        return Got(
            url=final,
            status=status,
            body=body,
            content_type=kind,
            capture=found,
            failure=failure,
        )
