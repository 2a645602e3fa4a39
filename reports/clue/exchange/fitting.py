"""Whether plain data fits a JSON Schema: the part of 2020-12 that ours is written in.

A checker of packages runs where only this program is installed, so the usual library
is no more than a witness in the tests. A word of a schema that is not known here is an
error, not something to pass over.

>>> misfit({"a": 1}, {"type": "object", "properties": {"a": {"type": "string"}}})
'/a is no string'
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any

SHOWN_MAX_CHARACTERS = 60

Schema = Mapping[str, Any]


def misfit(plain: Any, schema: Schema) -> str | None:
    """Return the first place where *plain* does not fit *schema*, and how; else None.

    Args:
        plain: what a JSON file holds; may be hostile.
        schema: one of our own.

    Raises:
        ValueError: the schema has a word that is not known here.
        RecursionError: the data is nested deeper than any of ours.
    """
    return next(_misfits(plain, schema, schema, ""), None)


def _misfits(plain: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    for word, told in schema.items():
        if word in _REMARKS:
            continue
        if word == "$ref":
            yield from _misfits(plain, _named(told, root), root, at)
        elif word == "anyOf":
            if all(_first(plain, one, root) for one in told):
                yield f"{at or '/'} fits none of its forms"
        elif word in _SINGLE:
            if not _SINGLE[word](plain, told):
                yield f"{at or '/'} {_SAID[word].format(told)}"
        elif word in _INSIDE:
            yield from _INSIDE[word](plain, schema, root, at)
        else:
            raise ValueError(f"a schema with {word!r} is beyond this checker")


def _first(plain: Any, schema: Schema, root: Schema) -> str | None:
    return next(_misfits(plain, schema, root, ""), None)


def _named(reference: str, root: Schema) -> Schema:
    name = reference.removeprefix("#/$defs/")
    if name == reference:
        raise ValueError(f"a reference to {reference!r} is beyond this checker")
    found: Schema = root["$defs"][name]
    return found


def _properties(plain: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if isinstance(plain, dict):
        for name, form in schema["properties"].items():
            if name in plain:
                yield from _misfits(plain[name], form, root, f"{at}/{name}")


def _others(plain: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if isinstance(plain, dict):
        form = schema["additionalProperties"]
        for name in plain:
            if name in schema.get("properties", {}):
                continue
            below = f"{at}/{name[:SHOWN_MAX_CHARACTERS]}"
            if form is False:
                yield f"{below} does not belong there"
            else:
                yield from _misfits(plain[name], form, root, below)


def _items(plain: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if isinstance(plain, list):
        form, first = schema["items"], len(schema.get("prefixItems", ()))
        for place, one in enumerate(islice(plain, first, None), start=first):
            if form is False:
                yield f"{at}/{place} does not belong there"
            else:
                yield from _misfits(one, form, root, f"{at}/{place}")


def _heads(plain: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if isinstance(plain, list):
        pairs = zip(plain, schema["prefixItems"], strict=False)
        for place, (one, form) in enumerate(pairs):
            yield from _misfits(one, form, root, f"{at}/{place}")


def _is_number(plain: Any) -> bool:
    return isinstance(plain, int | float) and not isinstance(plain, bool)


_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda plain: isinstance(plain, dict),
    "array": lambda plain: isinstance(plain, list),
    "string": lambda plain: isinstance(plain, str),
    "boolean": lambda plain: isinstance(plain, bool),
    "null": lambda plain: plain is None,
    "number": _is_number,
    # To JSON Schema 1.0 is an integer.
    "integer": lambda plain: _is_number(plain) and plain == plain // 1,
}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # In a schema $ is the end; in Python it may stand before a last new line too.
    return re.compile(rf"{text[:-1]}\Z" if text.endswith("$") else text, re.ASCII)


def _is_one_of(plain: Any, told: list[Any]) -> bool:
    return any(type(plain) is type(one) and plain == one for one in told)


_SINGLE: Mapping[str, Callable[[Any, Any], bool]] = {
    "type": lambda plain, told: _TYPES[told](plain),
    "const": lambda plain, told: _is_one_of(plain, [told]),
    "enum": _is_one_of,
    "pattern": lambda plain, told: (
        not isinstance(plain, str) or bool(_pattern(told).search(plain))
    ),
    # The other way round would let NaN through, which compares with nothing.
    "minimum": lambda plain, told: not _is_number(plain) or plain >= told,
    "maximum": lambda plain, told: not _is_number(plain) or plain <= told,
    "minItems": lambda plain, told: not isinstance(plain, list) or len(plain) >= told,
    "required": lambda plain, told: (
        not isinstance(plain, dict) or plain.keys() >= {*told}
    ),
}

_SAID: Mapping[str, str] = {
    "type": "is no {}",
    "const": "is not {}",
    "enum": "is none of {}",
    "pattern": "is not of the form {}",
    "minimum": "is less than {}",
    "maximum": "is more than {}",
    "minItems": "has fewer than {}",
    "required": "lacks one of {}",
}

_INSIDE: Mapping[str, Callable[[Any, Schema, Schema, str], Iterator[str]]] = {
    "properties": _properties,
    "additionalProperties": _others,
    "items": _items,
    "prefixItems": _heads,
}

_REMARKS = frozenset({"$schema", "$id", "$defs", "title", "format"})
"""Words that refuse nothing; a format is a remark unless a pattern says it too."""
