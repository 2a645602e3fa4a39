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
        module = importlib.import_module(info.name)
        classes = [
            cls
            for cls in vars(module).values()
            if inspect.isclass(cls)
            and issubclass(cls, base)
            and cls.__module__ == module.__name__
        ]
        if not classes:
            raise PluginError(f"{info.name} holds no {base.__name__}")
        for cls in classes:
            name: str = cls.name  # type: ignore[attr-defined]
            if name in found:
                first = found[name].__module__
                raise PluginError(f"{name!r} is in both {first} and {info.name}")
            found[name] = cls
    return dict(sorted(found.items()))
