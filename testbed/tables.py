"""Tables of a ``site.toml``: no key that means nothing, no value of a wrong type."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any


class SiteError(Exception):
    """A site's folder does not say what it must."""


KINDS: Mapping[object, type] = {
    int: int,
    str: str,
    tuple[str, ...]: list,
    Mapping[str, str]: dict,
}


def check_keys(
    where: str,
    cls: type,
    table: Mapping[str, Any],
    *,
    given: Iterable[str] = (),
) -> None:
    """Refuse a table that would not make a *cls*.

    Args:
        where: what the table is, for the message.
        cls: the dataclass whose fields are the keys.
        table: as read from TOML.
        given: fields that no table sets.

    Raises:
        SiteError: a key is unknown or missing, or a value is of the wrong type.

    """
    allowed = {f.name: f.type for f in fields(cls) if f.name not in given}
    for key, value in table.items():
        if key not in allowed:
            raise SiteError(f"{where}: unknown key {key!r}")
        kind = KINDS[allowed[key]]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise SiteError(f"{where}: {key} must be a {kind.__name__}")
        members = list(value) if isinstance(value, list) else []
        if isinstance(value, dict):
            members = list(value.values())
        if not all(isinstance(member, str) for member in members):
            raise SiteError(f"{where}: {key} may hold strings only")
    for field in fields(cls):
        is_required = field.default is MISSING and field.default_factory is MISSING
        if is_required and field.name in allowed and field.name not in table:
            raise SiteError(f"{where}: {field.name} is missing")


def check_one(where: str, key: str, value: str, allowed: frozenset[str]) -> None:
    """Refuse a *value* that is not one of *allowed*.

    Raises:
        SiteError: it is not.

    """
    if value not in allowed:
        choice = ", ".join(sorted(allowed))
        raise SiteError(f"{where}: {key} is {value!r}, not one of {choice}")
