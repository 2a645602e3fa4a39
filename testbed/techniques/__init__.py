"""Evasions: each module rewrites the HTML of a page in one way.

A technique ``zero-width`` is the file ``zero_width.py`` with one function
``apply(html: str) -> str``. It gets the whole page as text, before it is encoded,
and returns the whole page. It is pure: the same text gives the same text, so that a
page that is fetched twice does not look changed.
"""

from collections.abc import Callable
from functools import cache

from testbed.plugins import PluginError, load_modules

Technique = Callable[[str], str]


@cache
def all_techniques() -> dict[str, Technique]:
    """Return the techniques by name, in name order.

    Raises:
        PluginError: a module has no ``apply``, or two modules share a name.

    """
    return load(__name__)


def load(package: str) -> dict[str, Technique]:
    """Return the techniques in *package* by name.

    Raises:
        PluginError: a module has no ``apply``, or two modules share a name.

    """
    found: dict[str, Technique] = {}
    for module in load_modules(package):
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        technique = vars(module).get("apply")
        if not callable(technique):
            raise PluginError(f"{module.__name__} has no function apply(html)")
        if name in found:
            raise PluginError(f"two files of {package} are both named {name!r}")
        found[name] = technique
    return found
