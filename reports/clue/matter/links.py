"""What joins a case with others: contacts, statistics ids, addresses, certificates.

Other cases are compared by what their records say, and their pages are searched for
the contacts and ids of the case at hand; nothing is parsed anew, so that a package of
one case stays cheap beside a thousand others.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from casebook.errors import EvidenceError
from casebook.records import FLAGGED, Case, Inspection
from casebook.workspace import Workspace
from detectors.gangs.commonplace import is_common
from detectors.gangs.traces import KINDS, Trace, traces_of
from reports.clue.matter.victims import Read
from reports.clue.records import Promotion, Shared

OTHERS_MOST = 400
"""Cases that one is compared with, the gravest first."""
SEARCHED_MOST_BYTES = 1 << 20
"""Of one page that is searched."""
SHOWN_MOST = 30
"""Cases named beside one trace; more say only that it is everybody's."""

CAMPAIGN = "campaign"

_WEAK = frozenset({"address", "name-server"})
"""Kinds that hosting firms give to strangers."""
_OF_PAGES = frozenset({"contact", "statistics-id"})
_NOT_COMPARED = frozenset({"icon"})
"""Two copies of one official page share its icon and need have nothing else shared."""
_LEAST = 5
"""Signs of a contact that is searched for; fewer stand in any page."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case, as far as it is compared."""

    case: Case
    traces: frozenset[Trace]
    bodies: tuple[str, ...]
    """Stored pages."""


def others(workspace: Workspace) -> tuple[Other, ...]:
    """Return the flagged cases that nobody rejected, gravest first."""
    casebook = workspace.casebook
    cases = [
        case
        for case in casebook.cases()
        if case.label in FLAGGED and case.state != "rejected"
    ]
    return tuple(
        _other(case, casebook.inspections(case.id), workspace.blobs.read)
        for case in cases[:OTHERS_MOST]
    )


def shared_with(
    case: Case,
    traces: frozenset[Trace],
    campaigns: Iterable[Promotion],
    known: Iterable[Other],
    workspace: Workspace,
) -> tuple[Shared, ...]:
    """Return what *case* has in common with the cases of *known*.

    Args:
        case: the one at hand.
        traces: of it.
        campaigns: that advertise it.
        known: as :func:`others` gives them.
        workspace: for its limits and its pages.
    """
    pivots = workspace.config.pivots
    official = {
        one for p in workspace.profiles.by_name.values() for one in p.statistics_ids
    }
    found: dict[tuple[str, str], list[Case]] = {}
    telling = [trace for trace in traces if _is_telling(trace, official, pivots.common)]
    wanted = {t: t.value.rpartition(":")[2].encode() for t in telling if _searched(t)}
    for other in known:
        if other.case.id == case.id:
            continue
        for trace in telling:
            if trace in other.traces:
                found.setdefault((trace.kind, trace.value), []).append(other.case)
        for trace in _standing(wanted, other.bodies, workspace.blobs.read):
            found.setdefault((trace.kind, trace.value), []).append(other.case)
        for one in campaigns:
            if other.case.host in one.campaign.sites:
                key = (CAMPAIGN, one.campaign.id)
                found.setdefault(key, []).append(other.case)
    most = dict.fromkeys(_WEAK, pivots.max_sites_per_weak_trace)
    return tuple(
        Shared(
            kind=kind,
            value=value,
            cases=tuple(one.id for one in cases[:SHOWN_MOST]),
            hosts=tuple(one.host for one in cases[:SHOWN_MOST]),
        )
        for (kind, value), cases in sorted(found.items(), key=_order)
        if len(cases) < most.get(kind, pivots.max_sites_per_trace)
    )


def own_traces(inspections: Iterable[Inspection], read: Read) -> frozenset[Trace]:
    """Return the traces of all pages of one case."""
    return frozenset[Trace]().union(*(traces_of(one, read) for one in inspections))


def _other(case: Case, inspections: list[Inspection], read: Read) -> Other:
    bodies = (c.body_sha256 for one in inspections for c in one.captures)
    return Other(
        case=case,
        traces=own_traces((_bare(one) for one in inspections), read),
        bodies=tuple(dict.fromkeys(sha256 for sha256 in bodies if sha256)),
    )


def _bare(inspection: Inspection) -> Inspection:
    """Return the inspection without its pages: what is left costs no parsing."""
    captures = tuple(
        dataclasses.replace(one, body_sha256="", screenshot_sha256="", resources=())
        for one in inspection.captures
    )
    return dataclasses.replace(inspection, captures=captures)


def _searched(trace: Trace) -> bool:
    return trace.kind in _OF_PAGES and len(trace.value) >= _LEAST


def _standing(
    wanted: Mapping[Trace, bytes], bodies: Iterable[str], read: Read
) -> Iterator[Trace]:
    """Yield the traces that stand in one of *bodies* as they are."""
    if not wanted:
        return
    left = dict(wanted)
    for sha256 in bodies:
        try:
            page = read(sha256)[:SEARCHED_MOST_BYTES].lower()
        except EvidenceError:
            continue  # a damaged page of another case is told when that is exported
        for trace in [one for one, words in left.items() if words.lower() in page]:
            del left[trace]
            yield trace


def _is_telling(trace: Trace, official: set[str], common: Iterable[str]) -> bool:
    return (
        trace.kind not in _NOT_COMPARED
        and trace.value.rpartition(":")[2] not in official
        and not is_common(trace.kind, trace.value, tuple(common))
    )


def _order(one: tuple[tuple[str, str], list[Case]]) -> tuple[int, str]:
    (kind, value), _ = one
    return (KINDS.index(kind) if kind in KINDS else len(KINDS)), value
