"""A visit, and how it found the case that it belongs to."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import canonical_json, from_plain, to_plain
from casebook.records import Evidence, Inspection, Label, Liveness, Verdict
from casebook.store.models import CandidateRow, CaseRow, SightingRow
from casebook.store.queue import Leased
from casebook.store.standing import OUT_OF_REACH, Look, liveness

LOOKS_READ = 1000
"""Earlier looks read to tell down from unreachable; bounds the work of one visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a worker hands in of one lease, ready to be stored."""

    leased: Leased
    label: Label
    probability: float
    inspection: dict[str, Any]
    """Plain data."""
    verdict: dict[str, Any]
    """Plain data."""
    evidence: tuple[Evidence, ...]
    failure: str
    """The first of the captures' failures, or empty."""
    fingerprint: str | None
    """Of what was served, or None where nothing was."""
    run: str
    worker: str
    at: datetime
    keeps_all: bool = False
    """Whether the ledger notes the evidence even where there is no case."""


def to_readable(record: Inspection | Verdict) -> Any:
    """Return plain data that can be read again.

    A record of the wrong types would otherwise be noticed when it is too late.

    Raises:
        cattrs.BaseValidationError: it could not be read again.
    """
    plain = to_plain(record)
    from_plain(json.loads(canonical_json(plain)), type(record))
    return plain


def note_look(
    session: Session, case: CaseRow, candidate: CandidateRow, visit: Visit
) -> None:
    """Add a sighting to *case* and bring its liveness up to date."""
    earlier = [
        Look(run=row.run, at=row.at, liveness=Liveness(row.liveness))
        for row in session.execute(
            sa.select(SightingRow.run, SightingRow.at, SightingRow.liveness)
            .where(SightingRow.case == case.id)
            .order_by(SightingRow.id.desc())
            .limit(LOOKS_READ)
        )
    ]
    found = liveness(
        earlier,
        run=visit.run,
        at=visit.at,
        before=_last_fingerprint(session, candidate.id),
        now=visit.fingerprint,
    )
    session.add(
        SightingRow(
            case=case.id,
            candidate=candidate.id,
            run=visit.run,
            at=visit.at,
            liveness=found.value,
            cause=_cause(visit, found),
            fingerprint=visit.fingerprint or "",
        )
    )
    if found not in OUT_OF_REACH:
        case.last_seen = visit.at
    elif _served_in(earlier, visit.run):
        return  # Another page of the site answered in this run.
    case.liveness = found.value


def _last_fingerprint(session: Session, candidate: int) -> str:
    found = session.scalar(
        sa.select(SightingRow.fingerprint)
        .where(SightingRow.candidate == candidate, SightingRow.fingerprint != "")
        .order_by(SightingRow.id.desc())
        .limit(1)
    )
    return found or ""


def _served_in(earlier: Iterable[Look], run: str) -> bool:
    return any(
        look.run == run and look.liveness not in OUT_OF_REACH for look in earlier
    )


def _cause(visit: Visit, found: Liveness) -> str:
    if found in OUT_OF_REACH:
        return visit.failure
    return "" if found is Liveness.LIVE else "content"
