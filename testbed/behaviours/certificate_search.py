"""A search index of certificates."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar

from testbed.behaviours import Behaviour, Proceed
from testbed.exchange import Reply, Response, Visit, error_page

ROWS_MOST = 10_000
"""As crt.sh, which does not say that it cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSearch(Behaviour):
    """Answers ``/?q=<domain>&output=json`` with the certificates of the neighbours."""

    name: ClassVar[str] = "certificate-search"

    padded: tuple[str, ...] = ()
    """Domains of which there are more certificates than an answer may have."""

    overloaded: tuple[str, ...] = ()
    """Domains at which it answers with a page that says it is overloaded."""

    too_many: int = 0
    """So many first questions for each domain are answered with 429."""

    asked: Counter[str] = field(
        default_factory=Counter, init=False, compare=False, repr=False
    )
    """Questions for each domain so far."""

    async def answer(self, visit: Visit, proceed: Proceed) -> Reply:
        """Answer a question; proceed for everything else."""
        query = visit.request.query
        domain = query.get("q", "").lower()
        if visit.request.path != "/" or query.get("output") != "json":
            return await proceed()
        self.asked[domain] += 1
        if self.asked[domain] <= self.too_many:
            page = error_page(429)
            return Response(status=429, headers=(("Retry-After", "0"),), body=page.body)
        if domain in self.overloaded:
            return error_page(502)
        hosts = {host for site in visit.neighbours for host in site.hosts}
        names = sorted(h for h in hosts if h == domain or h.endswith(f".{domain}"))
        # The other names on a certificate come along, whatever they are.
        found = [f"{name}\nwww.{name}\nunrelated.example" for name in names]
        if domain in self.padded:
            found += [domain] * (ROWS_MOST - len(found))
        body = [
            {
                "id": number,
                "common_name": value.partition("\n")[0],
                "name_value": value,
                "entry_timestamp": "2026-01-02T03:04:05",
            }
            for number, value in enumerate(found, 1)
        ]
        return Response(
            content_type="application/json",
            body=json.dumps(body).encode(),
            is_dressed=True,
        )
