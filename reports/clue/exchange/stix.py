"""stix.json: the clue as a STIX 2.1 bundle, suspected throughout and never confirmed.

Identifiers are made from contents and times come from the records, so that equal
dossiers give equal bytes. Hostile text is data here: it is masked and made visible,
and what goes into a pattern is escaped.
"""

import importlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from casebook.encoding import canonical_json
from casebook.language import mark, translate
from casebook.urls import host_of, is_address
from detectors.gangs.traces import addresses_of
from reports.clue.captured.payload import seller_numbers
from reports.clue.exchange.suspected import (
    Read,
    identifier,
    leaf_certificates,
    pattern,
    read_certificate,
    reasons,
    safe_url,
)
from reports.clue.records import CaseFile, Dossier, Measured
from reports.inert import visible
from reports.masking import masked
from reports.wording import TAGS, label_name

_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""When identities were made: they are the same in every package."""


def stix_bundle(
    dossier: Dossier, files: Iterable[Measured], read: Read
) -> dict[str, Any]:
    """Return the bundle as plain data; *files* are the captured ones."""
    found: dict[str, Any] = {}
    for one in _objects(dossier, files, read):
        found.setdefault(one["id"], one)
    plain = [json.loads(one.serialize()) for one in found.values()]
    plain.sort(key=lambda one: (one["type"], one["id"]))
    return {
        "type": "bundle",
        "id": _id("bundle", canonical_json(plain).decode("utf-8")),
        "objects": plain,
    }


def _objects(dossier: Dossier, files: Iterable[Measured], read: Read) -> Iterator[Any]:
    marking = _marking(dossier)
    sender = _sender(dossier)
    common = {
        "created": dossier.made_at,
        "modified": dossier.made_at,
        "created_by_ref": sender["id"],
        "object_marking_refs": [marking["id"]],
        "lang": TAGS[dossier.language],
    }
    yield marking
    yield sender
    told: list[str] = []
    for one in [*_evidence(files), *_cases(dossier, common, read)]:
        told.append(one["id"])
        yield one
    name = translate(mark("Clues on suspected sites"), dossier.language)
    yield _library().Report(
        id=_id("report", dossier.number, dossier.ledger_head),
        name=f"{dossier.number} {name}",
        description=translate(
            mark(
                "Suspected only: put forward by a program, to be examined by people. "
                "Captures, steps of entry and digests are in the clue package."
            ),
            dossier.language,
        ),
        report_types=["indicator", "observed-data"],
        published=dossier.made_at,
        object_refs=list(dict.fromkeys(told)) or [sender["id"]],
        **common,
    )


def _cases(dossier: Dossier, common: dict[str, Any], read: Read) -> Iterator[Any]:
    sites: dict[str, str] = {}
    for file in dossier.cases:
        made = list(_case(file, dossier, common, read))
        sites[file.case.id] = made[0]["id"]
        yield from made
    for file in dossier.cases:
        for shared in file.shared:
            for other in shared.cases:
                if other in sites and file.case.id < other:
                    yield _relation(
                        sites[file.case.id], "related-to", sites[other], common
                    )


def _case(
    file: CaseFile, dossier: Dossier, common: dict[str, Any], read: Read
) -> Iterator[Any]:
    """Yield the site of a case first, then what was seen of it."""
    case, language = file.case, dossier.language
    agency = dossier.sender.agency
    common = common | {"created": min(case.first_seen, dossier.made_at)}
    keep = seller_numbers(file)
    host, url = host_of(case.url), str(masked(case.url, keep=keep))
    name = f"{label_name(case.label, language)}: {host}"
    confidence = min(99, round(100 * case.probability))
    site = _library().Infrastructure(
        id=_id("infrastructure", agency, case.host),
        name=name,
        description="\n".join(reasons(file, keep, language)),
        infrastructure_types=["phishing"],
        first_seen=case.first_seen,
        last_seen=max(case.last_seen, case.first_seen),
        confidence=confidence,
        labels=["suspected"],
        **common,
    )
    yield site
    sign = _library().Indicator(
        id=_id("indicator", agency, case.host, url),
        name=name,
        description=site["description"],
        pattern=pattern(url, host),
        pattern_type="stix",
        indicator_types=["anomalous-activity"],
        valid_from=case.first_seen,
        confidence=confidence,
        labels=["suspected"],
        **common,
    )
    yield sign
    yield _relation(sign["id"], "indicates", site["id"], common)
    seen = list(_observables(file, host, url, dict(common), read))
    yield from seen
    for one in seen:
        if one["type"] != "relationship":
            yield _relation(site["id"], "consists-of", one["id"], common)
    body = file.body_titles.get(language, "")
    if body:
        posed = _library().Identity(
            id=_id("identity", "body", case.profile),
            name=visible(body, limit=200),
            identity_class="organization",
            sectors=["government"],
            **common | {"created": _SINCE, "modified": _SINCE},
        )
        yield posed
        yield _relation(site["id"], "related-to", posed["id"], common)


def _observables(
    file: CaseFile, host: str, url: str, common: dict[str, Any], read: Read
) -> Iterator[Any]:
    marked = {"object_marking_refs": common["object_marking_refs"]}
    yield _library().URL(value=safe_url(url), **marked)
    inspections = [visit.inspection for visit in file.visits]
    captures = [capture for one in inspections for capture in one.captures]
    found = dict.fromkeys(a for c in captures for a in addresses_of(c))
    addresses = [_address(one, marked) for one in found if is_address(one)]
    yield from addresses
    if not is_address(host):
        name = _library().DomainName(value=host, **marked)
        yield name
        for address in addresses:
            yield _relation(name["id"], "resolves-to", address["id"], common)
    for sha256 in leaf_certificates(inspections):
        yield _library().X509Certificate(
            hashes={"SHA-256": sha256}, **read_certificate(sha256, read), **marked
        )


def _address(value: str, marked: dict[str, Any]) -> Any:
    kind = _library().IPv6Address if ":" in value else _library().IPv4Address
    return kind(value=value, **marked)


def _evidence(files: Iterable[Measured]) -> Iterator[Any]:
    for one in files:
        yield _library().File(
            name=f"data/{one.payload.path}",
            size=one.size_bytes,
            hashes={"SHA-256": one.sha256},
            mime_type=visible(one.payload.media_type, limit=100) or None,
            allow_custom=True,
            # SM3 is none of the standard's algorithms.
            x_zhaoyao_sm3=one.sm3,
        )


def _sender(dossier: Dossier) -> Any:
    name = visible(dossier.sender.agency, limit=200) or translate(
        mark("Sender, not named"), dossier.language
    )
    return _library().Identity(
        id=_id("identity", "sender", name),
        name=name,
        identity_class="organization",
        created=_SINCE,
        modified=_SINCE,
        object_marking_refs=[_marking(dossier)["id"]],
    )


def _marking(dossier: Dossier) -> Any:
    # The library knows the first edition of the protocol, which says white.
    name = "white" if dossier.tlp == "clear" else dossier.tlp
    return getattr(_library(), f"TLP_{name.upper()}")


def _relation(source: str, kind: str, target: str, common: dict[str, Any]) -> Any:
    return _library().Relationship(
        id=_id("relationship", source, kind, target),
        relationship_type=kind,
        source_ref=source,
        target_ref=target,
        **{key: value for key, value in common.items() if key != "lang"},
    )


def _id(kind: str, *parts: str) -> str:
    return f"{kind}--{identifier(kind, *parts)}"


@cache
def _library() -> Any:
    """Return the library: half a second to import, and only exports need it."""
    return importlib.import_module("stix2.v21")
