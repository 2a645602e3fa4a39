"""What can be asked of a casebook."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.records import Case, Clue, Evidence, Inspection, Label, Sighting, Verdict
from casebook.store import cases, clues, queue, runs
from casebook.store.changes import Changes, changes
from casebook.store.engine import transaction
from casebook.store.ledger import Ledger
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

    def clues(self) -> list[Clue]:
        """Return all packages, oldest first."""
        with self._reading() as session:
            return clues.clues(session)

    def _reading(self) -> AbstractContextManager[Session]:
        return transaction(self._engine, reads_only=True)
