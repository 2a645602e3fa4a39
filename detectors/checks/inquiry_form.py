"""A form that asks for a name and an identity number, to look a certificate up."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.inventory import inventory_of
from detectors.pages.forms import IDENTITY, asks_identity
from detectors.pages.page import Page
from detectors.pages.plaintext import flat
from detectors.site import Site

_CERTIFICATE = re.compile(
    r"(?:证书|操作证|资格证|合格证|职称|成绩|学历|学位|合格信息|执业|技能|"
    r"证件)[^\n]{0,8}(?:查询|查验|核验|验证|检索)|"
    r"(?:查询|查验|核验|验证)[^\n]{0,6}(?:证书|操作证|资格证|合格证|职称|成绩|学历|"
    r"证件)"
)
_SERVICE = re.compile(
    r"[^\n]{0,14}(?:证书|证件|操作证|资格证?|执业|学历|学籍|学位|成绩|准考证|报告|许可证|"
    r"人员|职称|等级|技能|信息公示|企业|单位|设备)[^\n]{0,6}(?:查询|核验|查验|验证|公示)"
    r"(?:系统|平台|入口)?"
)
_LOOKED_UP = re.compile("[询验示]")
"""What each of these has; an entry without it is told in a tenth of the time."""
SERVICES_MIN = 2
SERVICES_FULL = 4
"""Entries from which a page's offer to look records up counts in full; schools have
one or two, for their own papers."""
_PASSWORD = re.compile(r"密码|password|passwd|pwd", re.IGNORECASE)
_CAPTCHA = re.compile(r"验证码|校验码|captcha|yzm|vcode|verif", re.IGNORECASE)
OFFICIAL_FIELDS = 3
"""Field words shared with a body's own form from which it counts as its form."""


class InquiryFormDetector(Detector):
    """A live form, and whose form it is like."""

    name = "inquiry_form"
    signals: ClassVar = {
        "asks-identity": Signal(
            part=Part.ACT,
            claim=mark("A form asks for identity number and name to look up “{what}”"),
        ),
        "identity-login": Signal(
            part=Part.ACT,
            claim=mark("A form asks for identity number and password: {fields}"),
        ),
        "official-form": Signal(
            part=Part.SUPPORT,
            claim=mark("The form has the fields of {body}: {fields}"),
        ),
        "services": Signal(
            part=Part.ACT,
            claim=mark("The page offers to look records up: {entries}"),
        ),
        "no-captcha": Signal(
            part=Part.SUPPORT,
            claim=mark("The inquiry form has no captcha, where the official one has"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the inquiry forms of each page."""
        inventory = inventory_of(profiles)
        for page in site.views:
            yield from self._services(page)
            form = asks_identity(page.forms)
            if form is None:
                yield from self._login(page)
                continue
            what = _CERTIFICATE.search(f"{page.title}\n{page.text}")
            where = f"{page.where} html:form"
            yield self.finding(
                "asks-identity",
                1.0 if what else 0.4,
                where=where,
                what=what[0] if what else page.title,
            )
            words = " ".join(f"{field.label} {field.name}" for field in form.fields)
            shown = flat(words)
            for profile in inventory.specific:
                own = [text for text in profile.form_fields if flat(text) in shown]
                if len(own) >= OFFICIAL_FIELDS:
                    yield self.finding(
                        "official-form",
                        len(own) / len(profile.form_fields),
                        where=where,
                        profile=profile.name,
                        fields="、".join(own),
                        body=profile.title,
                    )
            if what and not _CAPTCHA.search(words):
                yield self.finding("no-captcha", 1.0, where=where)

    def _services(self, page: Page) -> Iterator[Finding]:
        entries = [
            run
            for run in page.entries.values()
            if _LOOKED_UP.search(run) and _SERVICE.fullmatch(run)
        ]
        if len(entries) >= SERVICES_MIN:
            yield self.finding(
                "services",
                len(entries) / SERVICES_FULL,
                where=f"{page.where} html:a",
                entries="、".join(entries[:5]),
            )

    def _login(self, page: Page) -> Iterator[Finding]:
        for form in page.forms:
            words = [f"{field.label} {field.name}" for field in form.fields]
            if any(map(IDENTITY.search, words)) and any(map(_PASSWORD.search, words)):
                yield self.finding(
                    "identity-login",
                    1.0,
                    where=f"{page.where} html:form",
                    fields="、".join(field.label for field in form.fields),
                )
                return
