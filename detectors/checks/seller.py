"""Pages that offer forged certificates or sure passes, with somebody to pay."""

from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.offers import Offer, read_offer
from detectors.pages.page import Page
from detectors.site import Site

PROMISES_FULL = 4
"""Graveness of promises from which they count in full. On the testbed (2026-11-23) all
12 sellers that can be read without a browser reach it; of 43 innocents, which quote
such words to warn, four reach 0.7 and more, and none of them has a contact."""
# What no honest business says at all counts for more than haste and ease.
_GRAVE = {"forged": 2.0, "cheating": 1.5, "pay-later": 1.5}
PAYMENT_FULL = 2
OFFERS_FULL = 2


class SellerDetector(Detector):
    """An offer, promises no honest school makes, terms of payment, a contact."""

    name = "seller"
    signals: ClassVar = {
        "promises": Signal(
            part=Part.SELLS,
            claim=mark("The page promises what no school can: {words}"),
        ),
        "offers": Signal(
            part=Part.SUPPORT,
            claim=mark("The page takes orders for certificates: {words}"),
        ),
        "payment": Signal(
            part=Part.SUPPORT,
            claim=mark("The page names terms of payment: {words}"),
        ),
        "contact": Signal(
            part=Part.SELLS,
            claim=mark("The page names a contact for orders: {contact}"),
        ),
        "price": Signal(
            part=Part.SUPPORT,
            claim=mark("The page names prices: {prices}"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:  # noqa: ARG002 - no body is named
        """Yield the parts of each page's offer; parts without a promise are nothing."""
        for page in site.views:
            yield from self._parts(page, read_offer(f"{page.title}\n{page.text}"))

    def _parts(self, page: Page, offer: Offer) -> Iterator[Finding]:
        if not offer.promises:
            return
        where = f"{page.where} html:body"
        # Told more often than said: a report that slipped a word past the reader.
        told = offer.warned / (offer.warned + offer.said)
        yield self.finding(
            "promises",
            sum(_GRAVE.get(kind, 1.0) for kind in offer.promises)
            / PROMISES_FULL
            * (1.0 - told),
            where=where,
            words="、".join(offer.promises.values()),
        )
        if offer.offers:
            yield self.finding(
                "offers",
                len(offer.offers) / OFFERS_FULL,
                where=where,
                words="、".join(offer.offers.values()),
            )
        if offer.payment:
            yield self.finding(
                "payment",
                len(offer.payment) / PAYMENT_FULL,
                where=where,
                words="、".join(offer.payment.values()),
            )
        if offer.contacts:
            yield self.finding("contact", 1.0, where=where, contact=offer.contacts[0])
        if offer.prices:
            yield self.finding(
                "price", 1.0, where=where, prices="、".join(offer.prices[:3])
            )
