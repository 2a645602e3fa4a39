"""What can be asked of a casebook."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.records import (
    Case,
    Clue,
    Evidence,
    FollowUp,
    Inspection,
    Label,
    Sighting,
    Verdict,
)
from casebook.store import (
    ads,
    campaigns,
    cases,
    clues,
    followups,
    lookalikes,
    looks,
    progress,
    queue,
    runs,
)
from casebook.store.ads import KnownAd
from casebook.store.campaigns import Campaign
from casebook.store.changes import Changes, changes
from casebook.store.engine import transaction
from casebook.store.joining import Ungrouped
from casebook.store.ledger import Ledger
from casebook.store.lookalikes import KnownName
from casebook.store.progress import Progress
from casebook.store.runs import Run, SourceRun


class Reader:
    """The questions; each is answered from one moment and changes nothing."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.ledger = Ledger(engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return the casebook."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self.close()

    def waiting(self, at: datetime) -> int:
        """Return how many candidates could be leased at *at*."""
        with self._reading() as session:
            return queue.waiting(session, at=at)

    def cases(
        self,
        *,
        label: Label | None = None,
        state: str | None = None,
        host: str | None = None,
    ) -> list[Case]:
        """Return the cases that match all that is given, gravest first."""
        with self._reading() as session:
            return cases.find_cases(session, label=label, state=state, host=host)

    def case(self, id_or_host: str) -> Case:
        """Return one case by its id, its host or a URL on it.

        Raises:
            InputError: there is no such case.
        """
        with self._reading() as session:
            return cases.get_case(session, id_or_host)

    def verdicts(self, case_id: str) -> list[tuple[Verdict, datetime]]:
        """Return the latest verdict of each candidate of a case, newest first.

        A visit to which nothing was served does not count: the verdict before stays.
        """
        with self._reading() as session:
            return cases.verdicts(session, case_id)

    def inspections(self, case_id: str) -> list[Inspection]:
        """Return the inspections that :meth:`verdicts` judges, in the same order."""
        with self._reading() as session:
            return cases.inspections(session, case_id)

    def latest_inspections(self) -> Iterator[tuple[Inspection, Verdict]]:
        """Yield the latest inspection of every candidate, oldest candidate first."""
        after = 0
        while True:
            with self._reading() as session:
                found, after = cases.latest_inspections(session, after=after)
            if not found:
                return
            yield from found

    def last_look(self, url: str) -> Inspection | None:
        """Return the last inspection of *url* to which something was served.

        Where nothing ever was, it is the last one all the same; None: nobody looked.

        Raises:
            InputError: *url* is no absolute http or https URL.
        """
        with self._reading() as session:
            return looks.last_look(session, url)

    def evidence(self, case_id: str) -> list[Evidence]:
        """Return the lasting files of a case in the order kept."""
        with self._reading() as session:
            return cases.evidence(session, case_id)

    def sightings(self, case_id: str) -> list[Sighting]:
        """Return how a case was found, oldest look first."""
        with self._reading() as session:
            return cases.sightings(session, case_id)

    def changes(self, *, since: datetime, until: datetime) -> Changes:
        """Return what changed from *since* until before *until*."""
        with self._reading() as session:
            return changes(session, since=since, until=until)

    def runs(self, limit: int = 20) -> list[Run]:
        """Return the latest *limit* runs, newest first."""
        with self._reading() as session:
            return runs.runs(session, limit)

    def sources(self, run: str) -> list[SourceRun]:
        """Return what the sources of a run brought, in the order noted."""
        with self._reading() as session:
            return runs.sources(session, run)

    def progress(self, source: str) -> dict[str, Progress]:
        """Return how far *source* has read, by part."""
        with self._reading() as session:
            return progress.find(session, source)

    def latest_sources(self, *, before: datetime) -> list[SourceRun]:
        """Return what each source brought when it was last asked before *before*."""
        with self._reading() as session:
            return runs.latest_sources(session, before=before)

    def last_success(
        self, source: str, *, before: datetime | None = None
    ) -> datetime | None:
        """Return when a discovery source was last read without a failure, or None.

        Args:
            source: name of the spider.
            before: only what was earlier counts; None: all.
        """
        with self._reading() as session:
            return runs.last_success(session, source, before=before)

    def settled_lookalikes(self, names: Iterable[str], *, since: datetime) -> set[str]:
        """Return which of *names* were looked up since *since*, with an outcome."""
        with self._reading() as session:
            return lookalikes.settled(session, names, since=since)

    def existing_lookalikes(self) -> list[KnownName]:
        """Return the look-alike names that exist, the newest first."""
        with self._reading() as session:
            return lookalikes.existing(session)

    def lookalike(self, name: str) -> KnownName | None:
        """Return what is known of one look-alike name, or None."""
        with self._reading() as session:
            return lookalikes.known(session, name)

    def ads(
        self,
        *,
        selling: bool = False,
        campaign: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[KnownAd]:
        """Yield the advertisements that match all that is given, oldest first.

        Args:
            selling: only those judged to sell.
            campaign: only those of this campaign.
            since: only those seen first at or after it.
            until: only those seen first before it.
        """
        after = 0
        while True:
            with self._reading() as session:
                found = ads.find(
                    session,
                    after=after,
                    selling=selling,
                    campaign=campaign,
                    since=since,
                    until=until,
                )
            if not found:
                return
            yield from found
            after = found[-1].id

    def ungrouped(self) -> Ungrouped:
        """Return what a run reads of advertisements to join them to campaigns."""
        return Ungrouped(self._reading)

    def ads_with(self, kind: str, value: str) -> list[KnownAd]:
        """Return the advertisements that name a contact, or link to a ``site``."""
        with self._reading() as session:
            return ads.with_trace(session, kind, value)

    def ad_labels(self, *, since: datetime, until: datetime) -> dict[str, int]:
        """Return how many texts of each label were seen first in a stretch."""
        with self._reading() as session:
            return ads.labels(session, since, until)

    def campaign_edges(self) -> list[tuple[str, str, str]]:
        """Return campaign, kind and value of each trace of a campaign, each once."""
        with self._reading() as session:
            return ads.edges(session)

    def campaigns(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        only: Iterable[str] | None = None,
    ) -> list[Campaign]:
        """Return the campaigns seen in a stretch, those with most posts first."""
        with self._reading() as session:
            return campaigns.campaigns(session, since=since, until=until, only=only)

    def campaigns_with(self, traces: Iterable[tuple[str, str]]) -> list[str]:
        """Return the ids of campaigns that have one of *traces*, kind and value."""
        with self._reading() as session:
            return campaigns.reached_by(session, traces)

    def clues(self) -> list[Clue]:
        """Return all packages, oldest first."""
        with self._reading() as session:
            return clues.clues(session)

    def follow_ups(
        self,
        *,
        case: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[FollowUp]:
        """Return handoffs, outcomes and submissions in the order of writing.

        Lines that were corrected are among them: :func:`casebook.followups.in_force`
        leaves them out.

        Args:
            case: only those on this case, by its id, its host or a URL on it.
            since: only those written down at or after it.
            until: only those written down before it.

        Raises:
            InputError: there is no such case.
        """
        with self._reading() as session:
            known = cases.get_case(session, case).id if case is not None else None
            return followups.find(session, case=known, since=since, until=until)

    def follow_up_of(self, number: str) -> FollowUp:
        """Return a handoff, an outcome or a submission by its number.

        Raises:
            InputError: there is none.
        """
        with self._reading() as session:
            return followups.get(session, number)

    def _reading(self) -> AbstractContextManager[Session]:
        return transaction(self._engine, reads_only=True)
