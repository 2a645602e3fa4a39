"""Asking a machine's interface: what comes is whole and read, or it is asked again.

For services that expect programs, such as certificate logs. Goes through Scrapy's
downloader, so the limits and pauses for each host hold, and through the guard.
"""

import asyncio
import email.utils
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Response

from casebook.config import NetworkConfig
from casebook.times import now_utc
from crawler.network.failures import describe, name_failure, one_line
from crawler.network.unpack import unpack
from crawler.network.wire import Wire

T = TypeVar("T")

ANSWER_MAX_BYTES = 64 << 20
"""Of one answer, unpacked: a data tile has 0.4 MB, 1,000 entries as JSON have 3 MB."""

FIRST_PAUSE_SECONDS = 0.5
"""Before the second request; doubled before each further one."""

LONGEST_PAUSE_SECONDS = 120.0
"""Whoever asks for more patience than this is asked again in the next run."""

OK, NOT_FOUND, GONE = 200, 404, 410
TOO_MANY, UNAVAILABLE = 429, 503


class Unanswered(ConnectionError):  # noqa: N818 - named for the fact
    """No answer that could be read came, however often it was asked for."""


class NotThere(Unanswered):
    """The service says that it has no such thing."""


class Asker:
    """Asks until an answer is whole and can be read, a few times at most."""

    def __init__(
        self, crawler: Crawler, network: NetworkConfig, *, attempts: int
    ) -> None:
        self._crawler = crawler
        self._network = network
        self._attempts = attempts

    async def ask(self, url: str, read: Callable[[bytes], T]) -> T:
        """Return what *read* makes of the answer.

        Args:
            url: what is asked for.
            read: raises ``ValueError`` for an answer that is cut off or wrong; it is
                then asked for again.

        Raises:
            NotThere: the service has no such thing.
            Unanswered: nothing that could be read came.
        """
        problem, pause = "", FIRST_PAUSE_SECONDS
        for attempt in range(self._attempts):
            if attempt:
                await asyncio.sleep(pause)
            try:
                response = await self._download(url)
                if response.status == OK:
                    return read(_whole(response))
            except ValueError as exc:
                problem = str(exc)
            except OSError as exc:
                problem = str(exc)
            else:
                problem = f"HTTP {response.status}"
                if response.status in {NOT_FOUND, GONE}:
                    raise NotThere(one_line(f"{url}: {problem}"))
                wanted = retry_after(response, now_utc())
                if wanted > LONGEST_PAUSE_SECONDS:
                    problem = f"{problem}, asks to wait {wanted:.0f} s"
                    break
                pause = max(pause, wanted)
                continue
            pause *= 2
        raise Unanswered(one_line(f"{url}: {problem}"))

    async def _download(self, url: str) -> Response:
        """Return the answer, whatever its status.

        Raises:
            OSError: none came.
        """
        wire = Wire(
            max_head_bytes=self._network.max_head_bytes,
            max_body_bytes=ANSWER_MAX_BYTES,
            seconds=self._network.timeout_seconds,
        )
        request = scrapy.Request(
            url,
            headers={"Accept-Encoding": "gzip"},
            meta={"wire": wire, "download_timeout": self._network.timeout_seconds},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        # The boundary: a service may fail in any way, and each way is a record.
        except Exception as exc:
            raise ConnectionError(
                f"{name_failure(exc, wire)}: {describe(exc)}"
            ) from exc
        if wire.cut:
            raise ConnectionError(f"cut short by our limit of {wire.cut}")
        return response


def retry_after(response: Response, now: datetime) -> float:
    """Return how many seconds the answer asks to wait; 0 where it does not say."""
    given = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        when = email.utils.parsedate_to_datetime(given)
        return max(0.0, (when - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _whole(response: Response) -> bytes:
    """Return the body, unpacked.

    Raises:
        ValueError: it is cut off.
    """
    promised = (response.headers.get("Content-Length") or b"").decode("latin-1")
    if promised.isascii() and promised.isdigit():
        missing = int(promised[:18]) - len(response.body)
        if missing > 0:
            raise ValueError(f"cut off {missing} bytes before its end")
    encodings = (one.decode("latin-1") for one in _encodings(response))
    found = unpack(response.body, encodings, limit=ANSWER_MAX_BYTES)
    if found.truncated or found.bomb:
        raise ValueError("what came unpacks to no whole answer")
    return found.body


def _encodings(response: Response) -> list[bytes]:
    return list(response.headers.getlist("Content-Encoding"))
