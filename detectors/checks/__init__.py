"""Detectors: one file each, one idea each.

A detector reads a :class:`~detectors.site.Site` and says what it sees as findings. It
declares every signal it can give: the sentence a reader will check, whether it speaks
for or against, and what part it plays at the gate of the judge. Weights are not here:
they are fitted and stand in ``model.toml`` under ``<detector>.<signal>``.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from casebook.plugins import load
from casebook.profiles import Profiles
from casebook.records import Claim, Finding
from detectors.pages.plaintext import quote
from detectors.site import Site


class Part(StrEnum):
    """What a signal is to the judge."""

    CLAIM = "claim"
    """The site says, or acts as if, it were an official body."""
    ACT = "act"
    """It does what only the body does (live form, result, large copy), or hides."""
    BOTH = "both"
    """It shows what belongs to one body alone: a claim and an act, but with another."""
    SUPPORT = "support"
    """Adds weight, and convicts nobody alone."""
    SELLS = "sells"
    """It promises forged certificates or sure passes, or says whom to pay for them."""
    AGAINST = "against"
    """Speaks for an innocent site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing that a detector can see."""

    claim: str
    """English sentence with ``{names}``, the key of the catalogues."""
    part: Part


class Detector(ABC):
    """Sees one kind of thing; pure, deterministic, and never the judge."""

    name: ClassVar[str]
    """File name without suffix; first half of a weight's name."""
    signals: ClassVar[Mapping[str, Signal]] = {}
    """Every signal it can give, by name."""

    @abstractmethod
    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield what *site* shows, compared with the bodies in *profiles*."""

    def finding(
        self,
        signal: str,
        strength: float,
        *,
        where: str,
        profile: str = "",
        **values: str,
    ) -> Finding:
        """Return a finding of a declared signal; quoted values are shortened."""
        quoted = {name: quote(value) for name, value in values.items()}
        return Finding(
            detector=self.name,
            signal=signal,
            strength=round(min(1.0, max(0.0, strength)), 4),
            claim=Claim(template=self.signals[signal].claim, values=quoted),
            where=where,
            profile=profile,
        )


@cache
def all_detectors() -> tuple[Detector, ...]:
    """Return one of each detector, in name order.

    Raises:
        PluginError: two share a name, or a file holds none.
    """
    kinds = load(__name__, Detector)  # type: ignore[type-abstract]
    return tuple(kind() for kind in kinds.values())


@cache
def all_signals() -> Mapping[str, Signal]:
    """Return every declared signal by its full name, ``<detector>.<signal>``."""
    return {
        f"{detector.name}.{name}": signal
        for detector in all_detectors()
        for name, signal in detector.signals.items()
    }
