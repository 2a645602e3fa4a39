"""A certificate shown as an answer: the page behind the QR code of a forged card.

Text and picture likeness both fail here; the fields do not. A body's own labels, with
their synonyms, separate copies from other platforms (peers.md B2e: six of six strong
labels against three at most), and the issuer named says whose the answer claims to be.
"""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from casebook.language import mark
from casebook.profiles import Profile, Profiles
from casebook.records import Finding
from detectors.certificates import Certificate, read_certificate
from detectors.checks import Detector, Part, Signal
from detectors.inventory import Inventory, inventory_of
from detectors.pages.page import Page
from detectors.pages.plaintext import flat
from detectors.site import Site

LABELS_FULL = 6.0
"""Weighted labels from which a result counts in full; a label that only one body
uses weighs 1, one that all use 0.3."""
_COMMON_WEIGHT = 0.3
KINDS_FULL = 6
"""Kinds of fields from which any answer counts in full. On the testbed (2026-11-23) all
seven sham answers reach it, a worker's badge has three and a product's label five."""
_IDENTITY_NUMBER = re.compile(r"(?<![\dA-Za-z])[Tt]?(\d{17}[\dXx])(?![\dA-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_KEY = re.compile(
    r"id|no|num|code|cert|zs|card|sn|key|token|q|uuid|bh|sfz|^c$", re.IGNORECASE
)
_HALF = 0.5
_FEW_TRADES = 6
_LABELS_MIN = 3
_KEY_MIN = 4


class ResultPageDetector(Detector):
    """Fields and values of a certificate, in whose words, and how it errs."""

    name = "result_page"
    signals: ClassVar = {
        "answer": Signal(
            part=Part.ACT,
            claim=mark(
                "The page shows a certificate or a score as an answer: {labels}"
            ),
        ),
        "issuer": Signal(
            part=Part.CLAIM,
            claim=mark(
                "The certificate shown names a state organ as its issuer: “{organ}”"
            ),
        ),
        "labels": Signal(
            part=Part.ACT,
            claim=mark(
                "The page shows a certificate with the fields of {body}: {labels}"
            ),
        ),
        "trades": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The certificate shown names a trade that {body} certifies: {trades}"
            ),
        ),
        "foreign-trade": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The certificate shown names a trade that {body} does not certify: "
                "{trades}"
            ),
        ),
        "from-link": Signal(
            part=Part.SUPPORT,
            claim=mark(
                "The answer comes from the link alone ({key}), without form or captcha"
            ),
        ),
        "wrong-check-digit": Signal(
            part=Part.SUPPORT,
            claim=mark("The number {number} has a wrong check digit"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield whose certificate each page seems to show, and how it errs."""
        inventory = inventory_of(profiles)
        for page in site.views:
            shown = read_certificate(page)
            if len(shown.kinds) < _LABELS_MIN or not shown.is_answer:
                continue
            yield from self._answer(page, shown, inventory)
            for profile in inventory.specific:
                yield from self._labels(page, shown, profile, inventory.label_counts)

    def _answer(
        self, page: Page, shown: Certificate, inventory: Inventory
    ) -> Iterator[Finding]:
        where = f"{page.where} html:table"
        strength = len(shown.kinds) / KINDS_FULL
        yield self.finding(
            "answer",
            strength,
            where=where,
            labels="、".join(row.label for row in shown.rows if row.value),
        )
        if shown.issuing_organ and inventory.generic:
            yield self.finding(
                "issuer",
                strength,
                where=where,
                profile=inventory.generic[0].name,
                organ=shown.issuing_organ,
            )
        key = _link_key(page.url)
        if key and strength >= _HALF and not any(form.fields for form in page.forms):
            yield self.finding("from-link", 1.0, where="url:query", key=key)
        for number in _IDENTITY_NUMBER.findall(page.text)[:5]:
            if not check_digit_holds(number):
                number = f"{number[:6]}…{number[-1]}"  # noqa: PLW2901 - never quoted whole
                yield self.finding("wrong-check-digit", 1.0, where=where, number=number)
                return

    def _labels(
        self,
        page: Page,
        shown: Certificate,
        profile: Profile,
        common: Mapping[str, int],
    ) -> Iterator[Finding]:
        labels = {flat(row.label): row.label for row in shown.rows}
        own = [
            (label, 1.0 if common[flat(label)] == 1 else _COMMON_WEIGHT)
            for group in profile.result_labels
            for label in group
            if flat(label) in labels
        ]
        strength = sum(weight for _, weight in own) / LABELS_FULL
        if len(own) < _LABELS_MIN:
            return
        yield self.finding(
            "labels",
            strength,
            where=f"{page.where} html:table",
            profile=profile.name,
            labels="、".join(label for label, _ in own),
            body=profile.title,
        )
        if strength >= _HALF:
            yield from self._trades(page, profile)

    def _trades(self, page: Page, profile: Profile) -> Iterator[Finding]:
        for signal, terms in (
            ("trades", profile.result_terms),
            ("foreign-trade", profile.foreign_terms),
        ):
            named = [term for term in terms if flat(term) in page.flat]
            # A list of all trades is a catalogue; an answer names one or two.
            if named and len(named) <= _FEW_TRADES:
                yield self.finding(
                    signal,
                    1.0,
                    where=f"{page.where} html:table",
                    profile=profile.name,
                    trades="、".join(named[:3]),
                    body=profile.title,
                )


def check_digit_holds(number: str) -> bool:
    """Whether the last character of an identity number fits (ISO 7064 MOD 11-2).

    >>> check_digit_holds("11010519491231002X")
    True
    """
    total = sum(int(c) * w for c, w in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()


def _link_key(url: str) -> str:
    """Return the part of the query that names one certificate, or empty."""
    for name, value in parse_qsl(urlsplit(url).query)[:20]:
        long = len(value) >= _KEY_MIN and any(c.isdigit() for c in value)
        if long and _KEY.search(name):
            return f"{name}={value}"
    return ""
