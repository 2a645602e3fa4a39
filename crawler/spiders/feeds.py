"""Candidates from lists of names: zones, new registrations, block lists, own logs."""

import asyncio
import os
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import httpx

from casebook.config import Config
from casebook.errors import ZhaoyaoError
from casebook.records import Candidate
from casebook.times import now_utc
from casebook.urls import host_of
from crawler.feeds import Feed, chosen_feeds, every_list
from crawler.feeds.files import Got, download, look_at, open_client
from crawler.feeds.formats import Count, names_in
from crawler.feeds.halves import Half
from crawler.feeds.logins import Secrets, links_of, log_in, read_account
from crawler.feeds.screening import Screening
from crawler.feeds.states import Kept, State
from crawler.feeds.streams import open_session
from crawler.job import QueueJob
from crawler.network.failures import one_line
from crawler.network.resolver import installed_names
from crawler.spiders import DiscoverySpider

_NOTHING: tuple[Candidate, ...] = ()

_EXPECTED = (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError)
_EXPECTED_ALL = (*_EXPECTED, ValueError)


class FeedsSpider(DiscoverySpider):
    """Reads the enabled lists, one after the other, and screens their names.

    What is flagged is queued first and the place in the list moved on afterwards: a
    run that is killed goes on there, screens at most one batch again, and queues
    nothing twice, as the casebook knows what it has.
    """

    name = "feeds"

    @classmethod
    def is_configured(cls, config: Config) -> bool:
        """Whether a list is enabled."""
        return bool(config.feeds.enabled)

    async def start(self) -> AsyncIterator[Any]:
        """Read all lists; what is found is queued on the way."""
        if isinstance(self.job, QueueJob):
            self._workspace = self.job.workspace
            self._cache = self._workspace.path / "cache" / "feeds"
            await self._read_all()
        for candidate in _NOTHING:  # a generator, as Scrapy wants it
            yield candidate

    async def _read_all(self) -> None:
        folder = self.config.feeds.folder
        own = self._workspace.path / folder if folder else None
        try:
            feeds = chosen_feeds(self.config.feeds.enabled, own)
        except ZhaoyaoError as exc:
            self.fail(str(exc))
            return
        assert isinstance(self.job, QueueJob)
        self._screening = await asyncio.to_thread(Screening, self.job, self.name)
        self._states: dict[str, State] = {}
        self._secrets = Secrets()
        self._tokens: dict[str, dict[str, str]] = {}
        async with AsyncExitStack() as stack:
            self._client = await stack.enter_async_context(
                open_client(self.config, installed_names())
            )
            feeds = [one for feed in feeds for one in await self._every(feed, feeds)]
            self._sweep(feeds)
            for feed in feeds:
                await self._read(feed)
                self._tell()
        self._tell_failures()

    async def _every(self, feed: Feed, feeds: list[Feed]) -> list[Feed]:
        """Return *feed*; in place of one for all of a login, those not in *feeds*.

        What goes wrong with listing them ends in its state.
        """
        if not feed.is_every:
            return [feed]
        state = State(feed=feed.name, licence=feed.licence)
        self._states[feed.name] = state
        try:
            links = await links_of(self._client, feed, await self._headers(feed))
            found, strange = every_list(feed, links)
        except _EXPECTED_ALL as exc:
            self._note(state, await self._explain(feed, exc))
            return []
        state.outcome = "listed"
        if strange:
            self._note(state, f"{strange} of its links lead elsewhere")
        named = {one.name for one in feeds}
        return [one for one in found if one.name not in named]

    async def _read(self, feed: Feed) -> None:
        """Read one feed; whatever goes wrong ends in its state."""
        state = State(feed=feed.name, licence=feed.licence)
        self._states[feed.name] = state
        self._secrets.keep_url(feed.url)
        self._screening.begin()
        how = self._read_address
        if feed.is_folder:
            how = self._read_folder
        elif feed.is_stream:
            how = self._listen
        try:
            await how(feed, state)
        except TimeoutError:
            self._note(state, "it took longer than feeds.timeout_seconds")
        except _EXPECTED_ALL as exc:
            self._note(state, await self._explain(feed, exc))
        # The boundary around a list: one that breaks us must not end the others.
        except Exception as exc:  # noqa: BLE001 - logged, its secrets taken out
            told = self._secrets.hide(traceback.format_exc())
            self.logger.error("feed %s: %s", feed.name, told)  # noqa: TRY400 - see above
            self._note(state, self._secrets.describe(exc))

    async def _explain(self, feed: Feed, exc: Exception) -> str:
        """Say why there is nothing; what stopped a connection is known best here."""
        host = "" if feed.is_folder else host_of(feed.url)
        if isinstance(exc, httpx.TransportError):
            host = exc.request.url.host
        elif not isinstance(exc, aiohttp.ClientError):
            host = ""
        lookup = await installed_names().lookup(host) if host else None
        if lookup is not None and lookup.failure:
            return f"{lookup.failure}: {lookup.detail}"
        return self._secrets.describe(exc)

    def _note(self, state: State, failure: str) -> None:
        state.outcome = ""
        state.add_failure(one_line(failure))

    async def _read_address(self, feed: Feed, state: State) -> None:
        kept, at = self._screening.kept(feed.name), now_utc()
        path = self._path(feed)
        due = kept.due_at(feed)
        state.read_at = kept.read_at
        try:
            got = await self._pending(kept, path)
            if got is None and due is not None and at < due:
                state.outcome, state.due_at = "not-due", due.isoformat()
                return
            if got is None:
                got = await self._fetch(feed, kept, path)
            if got is None or got.sha256 == kept.sha256:
                state.outcome, kept.read_at = "unchanged", at.isoformat()
            else:
                await self._screening.take_file(feed, feed.name, path, got, kept, state)
                if not kept.pending_names and not state.rejected:
                    raise ValueError("it is empty")
                kept.end(got, at)
                state.outcome = "screened"
            state.read_at = kept.read_at
        except _EXPECTED_ALL:
            kept.drop()  # the next run gets the list anew
            raise
        finally:
            if not kept.pending_sha256:
                path.unlink(missing_ok=True)
            self._screening.keep(feed.name, kept)
            state.tell_age(feed, _moment(kept.changed_at), at)

    async def _pending(self, kept: Kept, path: Path) -> Got | None:
        """Return the file that a killed run was reading, where it is still whole."""
        if not kept.pending_sha256:
            return None
        plain = Feed(name="", licence="", format="lines")  # it was checked before
        try:
            got = await asyncio.to_thread(look_at, path, plain)
        except FileNotFoundError:
            return None
        return got if got.sha256 == kept.pending_sha256 else None

    async def _fetch(self, feed: Feed, kept: Kept, path: Path) -> Got | None:
        """Get the list; it is at *path* only when it is whole and checked."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = self._half(path)
        known = {"etag": kept.etag, "last_modified": kept.last_modified}
        async with asyncio.timeout(self.config.feeds.timeout_seconds):
            got = await download(
                self._client,
                feed,
                half,
                known=known,
                headers=await self._headers(feed),
                limit=self.config.feeds.max_bytes,
            )
        if got is not None:
            half.path.replace(path)
            half.drop()
        return got

    async def _headers(self, feed: Feed) -> dict[str, str]:
        """Log in, once a run for all feeds of one account: logins are rationed."""
        if not feed.login:
            return {}
        if feed.login_url not in self._tokens:
            keys = self._workspace.path / "keys"
            account = read_account(feed.login, os.environ, keys)
            self._tokens[feed.login_url] = await log_in(
                self._client, feed, account, self._secrets
            )
        return self._tokens[feed.login_url]

    async def _read_folder(self, feed: Feed, state: State) -> None:
        folder = self._workspace.path / feed.url
        files = await asyncio.to_thread(_files, folder, feed)
        if not files:
            raise ValueError(f"{folder} holds no file")
        state.outcome = "unchanged"
        for path in files:
            try:
                await self._read_one(feed, path, state)
            except _EXPECTED_ALL as exc:
                self._note(state, f"{path.name}: {self._secrets.describe(exc)}")
        newest = max(path.stat().st_mtime for path in files)
        state.tell_age(feed, datetime.fromtimestamp(newest, UTC), now_utc())

    async def _read_one(self, feed: Feed, path: Path, state: State) -> None:
        part = f"{feed.name} {path.name}"
        kept, at = self._screening.kept(part), now_utc()
        got = await asyncio.to_thread(look_at, path, feed)
        if got.sha256 != kept.sha256:
            await self._screening.take_file(feed, part, path, got, kept, state)
            kept.end(got, at)
            state.outcome = "screened"
        kept.read_at = state.read_at = at.isoformat()
        self._screening.keep(part, kept)

    async def _listen(self, feed: Feed, state: State) -> None:
        """Listen for as long as is configured; what is said between runs is lost."""
        kept = self._screening.kept(feed.name)
        state.read_at, seconds = kept.read_at, self.config.feeds.stream_seconds
        count = Count()
        try:
            async with open_session(self.config, installed_names()) as listener:
                async for batch in listener.batches(feed, seconds):
                    names = names_in(batch, feed, count)
                    await self._screening.take(feed, names, count, state)
                    kept.read_at = kept.changed_at = now_utc().isoformat()
                    state.read_at = kept.read_at
                    self._screening.keep(feed.name, kept)
            state.outcome = "listened"
        finally:
            state.tell_age(feed, _moment(kept.changed_at), now_utc())

    def _path(self, feed: Feed) -> Path:
        return self._cache / feed.name.replace(":", "_").replace("/", "_")

    def _half(self, path: Path) -> Half:
        return Half(path.with_name(f"{path.name}.part"))

    def _sweep(self, feeds: list[Feed]) -> None:
        """Remove lists that nobody will go on with: most may not be kept."""
        paths = {self._path(feed) for feed in feeds}
        wanted = paths.union(*(self._half(path).files for path in paths))
        for path in self._cache.glob("*"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _tell(self) -> None:
        states = self._states.values()
        lags = [one.lag_seconds for one in states if one.lag_seconds is not None]
        self.tell_detail(
            {
                "feeds": {name: asdict(one) for name, one in self._states.items()},
                "names": sum(one.names for one in states),
                "flagged": sum(one.flagged for one in states),
                "rejected": sum(one.rejected for one in states),
                "lag_seconds": max(lags, default=None),
            }
        )

    def _tell_failures(self) -> None:
        failed = [one for one in self._states.values() if one.failure]
        if failed:
            said = "; ".join(f"{one.feed}: {one.failure}" for one in failed)
            self.fail(f"{len(failed)} of {len(self._states)} lists: {said}")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _files(folder: Path, feed: Feed) -> list[Path]:
    if folder.is_file():
        return [folder]
    digests = feed.checksum_of("").rpartition("/")[2]
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.name.startswith(".")
        and not (digests and path.name.endswith(digests))
    )
