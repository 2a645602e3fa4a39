"""What confirmed cases are built of, for the judge to compare sites with."""

import dataclasses
from collections.abc import Iterator

from casebook.profiles import Profiles, Template
from casebook.records import PACKAGED, Case
from casebook.store.reader import Reader
from detectors.gangs.families import parts_of
from detectors.site import Read, open_site

CASES_MAX = 200
"""Cases read, those seen last first; one takes about 10 ms."""
_UNDECIDED = frozenset({"proposed", "rejected"})


def with_confirmed(profiles: Profiles, casebook: Reader, read: Read) -> Profiles:
    """Return *profiles* with what the confirmed cases of *casebook* are built of.

    Args:
        profiles: the bodies known.
        casebook: what the cases stand in.
        read: gives stored bytes by SHA-256.
    """
    confirmed = tuple(_templates(casebook, read))
    return dataclasses.replace(profiles, confirmed=confirmed) if confirmed else profiles


def _templates(casebook: Reader, read: Read) -> Iterator[Template]:
    cases = [
        case
        for case in casebook.cases()
        if case.label in PACKAGED and case.state not in _UNDECIDED
    ]
    cases.sort(key=lambda case: (case.last_seen, case.id), reverse=True)
    for case in cases[:CASES_MAX]:
        parts = _parts(case, casebook, read)
        if parts:
            yield Template(
                case=case.id, host=case.host, profile=case.profile, parts=parts
            )


def _parts(case: Case, casebook: Reader, read: Read) -> frozenset[str]:
    """Return the blocks of the last look at *case* that shows anything."""
    for inspection in casebook.inspections(case.id):
        parts = parts_of(open_site(inspection, read).pages)
        if parts:
            return parts
    return frozenset()
