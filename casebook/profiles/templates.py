"""What the pages of a confirmed case are built of, to be found again elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """The building blocks of one confirmed case."""

    case: str
    """Its number, as the casebook gave it."""
    host: str
    """Host that makes the case's site one."""
    profile: str
    """Name of the body that it poses as, or empty."""
    parts: frozenset[str]
    """``kind:value``, as :func:`detectors.gangs.families.parts_of` makes them."""
