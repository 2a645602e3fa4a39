"""The form of clue.json as JSON Schema 2020-12, made from the records themselves.

Published as ``clue.schema.json`` in each package and as ``docs/clue.schema.json``;
``python -m reports.clue.exchange.schema`` prints it.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from casebook.language import LANGUAGES
from casebook.records import (
    Ad,
    AdJudgement,
    Candidate,
    Capture,
    Case,
    Registration,
    Sighting,
    Verdict,
)
from casebook.store import Campaign
from reports.clue.exchange.facts import SCHEMA
from reports.clue.matter.law import Provision
from reports.clue.records import Sender, Shared, Superseded
from reports.thresholds import NAMES, Threshold

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TIME = {
    "type": "string",
    "format": "date-time",
    # Many programs read the format as a remark only.
    "pattern": r"^[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}(\.[0-9]+)?\+00:00$",
}
_TEXT = {"type": "string"}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_RATIOS = frozenset({"probability", "strength"})
"""Fields that lie between 0 and 1 wherever they stand."""
_IN_LANGUAGES = frozenset({"title", "subject"})
"""Fields of what the law says that have a text in each language."""


def clue_schema() -> dict[str, Any]:
    """Return the schema of clue.json."""
    definitions: dict[str, Any] = {}
    return {
        "$schema": DRAFT,
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "Clue package: facts for programs",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "number": {"type": "string", "pattern": "^CLUE-[0-9]{4}-[0-9]{4,}$"},
                "supersedes": _or_none(_ref(Superseded, definitions)),
                "made_at": _TIME,
                "made_at_both_zones": _TEXT,
                "language": {"enum": list(LANGUAGES)},
                "program": _TEXT,
                "standing": _TEXT,
                "trusted_timestamp": _or_none(
                    _object({"authority": _TEXT, "file": _TEXT})
                ),
                "ledger_head": _SHA256,
                "sender": _ref(Sender, definitions),
                "cases": _list(_case(definitions), least=1),
                "provisions": _list(_ref(Provision, definitions)),
                "files": _list(_file(), least=1),
            }
        ),
        "$defs": dict(sorted(definitions.items())),
    }


def _case(definitions: dict[str, Any]) -> dict[str, Any]:
    case = _record(Case, definitions)
    by_language = dict.fromkeys(LANGUAGES, _TEXT)
    sentences = {language: _list(_TEXT) for language in LANGUAGES}
    more = {
        "body_titles": {
            "type": "object",
            "properties": by_language,
            "additionalProperties": False,
        },
        "official_hosts": _list(_TEXT),
        "title": _TEXT,
        "visits": _list(
            _object(
                {
                    "candidate": _ref(Candidate, definitions),
                    "judged_at": _TIME,
                    "verdict": _ref(Verdict, definitions),
                    "sentences": _object(sentences),
                    "registration": _or_none(_ref(Registration, definitions)),
                    "captures": _list(_ref(Capture, definitions)),
                }
            )
        ),
        "sightings": _list(_ref(Sighting, definitions)),
        "promotions": _list(_promotion(definitions)),
        "compared": {"type": "integer", "minimum": 0},
        "shared": _list(_ref(Shared, definitions)),
    }
    return _object(case["properties"] | more)


def _promotion(definitions: dict[str, Any]) -> dict[str, Any]:
    ad = _record(Ad, definitions)["properties"]
    post = {
        "id": {"type": "integer"},
        # The capture of a post is a file of the package, not a part of clue.json.
        "ad": _object({name: one for name, one in ad.items() if name != "capture"}),
        "captured_at": _or_none(_TIME),
        "judgement": _ref(AdJudgement, definitions),
        "first_seen": _TIME,
        "last_seen": _TIME,
    }
    return _object(
        {
            "campaign": _ref(Campaign, definitions),
            "counted": _object({name: {"type": "integer"} for name in NAMES}),
            "thresholds": _list(_record(Threshold, definitions)),
            "posts": _list(_object(post)),
        }
    )


def _file() -> dict[str, Any]:
    return _object(
        {
            "path": {"type": "string", "pattern": "^data/[!-~]+$"},
            "kind": _TEXT,
            "media_type": _TEXT,
            "bytes": {"type": "integer", "minimum": 0},
            "sha256": _SHA256,
            "sm3": _SHA256,
            "captured_at": _or_none(_TIME),
            "url": _TEXT,
            "vantage": _TEXT,
        }
    )


def _of_type(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what :func:`casebook.encoding.to_plain` makes of a type."""
    if typing.get_origin(kind) is not None:
        return _of_many(typing.get_origin(kind), typing.get_args(kind), definitions)
    if dataclasses.is_dataclass(kind):
        return _ref(kind, definitions)
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    return dict(_PLAIN[kind])


def _of_many(
    origin: Any, inside: tuple[Any, ...], definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return the schema of a type that is made of others."""
    if origin in {types.UnionType, typing.Union}:
        (kept,) = [one for one in inside if one is not types.NoneType]
        return _or_none(_of_type(kept, definitions))
    if issubclass(origin, Mapping):
        values = _of_type(inside[1], definitions)
        return {"type": "object", "additionalProperties": values}
    if origin is tuple and inside[-1] is not Ellipsis:
        return {
            "type": "array",
            "prefixItems": [_of_type(one, definitions) for one in inside],
            "items": False,
            "minItems": len(inside),
        }
    return _list(_of_type(inside[0], definitions))


_PLAIN: Mapping[Any, dict[str, Any]] = {
    str: _TEXT,
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: _TIME,
}


def _ref(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # a record may hold its own kind
        definitions[name] = _record(kind, definitions)
    return {"$ref": f"#/$defs/{name}"}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _record(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    return _object({f.name: _field(f.name, kind, definitions) for f in fields})


def _field(name: str, kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if name in _RATIOS:
        return dict(_SHARE)
    if kind in {Provision, Threshold} and name in _IN_LANGUAGES:
        return _object(dict.fromkeys(LANGUAGES, _TEXT))
    return _of_type(_hints(kind)[name], definitions)


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], *, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _or_none(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


if __name__ == "__main__":
    # As json_file writes it into a package.
    print(json.dumps(clue_schema(), ensure_ascii=True, indent=1, sort_keys=True))  # noqa: T201 - its task
