"""A form that asks for a name and an identity number, to look a certificate up."""

import re
from collections.abc import Iterator
from typing import ClassVar

from casebook.language import mark
from casebook.profiles import Profiles
from casebook.records import Finding
from detectors.checks import Detector, Part, Signal
from detectors.forms import Form
from detectors.inventory import inventory_of
from detectors.page import Page
from detectors.plaintext import flat
from detectors.site import Site

_IDENTITY = re.compile(
    r"身份证|证件号|证号|身份号码|公民身份|准考证|idcard|sfz|zjhm|id_?num",
    re.IGNORECASE,
)
_NAME = re.compile(r"姓名|名字|xingming|\bxm\b|realname|uname", re.IGNORECASE)
_CERTIFICATE = re.compile(
    r"(?:证书|操作证|资格证|合格证|职称|成绩|学历|学位|合格信息|执业|技能|"
    r"证件)[^\n]{0,8}(?:查询|查验|核验|验证|检索)|"
    r"(?:查询|查验|核验|验证)[^\n]{0,6}(?:证书|操作证|资格证|合格证|职称|成绩|学历|"
    r"证件)"
)
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
        "no-captcha": Signal(
            part=Part.SUPPORT,
            claim=mark("The inquiry form has no captcha, where the official one has"),
        ),
    }

    def check(self, site: Site, profiles: Profiles) -> Iterator[Finding]:
        """Yield the inquiry forms of each page."""
        inventory = inventory_of(profiles)
        for page in site.views:
            form = _inquiry(page)
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

    def _login(self, page: Page) -> Iterator[Finding]:
        for form in page.forms:
            words = [f"{field.label} {field.name}" for field in form.fields]
            if any(map(_IDENTITY.search, words)) and any(map(_PASSWORD.search, words)):
                yield self.finding(
                    "identity-login",
                    1.0,
                    where=f"{page.where} html:form",
                    fields="、".join(field.label for field in form.fields),
                )
                return


def _inquiry(page: Page) -> Form | None:
    """Return the form that asks for identity and name, or None."""
    for form in page.forms:
        words = [f"{field.label} {field.name}" for field in form.fields]
        identity = {n for n, text in enumerate(words) if _IDENTITY.search(text)}
        names = {n for n, text in enumerate(words) if _NAME.search(text)}
        if identity and names and len(identity | names) > 1:
            return form
    return None
