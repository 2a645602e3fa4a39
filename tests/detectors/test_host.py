from datetime import UTC, datetime

import pytest
from names_profiles import PROFILES

from detectors.checks.host import HostDetector
from detectors.site import site_from_files

AT = datetime(2026, 1, 2, tzinfo=UTC)


def findings(url):
    site = site_from_files(url, b"<title>x</title>", None, AT)
    return list(HostDetector().check(site, PROFILES))


@pytest.mark.parametrize(
    ("url", "signal"),
    [
        ("https://cx.abq.gov.test.q7.example/", "official-host"),
        ("https://abq-chaxun.example/", "official-label"),
        ("https://yjglbcx.example/", "body-letters"),
        ("https://xn--vhq83ao25covj91iwk1a.example/x", "body-characters"),
        ("https://chinasafetty.example/", "misspelt"),
        ("https://cxаbq.example/", "look-alike-characters"),
        ("https://q7-gov-test.q8.example/", "government-suffix-inside"),
        ("https://owner.github.io/abq.gov.test/", "official-host"),
    ],
)
def test_imitation_gives_one_finding(url, signal):
    (finding,) = findings(url)

    assert finding.signal == signal
    assert finding.detector == "host"
    assert finding.where == "url"
    assert 0.5 <= finding.strength <= 1
    assert finding.claim.values["part"]


@pytest.mark.parametrize(
    "url",
    [
        "https://cx.abq.gov.test/",  # official
        "https://x.gov.test/",  # government
        "https://example.example/",  # nothing
        "https://192.0.2.7:8080/cert",  # an address
    ],
)
def test_innocent_host_gives_none(url):
    assert findings(url) == []


def test_weak_name_is_told_weakly():
    """A short label alone convicts nobody, and is not hidden either."""
    (finding,) = findings("https://tzzy.example/")

    assert finding.strength < 0.5
