"""Gathers what a package is about from the casebook."""

from collections.abc import Iterable
from datetime import datetime
from importlib import metadata

from casebook.errors import InputError
from casebook.profiles import Profile
from casebook.records import PACKAGED, Case
from casebook.store.ledger import Line
from casebook.workspace import Workspace
from detectors.site import open_site
from reports.clue.promotion import promotions
from reports.clue.records import CaseFile, Dossier, Visit
from reports.compare import Pair, pair_of


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
    workspace: Workspace, cases: Iterable[Case], *, number: str, at: datetime
) -> Dossier:
    """Return everything the casebook holds of *cases*."""
    return Dossier(
        number=number,
        made_at=at,
        language=workspace.config.language,
        sender=workspace.config.clue,
        program=program(),
        ledger_head=workspace.casebook.ledger.head(),
        cases=tuple(_case_file(workspace, case) for case in cases),
    )


def program() -> str:
    """Return the name and version of this program."""
    try:
        return f"zhaoyao {metadata.version('zhaoyao')}"
    except metadata.PackageNotFoundError:  # run from a folder, never installed
        return "zhaoyao"


def _case_file(workspace: Workspace, case: Case) -> CaseFile:
    casebook = workspace.casebook
    visits = [
        Visit(inspection=inspection, verdict=verdict, judged_at=at)
        for inspection, (verdict, at) in zip(
            casebook.inspections(case.id), casebook.verdicts(case.id), strict=True
        )
    ]
    visits.sort(key=lambda visit: visit.inspection.candidate.url != case.url)
    profile = workspace.profiles.by_name.get(case.profile)
    return CaseFile(
        case=case,
        visits=tuple(visits),
        evidence=tuple(casebook.evidence(case.id)),
        sightings=tuple(casebook.sightings(case.id)),
        custody=_custody(workspace, case),
        body_titles={"zh": profile.title, "en": profile.title_en} if profile else {},
        official_hosts=profile.hosts if profile else (),
        pair=_pair(workspace, visits, profile),
        promotions=promotions(workspace, case, [one.inspection for one in visits]),
    )


def _pair(
    workspace: Workspace, visits: list[Visit], profile: Profile | None
) -> Pair | None:
    read = workspace.blobs.read
    if not visits:
        return None
    return pair_of(open_site(visits[0].inspection, read), profile, read)


def _custody(workspace: Workspace, case: Case) -> tuple[Line, ...]:
    # Visits are written down under the site, all else under the case.
    read = workspace.casebook.ledger.lines
    lines = [*read(object=case.id), *read(object=case.host)]
    return tuple(sorted(lines, key=lambda line: line.seq))
