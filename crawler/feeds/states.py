"""How lists stand: what is remembered of each file, and what is told of each feed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from casebook.store import Progress
from crawler.feeds import Feed
from crawler.feeds.files import Got

EARLY = 0.9
"""Part of the cadence after which a list is asked for again: cron is not exact."""

STALE = 2.0
"""Cadences after which a list that has not changed is called stale."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """What is remembered of one file from run to run; times are ISO 8601."""

    read_at: str = ""
    """When it was last read to its end, or found unchanged."""
    changed_at: str = ""
    """When its content was last new."""
    sha256: str = ""
    """Of the file that was read to its end."""
    etag: str = ""
    last_modified: str = ""
    pending_sha256: str = ""
    """Of a file that is being read; empty: none is."""
    pending_names: int = 0
    """So many names of that file are done."""

    @classmethod
    def of(cls, before: Progress | None) -> Self:
        """Take up what an earlier run left."""
        known: Mapping[str, Any] = before.detail if before else {}
        texts = {
            name: str(known.get(name, ""))
            for name in ("read_at", "changed_at", "sha256", "etag", "last_modified")
        }
        return cls(
            **texts,
            pending_sha256=str(known.get("pending_sha256", "")),
            pending_names=before.position if before else 0,
        )

    def progress(self, source: str, part: str, at: datetime) -> Progress:
        """Return the same as it goes into the casebook."""
        detail = asdict(self)
        position = detail.pop("pending_names")
        return Progress(
            source=source, part=part, position=position, at=at, detail=detail
        )

    def begin(self, got: Got) -> None:
        """Note a file whose reading begins, or goes on where it is the same."""
        if self.pending_sha256 != got.sha256:
            self.pending_sha256, self.pending_names = got.sha256, 0

    def end(self, got: Got, at: datetime) -> None:
        """Note a file that was read to its end."""
        self.sha256, self.etag = got.sha256, got.etag
        self.last_modified = got.last_modified
        self.read_at = self.changed_at = at.isoformat()
        self.drop()

    def drop(self) -> None:
        """Forget what was being read."""
        self.pending_sha256, self.pending_names = "", 0

    def due_at(self, feed: Feed) -> datetime | None:
        """Return when the list is asked for again; None: now."""
        if not self.read_at:
            return None
        pause = timedelta(hours=feed.cadence_hours * EARLY)
        return datetime.fromisoformat(self.read_at) + pause


@dataclass(slots=True, kw_only=True)
class State:
    """What a run tells of one feed."""

    feed: str
    licence: str
    outcome: str = ""
    """``screened``, ``unchanged``, ``not-due``, ``listened``, ``listed``; empty: it
    failed."""
    read_at: str = ""
    """When it was last read, ISO 8601."""
    due_at: str = ""
    """When it is read next, where that is not now."""
    lag_seconds: float | None = None
    """Age of the newest content; None: nothing was ever read."""
    is_stale: bool = False
    """Whether the content is older than it should be."""
    files: int = 0
    """Read in this run."""
    names: int = 0
    """Read in this run."""
    rejected: int = 0
    """Lines of this run that are none."""
    first_rejected: str = ""
    flagged: int = 0
    failure: str = ""

    def tell_age(self, feed: Feed, newest: datetime | None, at: datetime) -> None:
        """Note how old the newest content is, and say so where it is too old."""
        if newest is None:
            return
        self.lag_seconds = max(0.0, (at - newest).total_seconds())
        hours = self.lag_seconds / 3600
        if hours > feed.cadence_hours * STALE:
            self.is_stale = True
            self.add_failure(f"stale: unchanged for {hours:.0f} hours")

    def add_failure(self, text: str) -> None:
        """Note what went wrong, besides what did before."""
        self.failure = "; ".join(filter(None, (self.failure, text)))
