"""Records to plain data and back, without loss."""

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    Converter,
    ForbiddenExtraKeysError,
)

T = TypeVar("T")

_converter = Converter(forbid_extra_keys=True)


def _exactly(kind: type[T]) -> Callable[[Any, Any], T]:
    # Left to itself the converter would make "no" true and 3 a host name.
    def structure(value: Any, _: Any) -> T:
        if type(value) is not kind:
            raise TypeError(f"{value!r} is not {kind.__name__}")
        return value

    return structure


def _number(value: Any, _: Any) -> float:
    if type(value) not in {int, float}:
        raise TypeError(f"{value!r} is not a number")
    return float(value)


def _moment(value: Any, _: Any) -> datetime:
    if type(value) is not str:
        raise TypeError(f"{value!r} is not an ISO time")
    return datetime.fromisoformat(value)


def _tuple(kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    # Left to itself the converter would take a string for a list of letters.
    inner = get_args(kind)
    endless = len(inner) == 2 and inner[1] is Ellipsis  # noqa: PLR2004 - tuple[X, ...]

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) not in {list, tuple}:
            raise TypeError(f"{value!r} is not a list")
        kinds = inner[:1] * len(value) if endless else inner
        return tuple(
            _converter.structure(one, each)
            for one, each in zip(value, kinds, strict=True)
        )

    return structure


def _is_tuple(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is tuple


def _name(value: Any, kind: type[StrEnum]) -> StrEnum:
    return kind(value)


for _kind in (str, int, bool):
    _converter.register_structure_hook(_kind, _exactly(_kind))
_converter.register_structure_hook(StrEnum, _name)
_converter.register_structure_hook(float, _number)
_converter.register_structure_hook(datetime, _moment)
_converter.register_structure_hook_factory(_is_tuple, _tuple)
_converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
_converter.register_unstructure_hook(StrEnum, lambda member: member.value)


def to_plain(record: Any) -> Any:
    """Return *record* as dicts, lists, strings and numbers only."""
    return _converter.unstructure(record)


def from_plain(plain: Any, kind: type[T]) -> T:
    """Build a record of *kind* from what :func:`to_plain` gave.

    Raises:
        cattrs.BaseValidationError: a key is unknown, missing or of the wrong form.
    """
    if not isinstance(plain, dict):
        wrong = TypeError(f"{type(plain).__name__} is not a table")
        raise ClassValidationError(f"While structuring {kind.__name__}", [wrong], kind)
    return _converter.structure(plain, kind)


def explain(error: BaseValidationError) -> str:
    """Return in one line the first thing that :func:`from_plain` found wrong.

    An unknown key comes first, because a misspelt key is also a missing one.
    """
    inner = sorted(
        error.exceptions, key=lambda e: not isinstance(e, ForbiddenExtraKeysError)
    )
    if not inner:
        return str(error)
    first = inner[0]
    names = [
        note.name
        for note in getattr(first, "__notes__", [])
        if isinstance(note, AttributeValidationNote)
    ]
    where = f"{names[0]}: " if names else ""
    match first:
        case BaseValidationError():
            return where + explain(first)
        case ForbiddenExtraKeysError():
            return f"unknown key {', '.join(sorted(first.extra_fields))}"
        case KeyError():
            return f"{where}is missing"
        case _:
            return where + " ".join(str(first).split())


def canonical_json(plain: Any) -> bytes:
    """Write plain data so that equal data gives equal bytes: sorted keys, no spaces.

    Half a surrogate pair, which hostile scripts can put into text, is written as its
    JSON escape, so that it is kept and the result is UTF-8 all the same.

    >>> canonical_json({"b": 1, "a": "应急"}).decode()
    '{"a":"应急","b":1}'
    """
    text = json.dumps(
        plain,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Two halves that meet are one character, as a JSON reader takes them.
        joined = text.encode("utf-16-le", "surrogatepass")
        return joined.decode("utf-16-le", "surrogatepass").encode(
            "utf-8", "backslashreplace"
        )
