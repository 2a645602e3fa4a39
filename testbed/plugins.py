"""Loading the plug-ins of a folder: every module is one plug-in."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


class PluginError(Exception):
    """Two plug-ins share a name, or a module holds none."""


def load_modules(package: str) -> Iterator[ModuleType]:
    """Import and yield each module of *package*, in name order."""
    folder = importlib.import_module(package).__path__
    for info in sorted(pkgutil.iter_modules(folder), key=lambda info: info.name):
        yield importlib.import_module(f"{package}.{info.name}")


def load_classes(package: str, parent: type[T]) -> dict[str, type[T]]:
    """Return the subclasses of *parent* in *package* by their ``name``.

    Raises:
        PluginError: two classes share a name, or a module holds none.

    """
    found: dict[str, type[T]] = {}
    for module in load_modules(package):
        classes = [
            member
            for member in vars(module).values()
            if inspect.isclass(member)
            and issubclass(member, parent)
            and member.__module__ == module.__name__
        ]
        if not classes:
            raise PluginError(f"{module.__name__} has no {parent.__name__}")
        for cls in classes:
            name = getattr(cls, "name", "")
            if not name:
                raise PluginError(f"{module.__name__}.{cls.__name__} has no name")
            if name in found:
                first = found[name].__module__
                raise PluginError(
                    f"{name!r} is in both {first} and {module.__name__}",
                )
            found[name] = cls
    return dict(sorted(found.items()))
