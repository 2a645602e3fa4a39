"""misp.json: the clue as a MISP event, by the templates of MISP's own library.

Nothing is sent anywhere. Identifiers are made from contents and times come from the
records, so that equal dossiers give equal bytes. No timestamp object is in it: a
token is made over the finished package, so no file inside can hold it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

from casebook.language import mark, translate
from casebook.times import both_zones
from casebook.urls import host_of, is_address
from detectors.gangs.traces import addresses_of
from reports.clue.captured.payload import seller_numbers
from reports.clue.exchange.suspected import (
    Read,
    identifier,
    leaf_certificates,
    read_certificate,
    reasons,
    safe_url,
)
from reports.clue.records import CaseFile, Dossier, Measured
from reports.inert import visible
from reports.masking import masked
from reports.wording import label_name

ORGANISATION_ONLY = 0
"""Distribution: your organisation only."""
_LEVEL_UNDEFINED = 4
_ANALYSIS_INITIAL = 0

Value = str | int | datetime


def misp_event(
    dossier: Dossier, files: Iterable[Measured], read: Read
) -> dict[str, Any]:
    """Return the event as plain data; *files* are the captured ones."""
    event = _library().MISPEvent(force_timestamps=True)
    name = translate(mark("Clues on suspected sites"), dossier.language)
    hosts = ", ".join(file.case.host for file in dossier.cases[:5])
    event.uuid = _uuid("event", *_key(dossier))
    event.info = visible(f"{dossier.number} {name}: {hosts}", limit=300)
    event.distribution = ORGANISATION_ONLY
    event.threat_level_id = _LEVEL_UNDEFINED
    event.analysis = _ANALYSIS_INITIAL
    event.date = dossier.made_at.date()
    event.timestamp = dossier.made_at
    event.published = False
    for tag in (f"tlp:{dossier.tlp}", 'workflow:state="incomplete"'):
        event.add_tag(tag)
    for file in dossier.cases:
        keep = seller_numbers(file)
        made = [*_case(file, dossier, keep, read), *_evidence(file, dossier, files)]
        for one in made:
            event.add_object(one)
        said = "\n".join(reasons(file, keep, dossier.language))
        event.add_attribute(
            "comment",
            said,
            uuid=_uuid("comment", *_key(dossier), file.case.id),
            timestamp=dossier.made_at,
            distribution=ORGANISATION_ONLY,
            disable_correlation=True,
            to_ids=False,
        )
    plain = json.loads(event.to_json(sort_keys=True))
    return {"Event": plain}


def _case(
    file: CaseFile, dossier: Dossier, keep: frozenset[str], read: Read
) -> Iterator[Any]:
    case = file.case
    host, url = host_of(case.url), safe_url(str(masked(case.url, keep=keep)))
    captures = [c for v in file.visits for c in v.inspection.captures]
    addresses = list(
        dict.fromkeys(a for c in captures for a in addresses_of(c) if is_address(a))
    )
    suspicion = label_name(case.label, dossier.language)
    comment = f"{suspicion}, {case.probability:.2f}"
    hops = dict.fromkeys(hop for c in captures for hop in (*c.redirects, c.final_url))
    rows: list[tuple[str, Value]] = [("url", url), ("hostname", host)]
    rows += [("ip", one) for one in addresses]
    rows += [
        ("url-redirect", safe_url(str(masked(one, keep=keep))))
        for one in hops
        if one != case.url
    ]
    # "verified" is what people decide, and they have not.
    rows += [("online", _online(file)), ("verified", "No")]
    body = file.body_titles.get(dossier.language, "")
    rows += [("target", visible(body, limit=200))] if body else []
    rows += [("submission-time", dossier.made_at)]
    yield _object("phishing", rows, dossier, case.id, comment=comment)
    rows = [
        ("url", url),
        ("first-seen", case.first_seen),
        ("last-seen", case.last_seen),
    ]
    yield _object("url", [*rows, ("host", host)], dossier, case.id, comment=comment)
    rows = [("hostname", host)] if not is_address(host) else []
    rows += [("ip", one) for one in addresses]
    rows += [("first-seen", case.first_seen), ("last-seen", case.last_seen)]
    created = _created(file)
    rows += [("registration-date", created)] if created else []
    yield _object("domain-ip", rows, dossier, case.id, comment=comment)
    for sha256 in leaf_certificates(v.inspection for v in file.visits):
        rows = [("x509-fingerprint-sha256", sha256)]
        told = read_certificate(sha256, read)
        rows += [
            (name, told[key])
            for name, key in (
                ("subject", "subject"),
                ("issuer", "issuer"),
                ("serial-number", "serial_number"),
                ("validity-not-before", "validity_not_before"),
                ("validity-not-after", "validity_not_after"),
            )
            if told.get(key)
        ]
        yield _object("x509", rows, dossier, case.id, sha256, comment=comment)


def _evidence(
    file: CaseFile, dossier: Dossier, files: Iterable[Measured]
) -> Iterator[Any]:
    """Yield the captured files of a case: what, when, by what, and its digest."""
    several = len(dossier.cases) > 1
    for one in files:
        payload = one.payload
        if several and not payload.path.startswith(f"{file.case.id}/"):
            continue
        times = both_zones(payload.captured_at) if payload.captured_at else ""
        rows: list[tuple[str, Value]] = [
            ("case-number", file.case.id),
            ("evidence-number", f"data/{payload.path}"),
            ("name", payload.path.rpartition("/")[2]),
            ("type", visible(payload.kind, limit=40)),
            ("acquisition-tools", dossier.program),
            ("additional-comments", f"SHA-256 {one.sha256} SM3 {one.sm3} {times}"),
        ]
        yield _object("forensic-evidence", rows, dossier, payload.path)


def _online(file: CaseFile) -> str:
    return "Yes" if file.case.liveness in {"live", "changed", "relapsed"} else "No"


def _created(file: CaseFile) -> datetime | None:
    asked = (v.inspection.registration for v in file.visits)
    return next((one.created_at for one in asked if one and one.created_at), None)


def _object(
    name: str,
    rows: Iterable[tuple[str, Value]],
    dossier: Dossier,
    *key: str,
    comment: str = "",
) -> Any:
    """Return an object of MISP's template *name*; it refuses what does not fit."""
    made = _library().MISPObject(name, strict=True, force_timestamps=True)
    made.uuid = _uuid(name, *_key(dossier), *key)
    made.timestamp = dossier.made_at
    made.distribution = ORGANISATION_ONLY
    made.comment = comment
    for number, (relation, value) in enumerate(rows):
        made.add_attribute(
            relation,
            value=value,
            uuid=_uuid(name, *_key(dossier), *key, relation, str(number)),
            timestamp=dossier.made_at,
            distribution=ORGANISATION_ONLY,
            # A suspicion is nothing to block by without a person's look.
            to_ids=False,
        )
    return made


def _key(dossier: Dossier) -> tuple[str, str]:
    """Return what no other package has: two agencies both have a number one."""
    return dossier.number, dossier.ledger_head


def _uuid(*parts: str) -> str:
    return identifier("misp", *parts)


@cache
def _library() -> Any:
    """Return MISP's library: half a second to import, and only exports need it."""
    import pymisp  # noqa: PLC0415 - see above

    return pymisp
