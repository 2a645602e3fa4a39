"""clue.json: what the letter says, for programs, under a versioned schema."""

from typing import Any

from casebook.encoding import to_plain
from casebook.language import LANGUAGES, say
from casebook.times import both_zones
from reports.clue.captured.payload import seller_numbers
from reports.clue.matter.law import provisions_for
from reports.clue.matter.promotion import promotion_facts
from reports.clue.records import CaseFile, Dossier, Measured
from reports.masking import masked

SCHEMA = "zhaoyao.clue/1"
"""Raised whenever a field changes its meaning or goes."""

TIMESTAMP = "tagmanifest-sha256.txt.tsr"
"""Where the answer of a timestamp authority lies, beside the signature."""


def clue_facts(dossier: Dossier, files: list[Measured]) -> dict[str, Any]:
    """Return the whole of clue.json as plain data.

    Values are as they were found, not defanged, but masked; the files that are
    listed hold them unmasked.
    """
    return {
        "schema": SCHEMA,
        "number": dossier.number,
        "supersedes": to_plain(dossier.supersedes),
        "made_at": dossier.made_at.isoformat(),
        "made_at_both_zones": both_zones(dossier.made_at),
        "language": dossier.language,
        "program": dossier.program,
        "standing": "suspected; put forward by a program, decided by people",
        "trusted_timestamp": _timestamp(dossier),
        "ledger_head": dossier.ledger_head,
        "sender": to_plain(dossier.sender),
        "cases": [_case(file) for file in dossier.cases],
        "provisions": to_plain(
            list(provisions_for(file.case.label for file in dossier.cases))
        ),
        "files": [_file(file) for file in files],
    }


def _timestamp(dossier: Dossier) -> dict[str, str] | None:
    """Return who is asked to date the package: its answer comes after this file.

    None says that there is no trusted timestamp; else there is one where the file is.
    """
    if not dossier.timestamp_authority:
        return None
    return {"authority": dossier.timestamp_authority, "file": TIMESTAMP}


def _case(file: CaseFile) -> dict[str, Any]:
    keep = seller_numbers(file)
    plain = {
        **to_plain(file.case),
        "body_titles": dict(file.body_titles),
        "official_hosts": list(file.official_hosts),
        "title": file.title,
        "visits": [
            {
                "candidate": to_plain(visit.inspection.candidate),
                "judged_at": visit.judged_at.isoformat(),
                "verdict": to_plain(visit.verdict),
                "sentences": {
                    language: [say(f.claim, language) for f in visit.verdict.findings]
                    for language in LANGUAGES
                },
                "registration": to_plain(visit.inspection.registration),
                "captures": to_plain(visit.inspection.captures),
            }
            for visit in file.visits
        ],
        "sightings": to_plain(file.sightings),
        "compared": file.compared,
        "shared": to_plain(file.shared),
    }
    found: dict[str, Any] = masked(plain, keep=keep)
    return found | {"promotions": promotion_facts(file)}


def _file(file: Measured) -> dict[str, Any]:
    payload = file.payload
    plain: dict[str, Any] = {
        "path": f"data/{payload.path}",
        "kind": payload.kind,
        "media_type": payload.media_type,
        "bytes": file.size_bytes,
        "sha256": file.sha256,
        "sm3": file.sm3,
        "captured_at": to_plain(payload.captured_at),
        "url": masked(payload.url),
        "vantage": payload.vantage,
    }
    return plain
