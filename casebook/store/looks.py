"""Earlier looks at one page."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from casebook.encoding import from_plain
from casebook.records import Inspection
from casebook.store.models import CandidateRow, InspectionRow
from casebook.urls import canonical


def last_look(session: Session, url: str) -> Inspection | None:
    """Return the last inspection of *url* to which something was served.

    Where nothing ever was, it is the last one all the same: that a page came after all
    is a difference, too. None: nobody looked.

    Raises:
        InputError: *url* is no absolute http or https URL.
    """
    key = hashlib.sha256(canonical(url).encode()).hexdigest()
    record = session.scalar(
        sa.select(InspectionRow.record)
        .join(
            CandidateRow,
            sa.func.coalesce(CandidateRow.judged, CandidateRow.latest)
            == InspectionRow.id,
        )
        .where(CandidateRow.key == key)
    )
    return None if record is None else from_plain(record, Inspection)
