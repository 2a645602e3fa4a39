"""From a file and the environment to a configuration, or to what must be mended."""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casebook.config.keys import Config
from casebook.config.ranges import check_ranges
from casebook.errors import ConfigError

PREFIX = "ZHAOYAO"

_Field = dataclasses.Field[Any]


def read_config(path: Path, environment: Mapping[str, str]) -> Config:
    """Read the file at *path* and lay *environment* over it.

    Raises:
        ConfigError: the file is missing or not TOML, a key is unknown, a value is of
            the wrong type or out of range; the message names file, key and mend.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing; run `zhaoyao init` there") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise ConfigError(f"{path} is not TOML: {_one_line(exc)}") from None
    except OSError as exc:
        raise ConfigError(f"{path} cannot be read: {exc.strerror}") from None
    return build_config(table, environment, where=str(path))


def build_config(
    table: Mapping[str, Any], environment: Mapping[str, str], *, where: str
) -> Config:
    """Build the configuration from plain data; *where* names it in messages.

    Raises:
        ConfigError: as :func:`read_config`.
    """
    _check_variables(environment)
    config: Config = _build(Config, _overlay(dict(table), environment), where, "")
    check_ranges(config, where)
    return config


def variables() -> Iterator[tuple[str, _Field, str]]:
    """Yield each variable's name, its key's field and its section, or empty."""
    for item in dataclasses.fields(Config):
        section = section_of(item)
        if section is None:
            yield f"{PREFIX}_{item.name.upper()}", item, ""
            continue
        for inner in dataclasses.fields(section):
            name = f"{PREFIX}_{item.name.upper()}_{inner.name.upper()}"
            yield name, inner, item.name


def section_of(item: _Field) -> Any:
    """Return the class of the table that *item* is, or None where it is a value."""
    return item.type if dataclasses.is_dataclass(item.type) else None


def _overlay(table: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    for variable, item, section in variables():
        if variable not in environment:
            continue
        value = _from_text(environment[variable], item, variable)
        inside = table.get(section, {})
        if not section:
            table[item.name] = value
        elif isinstance(inside, dict):  # anything else is refused when it is built
            table[section] = {**inside, item.name: value}
    return table


def _check_variables(environment: Mapping[str, str]) -> None:
    known = {variable for variable, _, _ in variables()}
    sections = tuple(
        f"{PREFIX}_{item.name.upper()}_"
        for item in dataclasses.fields(Config)
        if section_of(item) is not None
    )
    for variable in sorted(environment):
        if variable.startswith(sections) and variable not in known:
            raise ConfigError(f"environment: unknown key {variable}; remove it")


def _from_text(text: str, item: _Field, variable: str) -> Any:
    if item.type is str:
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"{variable} is not a TOML value: {_one_line(exc)}") from None


def _build(kind: Any, table: Mapping[str, Any], where: str, prefix: str) -> Any:
    known = {item.name: item for item in dataclasses.fields(kind)}
    values = {}
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"{where}: unknown key {prefix}{name}; remove it")
        section = section_of(known[name])
        if section is None:
            values[name] = _typed(value, known[name].type, f"{where}: {prefix}{name}")
        elif isinstance(value, dict):
            values[name] = _build(section, value, where, f"{prefix}{name}.")
        else:
            raise ConfigError(f"{where}: {name} must be a table, [{name}]")
    return kind(**values)


def _typed(value: Any, kind: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    *_, inner = typing.get_args(kind) or (None,)
    if origin is dict and isinstance(value, dict):
        return {k: _typed(v, inner, f"{where}.{k}") for k, v in value.items()}
    if origin is list and isinstance(value, list):
        return [_typed(one, inner, where) for one in value]
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ConfigError(f"{where} must be {_name(kind)}, not {value!r}")
    return value


def _name(kind: Any) -> str:
    return str(kind) if isinstance(kind, types.GenericAlias) else kind.__name__


def _one_line(exc: Exception) -> str:
    return " ".join(str(exc).split())
