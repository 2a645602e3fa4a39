"""Sites built like confirmed cases: found, quoted, and never enough to convict."""

import dataclasses

import pytest
from invented_bodies import AT

from casebook.profiles import Profiles, ReferencePage, Template
from casebook.records import Label
from detectors.checks.template_family import TemplateFamilyDetector
from detectors.gangs.families import parts_of
from detectors.judge import judge

KIT = "".join(
    f'<div class="kit-box{n}"><span class="kit-row{n}">x</span></div>'
    for n in range(12)
)
SCRIPT = f"<script>var rows = [{','.join(map(str, range(60)))}]; fill(rows);</script>"
COUNTER = '<script src="//hm.baidu.com/hm.js?%s"></script>' % ("5e" * 16)


def confirmed(page, html, host="known.test"):
    return Template(
        case="CASE-2026-0007", host=host, profile="", parts=parts_of([page(html)])
    )


def found(site, profiles, html, *templates):
    known = dataclasses.replace(profiles, confirmed=templates)
    return {f.signal: f for f in TemplateFamilyDetector().check(site(html), known)}


@pytest.mark.parametrize(
    ("known", "html", "signals"),
    [
        (KIT, KIT + "<p>其他</p>", {"skin"}),  # the skin, other words
        (KIT, KIT.replace("kit-", "own-"), set()),  # another skin
        (SCRIPT, SCRIPT, {"kit"}),  # a script that somebody wrote
        (COUNTER, COUNTER, {"kit"}),  # an account with a statistics service
        ("<script>go()</script>", "<script>go()</script>", set()),  # a snippet
        (KIT[:130], KIT[:130], set()),  # two small pages are no kin
    ],
)
def test_what_is_shared(page, site, profiles, known, html, signals):
    assert set(found(site, profiles, html, confirmed(page, known))) == signals


def test_quotes_the_case_and_what_matches(page, site, profiles):
    shown = found(site, profiles, KIT, confirmed(page, KIT))["skin"]

    assert shown.claim.values["case"] == "CASE-2026-0007"
    assert shown.claim.values["host"] == "known.test"
    assert shown.claim.values["percent"] == "100"
    assert "kit-" in shown.claim.values["sample"]


def test_a_site_is_not_its_own_kin(page, site, profiles):
    """A later look at a confirmed case finds itself in the casebook."""
    assert not found(site, profiles, KIT, confirmed(page, KIT, host="k3.test:8443"))


def test_what_the_official_page_has_is_no_trace_of_a_gang(page, site, profiles):
    official = ReferencePage(
        url="https://cx.tea.example/",
        captured_at=AT,
        sha256="0" * 64,
        title="",
        text="",
        tag_paths=tuple(
            part.removeprefix("path:")
            for part in parts_of([page(KIT)])
            if part.startswith("path:")
        ),
    )
    office = dataclasses.replace(profiles.by_name["tea-office"], references=(official,))
    known = Profiles(by_name={**profiles.by_name, "tea-office": office})

    assert not found(site, known, KIT, confirmed(page, KIT))


def test_an_innocent_on_the_same_skin_is_clear(page, site, profiles, model):
    """All of a kit, and no claim: nobody is convicted by it."""
    html = KIT + SCRIPT + COUNTER + "<p>本店出售茶具，欢迎选购，全国包邮。</p>"
    known = dataclasses.replace(profiles, confirmed=(confirmed(page, html),))

    verdict = judge(
        site(html), known, model=model, flag_probability=0.5, suspicious_probability=0.2
    )

    assert verdict.label is Label.CLEAR
