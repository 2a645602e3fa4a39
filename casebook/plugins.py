"""Plug-in folders: one new file is one new plug-in, with no other edit."""

import importlib
import inspect
import pkgutil
from typing import TypeVar

from casebook.errors import PluginError

T = TypeVar("T")


def load(package: str, base: type[T]) -> dict[str, type[T]]:
    """Return the plug-ins in *package*, by name, in name order.

    Args:
        package: dotted name of the folder, such as ``"detectors.checks"``.
        base: what each plug-in class derives from; it has a ``name`` attribute.

    Raises:
        PluginError: two classes share a name, or a module holds none.
    """
    found: dict[str, type[T]] = {}
    folder = importlib.import_module(package).__path__
    for info in pkgutil.iter_modules(folder, f"{package}."):
        for name, cls in _plugins_of(info.name, base):
            if name in found:
                first = found[name].__module__
                raise PluginError(f"{name!r} is in both {first} and {info.name}")
            found[name] = cls
    return dict(sorted(found.items()))


def load_one(package: str, base: type[T], name: str) -> type[T]:
    """Return the plug-in *name* from the module of that name; no other is imported.

    Args:
        package: as for :func:`load`.
        base: as for :func:`load`.
        name: of a plug-in whose module is named as it is.

    Raises:
        PluginError: the module holds no such plug-in.
    """
    found = dict(_plugins_of(f"{package}.{name}", base))
    if name not in found:
        raise PluginError(f"{package}.{name} holds {', '.join(found)}, not {name}")
    return found[name]


def _plugins_of(dotted: str, base: type[T]) -> list[tuple[str, type[T]]]:
    """Return what a module defines of *base*, each with its name."""
    module = importlib.import_module(dotted)
    found = [
        (str(getattr(cls, "name", "")), cls)
        for cls in vars(module).values()
        if inspect.isclass(cls)
        and issubclass(cls, base)
        and cls.__module__ == module.__name__
    ]
    if not found:
        raise PluginError(f"{dotted} holds no {base.__name__}")
    return found
