"""The process that a crawl runs in: one reactor a process, one crawl a reactor.

Started as ``python -m crawler.running.child`` by :mod:`crawler.running.run`. The order
comes as one line of JSON on standard input; what happens goes out as lines of JSON on
standard output. Standard input stays open: when it ends, whoever gave the order is
gone, and this process gives its leases back and goes, too, with its browser.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from scrapy.crawler import AsyncCrawlerProcess

from casebook.blobs import Blobs
from casebook.config import Config
from casebook.encoding import from_plain
from casebook.errors import ZhaoyaoError
from casebook.profiles import Profiles, read_profiles
from casebook.records import Candidate
from casebook.workspace import Workspace
from crawler.job import DemandJob, Job, ListJob, QueueJob, Tell
from crawler.network.failures import one_line
from crawler.settings import scrapy_settings
from crawler.spiders import spider_named

GRACE_SECONDS = 15.0
"""How long an orphan may take to give its leases back before it is ended."""


class Inert(logging.Formatter):
    """Keeps what sites say from steering the terminal that shows the log."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line with control characters taken out, but for line ends."""
        lines = super().format(record).splitlines()
        return "\n".join(one_line(line) for line in lines)


def main() -> int:
    """Take the order, do it, and say how it ended."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # whatever prints must not mix with our lines
    tell = _teller(out)
    order = json.loads(sys.stdin.readline())
    _log()
    threading.Thread(target=_watch_parent, daemon=True).start()
    try:
        _work(order, tell)
    except ZhaoyaoError as exc:
        tell({"event": "error", "kind": type(exc).__name__, "message": str(exc)})
        return exc.exit_code
    tell({"event": "done"})
    return 0


def _teller(out: TextIO) -> Tell:
    def tell(event: dict[str, Any]) -> None:
        try:
            out.write(json.dumps(event, ensure_ascii=True) + "\n")
            out.flush()
        except BrokenPipeError:
            pass  # nobody listens any more; the end of standard input says so, too

    return tell


def _log() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Inert("%(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)  # Scrapy sets the levels of its own loggers anew
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _watch_parent() -> None:
    while os.read(0, 1):  # not through sys.stdin, whose lock would outlive us
        pass
    os.kill(os.getpid(), signal.SIGTERM)  # Scrapy's own, orderly way to stop
    # Not for ever: a site may hold us, and the browser must not outlive us.
    threading.Event().wait(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _work(order: Mapping[str, Any], tell: Tell) -> None:
    config = from_plain(order["config"], Config)
    if order["workspace"]:
        with Workspace(Path(order["workspace"]), config) as workspace:
            _crawl(order, _job(order, tell, workspace))
    else:
        profiles = read_profiles(extra_hosts=config.profiles.extra_hosts)
        _crawl(order, _list_job(order, tell, config, profiles, order["blobs"]))


def _job(order: Mapping[str, Any], tell: Tell, workspace: Workspace) -> Job:
    if order["candidates"] is not None and not order["keeps_all"]:
        folder = workspace.blobs.root
        return _list_job(order, tell, workspace.config, workspace.profiles, folder)
    common: dict[str, Any] = {
        "config": workspace.config,
        "blobs": workspace.blobs,
        "profiles": workspace.profiles,
        "tell": tell,
        "workspace": workspace,
        "run": order["run"],
        "worker": f"{order['run']}:{os.getpid()}",
    }
    if order["keeps_all"]:
        asked = [from_plain(one, Candidate) for one in order["candidates"]]
        return DemandJob(**common, candidates=asked)
    return QueueJob(**common, limit=order["limit"])


def _list_job(
    order: Mapping[str, Any],
    tell: Tell,
    config: Config,
    profiles: Profiles,
    folder: str | Path,
) -> ListJob:
    return ListJob(
        config=config,
        blobs=Blobs(Path(folder)),
        profiles=profiles,
        tell=tell,
        judged=order["judged"],
        waiting=ListJob.number(from_plain(c, Candidate) for c in order["candidates"]),
    )


def _crawl(order: Mapping[str, Any], job: Job) -> None:
    settings = scrapy_settings(job.config)
    process = AsyncCrawlerProcess(settings)
    for name in order["spiders"]:
        process.crawl(spider_named(name), job=job)
    process.start()
    if process.bootstrap_failed:
        raise RuntimeError("the crawl could not start; the log says why")


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    sys.exit(main())
