"""The registry: who registered which domain, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zlib import crc32

from testbed.sites import Registration, Site, registrable_domain, registrations

ZONES = ("example", "test")
"""The top-level names that the registry speaks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One registered domain as WHOIS and RDAP tell of it."""

    name: str
    registrar: str
    registrant: str
    registrant_email: str

    created: datetime
    """UTC."""

    expires: datetime
    """UTC; the first anniversary of ``created`` that is to come."""

    style: str
    """How WHOIS writes it: "gtld" or "cn"."""

    nameservers: tuple[str, str]

    @property
    def handle(self) -> str:
        """The registry's own id for the domain; the same on every run."""
        return f"{crc32(self.name.encode()):08X}-TESTBED"


class Registry:
    """Looks domains up by name."""

    def __init__(self, sites: Iterable[Site], *, today: date) -> None:
        sites = tuple(sites)
        self.today = today
        self._domains = {
            name: _domain(name, registration, today)
            for name, registration in registrations(sites).items()
        }

    def find(self, name: str) -> Domain | None:
        """Return the object of *name*, or of the domain it is in, or None."""
        return self._domains.get(registrable_domain(name))

    def find_exact(self, name: str) -> Domain | None:
        """Return the object of *name* itself, or None."""
        return self._domains.get(name.lower().rstrip("."))


def _domain(name: str, registration: Registration, today: date) -> Domain:
    # The time of day follows from the name, so that every run says the same second.
    second = crc32(name.encode()) % 86_400
    midnight = datetime.combine(today, time(), UTC)
    created = midnight - timedelta(days=registration.created_days_ago)
    created = min(created + timedelta(seconds=second), midnight)
    expires = created
    while expires <= midnight:
        expires = _a_year_later(expires)
    style = registration.style or ("cn" if name.endswith(".example") else "gtld")
    return Domain(
        name=name,
        registrar=registration.registrar,
        registrant=registration.registrant,
        registrant_email=registration.registrant_email,
        created=created,
        expires=expires,
        style=style,
        nameservers=nameservers(name),
    )


def nameservers(domain: str) -> tuple[str, str]:
    """Return the name servers of *domain*: one of three hosting firms', by its name."""
    firm = crc32(domain.encode()) % 3 + 1
    return f"ns1.dns{firm}.hosting.test", f"ns2.dns{firm}.hosting.test"


def _a_year_later(when: datetime) -> datetime:
    try:
        return when.replace(year=when.year + 1)
    except ValueError:  # 29 February
        return when.replace(year=when.year + 1, day=28)
