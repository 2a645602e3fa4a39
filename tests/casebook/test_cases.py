"""Asking for cases."""

import pytest

from casebook.errors import InputError
from casebook.records import Label


@pytest.fixture
def three(desk):
    desk.visit("https://a.test/", Label.SUSPICIOUS, 0.3)
    desk.visit("https://b.test:8443/x", Label.COUNTERFEIT, 0.7)
    desk.visit("https://例子.test/", Label.COUNTERFEIT, 0.9)
    return desk.casebook


@pytest.mark.parametrize(
    ("asked", "hosts"),
    [
        ({}, ["xn--fsqu00a.test", "b.test:8443", "a.test"]),  # gravest first
        ({"label": Label.COUNTERFEIT}, ["xn--fsqu00a.test", "b.test:8443"]),
        ({"label": Label.SELLER}, []),
        ({"state": "proposed", "host": "a.test"}, ["a.test"]),
        ({"state": "confirmed"}, []),
        ({"host": "例子.test"}, ["xn--fsqu00a.test"]),  # as a person writes it
        ({"host": "test"}, []),  # a site, not a suffix
    ],
)
def test_cases(three, asked, hosts):
    assert [case.host for case in three.cases(**asked)] == hosts


@pytest.mark.parametrize(
    "name",
    [
        "CASE-2026-0002",
        " case-2026-0002 ",  # as a person writes it
        "b.test:8443",
        "https://B.test:8443/other?q=1",  # any page of the site
    ],
)
def test_case(three, name):
    assert three.case(name).id == "CASE-2026-0002"


@pytest.mark.parametrize(
    "ask", ["case", "verdicts", "inspections", "evidence", "sightings"]
)
def test_no_such_case(three, ask):
    for name in ("CASE-2026-0004", "b.test", "", "\x00", "http://[::1", "a.test' --"):
        with pytest.raises(InputError, match="no case") as caught:
            getattr(three, ask)(name)
        assert len(str(caught.value).splitlines()) == 1


def test_latest_inspections_of_all(three, desk):
    for number in range(250):  # more than are read at once
        desk.add(f"https://c{number}.test/")
    for leased in desk.lease(limit=300):
        desk.finish(leased, Label.CLEAR, 0.0)

    found = [inspection.candidate.url for inspection, _ in three.latest_inspections()]

    assert len(found) == len(set(found)) == 253
    assert found[:2] == ["https://a.test/", "https://b.test:8443/x"]
