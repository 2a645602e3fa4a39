"""Deliberate captures: visited, judged and preserved now, whatever the verdict says."""

from collections.abc import Iterable
from dataclasses import dataclass

from casebook.encoding import from_plain, to_plain
from casebook.errors import InputError
from casebook.language import translate
from casebook.records import Candidate, Evidence, Verdict
from casebook.times import now_utc
from casebook.urls import canonical
from casebook.workspace import Workspace
from crawler.running.orders import carry_out, make_order
from crawler.running.run import CrawlResult, Watch, count_visit, tell_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Preserved:
    """What a deliberate capture brought."""

    url: str
    verdict: Verdict
    case: str
    """Id of the case it belongs to; empty where the site has none."""
    evidence: tuple[Evidence, ...]
    """Every file of this look; its bytes are in the evidence store."""


def preserve_urls(
    workspace: Workspace, urls: Iterable[str], *, progress: Watch = None
) -> list[Preserved]:
    """Visit *urls* now and keep everything, the same way as a crawl does.

    What is flagged makes a case or joins its site's; of the rest the ledger has a line
    under the site, with name and SHA-256 of every file. Holds the workspace's lock
    while it runs; may be killed at any time: a look is in the casebook whole or not.

    Args:
        workspace: where everything goes.
        urls: absolute http or https URLs; one given twice is visited once.
        progress: told after each visit.

    Returns:
        One a page, in the order given.

    Raises:
        InputError: a URL is none, or another worker is visiting it.
        WorkspaceBusy: another process holds the lock.
    """
    with workspace.lock():
        wanted = _candidates(urls, workspace.config.language)
        casebook = workspace.casebook
        details = {"urls": list(wanted)}
        run = casebook.start_run("inspect", at=now_utc(), details=details)
        order = make_order(
            workspace,
            spiders=["inspect"],
            run=run,
            candidates=[to_plain(one) for one in wanted.values()],
            keeps_all=True,
        )
        found: dict[str, Preserved] = {}
        result, state = CrawlResult(), "failed"
        try:
            for event in carry_out(order):
                if event["event"] == "visited":
                    result += count_visit(event)
                    tell_progress(progress, result, len(wanted) - result.visited)
                elif event["event"] == "preserved":
                    one = _preserved(event)
                    found[canonical(one.url)] = one
            state = "done"
        except KeyboardInterrupt:
            state = "stopped"
            raise
        finally:
            counts = {"visited": result.visited, "flagged": result.flagged}
            casebook.end_run(run, at=now_utc(), state=state, counts=counts)
    missing = [url for url in wanted if url not in found]
    if missing:
        raise InputError(f"{missing[0]} is being visited by another worker")
    return [found[url] for url in wanted]


def _candidates(urls: Iterable[str], language: str) -> dict[str, Candidate]:
    at = now_utc()
    reason = translate("asked for", language)
    found: dict[str, Candidate] = {}
    for url in map(str.strip, urls):
        one = Candidate(url=url, source="inspect", reason=reason, seen_at=at)
        found.setdefault(canonical(url), one)
    return found


def _preserved(event: dict[str, object]) -> Preserved:
    return from_plain(
        {name: event[name] for name in ("url", "verdict", "case", "evidence")},
        Preserved,
    )
