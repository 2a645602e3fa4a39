"""How old the domain is."""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.site import Site

YOUNG_DAYS = 30
"""Up to this age a domain counts as young in full; reported sham sites live for weeks
(domain-facts.md 1.1: seven months at most)."""
GROWN_DAYS = 365
OLD_DAYS = 5 * 365


class RegistrationDetector(Detector):
    """Young domains speak for a flag, old ones a little against it."""

    name = "registration"
    signals: ClassVar = {
        "young": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The domain {domain} was registered {days} days before the visit"
            ),
        ),
        "old": Signal(
            part=Part.AGAINST,
            claim=mark(
                "The domain {domain} was registered {years} years before the visit"
            ),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield at most one finding on the age of the registration."""
        registration = site.registration
        if registration is None or registration.created_at is None:
            return
        days = (site.at - registration.created_at).days
        if 0 <= days < GROWN_DAYS:
            yield self.finding(
                "young",
                1.0 - max(0, days - YOUNG_DAYS) / (GROWN_DAYS - YOUNG_DAYS),
                where="registration",
                domain=registration.domain,
                days=str(days),
            )
        elif days >= OLD_DAYS:
            yield self.finding(
                "old",
                days / (2 * OLD_DAYS),
                where="registration",
                domain=registration.domain,
                years=str(days // 365),
            )
