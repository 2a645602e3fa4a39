"""Each signal on a few lines of markup; signals.toml says why it is there or not."""

import tomllib
from pathlib import Path

import pytest

from detectors.checks import all_detectors, all_signals

TABLE = tomllib.loads(Path(__file__).with_name("signals.toml").read_text("utf-8"))
ROWS = [(row["signal"], row["html"], row["seen"]) for row in TABLE["row"]]
RESULT = next(
    row["html"] for row in TABLE["row"] if row["signal"] == "result_page.answer"
)

ELSEWHERE = {
    "behaviour", "branding", "registration", "archive", "host", "wording.copied",
    "wording.replica", "wording.whole", "structure.files", "structure.skeleton",
    "structure.page-path",
    "result_page.from-link", "marks", "picture_text", "picture_copy", "qr_code",
    "template_family",
}  # fmt: skip
"""Signals and detectors that want more than a page: tested below or in other files."""


def test_every_signal_is_in_the_table():
    known = {signal for signal, _, seen in ROWS if seen}

    assert {
        name
        for name in set(all_signals()) - known
        if name not in ELSEWHERE and name.partition(".")[0] not in ELSEWHERE
    } == set()


@pytest.mark.parametrize(("signal", "html", "seen"), ROWS)
def test_signal(signal, html, seen, site, profiles):
    name, _, code = signal.partition(".")
    (detector,) = (d for d in all_detectors() if d.name == name)
    body = f"<html><head></head><body>{html}</body></html>"
    body = html if html.startswith("<title>") else body

    found = {
        f.signal: f.strength
        for f in detector.check(site(body, "https://k3.test/a?x=1"), profiles)
    }

    assert (found.get(code, 0.0) >= SEEN.get(signal, 0.15)) is seen


SEEN = {
    "claims.title": 0.5,  # from here the gate takes it for a claim
    "state_organ.title": 0.5,
    "inquiry_form.asks-identity": 0.5,
    "structure.leads-home": 0.5,
    "news_or_warning.warning": 0.5,
    "result_page.answer": 0.5,
}
"""Lowest strength that counts as seen, where it is not the usual one."""


@pytest.mark.parametrize(
    ("days", "signal"),
    [
        (3, "young"),  # days old
        (200, "young"),  # less than a year, and less strongly
        (800, None),  # neither
        (4000, "old"),
        (None, None),  # nobody asked
    ],
)
def test_age(days, signal, site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == "registration")

    found = [f.signal for f in detector.check(site("x", age_days=days), profiles)]

    assert found == ([signal] if signal else [])


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://k3.test/q?id=20250017", True),  # one certificate
        ("https://k3.test/q?page=20250017", False),  # a page number
        ("https://k3.test/q", False),
    ],
)
def test_answer_from_a_link(url, seen, site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == "result_page")

    found = {f.signal for f in detector.check(site(RESULT, url), profiles)}

    assert ("from-link" in found) is seen


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://arch.test/save/2019/http://cx.tea.example/", True),
        ("https://arch.test/save/2019/http://other.test/", False),  # no official page
        ("https://k3.test/", False),  # a banner alone is easily written
    ],
)
def test_archive(url, seen, site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == "archive")

    found = list(
        detector.check(site("<p>archived copy, captured 2019</p>", url), profiles)
    )

    assert bool(found) is seen


def test_path_of_the_platform(site, profiles):
    (detector,) = (d for d in all_detectors() if d.name == "structure")

    found = detector.check(site("x", "https://k3.test/tea/certQuery?x=1"), profiles)

    assert "page-path" in {f.signal for f in found}
