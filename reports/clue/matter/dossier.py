"""Gathers what a package is about from the casebook."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import metadata

from casebook.errors import InputError
from casebook.records import PACKAGED, Case
from casebook.store.ledger import Line
from casebook.workspace import Workspace
from detectors.site import open_site
from reports.clue.matter.links import Other, others, own_traces, shared_with
from reports.clue.matter.painting import reads_words
from reports.clue.matter.promotion import promotions
from reports.clue.matter.victims import spare, victims_of
from reports.clue.records import CaseFile, Dossier, Sender, Superseded, Visit
from reports.compare import pair_of


def open_cases(workspace: Workspace, case_ids: Iterable[str]) -> tuple[Case, ...]:
    """Return the cases named, each once, refusing those that no package may hold.

    Raises:
        InputError: no case is named, there is none of that name, or its label or a
            person's decision keeps it out of a package.
    """
    found = {case.id: case for case in map(workspace.casebook.case, case_ids)}
    if not found:
        raise InputError("name at least one case to export")
    for case in found.values():
        if case.label not in PACKAGED:
            allowed = ", ".join(sorted(PACKAGED))
            raise InputError(
                f"{case.id} is labelled {case.label}; only {allowed} go into a package"
            )
        if case.state == "rejected":
            raise InputError(f"{case.id} was rejected by a person")
    return tuple(found.values())


def gather(
    workspace: Workspace,
    cases: Iterable[Case],
    *,
    number: str,
    at: datetime,
    supersedes: Superseded | None = None,
    known: Sequence[Other] | None = None,
) -> Dossier:
    """Return everything the casebook holds of *cases*, and its links with *known*."""
    known = others(workspace) if known is None else known
    return Dossier(
        number=number,
        made_at=at,
        language=workspace.config.language,
        sender=Sender.of(workspace.config.clue),
        program=program(),
        ledger_head=workspace.casebook.ledger.head(),
        cases=tuple(_case_file(workspace, case, known) for case in cases),
        supersedes=supersedes,
        timestamp_authority=workspace.config.clue.tsa_url,
        tlp=workspace.config.clue.tlp,
        editions=tuple(workspace.config.clue.editions),
        reads_pictures=reads_words(),
    )


def program() -> str:
    """Return the name and version of this program."""
    try:
        return f"zhaoyao {metadata.version('zhaoyao')}"
    except metadata.PackageNotFoundError:  # run from a folder, never installed
        return "zhaoyao"


def _case_file(workspace: Workspace, case: Case, known: Sequence[Other]) -> CaseFile:
    casebook = workspace.casebook
    visits = [
        Visit(inspection=inspection, verdict=verdict, judged_at=at)
        for inspection, (verdict, at) in zip(
            casebook.inspections(case.id), casebook.verdicts(case.id), strict=True
        )
    ]
    visits.sort(key=lambda visit: visit.inspection.candidate.url != case.url)
    profile = workspace.profiles.by_name.get(case.profile)
    inspections = [one.inspection for one in visits]
    read = workspace.blobs.read
    site = open_site(inspections[0], read) if inspections else None
    victims = victims_of(inspections, read)
    traces = own_traces(inspections, read)
    campaigns = promotions(workspace, case, traces)
    found = CaseFile(
        case=case,
        visits=tuple(visits),
        evidence=tuple(casebook.evidence(case.id)),
        sightings=tuple(casebook.sightings(case.id)),
        custody=(),
        body_titles={"zh": profile.title, "en": profile.title_en} if profile else {},
        official_hosts=profile.hosts if profile else (),
        title=site.main.title if site and site.main else "",
        pair=pair_of(site, profile, read) if site else None,
        promotions=campaigns,
        shared=shared_with(case, traces, campaigns, known, workspace),
        compared=len([one for one in known if one.case.id != case.id]),
    )
    # The ledger's lines are masked one by one, so that those that were say so.
    custody = _custody(workspace, case)
    return dataclasses.replace(
        spare(found, victims),
        custody=custody,
        victims=victims,
        original=found if victims else None,
    )


def _custody(workspace: Workspace, case: Case) -> tuple[Line, ...]:
    # Visits are written down under the site, all else under the case.
    read = workspace.casebook.ledger.lines
    lines = [*read(object=case.id), *read(object=case.host)]
    return tuple(sorted(lines, key=lambda line: line.seq))
