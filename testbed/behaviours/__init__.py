"""Behaviours: each module is one way in which a server answers, or fails to.

A behaviour ``deep-link-only`` is the class with that name in ``deep_link_only.py``, a
frozen dataclass whose fields are the options that a ``[[behaviour]]`` table may set.
Behaviours of a site wrap each other: the first one is asked first, and may answer
itself or call *proceed* for the answer of those behind it (at last the static files)
and change that.

    [[behaviour]]
    name = "deep-link-only"
    keys = ["index"]
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar

from testbed.exchange import Reply, Visit
from testbed.plugins import load_classes
from testbed.sites import BehaviourSpec, Site
from testbed.tables import SiteError

Proceed = Callable[[], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Answers like any web server; each plug-in changes what it must."""

    name: ClassVar[str] = ""

    def resolve(self) -> str:
        """Return what DNS does for the site's hosts.

        One of "" (an ordinary answer), "nxdomain", "servfail", "timeout" (no answer at
        all), or the IPv4 address to give.
        """
        return ""

    def certificate(self) -> str:
        """Return what is wrong with the site's certificate.

        One of "" (nothing), "expired", "self-signed", "wrong-host".
        """
        return ""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer one request."""
        del visit
        return await proceed()


@cache
def all_behaviours() -> dict[str, type[Behaviour]]:
    """Return the behaviours by name, in name order.

    Raises:
        PluginError: two behaviours share a name, or a module holds none.

    """
    return load_classes(__name__, Behaviour)


def build(site: Site) -> tuple[Behaviour, ...]:
    """Make the behaviours of *site*, outermost first.

    Raises:
        SiteError: a behaviour is unknown, or does not take an option.

    """
    return tuple(_build_one(site.name, spec) for spec in site.behaviour)


def _build_one(where: str, spec: BehaviourSpec) -> Behaviour:
    known = all_behaviours()
    if spec.name not in known:
        raise SiteError(f"{where}: unknown behaviour {spec.name!r}")
    cls = known[spec.name]
    defaults = {field.name: field.default for field in fields(cls) if field.init}
    options = {}
    for key, given in spec.options.items():
        value: Any = tuple(given) if isinstance(given, list) else given
        if key not in defaults:
            raise SiteError(f"{where}: {spec.name} has no option {key!r}")
        kind = type(defaults[key])
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            wanted = "list" if kind is tuple else kind.__name__
            raise SiteError(f"{where}: {spec.name}: {key} must be a {wanted}")
        options[key] = value
    return cls(**options)
