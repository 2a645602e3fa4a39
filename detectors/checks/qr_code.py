"""QR codes on a page: where a visitor with a telephone is led, and whom he pays.

A forged card carries a code that opens a counterfeit; a page that shows such a code
leads there, too. News and companies show codes of their own, so none convicts anybody.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from casebook.urls import host_of
from detectors.checks import Detector, Part, Signal, all_detectors
from detectors.checks.host import HostDetector
from detectors.inventory import inventory_of
from detectors.looks.codes import codes_on
from detectors.names import score_url
from detectors.site import Site

IMITATES = 0.5
"""Score of a host's name from which it is said to imitate a body."""
FOUND_MAX = 8
# Codes that a telephone pays with. Source: the services' own forms, from general
# knowledge, to be verified.
_PAYMENT = re.compile(
    r"^(?:wxp://|weixin://wxpay/|https?://(?:qr\.alipay\.com|qr\.95516\.com|"
    r"payapp\.weixin\.qq\.com)/)",
    re.IGNORECASE,
)


class QrCodeDetector(Detector):
    """What the QR codes in a site's pictures and screenshots say."""

    name = "qr_code"
    signals: ClassVar = {
        "official": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "A QR code on the page leads to {host}, an official host: {payload}"
            ),
        ),
        "look-alike": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "A QR code on the page leads to {host}, a name that imitates {body}: "
                "{payload}"
            ),
        ),
        "elsewhere": Signal(
            part=Part.SUPPORT,
            claim=mark("A QR code on the page leads to another site: {payload}"),
        ),
        "payment": Signal(
            part=Part.SUPPORT,
            claim=mark("A QR code on the page takes a payment: {payload}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield where each code leads, unless to the page's own host."""
        seen: dict[str, str] = {}
        for picture in site.pictures:
            for payload in codes_on(picture):
                seen.setdefault(payload, f"{picture.kind} {picture.url}")
        for payload, where in list(seen.items())[:FOUND_MAX]:
            if _PAYMENT.match(payload):
                yield self.finding("payment", 1.0, where=where, payload=payload)
            elif (host := _host(payload)) and host != site.host:
                yield self._led(payload, host, where, profiles)

    def _led(self, payload: str, host: str, where: str, profiles: Profiles) -> Finding:
        inventory = inventory_of(profiles)
        if inventory.is_official(host):
            owner = inventory.owner(host)
            return self.finding(
                "official",
                1.0,
                where=where,
                profile=owner.name if owner else "",
                host=host,
                payload=payload,
            )
        names = next(d for d in all_detectors() if isinstance(d, HostDetector))
        scored = score_url(payload, names.index(profiles))
        if scored.score >= IMITATES:
            body = profiles.by_name.get(scored.profile)
            return self.finding(
                "look-alike",
                scored.score,
                where=where,
                profile=scored.profile,
                host=host,
                body=body.title if body else scored.profile,
                payload=payload,
            )
        return self.finding("elsewhere", 1.0, where=where, payload=payload)


def _host(payload: str) -> str:
    """Return the host of a web address, or empty: codes hold any text."""
    is_web = payload.lower().startswith(("http://", "https://"))
    return host_of(payload) if is_web else ""
