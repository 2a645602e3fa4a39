"""A configuration as a commented ``zhaoyao.toml``."""

import dataclasses
import json
from typing import Any

from casebook.config.keys import Config

_Field = dataclasses.Field[Any]


def document(config: Config | None = None) -> str:
    """Write a complete, commented ``zhaoyao.toml`` with the values of *config*.

    Reading it gives *config* again.
    """
    shown = config or Config()
    head: list[str] = []
    tables: list[str] = []
    for item in dataclasses.fields(shown):
        value = getattr(shown, item.name)
        if dataclasses.is_dataclass(value):
            lines = [f"[{item.name}]", f"# {type(value).__doc__}"]
            for inner in dataclasses.fields(value):
                lines += _lines(inner, getattr(value, inner.name))
            tables.append("\n".join(lines))
        else:
            head += _lines(item, value)
    return "\n\n".join(["\n".join(head), *tables]) + "\n"


def to_toml(value: Any) -> str:
    r"""Write a value as TOML, on one line.

    >>> print(to_toml({"a": ['"', 1.5, True]}))
    { "a" = ["\"", 1.5, true] }
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # TOML takes JSON's strings, but wants one control character more escaped.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(to_toml(one) for one in value)}]"
        case dict():
            pairs = (f"{to_toml(k)} = {to_toml(v)}" for k, v in value.items())
            inside = ", ".join(pairs)
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return str(value)


def _lines(item: _Field, value: Any) -> list[str]:
    return [f"# {item.metadata['why']}", f"{item.name} = {to_toml(value)}"]
