"""What the command line calls; each crawl runs in a process of its own.

Every function here may be called any number of times in one process, because the
reactor lives in the child (:mod:`crawler.running.child`).
"""

import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Self

from casebook.config import Config
from casebook.encoding import from_plain, to_plain
from casebook.errors import InputError, ZhaoyaoError
from casebook.language import translate
from casebook.records import FLAGGED, Candidate, Capture, Inspection, Label, Verdict
from casebook.store import Casebook
from casebook.times import now_utc
from casebook.urls import canonical
from casebook.workspace import Workspace
from crawler.running.orders import Event, carry_out, make_order
from crawler.spiders import all_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a crawl is, told after each candidate."""

    done: int
    total: int
    """Done, and known to be waiting; grows while pages lead to others."""
    flagged: int
    failed: int
    """Not reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What a crawl did; two add up to one."""

    visited: int = 0
    flagged: int = 0
    failed: int = 0
    """Not reached; each is recorded with its cause."""
    problem: str = ""
    """What needs a person, in one line, or empty."""

    def __add__(self, other: Self) -> Self:
        """Return both together."""
        return replace(
            self,
            visited=self.visited + other.visited,
            flagged=self.flagged + other.flagged,
            failed=self.failed + other.failed,
            problem="; ".join(filter(None, (self.problem, other.problem))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResult:
    """What one discovery source brought."""

    source: str
    new: int = 0
    known: int = 0
    failure: str = ""
    """Why it failed, or empty."""
    detail: dict[str, Any] = field(default_factory=dict)
    """What it tells of its parts, such as how far it lags; plain data."""

    @property
    def ok(self) -> bool:
        """Whether it could be read."""
        return not self.failure


Watch = Callable[[Progress], None] | None

WatchSources = Callable[[Iterable[SourceResult]], None] | None


def crawl(
    workspace: Workspace, *, limit: int | None = None, progress: Watch = None
) -> CrawlResult:
    """Visit what waits in *workspace*, judge it, and preserve what is flagged.

    Holds the workspace's lock while it runs. May be killed at any time: what was
    finished is in the casebook, what was not waits again for the next run.

    Args:
        workspace: where the queue is and where everything goes.
        limit: visits at most; None: until nothing waits.
        progress: told after each visit.

    Raises:
        WorkspaceBusy: another process holds the lock.
        ZhaoyaoError: the evidence or the casebook cannot be written.
    """
    with workspace.lock():
        casebook = workspace.casebook
        run = casebook.start_run("crawl", at=now_utc(), details={"limit": limit})
        result, state = CrawlResult(), "failed"
        order = make_order(workspace, spiders=["inspect"], run=run, limit=limit)
        try:
            for event in carry_out(order):
                if event["event"] == "visited":
                    result += count_visit(event)
                    tell_progress(progress, result, event["waiting"])
            state = "done"
        except KeyboardInterrupt:
            state = "stopped"
            raise
        finally:
            counts = {
                "visited": result.visited,
                "flagged": result.flagged,
                "failed": result.failed,
            }
            casebook.end_run(run, at=now_utc(), state=state, counts=counts)
    return result


def discover(
    workspace: Workspace,
    sources: Iterable[str] | None = None,
    *,
    max_names: int | None = None,
    progress: WatchSources = None,
) -> list[SourceResult]:
    """Run discovery sources and queue what they find.

    A source that fails is recorded and does not stop the others. May be killed at any
    time: what was found is queued, and each source goes on where it was.

    Args:
        workspace: where the queue is.
        sources: names of spiders; None: all that are set up.
        max_names: look-alike names looked up at most; None: as configured.
        progress: told of all sources whenever one of them found something.

    Raises:
        InputError: there is no source of that name.
        WorkspaceBusy: another process holds the lock.
    """
    known = all_sources()
    set_up = [n for n, one in known.items() if one.is_configured(workspace.config)]
    wanted = set_up if sources is None else list(sources)
    for name in wanted:
        if name not in known:
            raise InputError(f"no source {name!r}; there are {', '.join(known)}")
    if not wanted:
        return []
    with workspace.lock():
        casebook = workspace.casebook
        run = casebook.start_run("discover", at=now_utc(), details={"sources": wanted})
        results = {name: SourceResult(source=name) for name in wanted}
        state = "done"
        try:
            order = make_order(workspace, spiders=wanted, run=run, limit=max_names)
            for event in carry_out(order):
                _note(results, event)
                if progress is not None:
                    progress(results.values())
        # A killed child, too: what it had found is queued, and the day goes on.
        except (ZhaoyaoError, RuntimeError) as exc:
            state = "failed"
            results = {n: replace(r, failure=str(exc)) for n, r in results.items()}
        except KeyboardInterrupt:
            state = "stopped"
            results = {n: replace(r, failure="stopped") for n, r in results.items()}
            raise
        finally:
            _record(casebook, run, results.values(), state)
    return list(results.values())


def inspect_urls(
    workspace: Workspace | None,
    urls: Iterable[str],
    *,
    config: Config | None = None,
    progress: Watch = None,
) -> list[tuple[Inspection, Verdict]]:
    """Visit *urls* now and judge them; nothing goes into the casebook.

    Args:
        workspace: whose configuration, profiles and evidence folder are used; None:
            *config*, the profiles that ship, and a folder that is thrown away.
        urls: absolute http or https URLs.
        config: used without a workspace.
        progress: told after each visit.

    Returns:
        One pair a URL, in the order given.

    Raises:
        InputError: a URL is none.
    """
    found = _visit(workspace, urls, config=config, judged=True, progress=progress)
    return [(inspection, verdict) for inspection, verdict in found if verdict]


def capture_official(
    workspace: Workspace, urls: Iterable[str]
) -> list[tuple[Capture, ...]]:
    """Capture official pages for ``profile refresh``; nothing is judged.

    Returns:
        The captures of each URL, in the order given; their bytes are in the
        workspace's evidence folder.

    Raises:
        InputError: a URL is none.
    """
    found = _visit(workspace, urls, config=None, judged=False, progress=None)
    return [inspection.captures for inspection, _ in found]


def _visit(
    workspace: Workspace | None,
    urls: Iterable[str],
    *,
    config: Config | None,
    judged: bool,
    progress: Watch,
) -> list[tuple[Inspection, Verdict | None]]:
    at = now_utc()
    chosen = workspace.config if workspace else config or Config()
    reason = translate("asked for", chosen.language)
    candidates = [
        Candidate(url=url.strip(), source="inspect", reason=reason, seen_at=at)
        for url in urls
        if canonical(url)  # raises; what stands behind a # is kept
    ]
    found: dict[int, tuple[Inspection, Verdict | None]] = {}
    result = CrawlResult()
    with ExitStack() as stack:
        order = make_order(
            workspace,
            spiders=["inspect"],
            candidates=[to_plain(one) for one in candidates],
            config=config,
            judged=judged,
        )
        if workspace is None:
            order["blobs"] = stack.enter_context(tempfile.TemporaryDirectory())
        for event in carry_out(order) if candidates else ():
            if event["event"] != "result":
                continue
            plain = event["verdict"]
            verdict = None if plain is None else from_plain(plain, Verdict)
            inspection = from_plain(event["inspection"], Inspection)
            found[event["number"]] = inspection, verdict
            if verdict is not None:
                result += count_visit({"label": verdict.label.value})
                tell_progress(progress, result, len(candidates) - len(found))
    return [found[number] for number in sorted(found)]


def count_visit(event: Event) -> CrawlResult:
    """Return one visit, as its event tells it."""
    label = Label(event["label"])
    return CrawlResult(
        visited=1,
        flagged=int(label in FLAGGED),
        failed=int(label is Label.UNREACHABLE),
    )


def tell_progress(progress: Watch, result: CrawlResult, waiting: int) -> None:
    """Tell how far it is, where somebody wants to know."""
    if progress is not None:
        progress(
            Progress(
                done=result.visited,
                total=result.visited + waiting,
                flagged=result.flagged,
                failed=result.failed,
            )
        )


def _record(
    casebook: Casebook, run: str, results: Iterable[SourceResult], state: str
) -> None:
    at = now_utc()
    for one in results:
        casebook.note_source(
            run,
            one.source,
            at=at,
            ok=one.ok,
            found=one.new + one.known,
            failure=one.failure,
            detail=one.detail,
        )
    counts = {"new": sum(one.new for one in results)}
    casebook.end_run(run, at=at, state=state, counts=counts)


def _note(results: dict[str, SourceResult], event: Event) -> None:
    before = results.get(event.get("source", ""))
    if before is None:
        return
    if event["event"] == "found":
        results[before.source] = replace(
            before,
            new=before.new + event["new"],
            known=before.known + event["known"],
        )
    elif event["event"] == "source-failed":
        both = "; ".join(filter(None, (before.failure, event["failure"])))
        results[before.source] = replace(before, failure=both)
    elif event["event"] == "source-detail":
        results[before.source] = replace(before, detail=event["detail"])
