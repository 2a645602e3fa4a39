"""One flagged case, gathered from its latest visit."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from cryptography import x509

from casebook.blobs import Blobs
from casebook.errors import EvidenceError
from casebook.records import Capture, Case, Inspection, Tls, Vantage, Verdict
from casebook.workspace import Workspace
from detectors.site import open_site
from reports.compare import pair_of
from reports.records import Card, Certificate, Status

OFFICIAL_HOSTS_SHOWN = 4
"""Enough to recognise the body; a profile may list dozens."""

COMPARED_CARDS = 30
"""Cards whose pages are compared: 90 KB and a fifth of a second each."""

COMPARED = frozenset({Status.NEW, Status.RELAPSED, Status.CHANGED})
"""What is the same as yesterday was shown beside the official page yesterday."""


def build_card(
    workspace: Workspace,
    case: Case,
    status: Status,
    clue_numbers: tuple[str, ...],
    *,
    until: datetime,
) -> Card:
    """Return what the report shows of *case*, as known before *until*."""
    visit = latest_visit(workspace, case)
    captures = visit[0].captures if visit else ()
    profile = workspace.profiles.by_name.get(case.profile)
    sightings = [s for s in workspace.casebook.sightings(case.id) if s.at < until]
    tls = _tls(captures)
    return Card(
        case=case,
        status=status,
        candidate=visit[0].candidate if visit else None,
        verdict=visit[1] if visit else None,
        inspected_at=captures[0].captured_at if captures else None,
        body_titles={"zh": profile.title, "en": profile.title_en} if profile else {},
        official_hosts=profile.hosts[:OFFICIAL_HOSTS_SHOWN] if profile else (),
        desktop_screenshot_sha256=_screenshot(captures, Vantage.BROWSER_DESKTOP),
        phone_screenshot_sha256=_screenshot(captures, Vantage.BROWSER_PHONE),
        final_url=_final_url(captures),
        addresses=_addresses(captures),
        tls=tls,
        certificate=read_certificate(workspace.blobs, tls),
        registration=visit[0].registration if visit else None,
        last_sighting=sightings[-1] if sightings else None,
        clue_numbers=clue_numbers,
    )


def compared(workspace: Workspace, card: Card) -> Card:
    """Return *card* with its two pages, where a reader has not seen them compared."""
    visit = latest_visit(workspace, card.case)
    if card.status not in COMPARED or visit is None:
        return card
    read = workspace.blobs.read
    profile = workspace.profiles.by_name.get(card.case.profile)
    return replace(card, pair=pair_of(open_site(visit[0], read), profile, read))


def latest_visit(workspace: Workspace, case: Case) -> tuple[Inspection, Verdict] | None:
    """Return the visit that *case* is known by, or None where none is kept."""
    inspections = workspace.casebook.inspections(case.id)
    verdicts = [verdict for verdict, _ in workspace.casebook.verdicts(case.id)]
    visits = list(zip(inspections, verdicts, strict=True))
    for visit in visits:
        if visit[0].candidate.url == case.url:
            return visit
    return visits[0] if visits else None


def read_certificate(blobs: Blobs, tls: Tls | None) -> Certificate | None:
    """Return what the site's own certificate says, or None where it cannot be read."""
    if tls is None or not tls.chain_sha256s:
        return None
    try:
        found = x509.load_der_x509_certificate(blobs.read(tls.chain_sha256s[0]))
        return Certificate(
            subject=found.subject.rfc4514_string(),
            issuer=found.issuer.rfc4514_string(),
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
        )
    except (ValueError, EvidenceError):  # a hostile server sends what it likes
        return None


def _screenshot(captures: Iterable[Capture], vantage: Vantage) -> str:
    found = (c.screenshot_sha256 for c in captures if c.vantage is vantage)
    return next((sha256 for sha256 in found if sha256), "")


def _final_url(captures: Iterable[Capture]) -> str:
    return next((c.final_url for c in captures if c.failure is None), "")


def _addresses(captures: Iterable[Capture]) -> tuple[str, ...]:
    found = (hop.peer for c in captures for hop in c.exchanges if hop.peer)
    return tuple(dict.fromkeys(found))


def _tls(captures: Iterable[Capture]) -> Tls | None:
    hops = [hop for c in captures for hop in c.exchanges if hop.tls]
    return hops[-1].tls if hops else None
