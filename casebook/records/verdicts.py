"""What a site was taken for, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Label(StrEnum):
    """What a verdict says of a site."""

    OFFICIAL = "official"
    """The host belongs to an official body."""
    INTRUSION = "intrusion"
    """An unknown host of a government suffix that serves certificate results."""
    COUNTERFEIT = "counterfeit"
    """Poses as an official body on a host that is not the body's."""
    SELLER = "seller"
    """Offers forged certificates or sure passes."""
    SUSPICIOUS = "suspicious"
    """A person should look."""
    CLEAR = "clear"
    """Looked at with everything, and nothing speaks for a flag."""
    UNREACHABLE = "unreachable"
    """Nothing came that could be judged."""


FLAGGED = frozenset(
    {Label.INTRUSION, Label.COUNTERFEIT, Label.SELLER, Label.SUSPICIOUS}
)
"""Labels that make a case; the daily report lists them."""

PACKAGED = frozenset({Label.COUNTERFEIT, Label.SELLER})
"""Labels whose cases may go into a clue package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence a reader can check, in any language that has a catalogue.

    Render it with :func:`casebook.language.say`.
    """

    template: str
    """English message with ``{names}``; the key of the catalogues."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What is quoted: taken from the page, so hostile; escaped where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What resembles what, how strongly, and where to look."""

    detector: str
    signal: str
    """Reason code, stable, such as ``title-copied``."""
    strength: float
    """0 to 1: how strongly the signal shows."""
    claim: Claim
    where: str
    """Where to look, such as ``desktop html:title`` or ``screenshot``."""
    profile: str = ""
    """Name of the profile it points to, or empty."""
    weight: float = 0.0
    """Log-odds it moved the verdict by; above 0 speaks for a flag, below 0 against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRun:
    """A part of the judgement that could not be made."""

    detector: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement of one inspection."""

    url: str
    label: Label
    probability: float
    """0 to 1 that the site is a counterfeit or a seller."""
    profile: str
    """Name of the body it poses as or belongs to, or empty."""
    findings: tuple[Finding, ...]
    """Strongest first, by absolute weight."""
    not_run: tuple[NotRun, ...]
    model: str
    """Name and version of the weights."""
