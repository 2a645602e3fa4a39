"""How a key of ``zhaoyao.toml`` is declared."""

from dataclasses import field
from typing import Any


def key(default: Any, why: str) -> Any:
    """Declare a key with its default and the line that documents it."""
    if isinstance(default, list | dict):
        return field(
            default_factory=lambda: type(default)(default), metadata={"why": why}
        )
    return field(default=default, metadata={"why": why})
